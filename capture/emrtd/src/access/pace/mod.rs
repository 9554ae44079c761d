//! Password Authenticated Connection Establishment, ICAO 9303-11 §4.4: over elliptic curves and integers, with generic,
//! integrated and chip authentication mapping.

mod agreement;
mod chip_authentication_mapping;
mod mapping;
mod terminal;
mod verify;

pub use agreement::{authentication_token, decrypt_nonce, encrypt_nonce};
pub use chip_authentication_mapping::{
    chip_authentication_data, decrypt_chip_authentication_data, encrypt_chip_authentication_data,
    is_chip_authentication_data,
};
pub use terminal::{ExpectAgreement, ExpectConfirmation, ExpectMapping, ExpectNonce, Pace, PaceOutcome};
pub use verify::{PaceChipAuthenticationError, PaceChipAuthenticationProven, verify};

use crate::apdu::StatusWord;
use crate::crypto::{CryptoError, KeyAgreementError};
use thiserror::Error;

/// Why PACE failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaceError {
    /// The chip refused the terminal's token: the MRZ or CAN is not this document's.
    #[error("the chip does not accept the password ({0})")]
    Denied(StatusWord),
    /// The variant or the domain parameters are not supported.
    #[error("the PACE variant is not supported")]
    Unsupported,
    /// The chip refused a step before the token.
    #[error("the chip refused a step of PACE ({0})")]
    Refused(StatusWord),
    /// The chip's dynamic authentication data is not what the step demands.
    #[error("the chip's PACE data is malformed")]
    Malformed,
    /// The chip sent the terminal's own public key back.
    #[error("the chip sent the terminal's own public key back")]
    SamePublicKey,
    /// The chip's token is wrong: it does not know the password.
    #[error("the chip did not prove that it knows the password")]
    ChipNotAuthenticated,
    /// The key agreement failed.
    #[error(transparent)]
    KeyAgreement(#[from] KeyAgreementError),
    /// A symmetric operation failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}
