//! The decision: what the policy demands against what was proven.
//!
//! `refused`: something was disproved or the policy forbids an input. `inconclusive`: only proofs are missing.

use crate::{
    examination::Examination,
    officer::OfficerApproval,
    policy::{Attendance, Demands, ProbeSource, SPECIMEN_FRAMEWORK},
    proof::{BonaFide, FaceMatch},
    reason::Reason,
    report::{AttackVerdict, FaceVerdict},
};
use crate::{genuineness::GenuineChip, passive::AuthenticDocument};
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

/// Judges an examination by the policy; without the officer's approval where one is demanded it is inconclusive.
///
/// Both returned values agree: there is evidence exactly when the verdict is `accepted`.
pub fn decide<'a>(
    demands: &Demands,
    sources: &[ProbeSource],
    examination: &'a Examination,
    officer: Option<&'a Result<OfficerApproval, Reason>>,
) -> (Decision, Option<Evidence<'a>>) {
    let mut findings = Findings::default();
    findings.document(demands, examination);
    findings.chip(demands, examination);
    findings.probes(demands, sources);
    findings.face(examination);
    findings.attack(demands, examination);
    findings.presence(demands, officer);
    let evidence = findings.evidence(demands, examination, officer.and_then(|o| o.as_ref().ok()));
    (findings.decision(demands, examination, evidence.is_some()), evidence)
}

/// What was found so far.
#[derive(Default)]
struct Findings {
    disproved: BTreeSet<Reason>,
    missing: BTreeSet<Reason>,
    unmet: BTreeSet<Unmet>,
}

impl Findings {
    fn nothing_found(&self) -> bool {
        self.disproved.is_empty() && self.missing.is_empty() && self.unmet.is_empty()
    }

    fn forbid(&mut self, unmet: Unmet) {
        self.disproved.insert(Reason::AssuranceNotMet);
        self.unmet.insert(unmet);
    }

    fn lack(&mut self, unmet: Unmet) {
        self.missing.insert(Reason::AssuranceNotMet);
        self.unmet.insert(unmet);
    }

    fn document(&mut self, demands: &Demands, examination: &Examination) {
        let reports = examination.reports();
        let refused = &demands.document.refuse_warnings;
        self.disproved.extend(&reports.passive.reasons);
        self.disproved.extend(reports.passive.warnings.iter().filter(|warning| refused.contains(warning)));
        if demands.access.refuse_downgrade && reports.access.downgrade {
            self.disproved.insert(Reason::AccessDowngrade);
        }
        let Some(document) = examination.document() else { return };
        if document.specimen() && !demands.document.accept_specimen {
            self.forbid(Unmet::SpecimenAnchor);
        }
        match reports.document.expired {
            Some(true) if !demands.document.accept_expired => {
                self.disproved.insert(Reason::DocumentExpired);
            }
            None => self.lack(Unmet::DocumentValidity),
            _ => {}
        }
    }

    fn chip(&mut self, demands: &Demands, examination: &Examination) {
        self.disproved.extend(&examination.reports().chip.reasons);
        if examination.document().is_none() || !demands.chip.genuine || examination.chip().is_some() {
            return;
        }
        if examination.reports().chip.is_not_offered() {
            self.missing.insert(Reason::ChipAuthenticationNotOffered);
        } else if examination.reports().chip.reasons.is_empty() {
            self.lack(Unmet::ChipGenuineness);
        }
    }

    fn probes(&mut self, demands: &Demands, sources: &[ProbeSource]) {
        if sources.iter().any(|source| !demands.face.accept.contains(source)) {
            self.forbid(Unmet::StillFile);
        }
    }

    fn face(&mut self, examination: &Examination) {
        let report = &examination.reports().face;
        match report.verdict {
            FaceVerdict::Match => {}
            FaceVerdict::NoMatch => self.disproved.extend(&report.reasons),
            FaceVerdict::NotAssessed if report.reasons.is_empty() && examination.document().is_some() => {
                self.lack(Unmet::FaceComparison);
            }
            FaceVerdict::NotAssessed => self.missing.extend(&report.reasons),
        }
    }

    fn attack(&mut self, demands: &Demands, examination: &Examination) {
        match examination.reports().presentation_attack.verdict {
            AttackVerdict::Attack => {
                self.disproved.insert(Reason::PresentationAttack);
            }
            AttackVerdict::NotAssessed => self.lack(Unmet::AttackDetection),
            AttackVerdict::BonaFide => {}
        }
        if demands.presentation_attack.demand_certified && demands.presentation_attack.certificate.is_none() {
            self.lack(Unmet::CertifiedAttackDetection);
        }
    }

    fn presence(&mut self, demands: &Demands, officer: Option<&Result<OfficerApproval, Reason>>) {
        if demands.liveness.active {
            self.lack(Unmet::ActiveLiveness);
        }
        match (demands.attendance, officer) {
            (_, Some(Err(reason))) => {
                self.missing.insert(*reason);
                self.unmet.insert(Unmet::OfficerApproval);
            }
            // Nobody is asked to approve what cannot be accepted anyway.
            (Attendance::Attended, None) if self.nothing_found() => self.lack(Unmet::OfficerApproval),
            _ => {}
        }
    }

    fn evidence<'a>(
        &self,
        demands: &Demands,
        examination: &'a Examination,
        officer: Option<&'a OfficerApproval>,
    ) -> Option<Evidence<'a>> {
        let chip = examination.chip();
        let proven = self.nothing_found()
            && (chip.is_some() || !demands.chip.genuine)
            && (officer.is_some() || demands.attendance == Attendance::Unattended);
        proven.then_some(())?;
        Some(Evidence {
            document: examination.document()?,
            chip,
            face: examination.face()?,
            bona_fide: examination.bona_fide()?,
            officer,
        })
    }

    fn decision(self, demands: &Demands, examination: &Examination, accepted: bool) -> Decision {
        let specimen = examination.document().is_none_or(AuthenticDocument::specimen);
        let framework = if specimen { SPECIMEN_FRAMEWORK } else { &demands.trust_framework };
        let verdict = match (accepted, self.disproved.is_empty()) {
            (true, _) => Verdict::Accepted,
            (false, false) => Verdict::Refused,
            (false, true) => Verdict::Inconclusive,
        };
        Decision {
            verdict,
            reasons: self.disproved.union(&self.missing).copied().collect(),
            unmet: self.unmet,
            assurance_level: accepted.then(|| demands.assurance_level.clone()),
            trust_framework: accepted.then(|| framework.to_owned()),
        }
    }
}
