//! Computes a verdict again from the recorded bytes alone, by the code that computed it first.

use super::EvidenceBundle;
use crate::{
    assurance::{Decision, decide, deciding_officer},
    case::{Case, NetworkIdentity},
    control::{Capture, Probe},
    examination::{ChipLegs, Examination},
    examiner::{ExaminationError, Examiner},
    face_networks::FaceNetworks,
    genuineness::{ChipProtocol, GenuineChip},
    officer::{self, OfficerWord, Statement},
    policy::{Policy, PolicyError, ProbeSource},
    reason::Reason,
    result::{ControlResult, Issue, Provenance, compose},
    trust::TrustStore,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use thiserror::Error;

/// Why a replay could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The recorded policy cannot be read.
    #[error("the recorded policy: {0}")]
    Policy(#[from] PolicyError),
    /// The recorded trust anchors cannot be read.
    #[error("the recorded trust anchors cannot be read")]
    Trust,
    /// A recorded probe cannot be read.
    #[error("a recorded probe cannot be read")]
    Probe,
    /// The networks at hand are not the recorded ones.
    #[error("network {0} at hand is not the one that was recorded")]
    Network(String),
    /// The examination failed.
    #[error(transparent)]
    Examination(#[from] ExaminationError),
    /// The case cannot be written as JSON.
    #[error("the case cannot be digested")]
    Digest,
}

/// A way in which evidence does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceFinding {
    /// A byte of the bundle has changed.
    Altered,
    /// A leg computed again says something else than was recorded.
    LegsDiffer,
    /// The decision computed again is another.
    DecisionDiffers,
    /// The policy keeps the probes, but one is missing.
    ProbesMissing,
    /// The networks that are recorded could not have judged the case.
    NetworksDiffer,
    /// The result's signature, key or type is not right.
    ResultInvalid,
    /// The result belongs to other evidence, or says something else than the evidence does.
    ResultOfOtherEvidence,
}

/// How a leg's outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegEvidence {
    /// Computed again from the recorded bytes. For the chip: its key signed the recorded challenge at some time. That it
    /// did so in this control rests on the record, whose maker chose the challenge.
    Replayed,
    /// Vouched for by the signer of the record: it could have been made up by whoever made the record.
    Attested,
    /// Not part of this control.
    Absent,
}

/// How each leg's outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Legs {
    /// Passive authentication.
    pub passive: LegEvidence,
    /// The chip's genuineness.
    pub chip: LegEvidence,
    /// The face, presentation attack detection included.
    pub face: LegEvidence,
}

/// What a replay found.
pub struct Replay {
    /// What does not hold; empty when everything does.
    pub findings: Vec<EvidenceFinding>,
    /// How each leg's outcome is known.
    pub legs: Legs,
    /// The decision computed again.
    pub decision: Decision,
    /// The policy that was applied.
    pub policy: Policy,
    case: Case,
    examination: Examination,
    officer: Option<Result<OfficerWord, Reason>>,
}

impl Replay {
    /// True when a result, whose signature was verified, says of this evidence just what the evidence does.
    pub fn supports(&self, result: &ControlResult, bundle_sha256: &str) -> bool {
        let demands = self.policy.demands();
        let officer = self.officer.as_ref();
        let (decision, evidence) = decide(demands, &self.case.sources(), &self.examination, officer);
        let about = Issue {
            remote: self.case.sources().into_iter().any(ProbeSource::is_remote),
            issuer: &result.iss,
            audience: &self.case.audience,
            nonce: &self.case.nonce,
            number: &result.jti,
            at: self.case.at,
            policy: &self.policy,
        };
        let decided_by = deciding_officer(evidence.as_ref(), officer);
        let provenance = Provenance::of_case(&self.case, &self.policy, decided_by, bundle_sha256.to_owned());
        compose(&about, &decision, evidence.as_ref(), provenance) == *result
    }
}

/// What it takes to replay evidence.
pub struct Replayer<'a> {
    /// Trust anchors of the auditor's own; otherwise the recorded ones are used.
    pub trust: Option<&'a TrustStore>,
    /// The networks of the face leg: those that were recorded.
    pub networks: &'a mut FaceNetworks,
}

