//! `idkontroll evidence verify`: the auditor's command.

use crate::arguments::EvidenceCommand;
use crate::outcome::{Failure, Outcome, failure, words};
use crate::{files, keys, networks};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::path::Path;
use verifier::assurance::Decision;
use verifier::evidence::{BundleError, EvidenceBundle, EvidenceFinding, LegEvidence, Legs, Replay, Replayer};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    reasons: Vec<EvidenceFinding>,
    legs: Legs,
    bound: bool,
    decision: Option<Decision>,
    policy: Option<AppliedPolicy>,
}

/// The policy that the evidence holds, and whether it is one that comes with this program.
#[derive(Serialize)]
struct AppliedPolicy {
    name: String,
    sha256: String,
    built_in: bool,
}

pub fn run(command: &EvidenceCommand) -> Result<Outcome, Failure> {
    let EvidenceCommand::Verify { bundle: path, result, keys, trust } = command;
    let bytes = files::read(path)?;
    let bundle = match EvidenceBundle::open(&bytes) {
        Ok(bundle) => bundle,
        Err(BundleError::Altered) => return altered(),
        Err(error) => return Err(Failure::about(path, error)),
    };
    let trust = trust.as_deref().map(files::read_trust).transpose()?;
    let mut networks = networks::open_recorded(&bundle.case.networks)?;
    let mut replayer = Replayer { trust: trust.as_ref(), networks: &mut networks };
    let mut replay = replayer.replay(bundle).map_err(failure)?;
    let bound = match (result, keys) {
        (Some(result), Some(keys)) => bind(&mut replay, result, keys, &bytes)?,
        _ => false,
    };
    outcome(replay, bound)
}

/// Whether the result rests on this evidence; what does not hold is added to the findings.
fn bind(replay: &mut Replay, result: &Path, keys: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let keys = keys::read_key_set(keys)?;
    let finding = match verifier::result::verify_any(&files::read_text(result)?, &keys) {
        Ok(result) if replay.supports(&result, &hex::encode(digest(&SHA256, bytes))) => return Ok(true),
        Ok(_) => EvidenceFinding::ResultOfOtherEvidence,
        Err(_) => EvidenceFinding::ResultInvalid,
    };
    replay.findings.push(finding);
    Ok(false)
}

fn altered() -> Result<Outcome, Failure> {
    let absent = LegEvidence::Absent;
    let report = Report {
        verdict: "invalid",
        reasons: vec![EvidenceFinding::Altered],
        legs: Legs { passive: absent, chip: absent, face: absent },
        bound: false,
        decision: None,
        policy: None,
    };
    Outcome::new(false, &report, "invalid: a byte of the bundle was changed")
}

fn outcome(replay: Replay, bound: bool) -> Result<Outcome, Failure> {
    let valid = replay.findings.is_empty();
    let text = describe(&replay, bound);
    let policy = AppliedPolicy {
        name: replay.policy.demands().name.clone(),
        sha256: replay.policy.sha256(),
        built_in: replay.policy.is_built_in(),
    };
    let report = Report {
        verdict: if valid { "valid" } else { "invalid" },
        reasons: replay.findings,
        legs: replay.legs,
        bound,
        decision: Some(replay.decision),
        policy: Some(policy),
    };
    Outcome::new(valid, &report, text)
}

fn describe(replay: &Replay, bound: bool) -> String {
    let conclusion = match (replay.findings.is_empty(), bound) {
        (true, true) => {
            "valid: the verdict computed again is the recorded one, and the result rests on it".into()
        }
        (true, false) => "valid in itself: the verdict computed again is the recorded one; \
                          without --result nothing says who vouches for it"
            .into(),
        (false, _) => format!("invalid: {}", words(&replay.findings)),
    };
    let origin = if replay.policy.is_built_in() { "built in" } else { "not built in: read it" };
    let Legs { passive, chip, face } = &replay.legs;
    format!(
        "{conclusion}\n  decision   {}\n  policy     {} ({origin})\n  legs       passive {}, chip {}, face {}",
        words(&replay.decision.verdict),
        replay.policy.demands().name,
        words(passive),
        chip_words(*chip),
        words(face)
    )
}

/// What a signature of the chip proves years later, and what it does not.
fn chip_words(chip: LegEvidence) -> String {
    let words = words(&chip);
    match chip {
        LegEvidence::Replayed => {
            format!("{words} (the chip's key signed; that it did so in this control rests on the record)")
        }
        LegEvidence::Attested | LegEvidence::Absent => words,
    }
}
