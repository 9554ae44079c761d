//! Standardized elliptic curve domain parameters, ICAO 9303-11 §9.5.1.

mod curve;
mod explicit;
mod subject_public_key;

pub use curve::Curve;
pub use explicit::ExplicitParameters;
pub use subject_public_key::{EcPublicKey, PublicKey, PublicKeyError, RsaPublicKey};
