//! Verification of the signatures that issuing states make, ICAO 9303-12 §4.4: RSA PKCS#1 v1.5 and PSS, ECDSA.
//!
//! Keys come from raw bytes and go to the fastest library that takes them: ring where it accepts the parameters,
//! RustCrypto for the two common brainpool curves, else openssl with a group prepared once. openssl's key decoder would
//! cost more than the signature.

mod algorithm;
mod brainpool;
mod curve;
mod ecdsa;
mod explicit;
mod public_key;
mod rsa;

pub use algorithm::SignatureAlgorithm;
pub use public_key::{KeyIdentity, PublicKey, PublicKeyError, SignatureError};
