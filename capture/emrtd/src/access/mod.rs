//! Access to the chip, ICAO 9303-11 §4: Basic Access Control and PACE.

pub mod bac;
pub mod pace;
