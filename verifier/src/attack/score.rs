//! The attack score and the networks it comes from.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a picture looks like a presentation attack, from 0 (bona fide) to 1.
///
/// It means something only beside the threshold that was set for the [`NetworkSet`] which made it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttackScore(f32);

impl AttackScore {
    /// Nothing looks like an attack.
    pub const LOWEST: Self = Self(0.0);

    /// The one of two scores of the same person that counts: the higher.
    pub fn worse(self, other: Self) -> Self {
        if other.0 > self.0 || other.0.is_nan() { other } else { self }
    }

    /// The score of a network that gives this probability of a live face.
    pub(super) fn of_live(probability: f32) -> Self {
        Self((1.0 - probability).clamp(0.0, 1.0))
    }

    pub(super) fn mean(one: Self, other: Self) -> Self {
        Self((one.0 + other.0) / 2.0)
    }

    /// The score as a number.
    pub fn value(self) -> f32 {
        self.0
    }
}

/// The networks that were there to judge; each set has its own threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NetworkSet {
    /// The two MiniFASNets and fr_liveness.
    #[serde(rename = "minifasnet+fr_liveness")]
    MiniFasNetAndFrLiveness,
    /// The two MiniFASNets.
    #[serde(rename = "minifasnet")]
    MiniFasNet,
    /// fr_liveness alone.
    #[serde(rename = "fr_liveness")]
    FrLiveness,
}

impl NetworkSet {
    /// The name that thresholds are listed under.
    pub fn name(self) -> &'static str {
        match self {
            Self::MiniFasNetAndFrLiveness => "minifasnet+fr_liveness",
            Self::MiniFasNet => "minifasnet",
            Self::FrLiveness => "fr_liveness",
        }
    }
}

impl fmt::Display for NetworkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one network says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetworkScore {
    /// The network's id in the manifest.
    pub network: String,
    /// Its own score.
    pub score: AttackScore,
}

/// What presentation attack detection saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttackAssessment {
    /// The fused score.
    pub score: AttackScore,
    /// The networks it was fused from.
    pub set: NetworkSet,
    /// Each network's own score.
    pub networks: Vec<NetworkScore>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_alike_everywhere() {
        for set in [NetworkSet::MiniFasNetAndFrLiveness, NetworkSet::MiniFasNet, NetworkSet::FrLiveness] {
            assert_eq!(serde_json::to_value(set).unwrap(), set.name());
            assert_eq!(set.to_string(), set.name());
        }
    }

    #[test]
    fn more_pictures_never_look_less_like_an_attack() {
        let [low, high, none] = [0.1, 0.9, f32::NAN].map(AttackScore);
        assert_eq!((low.worse(high), high.worse(low), AttackScore::LOWEST.worse(low)), (high, high, low));
        assert!(high.worse(none).value().is_nan() && none.worse(high).value().is_nan());
    }

    #[test]
    fn zero_is_bona_fide() {
        assert_eq!(AttackScore::of_live(1.0).value(), 0.0);
        assert_eq!(AttackScore::of_live(0.0).value(), 1.0);
        assert_eq!(AttackScore::of_live(1.000_1).value(), 0.0);
    }
}
