//! Proves the document, the chip and the face, decides by a policy, and signs the result.

pub mod access;
pub mod attack;
pub mod face;
pub mod genuineness;
pub mod jws;
pub mod passive;
pub mod picture;
pub mod reason;
pub mod signature;
pub mod trust;
