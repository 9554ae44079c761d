//! The kiosk's words: four languages, one Fluent file each, shared with the capture page.

mod language;
mod names;
mod texts;

pub use language::Language;
pub use names::{unmet, verdict};
pub use texts::{TextError, Texts};
