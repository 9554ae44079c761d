//! Which files of a chip could be parsed, and why one could not: nothing of what is in them.

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::EfSod;
use emrtd::lds::{EfCom, FileContent, FileError};
use emrtd::record::ChipRecord;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What came of a file.
#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum FileStatus {
    /// It holds what its standard says.
    Parsed,
    /// It does not.
    Malformed { problem: String },
    /// No standard says what it holds.
    Undefined,
    /// EF.COM or EF.SOD lists it, but the chip did not let it be read or it was not asked for.
    NotRead,
}

/// The files that were read and the data groups that are listed.
pub fn of(record: &ChipRecord) -> BTreeMap<ElementaryFile, FileStatus> {
    let mut statuses: BTreeMap<ElementaryFile, FileStatus> = listed(record)
        .into_iter()
        .map(|group| (ElementaryFile::DataGroup(group), FileStatus::NotRead))
        .collect();
    statuses.extend(record.files.iter().map(|(file, bytes)| (*file, status(*file, bytes))));
    statuses
}

fn listed(record: &ChipRecord) -> BTreeSet<DataGroup> {
    let com = record.file(ElementaryFile::Com).and_then(|bytes| EfCom::parse(bytes).ok());
    let sod = record.file(ElementaryFile::Sod).and_then(|bytes| EfSod::parse(bytes).ok());
    let mut groups = com.map(|com| com.data_groups().clone()).unwrap_or_default();
    groups.extend(sod.iter().flat_map(|sod| sod.lds.hashes.keys()));
    groups
}

fn status(file: ElementaryFile, bytes: &[u8]) -> FileStatus {
    match FileContent::parse(file, bytes) {
        Ok(_) => FileStatus::Parsed,
        Err(FileError::Undefined) => FileStatus::Undefined,
        Err(error) => FileStatus::Malformed { problem: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::tlv::encode;

    #[test]
    fn parsed_malformed_undefined_and_not_read() {
        let com =
            [encode(0x5F01, b"0107"), encode(0x5F36, b"040000"), encode(0x5C, &[0x61, 0x63, 0x66, 0x6D])];
        let record = serde_json::json!({"access": {"offered": [], "used": "bac"}, "files": {}});
        let mut record: ChipRecord = serde_json::from_value(record).unwrap();
        let group = |number| ElementaryFile::DataGroup(DataGroup::new(number).unwrap());
        record.files = [
            (ElementaryFile::Com, encode(0x60, &com.concat())),
            (group(1), vec![0x61, 0x00]),
            (group(6), vec![0x66, 0x00]),
            (group(13), vec![0x6D, 0x00]),
        ]
        .into();
        let statuses = serde_json::to_value(of(&record)).unwrap();
        let status = |file: &str| statuses[file]["status"].as_str().unwrap().to_owned();
        assert_eq!((status("EF.COM"), status("EF.DG13")), ("parsed".into(), "parsed".into()));
        assert_eq!((status("EF.DG1"), status("EF.DG6")), ("malformed".into(), "undefined".into()));
        assert_eq!(status("EF.DG3"), "not_read");
        assert!(statuses["EF.DG1"]["problem"].as_str().unwrap().contains("truncated"));
    }
}
