//! Plays the chip of a specimen: it answers command APDUs as ICAO 9303-10 and -11 demand of a chip.

mod active_authentication;
mod basic_access;
mod card;
mod chain;
mod chip_authentication;
mod commands;
mod file_system;
mod habits;
mod hostile;
mod keys;
mod length_fields;
mod pace;
mod quirks;
mod refusal;
mod terminal_authentication;
mod unsent;

pub use active_authentication::{SignatureFormat, Signing};
pub use card::SimulatedChip;
pub use hostile::{
    Bomb, Cheat, Facts, Fault, Hostile, HostileDocument, HostileError, HostileNameError, Reaction,
};
pub use length_fields::LengthFields;
