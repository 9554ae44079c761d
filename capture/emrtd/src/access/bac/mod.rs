//! Basic Access Control, ICAO 9303-11 §4.3.

mod keys;
mod terminal;

pub use keys::{BacKeys, Keying, session};
pub use terminal::{Bac, ExpectAuthentication, ExpectChallenge};

use crate::apdu::StatusWord;
use crate::crypto::CryptoError;
use thiserror::Error;

/// Why Basic Access Control failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BacError {
    /// The chip refused the terminal's cryptogram: the MRZ is not this document's.
    #[error("the chip does not accept the MRZ ({0})")]
    Denied(StatusWord),
    /// The chip does not give a challenge.
    #[error("the chip does not offer Basic Access Control ({0})")]
    NoChallenge(StatusWord),
    /// The chip's cryptogram is not made with the keys of the MRZ, or not over this run's nonces.
    #[error("the chip did not prove that it knows the MRZ")]
    ChipNotAuthenticated,
    /// A cryptographic operation failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}