impl Replayer<'_> {
    /// Computes the verdict of `bundle` again and compares it with the recorded one.
    pub fn replay(&mut self, bundle: EvidenceBundle) -> Result<Replay, ReplayError> {
        let officer = officer_word(&bundle)?;
        let case = bundle.case;
        let policy = Policy::parse(&case.policy)?;
        let recorded_trust = recorded_trust(&case)?;
        let trust = self.trust.unwrap_or(&recorded_trust);
        let mut findings = self.compare_networks(&case)?;
        let probes = recorded_probes(&case)?;
        if probes.is_none() && policy.demands().retention.probes {
            findings.push(EvidenceFinding::ProbesMissing);
        }
        let examination = match probes {
            Some(probes) => self.examine(&case, &policy, trust, probes)?,
            None => {
                let chip = ChipLegs::examine(&case.chip_record, trust, &policy, case.at);
                Examination::with_attested_face(chip, &case.reports, policy.demands())
            }
        };
        let (decision, _) = decide(policy.demands(), &case.sources(), &examination, officer.as_ref());
        if !examination.reports().agrees_with(&case.reports) {
            findings.push(EvidenceFinding::LegsDiffer);
        }
        if decision != bundle.decision {
            findings.push(EvidenceFinding::DecisionDiffers);
        }
        let legs = legs(&case, &examination);
        Ok(Replay { findings, legs, decision, policy, case, examination, officer })
    }

    /// The same networks of the same digests; another digest of the same network is ours to bring.
    fn compare_networks(&self, case: &Case) -> Result<Vec<EvidenceFinding>, ReplayError> {
        let at_hand = self.networks.identities();
        let names = |networks: &[NetworkIdentity]| -> Vec<String> {
            networks.iter().map(|network| network.id.clone()).collect()
        };
        if names(at_hand) != names(&case.networks) {
            return Ok(vec![EvidenceFinding::NetworksDiffer]);
        }
        match case.networks.iter().find(|recorded| !at_hand.contains(recorded)) {
            Some(other) => Err(ReplayError::Network(other.id.clone())),
            None => Ok(vec![]),
        }
    }

    fn examine(
        &mut self,
        case: &Case,
        policy: &Policy,
        trust: &TrustStore,
        probes: Vec<Probe>,
    ) -> Result<Examination, ReplayError> {
        let capture = Capture { record: case.chip_record.clone(), probes };
        let mut examiner = Examiner { trust, policy, networks: self.networks };
        Ok(examiner.examine_legs(&case.control(), &capture)?)
    }
}

fn recorded_trust(case: &Case) -> Result<TrustStore, ReplayError> {
    let bytes = STANDARD.decode(&case.trust).map_err(|_| ReplayError::Trust)?;
    TrustStore::from_bytes(&bytes).map_err(|_| ReplayError::Trust)
}

/// The probes, or `None` when the policy dropped any of them.
fn recorded_probes(case: &Case) -> Result<Option<Vec<Probe>>, ReplayError> {
    let mut probes = Vec::with_capacity(case.probes.len());
    for recorded in &case.probes {
        let Some(image) = &recorded.image else { return Ok(None) };
        let image = STANDARD.decode(image).map_err(|_| ReplayError::Probe)?;
        let probe = Probe::decode(image, recorded.source).map_err(|_| ReplayError::Probe)?;
        if probe.sha256() != recorded.sha256 {
            return Err(ReplayError::Probe);
        }
        probes.push(probe);
    }
    Ok(Some(probes))
}

fn officer_word(bundle: &EvidenceBundle) -> Result<Option<Result<OfficerWord, Reason>>, ReplayError> {
    let Some(officer) = &bundle.officer else { return Ok(None) };
    let approval = Statement::approving(&bundle.case).map_err(|_| ReplayError::Digest)?;
    Ok(Some(officer::verify(&officer.statement, &officer.enrolled, &approval)))
}

fn legs(case: &Case, examination: &Examination) -> Legs {
    let kept = case.probes.iter().all(|probe| probe.image.is_some());
    let chip = examination.chip().map(GenuineChip::protocols);
    let signed = chip.is_some_and(|protocols| protocols.contains(&ChipProtocol::ActiveAuthentication));
    let record = &case.chip_record;
    let ran = record.chip_authentication.is_some()
        || record.active_authentication.is_some()
        || record.access.pace_chip_authentication.is_some();
    Legs {
        passive: LegEvidence::Replayed,
        chip: match (signed, ran) {
            (true, _) => LegEvidence::Replayed,
            (false, true) => LegEvidence::Attested,
            (false, false) => LegEvidence::Absent,
        },
        face: if kept { LegEvidence::Replayed } else { LegEvidence::Attested },
    }
}
