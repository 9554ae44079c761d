//! Writing a concluded control: a folder of its own, whole or not at all, for nobody but the kiosk's own user.

use super::retention::{self, RECORD, RESULT, STAGING};
use super::{Inputs, Receipt};
use crate::flow::{Attempt, Ended, Kept, Printing};
use crate::text::{Language, Texts};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
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
    /// It is written, but the disk does not say that it keeps it.
    #[error(transparent)]
    Unsettled(std::io::Error),
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
    let mut ended = ended(inputs, filed);
    stage(staging.path(), inputs, filed)?;
    ended.receipt = receipt(staging.path(), inputs, filed, &ended);
    File::open(staging.path())?.sync_all()?;
    fs::rename(staging.path(), &ended.folder)?;
    let _ = staging.keep();
    // From here on it is there, unless the power fails.
    File::open(&inputs.out).and_then(|out| out.sync_all()).map_err(ArchiveError::Unsettled)?;
    Ok(ended)
}

fn ended(inputs: &Inputs, filed: &Filed<'_>) -> Ended {
    let conclusion = filed.conclusion;
    Ended {
        number: filed.number.to_owned(),
        decision: conclusion.decision.clone(),
        folder: inputs.out.join(filed.number),
        kept: if conclusion.evidence.is_some() { Kept::Evidence } else { Kept::Result },
        receipt: None,
        printing: Printing::NotAsked,
    }
}

fn stage(folder: &Path, inputs: &Inputs, filed: &Filed<'_>) -> Result<(), ArchiveError> {
    let conclusion = filed.conclusion;
    write(folder, RESULT, format!("{}\n", conclusion.token).as_bytes())?;
    write(folder, "jwks.json", &serde_json::to_vec_pretty(&inputs.signing_key.key_set())?)?;
    write(folder, RECORD, &serde_json::to_vec_pretty(&record(inputs, filed))?)?;
    if let Some(evidence) = &conclusion.evidence {
        write(folder, "evidence.idk", &evidence.bytes)?;
    }
    Ok(())
}

/// The signed result counts; a receipt that cannot be written does not take it back.
fn receipt(folder: &Path, inputs: &Inputs, filed: &Filed<'_>, ended: &Ended) -> Option<PathBuf> {
    let texts = Texts::new(filed.language).ok()?;
    let policy = &inputs.policy.demands().name;
    let receipt = Receipt { ended, at: filed.at, audience: &inputs.audience, policy };
    write(folder, RECEIPT, receipt.html(filed.language, &texts).as_bytes()).ok()?;
    Some(ended.folder.join(RECEIPT))
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
