//! The evidence bundle: one line with the digest of all that follows, then one JSON document.
//!
//! `head -1`, `tail -n +2 | sha256sum` and any JSON reader are enough to open it years later.

use crate::{
    assurance::Decision,
    case::{Case, OfficerStatement},
};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const MAGIC: &str = "idkontroll-evidence/1 sha256:";
const DIGEST_LENGTH: usize = 64;

/// Why bytes are no evidence bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The file is something else.
    #[error("not an evidence bundle")]
    NotABundle,
    /// The file was a bundle, but a byte of it has changed.
    #[error("the evidence bundle was altered")]
    Altered,
    /// The digest is right, but the content is not what this version writes.
    #[error("the evidence bundle's content cannot be read")]
    Malformed,
}

/// A case with the officer's statement and the decision.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceBundle {
    /// Everything the decision rests on.
    pub case: Case,
    /// The officer's statement, where one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerStatement>,
    /// How the control ended.
    pub decision: Decision,
}

/// The bytes of a bundle, and their digest, which stands in the result.
pub struct SealedBundle {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// SHA-256 of the whole file, in hex.
    pub sha256: String,
}

impl EvidenceBundle {
    /// Writes the bundle.
    pub fn seal(&self) -> Result<SealedBundle, serde_json::Error> {
        let mut json = serde_json::to_vec(self)?;
        json.push(b'\n');
        let mut bytes = format!("{MAGIC}{}\n", hex::encode(digest(&SHA256, &json))).into_bytes();
        bytes.extend(json);
        let sha256 = hex::encode(digest(&SHA256, &bytes));
        Ok(SealedBundle { bytes, sha256 })
    }

    /// Reads a bundle of which not a byte has changed.
    pub fn open(bytes: &[u8]) -> Result<Self, BundleError> {
        let (header, json) =
            bytes.split_at_checked(MAGIC.len() + DIGEST_LENGTH + 1).ok_or(BundleError::NotABundle)?;
        let expected = format!("{MAGIC}{}\n", hex::encode(digest(&SHA256, json)));
        if header != expected.as_bytes() {
            return Err(if resembles_bundle(header, json) {
                BundleError::Altered
            } else {
                BundleError::NotABundle
            });
        }
        let bundle: Self = serde_json::from_slice(json).map_err(|_| BundleError::Malformed)?;
        // What is signed and judged is the content as we write it: nothing may stand in the file beside it.
        match bundle.seal() {
            Ok(sealed) if sealed.bytes == bytes => Ok(bundle),
            _ => Err(BundleError::Malformed),
        }
    }
}

/// Tells a bundle with a changed byte from a file of another kind.
fn resembles_bundle(header: &[u8], json: &[u8]) -> bool {
    header.starts_with(MAGIC.as_bytes()) || json.starts_with(br#"{"case":{"#)
}
