//! ICAO 9303 machine readable travel documents without I/O: no clock, no randomness, no transport of its own.

#![warn(clippy::as_conversions)]

pub mod access;
pub mod apdu;
pub mod block_protocol;
pub mod chip;
pub mod cms;
pub mod crypto;
pub mod cv_certificate;
pub mod domain_parameters;
pub mod file;
pub mod hash;
pub mod lds;
pub mod mrz;
pub mod password;
pub mod protocol;
pub mod quirk;
pub mod record;
pub mod secure_messaging;
pub mod security_info;
pub mod session;
pub mod tlv;
