//! What signs: a key in memory, in a token, in a security module, at another machine.

use super::SignatureAlgorithm;
use crate::domain_parameters::PublicKey;
use std::sync::Arc;
use thiserror::Error;

/// Why a key did not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The key is of another kind than the algorithm, or where it lies this algorithm is not known.
    #[error("the key does not sign by this algorithm")]
    UnsupportedAlgorithm,
    /// The key is locked, gone or out of reach.
    #[error("the key is out of reach")]
    Unavailable,
    /// The key is at hand and gave no signature.
    #[error("the key gave no signature")]
    Failed,
}

/// A private key that signs, wherever it lies. Threads share it; what it needs between them (a session with a token) it
/// guards itself, and what random numbers a signature needs it draws where it lies.
pub trait SigningKey: Send + Sync {
    /// Its public half, known since the key was found, a point uncompressed.
    fn public_key(&self) -> &PublicKey;

    /// The signature over these octets, which are not yet hashed: ECDSA as r ‖ s, each as long as the order of the curve,
    /// RSA as long as the modulus.
    fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, SigningError>;
}

/// A key that many sign with.
pub type SharedSigningKey = Arc<dyn SigningKey>;
