//! Proof that the chip is not a copy, ICAO 9303-11 §6: Chip Authentication and Active Authentication.

pub mod active_authentication;
pub mod chip_authentication;
