//! A face in a picture, and which of several is meant.

use super::{FaceError, Which};
use serde::Serialize;

/// Another face counts when its side is at least this part of the main face's: a person in the background, three
/// times as far from the camera as the holder, does not.
const SECOND_FACE_SIDE: f32 = 1.0 / 3.0;

/// How sure the detector is that there is a face, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct DetectionScore(pub(super) f32);

impl DetectionScore {
    /// The score as a number.
    pub fn value(self) -> f32 {
        self.0
    }
}

/// A face that was found, in pixels of the picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Face {
    /// How sure the detector is.
    pub score: DetectionScore,
    /// Left, top, width and height.
    #[serde(rename = "box")]
    pub box_: [f32; 4],
    /// The eyes, the tip of the nose and the corners of the mouth, each pair from the picture's left to its right.
    pub points: [[f32; 2]; 5],
}

impl Face {
    pub(crate) fn area(&self) -> f32 {
        let [_, _, width, height] = self.box_;
        width * height
    }

    /// A face known by its box alone.
    #[cfg(test)]
    pub(crate) fn at(box_: [f32; 4]) -> Self {
        Self { score: DetectionScore(1.0), box_, points: [[0.0; 2]; 5] }
    }

    pub(super) fn scaled(mut self, factor: f32) -> Self {
        self.box_.iter_mut().chain(self.points.as_flattened_mut()).for_each(|value| *value *= factor);
        self
    }

    pub(super) fn overlap(&self, other: &Self) -> f32 {
        let ([left, top, width, height], [other_left, other_top, other_width, other_height]) =
            (self.box_, other.box_);
        let across = (left + width).min(other_left + other_width) - left.max(other_left);
        let down = (top + height).min(other_top + other_height) - top.max(other_top);
        if across <= 0.0 || down <= 0.0 {
            return 0.0;
        }
        let shared = across * down;
        shared / (self.area() + other.area() - shared)
    }
}

/// The largest of the faces.
pub fn main_face(faces: &[Face]) -> Option<&Face> {
    faces.iter().max_by(|one, other| one.area().total_cmp(&other.area()))
}

/// The main face, if it is alone: no other has a third of its side or more.
pub fn only_face(faces: &[Face], which: Which) -> Result<&Face, FaceError> {
    let main = main_face(faces).ok_or(FaceError::NotFound { which })?;
    let smallest = main.area() * SECOND_FACE_SIDE * SECOND_FACE_SIDE;
    match faces.iter().filter(|face| face.area() >= smallest).count() {
        1 => Ok(main),
        _ => Err(FaceError::Multiple { which }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(left: f32, side: f32) -> Face {
        Face::at([left, 0.0, side, side])
    }

    #[test]
    fn json_is_score_box_points() {
        let json = serde_json::to_value(face(1.0, 2.0)).unwrap();
        assert_eq!(json["box"], serde_json::json!([1.0, 0.0, 2.0, 2.0]));
        assert_eq!(json["points"][4], serde_json::json!([0.0, 0.0]));
        assert!(json["score"].is_number());
    }

    #[test]
    fn overlap_is_shared_part_of_union() {
        assert_eq!(face(0.0, 2.0).overlap(&face(0.0, 2.0)), 1.0);
        assert_eq!(face(0.0, 2.0).overlap(&face(1.0, 2.0)), 1.0 / 3.0);
        assert_eq!(face(0.0, 2.0).overlap(&face(2.0, 2.0)), 0.0);
    }

    #[test]
    fn small_face_in_background_does_not_count() {
        let faces = [face(100.0, 32.0), face(0.0, 99.0)];
        assert_eq!(only_face(&faces, Which::Probe).unwrap().box_[2], 99.0);
    }

    #[test]
    fn face_of_a_third_counts() {
        let faces = [face(100.0, 33.0), face(0.0, 99.0)];
        assert!(matches!(only_face(&faces, Which::Probe), Err(FaceError::Multiple { which: Which::Probe })));
    }

    #[test]
    fn no_face_is_not_found() {
        assert!(matches!(
            only_face(&[], Which::Reference),
            Err(FaceError::NotFound { which: Which::Reference })
        ));
    }
}
