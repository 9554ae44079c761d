//! The phone's NFC, as the app lends it.

use thiserror::Error;
use uniffi::UnexpectedUniFFICallbackError;

/// Why the chip gives no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
pub enum ChipError {
    /// The document was taken away.
    #[error("the document is gone")]
    Lost,
    /// The phone's NFC failed, or the app threw something else.
    #[error("the phone's NFC failed")]
    Failed,
}

/// What the app threw is not looked at: it may hold anything.
impl From<UnexpectedUniFFICallbackError> for ChipError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// A document on the phone's NFC: bytes in, bytes out. Called from a thread of the session, never two calls at a time.
#[uniffi::export(with_foreign)]
pub trait Chip: Send + Sync {
    /// Sends a command APDU to the chip and gives its answer, data and status word, as it came.
    fn transceive(&self, command: Vec<u8>) -> Result<Vec<u8>, ChipError>;
}
