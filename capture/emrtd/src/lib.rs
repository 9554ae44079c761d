//! ICAO 9303 machine readable travel documents without I/O: no clock, no randomness, no transport of its own.
//!
//! Without the feature `crypto`, and then without OpenSSL, there is only what passes on commands for others.

#![warn(clippy::as_conversions)]

#[cfg(feature = "crypto")]
pub mod access;
pub mod apdu;
#[cfg(feature = "crypto")]
pub mod block_protocol;
#[cfg(feature = "crypto")]
pub mod chip;
#[cfg(feature = "crypto")]
pub mod cms;
#[cfg(feature = "crypto")]
pub mod crypto;
#[cfg(feature = "crypto")]
pub mod cv_certificate;
#[cfg(feature = "crypto")]
pub mod domain_parameters;
#[cfg(feature = "crypto")]
pub mod file;
#[cfg(feature = "crypto")]
pub mod hash;
#[cfg(feature = "crypto")]
pub mod lds;
#[cfg(feature = "crypto")]
pub mod mrz;
#[cfg(feature = "crypto")]
pub mod password;
pub mod protocol;
#[cfg(feature = "crypto")]
pub mod quirk;
#[cfg(feature = "crypto")]
pub mod record;
#[cfg(feature = "crypto")]
pub mod secure_messaging;
#[cfg(feature = "crypto")]
pub mod security_info;
#[cfg(feature = "crypto")]
pub mod session;
#[cfg(feature = "crypto")]
pub mod signing;
#[cfg(feature = "crypto")]
pub mod tlv;
