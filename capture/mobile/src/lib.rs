//! The relay's client end for a phone's app (docs/mobile.md): the app lends the phone's NFC, the server reads the chip.
//!
//! UniFFI makes Kotlin, Swift and Python of what is public here.

#![allow(unsafe_code, reason = "UniFFI's macros write the functions that other languages call")]

mod chip;
mod desk;
mod error;
mod introduction;
mod observer;
mod phone;
mod session;
mod settings;

pub use chip::{Chip, ChipError};
pub use error::SessionError;
pub use introduction::Introduction;
pub use observer::{Observer, ObserverError, Progress};
pub use session::Session;
pub use settings::Settings;

uniffi::setup_scaffolding!();
