//! The record of one chip session, as a whole.

use super::{
    AccessRecord, ActiveAuthenticationTranscript, ChipAuthenticationTranscript, ReadingRecord,
    TerminalAuthenticationTranscript, encoding,
};
use crate::file::{DataGroup, ElementaryFile};
use crate::quirk::Quirk;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Everything a chip session saw that a verdict depends on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipRecord {
    /// How access to the files was gained.
    pub access: AccessRecord,
    /// The exact content of every file read, by name (`EF.COM`, `EF.SOD`, `EF.DG1`, …, EF.CardAccess included).
    #[serde(with = "encoding::files")]
    pub files: BTreeMap<ElementaryFile, Vec<u8>>,
    /// The transcript of Chip Authentication, when it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip_authentication: Option<ChipAuthenticationTranscript>,
    /// The transcript of Active Authentication, when it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_authentication: Option<ActiveAuthenticationTranscript>,
    /// What became of Terminal Authentication, where fingerprints or irises were asked for with a terminal's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_authentication: Option<TerminalAuthenticationTranscript>,
    /// The chip's faults that the session worked around.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub quirks: BTreeSet<Quirk>,
    /// What reading took, where it was measured; no verdict rests on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingRecord>,
}

impl ChipRecord {
    /// The exact bytes of a file, if it was read.
    pub fn file(&self, file: ElementaryFile) -> Option<&[u8]> {
        self.files.get(&file).map(Vec::as_slice)
    }

    /// The exact bytes of a data group, if it was read.
    pub fn data_group(&self, group: DataGroup) -> Option<&[u8]> {
        self.file(ElementaryFile::DataGroup(group))
    }

    /// The record as a control judges and keeps it: without fingerprints and irises, of which EF.SOD holds the digests.
    pub fn for_control(&self) -> Cow<'_, Self> {
        let is_guarded =
            |file: &ElementaryFile| matches!(file, ElementaryFile::DataGroup(group) if group.is_guarded());
        if !self.files.keys().any(is_guarded) {
            return Cow::Borrowed(self);
        }
        let mut record = self.clone();
        record.files.retain(|file, _| !is_guarded(file));
        Cow::Owned(record)
    }
}

/// Never shows what was read.
impl fmt::Debug for ChipRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.files.keys().map(ToString::to_string).collect();
        write!(f, "ChipRecord {{ access: {:?}, files: {names:?} }}", self.access)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ReadingStep;

    fn record() -> ChipRecord {
        ChipRecord {
            access: AccessRecord {
                offered: vec![],
                used: "bac".into(),
                password: None,
                pace_chip_authentication: None,
            },
            files: [
                (ElementaryFile::Com, vec![0x60, 0x00]),
                (ElementaryFile::DataGroup(DataGroup::DG1), vec![1]),
            ]
            .into(),
            chip_authentication: None,
            active_authentication: Some(ActiveAuthenticationTranscript {
                challenge: vec![1; 8],
                signature: vec![],
            }),
            terminal_authentication: None,
            quirks: BTreeSet::new(),
            reading: None,
        }
    }

    #[test]
    fn json_round_trip_keeps_every_byte() {
        let record = record();
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap(), record);
        assert!(serde_json::from_str::<ChipRecord>(&json.replace("\"EF.COM\"", "\"EF.XYZ\"")).is_err());
    }

    #[test]
    fn quirks_are_named_and_only_known_ones_are_read() {
        let quirks = [Quirk::LongAnswersRefused].into();
        let json = serde_json::to_string(&ChipRecord { quirks, ..record() }).unwrap();
        assert_eq!(
            json.replace(r#","quirks":["long_answers_refused"]"#, ""),
            serde_json::to_string(&record()).unwrap()
        );
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap().quirks.len(), 1);
        assert!(serde_json::from_str::<ChipRecord>(&json.replace("_refused", "_refusee")).is_err());
        assert_eq!(Quirk::LongAnswersRefused.to_string(), "long_answers_refused");
    }

    #[test]
    fn a_record_without_figures_is_written_as_before_there_were_any() {
        let step = ReadingStep { step: "PACE".into(), apdus: 5, bytes: 900, milliseconds: 412 };
        let measured = ChipRecord { reading: Some(ReadingRecord { steps: vec![step] }), ..record() };
        let json = serde_json::to_string(&measured).unwrap();
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap(), measured);
        let figures = r#","reading":{"steps":[{"step":"PACE","apdus":5,"bytes":900,"milliseconds":412}]}"#;
        assert_eq!(json.replace(figures, ""), serde_json::to_string(&record()).unwrap());
    }
}
