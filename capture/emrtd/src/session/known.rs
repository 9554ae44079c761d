//! What a session knows before its first command: faults to expect, lengths the chip was found to give, and what was read
//! before the document was taken away.

use super::machine::Run;
use super::partial::Partial;
use super::short_identifiers::ShortIdentifiers;
use super::{ReadPlan, SessionError};
use crate::file::ElementaryFile;
use crate::password::Password;
use crate::quirk::{Expected, Quirk, QuirkTable};
use crate::record::ChipRecord;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the chip.
pub(super) struct Known {
    pub(super) expected: Expected,
    /// What it has shown in an earlier session.
    pub(super) quirks: BTreeSet<Quirk>,
    /// The bytes of a file that it gives at once.
    pub(super) chunk: usize,
    pub(super) short_identifiers: ShortIdentifiers,
    /// A chip has heard the plan's challenge: whatever answers in another session must sign another one.
    pub(super) challenge_sent: bool,
    /// What was read of it, until EF.SOD shows that it is the same document.
    pub(super) kept: Option<Kept>,
    /// The record without its files of a session that the chip's failed proof has ended: no other proof takes its place.
    pub(super) failed_proof: Option<Box<ChipRecord>>,
    /// The chip was opened before, and its power was not cut since.
    pub(super) opened_before: bool,
}

/// What was read of a document before it was taken away, its EF.SOD among it.
pub(super) struct Kept {
    pub(super) files: BTreeMap<ElementaryFile, Vec<u8>>,
    pub(super) begun: Vec<Partial>,
}

impl Known {
    /// What the table says of such documents; of one that is opened by its CAN nothing is known.
    pub(super) fn of(plan: &ReadPlan, table: &QuirkTable) -> Self {
        let document = match &plan.password {
            Password::Mrz(key) => key.document(),
            Password::Can(_) => None,
        };
        let expected = document.map(|document| table.expected(document)).unwrap_or_default();
        let chunk = expected.longest_answer.unwrap_or(usize::MAX);
        let short_identifiers = ShortIdentifiers::Untried;
        Self {
            expected,
            quirks: BTreeSet::new(),
            chunk,
            short_identifiers,
            challenge_sent: false,
            kept: None,
            failed_proof: None,
            opened_before: false,
        }
    }

    pub(super) fn expects(&self, quirk: Quirk) -> bool {
        self.expected.quirks.contains(&quirk)
    }

    /// Leaves out what the chip is known not to take, and names it as worked around.
    pub(super) fn prepare(&mut self, plan: &mut ReadPlan) {
        let short = [Quirk::ExtendedLengthEndsSession, Quirk::LongestLeAnsweredWrongOffset];
        for quirk in short.into_iter().filter(|quirk| self.expected.quirks.contains(quirk)) {
            if plan.maximum_response > ReadPlan::SHORT_RESPONSE || self.quirks.contains(&quirk) {
                self.quirks.insert(quirk);
            }
        }
        if short.iter().any(|quirk| self.quirks.contains(quirk)) {
            plan.maximum_response = ReadPlan::SHORT_RESPONSE;
        }
        let without_asking = [Quirk::LongAnswersRefused, Quirk::LeOnSelectRefused];
        self.quirks.extend(without_asking.into_iter().filter(|quirk| self.expected.quirks.contains(quirk)));
    }
}

impl Kept {
    /// What can be gone on with; nothing without an EF.SOD to know the document by. What only an authorized terminal may
    /// read is read anew.
    pub(super) fn of(mut files: BTreeMap<ElementaryFile, Vec<u8>>, begun: Vec<Partial>) -> Option<Self> {
        files.retain(|file, _| !is_guarded(*file));
        let begun = begun.into_iter().filter(|partial| !is_guarded(partial.file)).collect();
        files.contains_key(&ElementaryFile::Sod).then_some(Self { files, begun })
    }
}

fn is_guarded(file: ElementaryFile) -> bool {
    match file {
        ElementaryFile::DataGroup(group) => group.is_guarded(),
        other => other == ElementaryFile::Cvca,
    }
}

impl<R> Run<R> {
    /// True until it is known whether the document is the one that was taken away.
    pub(super) fn is_resuming(&self) -> bool {
        self.known.kept.is_some()
    }

    /// True until EF.SOD shows that what was put back is the document that was taken away.
    pub(super) fn may_be_another_document(&self) -> bool {
        self.is_resuming() && !self.known.opened_before
    }

    /// Goes on with what was kept, if this is the same document: its EF.SOD and EF.CardAccess are equal.
    pub(super) fn recognise(&mut self) -> Result<Vec<Partial>, SessionError> {
        let Some(Kept { files, begun }) = self.known.kept.take() else { return Ok(Vec::new()) };
        let same = |file| files.get(&file).map(Vec::as_slice) == self.record.file(file);
        if !same(ElementaryFile::Sod) || !same(ElementaryFile::CardAccess) {
            return Err(SessionError::AnotherDocument);
        }
        self.record.files.extend(files);
        Ok(begun)
    }
}
