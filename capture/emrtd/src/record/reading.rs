//! What reading took; no verdict rests on it.

use serde::{Deserialize, Serialize};

/// What reading a chip took, as whoever talked to it measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingRecord {
    /// The steps in their order.
    pub steps: Vec<ReadingStep>,
}

/// What one step of a session took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingStep {
    /// What the session was at, as people are told: `PACE`, `EF.DG2`, `Chip Authentication`.
    pub step: String,
    /// Commands sent.
    pub apdus: u32,
    /// Bytes of commands and answers.
    pub bytes: u64,
    /// From the first command of the step to that of the next.
    pub milliseconds: u64,
}
