//! `idkontroll evidence verify`: the auditor's command.

use crate::arguments::EvidenceCommand;
use crate::outcome::{Failure, Outcome, failure, words};
use crate::{files, keys, networks};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::path::Path;
use verifier::evidence::{
    Binding, BundleError, EvidenceBundle, EvidenceFinding, LegEvidence, Legs, Replayer, bind,
};

/// What is known of a bundle that could not be opened.
const NOTHING: Legs =
    Legs { passive: LegEvidence::Absent, chip: LegEvidence::Absent, face: LegEvidence::Absent };

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    reasons: Vec<EvidenceFinding>,
    legs: Legs,
    bound: bool,
    decision: Option<verifier::assurance::Decision>,
}

pub fn run(command: &EvidenceCommand) -> Result<Outcome, Failure> {
    let EvidenceCommand::Verify { bundle: path, result, keys, trust } = command;
    let bytes = files::read(path)?;
    let bundle = match EvidenceBundle::open(&bytes) {
        Ok(bundle) => bundle,
        Err(BundleError::Altered) => return outcome(vec![EvidenceFinding::Altered], NOTHING, false, None),
        Err(error) => return Err(Failure::about(path, error)),
    };
    let trust = trust.as_deref().map(files::read_trust).transpose()?;
    let mut networks = networks::open()?;
    let mut replayer = Replayer { trust: trust.as_ref(), networks: &mut networks };
    let replay = replayer.replay(&bundle).map_err(failure)?;
    let mut findings = replay.findings;
    let mut bound = false;
    if let (Some(result), Some(keys)) = (result, keys) {
        match binding(result, keys, &bundle, &bytes)? {
            Ok(()) => bound = true,
            Err(finding) => findings.push(finding),
        }
    }
    outcome(findings, replay.legs, bound, Some(replay.decision))
}

fn binding(
    result: &Path,
    keys: &Path,
    bundle: &EvidenceBundle,
    bytes: &[u8],
) -> Result<Result<(), EvidenceFinding>, Failure> {
    let keys = keys::read_key_set(keys)?;
    let Ok(result) = verifier::result::verify_any(&files::read_text(result)?, &keys) else {
        return Ok(Err(EvidenceFinding::ResultInvalid));
    };
    Ok(match bind(&result, bundle, &hex::encode(digest(&SHA256, bytes))) {
        Binding::Bound => Ok(()),
        Binding::Other => Err(EvidenceFinding::ResultOfOtherEvidence),
    })
}

fn outcome(
    reasons: Vec<EvidenceFinding>,
    legs: Legs,
    bound: bool,
    decision: Option<verifier::assurance::Decision>,
) -> Result<Outcome, Failure> {
    let valid = reasons.is_empty();
    let mut text = match (valid, bound) {
        (true, true) => {
            "valid: the verdict computed again is the recorded one, and the result rests on it".to_owned()
        }
        (true, false) => "valid in itself: the verdict computed again is the recorded one; \
                          without --result nothing says who vouches for it"
            .to_owned(),
        (false, _) => format!("invalid: {}", words(&reasons)),
    };
    if let Some(decision) = &decision {
        text.push_str(&format!("\n  decision  {}", words(&decision.verdict)));
        text.push_str(&format!(
            "\n  legs      passive {}, chip {}, face {}",
            words(&legs.passive),
            words(&legs.chip),
            words(&legs.face)
        ));
    }
    let verdict = if valid { "valid" } else { "invalid" };
    Outcome::new(valid, &Report { verdict, reasons, legs, bound, decision }, text)
}
