//! The terminal's private key, which may be elsewhere: in a token, in a security module, at another machine.

use thiserror::Error;

/// The key did not sign: it is locked, gone or out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the terminal's key did not sign")]
pub struct TerminalKeyError;

/// What signs for the terminal.
pub trait TerminalKey {
    /// The signature over `message` with the algorithm of the terminal's certificate, ECDSA plain (r ‖ s).
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError>;
}

impl<K: TerminalKey + ?Sized> TerminalKey for &K {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError> {
        (**self).sign(message)
    }
}

impl<K: TerminalKey + ?Sized> TerminalKey for std::sync::Arc<K> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError> {
        (**self).sign(message)
    }
}
