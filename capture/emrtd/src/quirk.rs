//! Faults of honest chips that a session works around; the record names those that it met.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A fault of a chip that the session worked around. None of them loosens a check of the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quirk {
    /// It refused an answer as long as it has announced or as every chip must give: shorter ones were asked for.
    LongAnswersRefused,
    /// A command of extended length ended the session: the chip was opened anew and read by short commands.
    ExtendedLengthEndsSession,
    /// DG14 holds a key but no ChipAuthenticationInfo: Chip Authentication was run with triple DES.
    ChipAuthenticationInfoMissing,
}

/// The name in the record.
impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
