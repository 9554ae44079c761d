//! Signing with a private key that may lie anywhere: results, officers' statements, certificates, Terminal Authentication.

mod algorithm;
mod key;
mod private_key;

pub use algorithm::SignatureAlgorithm;
pub use key::{SharedSigningKey, SigningError, SigningKey};
pub use private_key::{PrivateKey, PrivateKeyError};
