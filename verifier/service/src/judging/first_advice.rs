//! What the person is told at once of an uploaded picture: whether it can be used.

use crate::control::{Advice, AttackAdvice, FaceAdvice};
use verifier::face::Face;
use verifier::policy::AttackDemands;
use verifier::reason::Reason;
use verifier::sight::Sight;

/// A face narrower than this has too few pixels to be compared.
const LEAST_WIDTH: f32 = 80.0;

/// What the person is told of what the networks of this set saw.
pub(crate) fn advise(sight: &Sight, demands: &AttackDemands, networks: &str) -> Advice {
    let not_assessed = |face| Advice { face, attack: AttackAdvice::NotAssessed };
    let (face, score) = match sight.seen() {
        Ok(seen) => seen,
        Err(Reason::MultipleFaces) => return not_assessed(FaceAdvice::MultipleFaces),
        Err(_) => return not_assessed(FaceAdvice::FaceNotFound),
    };
    if width(face) < LEAST_WIDTH {
        return not_assessed(FaceAdvice::TooSmall);
    }
    let Some(set) = demands.set(networks) else { return not_assessed(FaceAdvice::Ok) };
    let bona_fide = score.value() < set.threshold;
    let attack = if bona_fide { AttackAdvice::BonaFide } else { AttackAdvice::Attack };
    Advice { face: FaceAdvice::Ok, attack }
}

fn width(face: &Face) -> f32 {
    let [_, _, width, _] = face.box_;
    width
}
