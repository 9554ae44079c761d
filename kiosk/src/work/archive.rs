//! Writing a concluded control: a folder of its own, whole or not at all.

use super::{Inputs, Receipt};
use crate::flow::Ended;
use crate::text::{Language, Texts};
use std::fs;
use std::io::Write;
use std::path::Path;
use thiserror::Error;
use time::OffsetDateTime;
use verifier::conclusion::Conclusion;

/// The receipt's file.
const RECEIPT: &str = "receipt.html";

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
}

/// Writes the result, its key, the evidence and a receipt.
pub(super) fn file(inputs: &Inputs, filed: &Filed<'_>) -> Result<Ended, ArchiveError> {
    let staging = tempfile::Builder::new().prefix(".idkontroll-").tempdir_in(&inputs.out)?;
    let conclusion = filed.conclusion;
    write(staging.path(), "result.jws", format!("{}\n", conclusion.token).as_bytes())?;
    write(staging.path(), "jwks.json", &serde_json::to_vec_pretty(&inputs.signing_key.key_set())?)?;
    if let Some(evidence) = &conclusion.evidence {
        write(staging.path(), "evidence.idk", &evidence.bytes)?;
    }
    let mut ended = Ended {
        number: filed.number.to_owned(),
        decision: conclusion.decision.clone(),
        folder: inputs.out.join(filed.number),
        receipt: None,
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

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), std::io::Error> {
    let mut file = fs::File::create_new(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()
}
