//! Presentation attack detection tells the sample captures of the test data apart.
#![allow(clippy::unwrap_used)]

mod face_networks;

use face_networks::{attack_detector, matcher, networks, portrait, test_data};
use verifier::attack::{AttackAssessment, AttackDetector, NetworkSet};
use verifier::face::{FaceMatcher, Which};
use verifier::picture::Picture;

const PAIR: [&str; 2] = ["minifasnet_v2", "minifasnet_v1se"];

fn assess(matcher: &mut FaceMatcher, detector: &mut AttackDetector, picture: &Picture) -> AttackAssessment {
    let face = matcher.locate(picture, Which::Probe).unwrap();
    detector.assess(picture, &face).unwrap()
}

#[test]
fn print_and_screen_are_attacks_and_the_person_is_not() {
    let (Some(data), Some((networks, _))) = (test_data(), networks()) else { return };
    let Some(mut detector) = attack_detector(&networks, &PAIR) else { return };
    let mut matcher = matcher(&networks);
    for (name, attack) in [("image_T1", false), ("image_F1", true), ("image_F2", true)] {
        let bytes = std::fs::read(data.join(format!("faces/pad/{name}.jpg"))).unwrap();
        let assessment = assess(&mut matcher, &mut detector, &Picture::decode(&bytes).unwrap());
        assert_eq!(assessment.set, NetworkSet::MiniFasNet);
        assert_eq!(assessment.score.value() >= 0.5, attack, "{name}: {:?}", assessment.networks);
    }
}

#[test]
fn portraits_are_bona_fide_for_each_set() {
    let Some((networks, cache)) = networks() else { return };
    let mut matcher = matcher(&networks);
    let all = [PAIR[0], PAIR[1], "fr_liveness"];
    for (ids, set) in [
        (&all[..], NetworkSet::MiniFasNetAndFrLiveness),
        (&all[..2], NetworkSet::MiniFasNet),
        (&all[2..], NetworkSet::FrLiveness),
    ] {
        let Some(mut detector) = attack_detector(&networks, ids) else { continue };
        assert_eq!(detector.network_set(), set);
        for name in ["obama.jpg", "obama2.jpg", "biden.jpg"] {
            let assessment = assess(&mut matcher, &mut detector, &portrait(&cache, name));
            assert!(assessment.score.value() < 0.1, "{name}: {:?}", assessment.networks);
            assert_eq!(assessment.networks.len(), ids.len());
        }
    }
}

#[test]
fn one_of_the_pair_alone_is_not_used() {
    let Some((networks, _)) = networks() else { return };
    let Some(detector) = attack_detector(&networks, &["minifasnet_v2", "fr_liveness"]) else { return };
    assert_eq!(detector.network_set(), NetworkSet::FrLiveness);
    assert_eq!(detector.networks().map(|(id, _)| id).collect::<Vec<_>>(), ["fr_liveness"]);
}

#[test]
fn same_picture_gives_the_same_score() {
    let Some((networks, cache)) = networks() else { return };
    let ids = [PAIR[0], PAIR[1], "fr_liveness"];
    let Some(mut detector) = attack_detector(&networks, &ids) else { return };
    let mut matcher = matcher(&networks);
    let picture = portrait(&cache, "obama2.jpg");
    let first = assess(&mut matcher, &mut detector, &picture);
    assess(&mut matcher, &mut detector, &portrait(&cache, "biden.jpg"));
    assert_eq!(assess(&mut matcher, &mut detector, &picture), first);
}
