//! How a control ended, as it may stand on a screen and on a receipt: nothing about the person.

use std::path::PathBuf;
use verifier::assurance::Decision;

/// A control that has ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The result's own number.
    pub number: String,
    /// The decision.
    pub decision: Decision,
    /// The folder of the result.
    pub folder: PathBuf,
    /// What is kept of it.
    pub kept: Kept,
    /// The receipt to print, where it could be written.
    pub receipt: Option<PathBuf>,
    /// How far its printing is.
    pub printing: Printing,
}

/// What is kept of a control that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The signed result and its evidence.
    Evidence,
    /// The signed result alone: the chip could not be read.
    Result,
    /// Nothing: there is no result.
    Nothing,
    /// A result, if one was written.
    Unknown,
}

impl Kept {
    /// True when there surely is a signed result.
    pub fn has_result(self) -> bool {
        matches!(self, Self::Evidence | Self::Result)
    }
}

/// How far the printing of a receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Printing {
    /// Nobody asked for it.
    #[default]
    NotAsked,
    /// It is on its way to the printer.
    Running,
    /// The printer has it.
    Done,
    /// The printer did not take it.
    Failed,
}
