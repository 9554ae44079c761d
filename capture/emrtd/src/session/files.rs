//! The files: EF.COM and EF.SOD, then the data groups they list, those that prove the chip last.

use super::file_reader::FileReader;
use super::machine::{Next, Run, Wait};
use super::{Selection, SessionError};
use crate::apdu::{ResponseApdu, StatusWord};
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::EfCom;
use crate::lds::security_object::EfSod;
use crate::protocol::{Protocol, Randomness};
use crate::record::ChipRecord;
use std::collections::BTreeSet;

impl<R: Randomness> Run<R> {
    /// The application is selected: EF.COM and EF.SOD come first.
    pub(super) fn files(mut self, selected: StatusWord) -> Next<R> {
        if !selected.is_ok() {
            return Err(SessionError::NotATravelDocument(selected));
        }
        self.pending.push_back(ElementaryFile::Sod);
        self.read(ElementaryFile::Com)
    }

    pub(super) fn file(self, reader: FileReader, response: ResponseApdu) -> Next<R> {
        let file = reader.file();
        self.follow(reader.receive(response)?, Wait::File, |run, content| run.have_read(file, content))
    }

    fn have_read(mut self, file: ElementaryFile, content: Option<Vec<u8>>) -> Next<R> {
        if let Some(bytes) = content {
            self.record.files.insert(file, bytes);
        }
        if file == ElementaryFile::Sod {
            self.pending.extend(wanted(&self.plan.data_groups, &self.record));
        }
        match self.pending.pop_front() {
            Some(next) => self.read(next),
            None => self.prove_chip(),
        }
    }

    fn read(self, file: ElementaryFile) -> Next<R> {
        self.follow(FileReader::start(file), Wait::File, |run, content| run.have_read(file, content))
    }
}

/// The data groups to read, DG14 and DG15 last. What cannot be parsed lists nothing here; the verdict is not ours.
fn wanted(selection: &Selection, record: &ChipRecord) -> Vec<ElementaryFile> {
    let groups: BTreeSet<DataGroup> = match selection {
        Selection::Only(groups) => groups.iter().copied().collect(),
        Selection::All => {
            listed(record).into_iter().filter(|group| !matches!(group.number(), 3 | 4)).collect()
        }
    };
    let (proving, others): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|group| [DataGroup::DG14, DataGroup::DG15].contains(group));
    others.into_iter().chain(proving).map(ElementaryFile::DataGroup).collect()
}

fn listed(record: &ChipRecord) -> BTreeSet<DataGroup> {
    let com = record.file(ElementaryFile::Com).and_then(|bytes| EfCom::parse(bytes).ok());
    let sod = record.file(ElementaryFile::Sod).and_then(|bytes| EfSod::parse(bytes).ok());
    let mut groups = com.map(|com| com.data_groups().clone()).unwrap_or_default();
    groups.extend(sod.iter().flat_map(|sod| sod.lds.hashes.keys()));
    groups
}
