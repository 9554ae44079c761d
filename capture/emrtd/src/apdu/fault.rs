//! What is wrong with a chip that answers, and never as a chip does.

use serde::{Deserialize, Serialize};

/// How a chip's answers fail the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFault {
    /// An answer without a status word.
    NotAnApdu,
    /// An answer that is never complete.
    Endless,
    /// Answers that take longer than any honest chip's.
    TooSlow,
}
