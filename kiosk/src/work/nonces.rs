//! The nonces: the issuer's for the one case it was ordered for, otherwise a fresh one for each case.
//!
//! A nonce is spent before its case is signed, by a file beside the results, so that no second case is ever signed with
//! it: not in another run, and not by another kiosk with the same folder.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Where the nonces that are spent leave their traces.
const SPENT: &str = ".spent-nonces";

/// Why there is no nonce for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum NonceError {
    /// A case was signed with it already.
    #[error("the nonce is spent")]
    Spent,
    /// The system gives no random numbers.
    #[error("there are no random numbers")]
    NoRandomness,
    /// It cannot be written down that the nonce is spent.
    #[error("the spent nonce cannot be written down")]
    Unwritable,
}

/// Gives each case its nonce, and no two the same.
pub(super) struct Nonces {
    ordered: Option<String>,
    folder: PathBuf,
}

impl Nonces {
    /// The issuer's nonce, or fresh ones; `out` is the folder of the results.
    pub(super) fn new(ordered: Option<String>, out: &Path) -> Self {
        Self { ordered, folder: out.join(SPENT) }
    }

    /// The nonce of the next case that is signed.
    pub(super) fn draw(&self) -> Result<String, NonceError> {
        match &self.ordered {
            Some(ordered) if self.trace(ordered).exists() => Err(NonceError::Spent),
            Some(ordered) => Ok(ordered.clone()),
            None => {
                let mut fresh = [0u8; 16];
                SystemRandom::new().fill(&mut fresh).map_err(|_| NonceError::NoRandomness)?;
                Ok(hex::encode(fresh))
            }
        }
    }

    /// Once for each nonce, and never again.
    pub(super) fn spend(&self, nonce: &str) -> Result<(), NonceError> {
        self.trace_of(nonce).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => NonceError::Spent,
            _ => NonceError::Unwritable,
        })
    }

    /// A file that stands there after a failure of power too.
    fn trace_of(&self, nonce: &str) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        if let Some(out) = self.folder.parent() {
            File::open(out)?.sync_all()?;
        }
        File::create_new(self.trace(nonce))?.sync_all()?;
        File::open(&self.folder)?.sync_all()
    }

    fn trace(&self, nonce: &str) -> PathBuf {
        self.folder.join(hex::encode(digest(&SHA256, nonce.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_case_is_signed_with_an_ordered_nonce() {
        let out = tempfile::tempdir().unwrap();
        let nonces = Nonces::new(Some("4711".into()), out.path());
        assert_eq!(nonces.draw().as_deref(), Ok("4711"));
        assert_eq!(nonces.draw().as_deref(), Ok("4711"), "a case that was left is not signed");
        assert_eq!(nonces.spend("4711"), Ok(()));
        assert_eq!(nonces.spend("4711"), Err(NonceError::Spent));
        assert_eq!(nonces.draw(), Err(NonceError::Spent));
        let mode = std::os::unix::fs::PermissionsExt::mode(&nonces.folder.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o700);
        let next_run = Nonces::new(Some("4711".into()), out.path());
        assert_eq!(next_run.draw(), Err(NonceError::Spent));
        assert_eq!(Nonces::new(Some("4712".into()), out.path()).draw().as_deref(), Ok("4712"));
    }

    #[test]
    fn every_case_gets_a_fresh_nonce_of_128_bits() {
        let out = tempfile::tempdir().unwrap();
        let nonces = Nonces::new(None, out.path());
        let (one, other) = (nonces.draw().unwrap(), nonces.draw().unwrap());
        assert_eq!((one.len(), other.len()), (32, 32));
        assert_ne!(one, other);
        assert_eq!((nonces.spend(&one), nonces.spend(&other)), (Ok(()), Ok(())));
        assert_eq!(nonces.spend(&one), Err(NonceError::Spent));
    }
}
