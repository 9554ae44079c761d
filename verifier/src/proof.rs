//! What the biometric legs prove: each can only be made by the comparison that proves it.

use crate::{
    policy::{AttackThreshold, FaceDemands},
    report::{AttackReport, AttackVerdict, FaceReport, FaceVerdict},
};

/// A comparison whose score reaches the policy's threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceMatch {
    score: f32,
}

impl FaceMatch {
    /// Judges a comparison score; the report says what was found either way.
    pub(crate) fn judge(score: f32, demands: &FaceDemands) -> (FaceReport, Option<Self>) {
        let report = FaceReport::of_score(score, demands);
        let proof = (report.verdict == FaceVerdict::Match).then_some(Self { score });
        (report, proof)
    }

    /// The comparison score (cosine).
    pub fn score(&self) -> f32 {
        self.score
    }
}

/// No presentation attack was detected by the networks named.
#[derive(Debug, Clone, PartialEq)]
pub struct BonaFide {
    score: f32,
    networks: String,
}

impl BonaFide {
    /// Judges an attack score (0 = bona fide).
    pub(crate) fn judge(
        score: f32,
        threshold: &AttackThreshold,
        certified: bool,
    ) -> (AttackReport, Option<Self>) {
        let report = AttackReport::of_score(score, threshold, certified);
        let proof = (report.verdict == AttackVerdict::BonaFide)
            .then(|| Self { score, networks: threshold.networks.clone() });
        (report, proof)
    }

    /// The attack score, 0 = bona fide.
    pub fn score(&self) -> f32 {
        self.score
    }

    /// The set of networks.
    pub fn networks(&self) -> &str {
        &self.networks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{policy::Policy, reason::Reason};

    #[test]
    fn a_score_at_the_threshold_matches_and_just_below_does_not() {
        let policy = Policy::built_in("high").unwrap();
        let demands = &policy.demands().face;
        assert_eq!(FaceMatch::judge(demands.threshold, demands).0.verdict, FaceVerdict::Match);
        let (report, proof) = FaceMatch::judge(demands.threshold.next_down(), demands);
        assert_eq!((report.verdict, report.reasons), (FaceVerdict::NoMatch, vec![Reason::FaceNotMatched]));
        assert_eq!(proof, None);
        assert_eq!(FaceMatch::judge(f32::NAN, demands).1, None);
    }

    #[test]
    fn an_attack_score_at_the_threshold_is_an_attack() {
        let threshold =
            AttackThreshold { networks: "minifasnet".into(), threshold: 0.5, evaluation: String::new() };
        assert_eq!(BonaFide::judge(0.5, &threshold, false).0.verdict, AttackVerdict::Attack);
        assert!(BonaFide::judge(0.5f32.next_down(), &threshold, false).1.is_some());
        assert_eq!(BonaFide::judge(f32::NAN, &threshold, false).1, None);
    }
}
