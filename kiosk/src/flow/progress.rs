//! How far the reading of a chip is, and what was proven of it so far.

use emrtd::session::Stage;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is shown of a reading, in the order of the control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// Access to the chip.
    Access,
    /// The files.
    Files,
    /// The chip's answer to the challenge.
    ChipProof,
    /// The issuing state's signature over the files.
    Signature,
    /// The chip is the one the issuing state wrote.
    Genuineness,
    /// The document has not expired.
    Validity,
}

impl Row {
    /// Every row.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Files, Self::ChipProof, Self::Signature, Self::Genuineness, Self::Validity];
}

/// How far a row is; the text is technical and the same in every language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Running(String),
    /// Done, but no proof.
    Done(String),
    /// Proven.
    Proven(String),
    /// Disproved.
    Refused(String),
    /// Neither proven nor disproved.
    Open(String),
}

/// The progress of a reading.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    rows: BTreeMap<Row, Status>,
    /// How much is done, from 0 to 1.
    pub part: f32,
    /// The document was taken away and may be put back.
    pub taken_away: bool,
    /// When the chip was read to its end.
    pub read_at: Option<Duration>,
}

impl Progress {
    /// How far a row is.
    pub fn status(&self, row: Row) -> &Status {
        self.rows.get(&row).unwrap_or(&Status::Waiting)
    }

    /// Takes note of a finding.
    pub(super) fn found(&mut self, row: Row, status: Status) {
        self.rows.insert(row, status);
    }

    /// Takes note of a stage.
    pub(super) fn come_to(&mut self, stage: Stage) {
        let (row, part) = match stage {
            Stage::CardAccess | Stage::Pace | Stage::Bac => (Row::Access, 0.1),
            Stage::File(_) => (Row::Files, (self.part + 0.12).min(0.9)),
            _ => (Row::ChipProof, (self.part + 0.05).min(0.95)),
        };
        for earlier in [Row::Access, Row::Files, Row::ChipProof] {
            match self.rows.get(&earlier) {
                // Where the chip is opened anew, what was under way is not done.
                Some(Status::Running(_)) if row == Row::Access && earlier != row => {
                    self.rows.insert(earlier, Status::Waiting);
                }
                Some(Status::Running(detail)) if earlier != row => {
                    let detail = detail.clone();
                    self.rows.insert(earlier, Status::Done(detail));
                }
                _ => {}
            }
        }
        self.taken_away = false;
        self.rows.insert(row, Status::Running(stage.to_string()));
        self.part = self.part.max(part);
    }

    /// The chip is read to its end.
    pub(super) fn end(&mut self, now: Duration) {
        self.part = 1.0;
        self.read_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::file::{DataGroup, ElementaryFile};

    #[test]
    fn a_stage_ends_the_one_before_it() {
        let mut progress = Progress::default();
        progress.come_to(Stage::Pace);
        assert_eq!(progress.status(Row::Access), &Status::Running("PACE".into()));
        progress.come_to(Stage::File(ElementaryFile::DataGroup(DataGroup::DG1)));
        assert_eq!(progress.status(Row::Access), &Status::Done("PACE".into()));
        assert_eq!(progress.status(Row::Signature), &Status::Waiting);
        assert!(progress.part > 0.1 && progress.part < 1.0);
        progress.taken_away = true;
        progress.come_to(Stage::Pace);
        assert!(!progress.taken_away);
        assert_eq!(progress.status(Row::Files), &Status::Waiting);
    }
}
