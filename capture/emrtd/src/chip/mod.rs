//! Proof that the chip is not a copy, ICAO 9303-11 §6: Chip Authentication and Active Authentication; and that the
//! terminal may read fingerprints and irises: Terminal Authentication.

pub mod active_authentication;
pub mod chip_authentication;
pub mod terminal_authentication;
