//! Writing a concluded control: a folder of its own, whole or not at all, for nobody but the kiosk's own user.

use super::retention::{self, RECORD, RESULT, STAGING};
use super::{Inputs, Receipt};
use crate::flow::{Attempt, Ended, Printing};
use crate::text::{Language, Texts};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use thiserror::Error;
use time::OffsetDateTime;
use verifier::conclusion::Conclusion;

/// The receipt's file.
const RECEIPT: &str = "receipt.html";
/// Who may open a control's folder, and who a file in it.
const OWNER: [u32; 2] = [0o700, 0o600];

/// Why a concluded control could not be written.
#[derive(Debug, Error)]
pub(super) enum ArchiveError {
    /// The folder or a file in it.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The public key set.
    #[error(transparent)]
    Keys(#[from] serde_json::Error),
}

/// A concluded control that is to be written.
pub(super) struct Filed<'a> {
    pub number: &'a str,
    pub conclusion: &'a Conclusion,
    pub at: OffsetDateTime,
    pub language: Language,
    pub attempts: &'a [Attempt],
}

/// Writes the result, its key, the evidence, what each picture brought, and a receipt.
pub(super) fn file(inputs: &Inputs, filed: &Filed<'_>) -> Result<Ended, ArchiveError> {
    let owner = fs::Permissions::from_mode(OWNER[0]);
    let staging = tempfile::Builder::new().prefix(STAGING).permissions(owner).tempdir_in(&inputs.out)?;
    let conclusion = filed.conclusion;
    write(staging.path(), RESULT, format!("{}\n", conclusion.token).as_bytes())?;
    write(staging.path(), "jwks.json", &serde_json::to_vec_pretty(&inputs.signing_key.key_set())?)?;
    write(staging.path(), RECORD, &serde_json::to_vec_pretty(&record(inputs, filed))?)?;
    if let Some(evidence) = &conclusion.evidence {
        write(staging.path(), "evidence.idk", &evidence.bytes)?;
    }
    let mut ended = Ended {
        number: filed.number.to_owned(),
        decision: conclusion.decision.clone(),
        folder: inputs.out.join(filed.number),
        receipt: None,
        printing: Printing::NotAsked,
    };
    // The signed result counts; a receipt that cannot be written does not take it back.
    if let Ok(texts) = Texts::new(filed.language) {
        let policy = &inputs.policy.demands().name;
        let receipt = Receipt { ended: &ended, at: filed.at, audience: &inputs.audience, policy };
        if write(staging.path(), RECEIPT, receipt.html(filed.language, &texts).as_bytes()).is_ok() {
            ended.receipt = Some(ended.folder.join(RECEIPT));
        }
    }
    fs::rename(staging.path(), &ended.folder)?;
    let _ = staging.keep();
    Ok(ended)
}

/// Until when the control is kept, and what was found with every picture: the evidence has the last one alone.
fn record(inputs: &Inputs, filed: &Filed<'_>) -> Value {
    let codes = |attempt: &Attempt| attempt.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>();
    let attempts = filed.attempts.iter().map(|attempt| {
        json!({ "reasons": codes(attempt), "face_score": attempt.face, "attack_score": attempt.attack })
    });
    json!({
        "number": filed.number,
        "keep_until": retention::end(OffsetDateTime::now_utc(), inputs.policy.demands().retention.days),
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), std::io::Error> {
    let owner = fs::OpenOptions::new().write(true).create_new(true).mode(OWNER[1]).clone();
    let mut file = owner.open(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()
}
