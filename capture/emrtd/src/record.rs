//! The `ChipRecord`: the exact bytes and transcripts of one chip session, from which the verdict is computed, now and
//! years later.

mod access;
mod authentication;
mod chip_record;
mod encoding;
mod password;
mod reading;
mod terminal_authentication;

pub use access::{AccessRecord, PaceCamTranscript};
pub use authentication::{ActiveAuthenticationTranscript, ChipAuthenticationTranscript};
pub use chip_record::ChipRecord;
pub use password::PasswordRecord;
pub use reading::{ReadingRecord, ReadingStep};
pub use terminal_authentication::{
    TerminalAuthenticationOutcome, TerminalAuthenticationProblem, TerminalAuthenticationTranscript,
};
