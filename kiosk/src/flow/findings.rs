//! What the legs found, and what an officer can do about it.

use verifier::assurance::{Decision, Unmet, Verdict};
use verifier::reason::Reason;
use verifier::report::LegReports;

/// Reasons that a new picture may remove.
const OF_THE_PICTURE: [Reason; 5] = [
    Reason::FaceNotFound,
    Reason::MultipleFaces,
    Reason::FaceNotMatched,
    Reason::QualityInsufficient,
    Reason::PresentationAttack,
];

/// True for a reason that another picture may remove.
pub fn is_of_the_picture(reason: Reason) -> bool {
    OF_THE_PICTURE.contains(&reason)
}

/// A judged case that is not decided yet.
#[derive(Debug, Clone)]
pub struct Findings {
    /// What each leg found.
    pub reports: LegReports,
    /// What would be decided now, the officer's approval apart.
    pub outlook: Decision,
    /// The policy's name.
    pub policy: String,
    /// What was found with each picture before this one.
    pub earlier: Vec<Attempt>,
}

/// What was found with one picture, without the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Every reason against it, the officer's missing approval apart.
    pub reasons: Vec<Reason>,
    /// The comparison score, where the face was compared.
    pub face: Option<f32>,
    /// The score of a presentation attack, where it was looked for.
    pub attack: Option<f32>,
}

impl Findings {
    /// True when nothing but an officer's approval is missing.
    pub fn approvable(&self) -> bool {
        self.outlook.awaits_approval()
    }

    /// True when an officer's refusal says more than is said already: nothing was disproved so far.
    pub fn declinable(&self) -> bool {
        self.outlook.verdict != Verdict::Refused
    }

    /// True when another picture could change the outcome: what stands against it is of the picture alone.
    pub fn another_picture_helps(&self) -> bool {
        let mut reasons = self.reasons().peekable();
        reasons.peek().is_some() && reasons.all(is_of_the_picture)
    }

    /// The same, as it is kept when another picture follows.
    pub fn attempt(&self) -> Attempt {
        let reasons = self.reasons().filter(|reason| *reason != Reason::AssuranceNotMet).collect();
        let (face, attack) = (self.reports.face.score, self.reports.presentation_attack.score);
        Attempt { reasons, face, attack }
    }

    /// Every reason but the missing approval, which the officer is about to give.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> + '_ {
        let approval_alone = self.demands().next().is_none();
        self.outlook
            .reasons
            .iter()
            .copied()
            .filter(move |reason| *reason != Reason::AssuranceNotMet || !approval_alone)
    }

    /// The demands of the policy that are not met, the officer's approval apart.
    ///
    /// A face that could not be compared and an attack that could not be judged only follow from a reason that is
    /// given already.
    pub fn demands(&self) -> impl Iterator<Item = Unmet> + '_ {
        let no_face = [Reason::FaceNotFound, Reason::MultipleFaces];
        let no_face = self.outlook.reasons.iter().any(|reason| no_face.contains(reason));
        self.outlook.unmet.iter().copied().filter(move |unmet| {
            *unmet != Unmet::OfficerApproval
                && !(no_face && matches!(unmet, Unmet::AttackDetection | Unmet::FaceComparison))
        })
    }
}
