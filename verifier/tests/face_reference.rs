//! Faces are found and compared as the published networks do it: `faces/reference.json` of the test data.
#![allow(clippy::unwrap_used)]

mod face_networks;

use face_networks::{matcher, networks, portrait, test_data};
use serde_json::Value;
use verifier::face::{FaceError, Which};
use verifier::picture::Picture;

/// Side by side, the shorter one with black below.
fn beside(left: &Picture, right: &Picture) -> Picture {
    let (width, height) = (left.width() + right.width(), left.height().max(right.height()));
    let mut rgb = Vec::new();
    for row in 0..height as usize {
        for picture in [left, right] {
            let length = picture.width() as usize * 3;
            let pixels = picture.rgb().chunks_exact(length).nth(row);
            rgb.extend_from_slice(pixels.unwrap_or(&vec![0; length]));
        }
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

fn blank() -> Picture {
    Picture::from_rgb(400, 300, vec![180; 400 * 300 * 3]).unwrap()
}

fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().unwrap() as f32],
    }
}

fn assert_near(found: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected}");
    }
}

#[test]
fn boxes_points_and_cosines_are_those_of_the_reference() {
    let (Some(data), Some((networks, cache))) = (test_data(), networks()) else { return };
    let reference = std::fs::read(data.join("faces/reference.json")).unwrap();
    let reference: Value = serde_json::from_slice(&reference).unwrap();
    let mut matcher = matcher(&networks);
    for (name, expected) in reference["images"].as_object().unwrap() {
        let picture = portrait(&cache, name);
        assert_eq!(numbers(&expected["height_width"]), [picture.height() as f32, picture.width() as f32]);
        let faces = matcher.detect(&picture).unwrap();
        assert_eq!(faces.len() as u64, expected["faces"].as_u64().unwrap(), "{name}");
        assert_near(&[faces[0].score.value()], &numbers(&expected["score"]), 0.02, name);
        assert_near(&faces[0].box_, &numbers(&expected["box_xywh"]), 3.0, name);
        assert_near(faces[0].points.as_flattened(), &numbers(&expected["points"]), 3.0, name);
    }
    for (pair, expected) in reference["cosine"].as_object().unwrap() {
        let (one, other) = pair.split_once('|').unwrap();
        let comparison = matcher.compare(&portrait(&cache, one), &portrait(&cache, other)).unwrap();
        assert_near(&[comparison.score.value()], &numbers(expected), 0.01, pair);
    }
}

#[test]
fn same_pictures_give_the_same_score() {
    let Some((networks, cache)) = networks() else { return };
    let (one, other) = (portrait(&cache, "obama.jpg"), portrait(&cache, "obama2.jpg"));
    let first = matcher(&networks).compare(&one, &other).unwrap();
    let mut matcher = matcher(&networks);
    matcher.compare(&portrait(&cache, "biden.jpg"), &one).unwrap();
    assert_eq!(matcher.compare(&one, &other).unwrap(), first);
}

#[test]
fn picture_without_a_face_is_named() {
    let Some((networks, cache)) = networks() else { return };
    let mut matcher = matcher(&networks);
    let face = portrait(&cache, "obama.jpg");
    let refused = |outcome| matches!(outcome, Err(FaceError::NotFound { which }) if which == Which::Probe);
    assert!(matcher.compare(&face, &face).is_ok());
    assert!(refused(matcher.compare(&face, &blank())));
    let outcome = matcher.compare(&blank(), &face);
    assert!(matches!(outcome, Err(FaceError::NotFound { which: Which::Reference })));
    assert!(matcher.detect(&blank()).unwrap().is_empty());
}

#[test]
fn picture_with_two_faces_is_named() {
    let Some((networks, cache)) = networks() else { return };
    let mut matcher = matcher(&networks);
    let (face, other) = (portrait(&cache, "obama.jpg"), portrait(&cache, "biden.jpg"));
    let two = beside(&face, &other);
    assert_eq!(matcher.detect(&two).unwrap().len(), 2);
    let outcome = matcher.compare(&face, &two);
    assert!(matches!(outcome, Err(FaceError::Multiple { which: Which::Probe })));
    let outcome = matcher.compare(&two, &face);
    assert!(matches!(outcome, Err(FaceError::Multiple { which: Which::Reference })));
}

#[test]
fn smallest_picture_has_no_face() {
    let Some((networks, _)) = networks() else { return };
    let picture = Picture::from_rgb(1, 1, vec![0; 3]).unwrap();
    assert!(matcher(&networks).detect(&picture).unwrap().is_empty());
}
