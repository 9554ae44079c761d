//! Why a chip session ends without a record.

use crate::access::bac::BacError;
use crate::access::pace::PaceError;
use crate::apdu::StatusWord;
use crate::crypto::{CryptoError, KeyAgreementError};
use crate::file::ElementaryFile;
use crate::secure_messaging::SecureMessagingError;
use thiserror::Error;

/// Why a chip session ends without a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The chip does not accept the MRZ or CAN.
    #[error("the chip does not accept the MRZ or CAN ({0})")]
    AccessDenied(StatusWord),
    /// The chip offers no PACE that this system runs, and only the MRZ opens it by Basic Access Control.
    #[error("this chip cannot be opened with a CAN: give the MRZ")]
    PasswordNotUsable,
    /// There is no eMRTD application on the chip.
    #[error("the chip holds no travel document ({0})")]
    NotATravelDocument(StatusWord),
    /// PACE failed for another reason than the password.
    #[error("PACE failed: {0}")]
    Pace(PaceError),
    /// Basic Access Control failed for another reason than the password.
    #[error("Basic Access Control failed: {0}")]
    Bac(BacError),
    /// A message of the chip is not protected as it must be.
    #[error("secure messaging failed: {0}")]
    SecureMessagingFailed(#[from] SecureMessagingError),
    /// The file does not start with a data object.
    #[error("{0} is malformed")]
    MalformedFile(ElementaryFile),
    /// The file says that it is longer than any file may be.
    #[error("{0} is too large")]
    FileTooLarge(ElementaryFile),
    /// The chip stopped in the middle of a file, or gives so little at once that reading it has no end.
    #[error("{0} could not be read to its end ({1})")]
    ReadInterrupted(ElementaryFile, StatusWord),
    /// The document that was put back is another one than the one that was taken away.
    #[error("another document was put on the reader")]
    AnotherDocument,
    /// The cryptographic library failed, or there are no random numbers.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<PaceError> for SessionError {
    fn from(error: PaceError) -> Self {
        match error {
            PaceError::Denied(status) => Self::AccessDenied(status),
            PaceError::KeyAgreement(KeyAgreementError::Library) | PaceError::Crypto(CryptoError::Library) => {
                Self::Library
            }
            other => Self::Pace(other),
        }
    }
}

impl From<BacError> for SessionError {
    fn from(error: BacError) -> Self {
        match error {
            BacError::Denied(status) => Self::AccessDenied(status),
            BacError::Crypto(CryptoError::Library) => Self::Library,
            other => Self::Bac(other),
        }
    }
}

impl From<CryptoError> for SessionError {
    fn from(_: CryptoError) -> Self {
        Self::Library
    }
}
