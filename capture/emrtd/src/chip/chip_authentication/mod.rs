//! Chip Authentication over elliptic curves and over integers modulo a prime, ICAO 9303-11 §6.2.

mod choice;
mod terminal;
mod verify;

pub use choice::ChipAuthenticationChoice;
pub use terminal::{
    ChipAuthentication, ChipAuthenticationOutcome, ExpectAgreement, ExpectKeyAgreementTemplate,
};
pub use verify::{ChipAuthenticationError, ChipAuthenticationProven, verify};
