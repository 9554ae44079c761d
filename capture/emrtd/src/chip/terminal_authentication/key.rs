//! The terminal's private key, which may be elsewhere: in a token, in a security module, at another machine.

use crate::cv_certificate::{CvKey, SignatureAlgorithm};
use std::sync::Arc;
use thiserror::Error;

/// The key did not sign: it is locked, gone or out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the terminal's key did not sign")]
pub struct TerminalKeyError;

/// What signs for the terminal.
pub trait TerminalKey {
    /// True when this is the private key to that public key.
    fn is_of(&self, public_key: &CvKey) -> bool;

    /// The signature over `message` with the algorithm of the terminal's certificate, ECDSA plain (r ‖ s).
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError>;
}

/// A terminal's key that sessions share.
pub type SharedTerminalKey = Arc<dyn TerminalKey + Send + Sync>;

impl<K: TerminalKey + ?Sized> TerminalKey for &K {
    fn is_of(&self, public_key: &CvKey) -> bool {
        (**self).is_of(public_key)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError> {
        (**self).sign(algorithm, message)
    }
}

impl<K: TerminalKey + ?Sized> TerminalKey for Arc<K> {
    fn is_of(&self, public_key: &CvKey) -> bool {
        (**self).is_of(public_key)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError> {
        (**self).sign(algorithm, message)
    }
}
