//! What the person is told of a picture.

use serde::{Deserialize, Serialize};

/// What was made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Advice {
    /// Whether it holds a face that can be used.
    pub face: FaceAdvice,
    /// Whether it looks like an attack.
    pub attack: AttackAdvice,
}

/// Whether a picture holds a face that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaceAdvice {
    /// One face.
    Ok,
    /// None.
    FaceNotFound,
    /// More than one.
    MultipleFaces,
    /// One, too small.
    TooSmall,
    /// Not a picture that can be decoded.
    NoPicture,
}

/// Whether a picture looks like an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttackAdvice {
    /// No attack detected.
    BonaFide,
    /// An attack.
    Attack,
    /// Not assessed.
    NotAssessed,
}

impl Advice {
    pub(super) fn unusable(face: FaceAdvice) -> Self {
        Self { face, attack: AttackAdvice::NotAssessed }
    }

    /// The word that the status shows; `None` when all is well.
    pub(super) fn hint(self) -> Option<String> {
        match (self.face, self.attack) {
            (FaceAdvice::Ok, AttackAdvice::Attack) => Some("presentation_attack".into()),
            (FaceAdvice::Ok, _) => None,
            (face, _) => word(&face),
        }
    }
}

/// The word of a value in JSON.
pub(super) fn word(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned))
}
