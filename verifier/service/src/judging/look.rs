//! A first look at an uploaded picture: whether it can be used, told to the person at once.

use crate::control::{Advice, AttackAdvice, FaceAdvice};
use verifier::face::{Face, FaceError, Which};
use verifier::face_networks::FaceNetworks;
use verifier::picture::Picture;
use verifier::policy::AttackDemands;

/// A face narrower than this has too few pixels to be compared.
const LEAST_WIDTH: f32 = 80.0;

/// What a look found: an advice, or that a network failed.
pub(crate) type Look = Result<Advice, FaceError>;

/// Looks at a picture.
pub(crate) fn look(picture: &Picture, demands: &AttackDemands, networks: &mut FaceNetworks) -> Look {
    let not_assessed = |face| Ok(Advice { face, attack: AttackAdvice::NotAssessed });
    let face = match networks.faces.locate(picture, Which::Probe) {
        Ok(face) => face,
        Err(FaceError::NotFound { .. }) => return not_assessed(FaceAdvice::FaceNotFound),
        Err(FaceError::Multiple { .. }) => return not_assessed(FaceAdvice::MultipleFaces),
        Err(error) => return Err(error),
    };
    if width(&face) < LEAST_WIDTH {
        return not_assessed(FaceAdvice::TooSmall);
    }
    let Some(set) = demands.set(networks.attacks.network_set().name()) else {
        return not_assessed(FaceAdvice::Ok);
    };
    let score = networks.attacks.assess(picture, &face)?.score.value();
    let bona_fide = score < set.threshold;
    let attack = if bona_fide { AttackAdvice::BonaFide } else { AttackAdvice::Attack };
    Ok(Advice { face: FaceAdvice::Ok, attack })
}

fn width(face: &Face) -> f32 {
    let [_, _, width, _] = face.box_;
    width
}
