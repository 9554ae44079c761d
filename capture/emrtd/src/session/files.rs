//! The files: EF.COM and EF.SOD, then the data groups they list, those that prove the chip last.

use super::Selection;
use super::file_reader::{FileReader, Files};
use super::machine::{Next, Run, Wait};
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::EfCom;
use crate::lds::security_object::EfSod;
use crate::protocol::{Randomness, Step};
use crate::record::ChipRecord;
use std::collections::BTreeSet;

impl<R: Randomness> Run<R> {
    /// EF.COM and EF.SOD, which say what else there is; EF.SOD alone where it must only be recognised.
    pub(super) fn first_files(&self) -> Step<FileReader> {
        let files = [ElementaryFile::Com, ElementaryFile::Sod];
        let files = files.into_iter().skip(usize::from(self.is_resuming()));
        FileReader::resume(files, Vec::new(), self.chunk(), self.known.short_identifiers)
    }

    /// The bytes of a file to ask for at once: as many as fit an answer and as the chip was found to give.
    pub(super) fn chunk(&self) -> usize {
        self.longest.content().min(self.known.chunk)
    }

    /// Takes what was read into the record.
    pub(super) fn keep(&mut self, files: Files) {
        self.record.files.extend(files.content);
        self.record.quirks.extend(files.quirks);
        self.known.short_identifiers = files.short_identifiers.unwrap_or(self.known.short_identifiers);
        self.known.chunk = files.chunk.unwrap_or(usize::MAX).min(self.known.chunk);
    }

    pub(super) fn files(self, step: Step<FileReader>) -> Next<R> {
        self.follow(step, Wait::Files, |mut run, files| {
            run.keep(files);
            if !std::mem::take(&mut run.lists_unread) {
                return run.prove_chip();
            }
            let begun = run.recognise()?;
            let mut wanted = wanted(&run.plan.data_groups, &run.record);
            wanted.retain(|group| !group.is_guarded());
            if !run.guarded().is_empty() {
                wanted.insert(DataGroup::DG14);
            }
            wanted.retain(|group| run.record.data_group(*group).is_none());
            let step = FileReader::resume(in_order(wanted), begun, run.chunk(), run.known.short_identifiers);
            run.files(step)
        })
    }
}

/// DG14 and DG15 last.
fn in_order(groups: impl IntoIterator<Item = DataGroup>) -> Vec<ElementaryFile> {
    let groups: BTreeSet<DataGroup> = groups.into_iter().collect();
    let (proving, others): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|group| [DataGroup::DG14, DataGroup::DG15].contains(group));
    others.into_iter().chain(proving).map(ElementaryFile::DataGroup).collect()
}

/// What the plan names and EF.COM or EF.SOD lists; fingerprints and irises only by name. Where EF.SOD cannot be parsed the
/// plan's names stand: the verdict is not ours.
pub(super) fn wanted(selection: &Selection, record: &ChipRecord) -> BTreeSet<DataGroup> {
    let com = record.file(ElementaryFile::Com).and_then(|bytes| EfCom::parse(bytes).ok());
    let sod = record.file(ElementaryFile::Sod).and_then(|bytes| EfSod::parse(bytes).ok());
    let mut listed = com.map(|com| com.data_groups().clone()).unwrap_or_default();
    listed.extend(sod.iter().flat_map(|sod| sod.lds.hashes.keys()));
    match selection {
        Selection::All => listed.retain(|group| !group.is_guarded()),
        Selection::Only(named) if sod.is_none() => listed = named.iter().copied().collect(),
        Selection::Only(named) => listed.retain(|group| named.contains(group)),
    }
    listed
}
