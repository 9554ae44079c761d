//! What was found against a case: each demand of the policy held against the examination.

use super::{Decision, Evidence, Unmet, Verdict};
use crate::{
    examination::Examination,
    officer::{OfficerApproval, OfficerWord},
    passive::AuthenticDocument,
    policy::{Attendance, Demands, ProbeSource, SPECIMEN_FRAMEWORK},
    reason::Reason,
    report::{AttackVerdict, FaceVerdict},
};
use std::collections::BTreeSet;

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
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

    pub(super) fn document(&mut self, demands: &Demands, examination: &Examination) {
        let reports = examination.reports();
        let refused = &demands.document.refuse_warnings;
        self.disproved.extend(&reports.passive.reasons);
        self.disproved.extend(reports.passive.warnings.iter().filter(|warning| refused.contains(warning)));
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

    pub(super) fn access(&mut self, demands: &Demands, examination: &Examination) {
        let (report, refused) = (&examination.reports().access, &demands.document.refuse_warnings);
        self.disproved.extend(&report.reasons);
        self.disproved.extend(report.warnings.intersection(refused));
        if demands.access.refuse_downgrade && report.downgrade {
            self.disproved.insert(Reason::AccessDowngrade);
        }
        if report.open && !demands.access.accept_open {
            self.disproved.insert(Reason::OpenChip);
        }
    }

    pub(super) fn chip(&mut self, demands: &Demands, examination: &Examination) {
        self.disproved.extend(&examination.reports().chip.reasons);
        let (loosened, refused) = (Reason::CheckLoosened, &demands.document.refuse_warnings);
        self.disproved.extend(examination.reports().chip.warnings.intersection(refused));
        if examination.reports().chip.is_loosened() && refused.contains(&loosened) {
            self.disproved.insert(loosened);
        }
        if examination.document().is_none() || !demands.chip.genuine || examination.chip().is_some() {
            return;
        }
        if examination.reports().chip.is_not_offered() {
            self.missing.insert(Reason::ChipAuthenticationNotOffered);
        } else if examination.reports().chip.reasons.is_empty() {
            self.lack(Unmet::ChipGenuineness);
        }
    }

    pub(super) fn probes(&mut self, demands: &Demands, sources: &[ProbeSource]) {
        if sources.iter().any(|source| !demands.face.accept.contains(source)) {
            self.forbid(Unmet::StillFile);
        }
    }

    pub(super) fn face(&mut self, examination: &Examination) {
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

    pub(super) fn attack(&mut self, demands: &Demands, examination: &Examination) {
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

    pub(super) fn presence(&mut self, demands: &Demands, officer: Option<&Result<OfficerWord, Reason>>) {
        if demands.liveness.active {
            self.lack(Unmet::ActiveLiveness);
        }
        match (demands.attendance, officer) {
            // Whatever else was found: who sees the person and refuses is not outvoted.
            (_, Some(Ok(OfficerWord::Refused(_)))) => {
                self.disproved.insert(Reason::OfficerRefused);
            }
            (_, Some(Err(reason))) => {
                self.missing.insert(*reason);
                self.unmet.insert(Unmet::OfficerApproval);
            }
            // Nobody is asked to approve what cannot be accepted anyway.
            (Attendance::Attended, None) if self.nothing_found() => self.lack(Unmet::OfficerApproval),
            _ => {}
        }
    }

    pub(super) fn evidence<'a>(
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

    pub(super) fn decision(self, demands: &Demands, examination: &Examination, accepted: bool) -> Decision {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jws::TokenKey;
    use crate::officer::{OfficerDecision, Statement, verify};
    use crate::policy::Policy;
    use ring::rand::SystemRandom;

    /// What an officer, enrolled or not, says of a case in which everything else is proven.
    fn said(decision: OfficerDecision, enrolled: bool) -> Findings {
        let random = SystemRandom::new();
        let key = || TokenKey::from_pkcs8(&TokenKey::generate(&random).unwrap()).unwrap();
        let (officer, other) = (key(), key());
        let approval = Statement {
            case: "c0".into(),
            decision: OfficerDecision::Accept,
            aud: "issuer".into(),
            nonce: "n".into(),
        };
        let token = Statement { decision, ..approval.clone() }.sign(&officer).unwrap();
        let keys = if enrolled { officer.key_set() } else { other.key_set() };
        let mut findings = Findings::default();
        let word = verify(&token, &keys, &approval);
        findings.presence(Policy::built_in("demo").unwrap().demands(), Some(&word));
        findings
    }

    #[test]
    fn an_enrolled_officers_refusal_disproves_and_a_strangers_only_lacks() {
        let refused = said(OfficerDecision::Refuse, true);
        assert_eq!(refused.disproved, BTreeSet::from([Reason::OfficerRefused]));
        assert!(said(OfficerDecision::Accept, true).nothing_found());
        for decision in [OfficerDecision::Refuse, OfficerDecision::Accept] {
            let stranger = said(decision, false);
            assert!(stranger.disproved.is_empty());
            assert_eq!(stranger.missing, BTreeSet::from([Reason::OfficerNotEnrolled]));
        }
    }
}
