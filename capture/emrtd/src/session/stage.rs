//! Where a session stands, for people who wait for it.

use crate::file::ElementaryFile;
use std::fmt;

/// What a session is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// EF.CardAccess is looked for.
    CardAccess,
    /// PACE runs.
    Pace,
    /// Basic Access Control runs.
    Bac,
    /// A file is read.
    File(ElementaryFile),
    /// Chip Authentication runs.
    ChipAuthentication,
    /// Active Authentication runs.
    ActiveAuthentication,
    /// Terminal Authentication runs.
    TerminalAuthentication,
}

/// `EF.CardAccess`, `PACE`, `BAC`, `EF.DG2`, `Chip Authentication`: the names shown to people.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CardAccess => f.write_str("EF.CardAccess"),
            Self::Pace => f.write_str("PACE"),
            Self::Bac => f.write_str("BAC"),
            Self::File(file) => file.fmt(f),
            Self::ChipAuthentication => f.write_str("Chip Authentication"),
            Self::ActiveAuthentication => f.write_str("Active Authentication"),
            Self::TerminalAuthentication => f.write_str("Terminal Authentication"),
        }
    }
}
