//! The live picture: what the camera shows, where the face is, and what to do about it.

use super::holder::photo;
use crate::flow::{Advice, Photo};
use std::sync::{Arc, Mutex};
use verifier::face::{Face, FaceError, FaceMatcher, Which, main_face, only_face};
use verifier::picture::Picture;

/// A smaller part of the picture's shorter side than this is too far from the camera.
const SMALLEST: f32 = 0.2;
/// A larger part is too close.
const LARGEST: f32 = 0.8;
/// The face's centre may lie so far from the picture's, in parts of its sides.
const OFF_CENTRE: [f32; 2] = [0.22, 0.36];

/// What the camera showed last.
#[derive(Debug, Clone)]
pub struct View {
    /// The picture.
    pub photo: Arc<Photo>,
    /// The face: left, top, width and height in parts of the picture's sides.
    pub face: Option<[f32; 4]>,
    /// Counts the pictures.
    pub number: u64,
}

/// Where the thread puts what the camera shows, and the window takes it from; only the last picture is kept.
pub type LiveView = Arc<Mutex<Option<View>>>;

/// Looks at a picture.
pub(super) fn look(
    faces: &mut FaceMatcher,
    picture: &Picture,
    number: u64,
) -> Result<(View, Advice), FaceError> {
    let found = faces.detect(picture)?;
    let face = main_face(&found).map(|face| relative(face, picture));
    let advice = match (only_face(&found, Which::Probe), face) {
        (Err(FaceError::Multiple { .. }), _) => Advice::Several,
        (Ok(_), Some(face)) => advise(face, picture.width() as f32 / picture.height() as f32),
        _ => Advice::NoFace,
    };
    Ok((View { photo: Arc::new(photo(picture)), face, number }, advice))
}

fn relative(face: &Face, picture: &Picture) -> [f32; 4] {
    let [left, top, width, height] = face.box_;
    let (across, down) = (picture.width() as f32, picture.height() as f32);
    [left / across, top / down, width / across, height / down]
}

/// What to do about a face, given the picture's width in parts of its height.
fn advise([left, top, width, height]: [f32; 4], aspect: f32) -> Advice {
    let side = if aspect > 1.0 { height } else { width };
    let off = [(left + width / 2.0 - 0.5).abs(), (top + height / 2.0 - 0.5).abs()];
    if side < SMALLEST {
        Advice::Closer
    } else if side > LARGEST {
        Advice::Back
    } else if off.iter().zip(OFF_CENTRE).any(|(off, most)| *off > most) {
        Advice::Centre
    } else {
        Advice::Hold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_follows_size_and_place() {
        let wide = 4.0 / 3.0;
        assert_eq!(advise([0.4, 0.3, 0.2, 0.4], wide), Advice::Hold);
        assert_eq!(advise([0.45, 0.45, 0.07, 0.1], wide), Advice::Closer);
        assert_eq!(advise([0.1, 0.05, 0.8, 0.9], wide), Advice::Back);
        assert_eq!(advise([0.0, 0.3, 0.2, 0.4], wide), Advice::Centre);
    }
}
