//! Symmetric cryptography and key agreement of ICAO 9303-11 §9: ciphers, MACs, key derivation, Diffie-Hellman.

mod cipher;
mod diffie_hellman;
mod domain;
mod integrated_mapping;
mod key_agreement;
mod key_derivation;
mod mac;
pub(crate) mod padding;
mod secret_number;

pub use cipher::{Cipher, SymmetricKey};
pub use diffie_hellman::{DhDomain, DhKeyPair};
pub use domain::{Domain, KeyPair};
pub use key_agreement::{EcDomain, EcKeyPair, KeyAgreementError};
pub(crate) use key_derivation::KeyPurpose;
pub use key_derivation::SessionKeys;

use crate::protocol::NoRandomness;
use thiserror::Error;

/// Why a symmetric operation could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// The key has not the length of its cipher.
    #[error("key has a wrong length")]
    KeyLength,
    /// The data is not a whole number of blocks.
    #[error("data is not a whole number of blocks")]
    NotBlockAligned,
    /// The padding is not that of ISO/IEC 9797-1 method 2.
    #[error("padding is wrong")]
    Padding,
    /// The cryptographic library refused the operation, or there are no random numbers.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<openssl::error::ErrorStack> for CryptoError {
    fn from(_: openssl::error::ErrorStack) -> Self {
        Self::Library
    }
}

impl From<NoRandomness> for CryptoError {
    fn from(_: NoRandomness) -> Self {
        Self::Library
    }
}
