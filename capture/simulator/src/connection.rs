//! The ways to a simulated chip besides the one in process: readers that real drivers take for real ones.

pub mod pn532;
pub mod vpcd;
