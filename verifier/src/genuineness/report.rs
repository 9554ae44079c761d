//! The report of chip genuineness, as it stands in results and evidence.

use super::{ChipProtocol, TerminalAuthenticationReport};
use crate::reason::Reason;
use emrtd::quirk::Quirk;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The outcome in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipOutcome {
    /// The chip proved itself.
    Genuine,
    /// It did not, though the document announces how.
    Refused,
    /// The document announces no protocol.
    NotOffered,
    /// Without an authentic document nothing can be concluded, unless a proof fails by keys that are proven nevertheless.
    NotChecked,
}

/// The report of chip genuineness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipReport {
    /// The outcome.
    pub verdict: ChipOutcome,
    /// The protocols that were proven.
    pub protocols: BTreeSet<ChipProtocol>,
    /// What stands against the chip.
    pub reasons: BTreeSet<Reason>,
    /// In what the proof departs from its standard.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub quirks: BTreeSet<Quirk>,
    /// What only a policy can judge about what was proven.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub warnings: BTreeSet<Reason>,
    /// What became of Terminal Authentication, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_authentication: Option<TerminalAuthenticationReport>,
}

impl ChipReport {
    /// The report where the document itself is not proven.
    pub fn not_checked() -> Self {
        Self::of(ChipOutcome::NotChecked)
    }

    pub(super) fn of(verdict: ChipOutcome) -> Self {
        let (protocols, reasons, quirks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let warnings = BTreeSet::new();
        Self { verdict, protocols, reasons, quirks, warnings, terminal_authentication: None }
    }

    /// True where a part of a check was given up.
    pub fn is_loosened(&self) -> bool {
        self.quirks.iter().any(|quirk| quirk.loosens())
    }

    /// True when the document announces no protocol.
    pub fn is_not_offered(&self) -> bool {
        self.verdict == ChipOutcome::NotOffered
    }
}
