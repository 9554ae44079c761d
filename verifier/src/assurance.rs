//! The decision: what the policy demands against what was proven.
//!
//! `refused`: something was disproved or the policy forbids an input. `inconclusive`: only proofs are missing.

mod findings;
#[cfg(test)]
mod tests;

use crate::{
    examination::Examination,
    genuineness::GenuineChip,
    officer::{OfficerApproval, OfficerRefusal, OfficerWord},
    passive::AuthenticDocument,
    policy::{Demands, ProbeSource},
    proof::{BonaFide, FaceMatch},
    reason::Reason,
};
use findings::Findings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a control ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything the policy demands is proven.
    Accepted,
    /// Something was disproved, or the policy forbids an input.
    Refused,
    /// Nothing was disproved, but proofs are missing.
    Inconclusive,
}

/// A demand of the policy that is not met: the detail behind `assurance_not_met`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unmet {
    /// The document stands under a specimen trust anchor.
    SpecimenAnchor,
    /// The probe is a picture file.
    StillFile,
    /// No enrolled officer approved the case.
    OfficerApproval,
    /// No presentation attack detection with a threshold in the policy.
    AttackDetection,
    /// The attack detector has no laboratory's certificate.
    CertifiedAttackDetection,
    /// The person's liveness was not challenged.
    ActiveLiveness,
    /// The chip's genuineness was not examined.
    ChipGenuineness,
    /// The document's validity could not be judged.
    DocumentValidity,
    /// The face was not compared.
    FaceComparison,
}

/// The outcome with all its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// How the control ended.
    pub verdict: Verdict,
    /// Every reason, in the order of the control.
    pub reasons: Vec<Reason>,
    /// Which demands of the policy are not met.
    pub unmet: BTreeSet<Unmet>,
    /// The assurance level, when accepted.
    pub assurance_level: Option<String>,
    /// The trust framework, when accepted.
    pub trust_framework: Option<String>,
}

impl Decision {
    /// True when nothing is missing but an officer's approval.
    pub fn awaits_approval(&self) -> bool {
        self.verdict == Verdict::Inconclusive
            && self.reasons == [Reason::AssuranceNotMet]
            && self.unmet == BTreeSet::from([Unmet::OfficerApproval])
    }

    /// A chip session that was refused before there was anything to examine.
    pub fn refused_before_examination(reason: Reason) -> Self {
        Self {
            verdict: Verdict::Refused,
            reasons: vec![reason],
            unmet: BTreeSet::new(),
            assurance_level: None,
            trust_framework: None,
        }
    }
}

/// All that the policy demands, proven; it cannot be made otherwise than by [`decide`].
pub struct Evidence<'a> {
    document: &'a AuthenticDocument,
    chip: Option<&'a GenuineChip>,
    face: &'a FaceMatch,
    bona_fide: &'a BonaFide,
    officer: Option<&'a OfficerApproval>,
}

impl<'a> Evidence<'a> {
    /// The document whose data are proven.
    pub fn document(&self) -> &'a AuthenticDocument {
        self.document
    }

    /// The proven chip, where the policy demands it or the chip offered it.
    pub fn chip(&self) -> Option<&'a GenuineChip> {
        self.chip
    }

    /// The matched face.
    pub fn face(&self) -> &'a FaceMatch {
        self.face
    }

    /// The absence of a detected presentation attack.
    pub fn bona_fide(&self) -> &'a BonaFide {
        self.bona_fide
    }

    /// The officer's approval, where the policy demands it.
    pub fn officer(&self) -> Option<&'a OfficerApproval> {
        self.officer
    }
}

/// Judges an examination by the policy; without the officer's approval where one is demanded it is inconclusive, and an
/// officer's refusal refuses it whatever else was found.
///
/// Both returned values agree: there is evidence exactly when the verdict is `accepted`.
pub fn decide<'a>(
    demands: &Demands,
    sources: &[ProbeSource],
    examination: &'a Examination,
    officer: Option<&'a Result<OfficerWord, Reason>>,
) -> (Decision, Option<Evidence<'a>>) {
    let mut findings = Findings::default();
    findings.document(demands, examination);
    findings.access(demands, examination);
    findings.chip(demands, examination);
    findings.probes(demands, sources);
    findings.face(examination);
    findings.attack(demands, examination);
    findings.presence(demands, officer);
    let word = officer.and_then(|officer| officer.as_ref().ok());
    let evidence = findings.evidence(demands, examination, word.and_then(OfficerWord::approval));
    (findings.decision(demands, examination, evidence.is_some()), evidence)
}

/// The name of the key of the officer whose word the verdict rests on: who approved what was accepted, or who refused.
pub fn deciding_officer(
    evidence: Option<&Evidence<'_>>,
    officer: Option<&Result<OfficerWord, Reason>>,
) -> Option<String> {
    let approval = evidence.and_then(Evidence::officer).map(OfficerApproval::kid);
    let word = officer.and_then(|officer| officer.as_ref().ok());
    let refusal = word.and_then(OfficerWord::refusal).map(OfficerRefusal::kid);
    approval.or(refusal).map(str::to_owned)
}
