//! What the window is told once.

use super::Theme;
use crate::flow::{Mode, Timings};
use crate::text::Language;

/// How the window begins.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who stands in front of it.
    pub mode: Mode,
    /// Whether the window closes after one control.
    pub one_control: bool,
    /// How many pictures the policy lets be taken.
    pub attempts: u32,
    /// The time-outs.
    pub timings: Timings,
    /// The language.
    pub language: Language,
    /// The appearance.
    pub theme: Theme,
    /// The size of text, from 1 to 2.
    pub scale: f32,
    /// What is shown of the kiosk's purpose.
    pub facts: Facts,
}

/// What every control of this kiosk is for.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The policy's name.
    pub policy: String,
    /// The eID issuer the results are for.
    pub audience: String,
    /// How many days a result and its evidence are kept.
    pub days: u32,
    /// Whether receipts can be printed.
    pub prints: bool,
    /// Whose keys there are to sign in with.
    pub officers: Vec<String>,
}
