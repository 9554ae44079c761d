//! Why a specimen cannot be issued.

use emrtd::crypto::KeyAgreementError;
use emrtd::lds::LdsError;
use emrtd::mrz::MrzError;
use emrtd::password::PasswordError;
use emrtd::protocol::NoRandomness;
use emrtd::tlv::TlvError;
use thiserror::Error;

/// Why a specimen cannot be issued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The holder's data do not fit into a machine readable zone.
    #[error("the holder's data do not fit into a machine readable zone: {0}")]
    MachineReadableZone(#[from] MrzError),
    /// A password of the document is none.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The portrait cannot stand in DG2.
    #[error("the portrait cannot be stored: {0}")]
    Portrait(#[from] LdsError),
    /// The portrait's size cannot be read.
    #[error("the portrait cannot be read")]
    PortraitSize,
    /// More images or persons than a data group can count, or an image too long for its record.
    #[error("more than a data group holds")]
    DataGroupSize,
    /// The cryptographic library refused an operation, or there are no random numbers.
    #[error("the cryptographic library failed")]
    Cryptography,
}

impl From<openssl::error::ErrorStack> for IssueError {
    fn from(_: openssl::error::ErrorStack) -> Self {
        Self::Cryptography
    }
}

impl From<KeyAgreementError> for IssueError {
    fn from(_: KeyAgreementError) -> Self {
        Self::Cryptography
    }
}

impl From<NoRandomness> for IssueError {
    fn from(_: NoRandomness) -> Self {
        Self::Cryptography
    }
}

impl From<TlvError> for IssueError {
    fn from(_: TlvError) -> Self {
        Self::Cryptography
    }
}
