//! Standardized domain parameters: elliptic curves and integers modulo a prime, ICAO 9303-11 §9.5.1.

mod algorithm_identifier;
mod curve;
mod explicit;
mod modp_group;
mod modp_public_key;
mod standardized;
mod subject_public_key;

pub use curve::Curve;
pub use explicit::ExplicitParameters;
pub use modp_group::ModpGroup;
pub use modp_public_key::ModpPublicKey;
pub use standardized::DomainParameters;
pub use subject_public_key::{EcPublicKey, PublicKey, PublicKeyError, RsaPublicKey};
