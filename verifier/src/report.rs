//! The reports of a control's legs, as they stand in `check --json`, in results and in evidence.

use crate::{
    access::AccessReport,
    genuineness::ChipReport,
    passive::PassiveReport,
    policy::{AttackDemands, AttackThreshold, FaceDemands},
    reason::Reason,
};
use serde::{Deserialize, Serialize};

/// Two scores of the same inputs may differ by this much between machines.
pub const SCORE_TOLERANCE: f32 = 1e-4;

/// What each leg of a control found; no leg waits for another's success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegReports {
    /// Passive authentication.
    pub passive: PassiveReport,
    /// How access was gained.
    pub access: AccessReport,
    /// Chip and Active Authentication.
    pub chip: ChipReport,
    /// The document's own validity.
    pub document: DocumentReport,
    /// The comparison of the probe with the proven portrait.
    pub face: FaceReport,
    /// Presentation attack detection.
    pub presentation_attack: AttackReport,
    /// Active liveness.
    pub liveness: NotAssessed,
    /// Face image quality.
    pub quality: QualityReport,
}

impl LegReports {
    /// True when both say the same: everything bit for bit, scores within [`SCORE_TOLERANCE`].
    pub fn agrees_with(&self, other: &Self) -> bool {
        let close = |a: Option<f32>, b: Option<f32>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= SCORE_TOLERANCE,
            (a, b) => a.is_none() && b.is_none(),
        };
        let mut aligned = other.clone();
        aligned.face.score = self.face.score;
        aligned.presentation_attack.score = self.presentation_attack.score;
        aligned == *self
            && close(self.face.score, other.face.score)
            && close(self.presentation_attack.score, other.presentation_attack.score)
    }
}

/// The document's own validity at the time of the control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// The date of expiry is past; `None` when no authentic DG1 was read.
    pub expired: Option<bool>,
    /// Whether it is registered as lost or stolen.
    pub status: NotAssessed,
}

/// Face image quality, ISO/IEC 29794-5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityReport {
    /// The outcome.
    pub verdict: NotAssessed,
}

/// A leg that this system does not assess yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAssessed {
    /// Not assessed.
    #[default]
    NotAssessed,
}

/// The comparison of the probe with the proven portrait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceReport {
    /// The comparison score (cosine); `None` when there was nothing to compare.
    pub score: Option<f32>,
    /// The policy's threshold.
    pub threshold: f32,
    /// The false match rate the threshold was set for.
    pub false_match_rate: f64,
    /// The outcome.
    pub verdict: FaceVerdict,
    /// Why there is no match.
    pub reasons: Vec<Reason>,
}

impl FaceReport {
    /// What a comparison score means by these demands; a report proves nothing.
    pub fn of_score(score: f32, demands: &FaceDemands) -> Self {
        let matched = score >= demands.threshold;
        Self {
            score: Some(score),
            verdict: if matched { FaceVerdict::Match } else { FaceVerdict::NoMatch },
            reasons: if matched { vec![] } else { vec![Reason::FaceNotMatched] },
            ..Self::not_assessed(demands, vec![])
        }
    }

    /// A comparison that could not be made.
    pub fn not_assessed(demands: &FaceDemands, reasons: Vec<Reason>) -> Self {
        Self {
            score: None,
            threshold: demands.threshold,
            false_match_rate: demands.false_match_rate,
            verdict: FaceVerdict::NotAssessed,
            reasons,
        }
    }
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceVerdict {
    /// The score reaches the threshold.
    Match,
    /// The score does not.
    NoMatch,
    /// No proven portrait, or no single face in the probe.
    NotAssessed,
}

/// Presentation attack detection on the probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackReport {
    /// The attack score, 0 = bona fide; `None` when there was no single face.
    pub score: Option<f32>,
    /// The policy's threshold for the networks at hand.
    pub threshold: Option<f32>,
    /// The outcome.
    pub verdict: AttackVerdict,
    /// Whether the policy names a laboratory's certificate for the detector.
    pub certified: bool,
    /// The set of networks that was used.
    pub networks: String,
}

impl AttackReport {
    /// What an attack score means by this threshold; a report proves nothing.
    pub fn of_score(score: f32, threshold: &AttackThreshold, certified: bool) -> Self {
        let bona_fide = score < threshold.threshold;
        Self {
            score: Some(score),
            threshold: Some(threshold.threshold),
            verdict: if bona_fide { AttackVerdict::BonaFide } else { AttackVerdict::Attack },
            certified,
            networks: threshold.networks.clone(),
        }
    }

    /// A detection that could not be made with these networks.
    pub fn not_assessed(demands: &AttackDemands, networks: String) -> Self {
        Self {
            score: None,
            threshold: demands.set(&networks).map(|set| set.threshold),
            verdict: AttackVerdict::NotAssessed,
            certified: demands.certificate.is_some(),
            networks,
        }
    }
}

/// The outcome of presentation attack detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttackVerdict {
    /// No attack detected.
    BonaFide,
    /// An attack.
    Attack,
    /// No single face, or no threshold for the networks at hand.
    NotAssessed,
}
