//! What became of Terminal Authentication: whether the terminal was let, never whether the document is good.

use super::ChipReport;
use emrtd::record::{ChipRecord, TerminalAuthenticationOutcome, TerminalAuthenticationProblem};
use serde::{Deserialize, Serialize};

/// What became of Terminal Authentication where fingerprints or irises were asked for.
///
/// It stands in the chip's report for who reads it; no verdict rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminalAuthenticationReport {
    /// How it ended.
    pub outcome: TerminalAuthenticationOutcome,
    /// Why the chip did not take the terminal for an authorized one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<TerminalAuthenticationProblem>,
    /// The status word with which the chip refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The chip's trust point, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_point: Option<String>,
    /// The terminal, by the name in its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
}

impl ChipReport {
    /// The same report with what the record says of Terminal Authentication.
    #[must_use]
    pub fn with_terminal(self, record: &ChipRecord) -> Self {
        let transcript = record.terminal_authentication.as_ref();
        let terminal_authentication = transcript.map(|transcript| TerminalAuthenticationReport {
            outcome: transcript.outcome,
            problem: transcript.problem,
            status: transcript.status.clone(),
            trust_point: transcript.trust_point.clone(),
            terminal: transcript.terminal.clone(),
        });
        Self { terminal_authentication, ..self }
    }
}
