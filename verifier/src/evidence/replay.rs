//! Computes a verdict again from the recorded bytes alone, by the code that computed it first.

use super::EvidenceBundle;
use crate::{
    assurance::{Decision, decide},
    case::Case,
    control::{Capture, Probe},
    examination::{ChipLegs, Examination},
    examiner::{ExaminationError, Examiner},
    face_networks::FaceNetworks,
    officer::{self, OfficerApproval, Statement},
    policy::{Policy, PolicyError},
    reason::Reason,
    result::ControlResult,
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
    /// The result's signature, key or type is not right.
    ResultInvalid,
    /// The result belongs to other evidence.
    ResultOfOtherEvidence,
}

/// How a leg's outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegEvidence {
    /// Computed again from the recorded bytes.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// What does not hold; empty when everything does.
    pub findings: Vec<EvidenceFinding>,
    /// How each leg's outcome is known.
    pub legs: Legs,
    /// The decision computed again.
    pub decision: Decision,
}

/// What it takes to replay evidence.
pub struct Replayer<'a> {
    /// Trust anchors of the auditor's own; otherwise the recorded ones are used.
    pub trust: Option<&'a TrustStore>,
    /// The networks of the face leg.
    pub networks: &'a mut FaceNetworks,
}

impl Replayer<'_> {
    /// Computes the verdict of `bundle` again and compares it with the recorded one.
    pub fn replay(&mut self, bundle: &EvidenceBundle) -> Result<Replay, ReplayError> {
        let case = &bundle.case;
        let policy = Policy::parse(&case.policy)?;
        let recorded_trust = recorded_trust(case)?;
        let trust = self.trust.unwrap_or(&recorded_trust);
        let examination = match recorded_probes(case)? {
            Some(probes) => self.examine(case, &policy, trust, probes)?,
            None => {
                let chip = ChipLegs::examine(&case.chip_record, trust, &policy, case.at);
                Examination::with_attested_face(chip, &case.reports, policy.demands())
            }
        };
        let officer = approval(bundle)?;
        let (decision, _) = decide(policy.demands(), &case.sources(), &examination, officer.as_ref());
        let mut findings = Vec::new();
        if !examination.reports().agrees_with(&case.reports) {
            findings.push(EvidenceFinding::LegsDiffer);
        }
        if decision != bundle.decision {
            findings.push(EvidenceFinding::DecisionDiffers);
        }
        Ok(Replay { findings, legs: legs(case), decision })
    }

    fn examine(
        &mut self,
        case: &Case,
        policy: &Policy,
        trust: &TrustStore,
        probes: Vec<Probe>,
    ) -> Result<Examination, ReplayError> {
        if let Some(other) =
            case.networks.iter().find(|recorded| !self.networks.identities().contains(recorded))
        {
            return Err(ReplayError::Network(other.id.clone()));
        }
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

fn approval(bundle: &EvidenceBundle) -> Result<Option<Result<OfficerApproval, Reason>>, ReplayError> {
    let Some(officer) = &bundle.officer else { return Ok(None) };
    let expected = Statement::approving(&bundle.case).map_err(|_| ReplayError::Digest)?;
    Ok(Some(officer::verify(&officer.statement, &officer.enrolled, &expected)))
}

fn legs(case: &Case) -> Legs {
    let record = &case.chip_record;
    let kept = case.probes.iter().all(|probe| probe.image.is_some());
    Legs {
        passive: LegEvidence::Replayed,
        chip: if record.active_authentication.is_some() {
            LegEvidence::Replayed
        } else if record.chip_authentication.is_some() {
            LegEvidence::Attested
        } else {
            LegEvidence::Absent
        },
        face: if kept { LegEvidence::Replayed } else { LegEvidence::Attested },
    }
}

/// Whether a verified result speaks of this evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// The result holds the bundle's digest and its decision.
    Bound,
    /// The result belongs to other evidence, or says another decision.
    Other,
}

/// Compares a result, whose signature was verified, with the evidence it should rest on.
pub fn bind(result: &ControlResult, bundle: &EvidenceBundle, bundle_sha256: &str) -> Binding {
    let same = result.provenance.evidence_sha256.as_deref() == Some(bundle_sha256)
        && result.verdict == bundle.decision.verdict
        && result.reasons == bundle.decision.reasons
        && result.aud == bundle.case.audience
        && result.nonce == bundle.case.nonce;
    if same { Binding::Bound } else { Binding::Other }
}
