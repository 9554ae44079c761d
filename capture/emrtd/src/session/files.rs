//! The files in the order that shows a cheat earliest: EF.COM and EF.SOD, the keys that prove the chip, its proof, and only
//! then what the chip says of a person.

use super::Selection;
use super::file_reader::{FileReader, Files};
use super::machine::{Next, Run, Wait};
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::EfCom;
use crate::lds::security_object::EfSod;
use crate::protocol::{Randomness, Step};
use crate::record::ChipRecord;
use std::collections::BTreeSet;

/// The data groups with the chip's keys.
const KEYS: [DataGroup; 2] = [DataGroup::DG14, DataGroup::DG15];

/// What of a document is read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// EF.COM and EF.SOD, which say what else there is.
    Lists,
    /// The keys with which the chip proves itself.
    Keys,
    /// All other data groups that a terminal without authorization may read.
    Contents,
}

impl<R: Randomness> Run<R> {
    /// EF.COM and EF.SOD, with the keys that EF.COM lists behind them; EF.SOD alone where it must only be recognised.
    pub(super) fn first_files(&self) -> Step<FileReader> {
        let files = [ElementaryFile::Com, ElementaryFile::Sod];
        let files = files.into_iter().skip(usize::from(self.is_resuming()));
        let reading = FileReader::resume(files, &mut Vec::new(), self.chunk(), self.known.short_identifiers);
        match reading {
            Step::Transmit(exchange, reader) => Step::Transmit(exchange, reader.with_announced(self.keys())),
            done @ Step::Done(_) => done,
        }
    }

    fn keys(&self) -> Vec<DataGroup> {
        let named = |group: &DataGroup| match &self.plan.data_groups {
            Selection::All | Selection::Everything => true,
            Selection::Only(named) => named.contains(group),
        };
        KEYS.into_iter().filter(named).collect()
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
            match run.part {
                Part::Lists => {
                    run.begun = run.recognise()?;
                    run.read(Part::Keys)
                }
                Part::Keys => run.prove_chip(),
                Part::Contents if run.known.failed_proof.is_some() => run.without_terminal(),
                Part::Contents => run.authenticate_terminal(),
            }
        })
    }

    /// Goes on with what the chip says of a person.
    pub(super) fn read_contents(mut self) -> Next<R> {
        self.disproved = self.is_disproved();
        self.read(Part::Contents)
    }

    fn read(mut self, part: Part) -> Next<R> {
        self.part = part;
        let files = self.unread(part).into_iter().map(ElementaryFile::DataGroup);
        let (chunk, short_identifiers) = (self.chunk(), self.known.short_identifiers);
        let step = FileReader::resume(files, &mut self.begun, chunk, short_identifiers);
        self.files(step)
    }

    /// What is wanted of a part and was not read yet. Terminal Authentication needs DG14.
    pub(super) fn unread(&self, part: Part) -> BTreeSet<DataGroup> {
        let mut groups = wanted(&self.plan.data_groups, &self.record);
        groups.retain(|group| !group.is_guarded());
        if !self.guarded().is_empty() {
            groups.insert(DataGroup::DG14);
        }
        groups.retain(|group| KEYS.contains(group) == (part == Part::Keys));
        groups.retain(|group| self.record.data_group(*group).is_none());
        groups
    }
}

/// What the plan names and EF.COM or EF.SOD lists; fingerprints and irises only by name. Where EF.SOD cannot be parsed the
/// plan's names stand: the verdict is not ours.
pub(super) fn wanted(selection: &Selection, record: &ChipRecord) -> BTreeSet<DataGroup> {
    let com = record.file(ElementaryFile::Com).and_then(|bytes| EfCom::parse(bytes).ok());
    let sod = record.file(ElementaryFile::Sod).and_then(|bytes| EfSod::parse(bytes).ok());
    let mut listed = com.map(|com| com.data_groups().clone()).unwrap_or_default();
    listed.extend(sod.iter().flat_map(|sod| sod.lds.hashes.keys()));
    match selection {
        Selection::All | Selection::Everything => listed.retain(|group| !group.is_guarded()),
        Selection::Only(named) if sod.is_none() => listed = named.iter().copied().collect(),
        Selection::Only(named) => listed.retain(|group| named.contains(group)),
    }
    listed
}
