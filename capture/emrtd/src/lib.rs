//! ICAO 9303 machine readable travel documents without I/O: no clock, no randomness, no transport of its own.

pub mod apdu;
pub mod cms;
pub mod file;
pub mod hash;
pub mod lds;
pub mod mrz;
pub mod protocol;
pub mod record;
pub mod tlv;
