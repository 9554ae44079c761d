//! Reads elementary files: READ BINARY as far as each file's own header says, ICAO 9303-10 §3.6.
//!
//! The rest of one file and the header of the next travel in one exchange. A header is read by the file's short identifier,
//! which selects it too; where that does not bring the file, SELECT goes before.

mod batch;

use super::SessionError;
use super::partial::{Partial, SHORTEST_CHUNK, refuses_length};
use super::read_binary::{HEADER, ReadBinary};
use super::short_identifiers::{self, ShortIdentifiers};
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::EfCom;
use crate::protocol::{Answers, Exchange, Protocol, Step};
use crate::quirk::Quirk;
use batch::Batch;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Reads files in order; it ends in those that the chip has and lets be read.
pub(super) struct FileReader {
    /// The bytes asked for at once.
    chunk: usize,
    short_identifiers: ShortIdentifiers,
    unfinished: VecDeque<Partial>,
    /// What is read behind the rest where EF.COM lists it.
    announced: Vec<DataGroup>,
    selected: Option<ElementaryFile>,
    awaited: Vec<Awaited>,
    read: Files,
}

/// What was read.
#[derive(Default)]
pub(super) struct Files {
    pub(super) content: BTreeMap<ElementaryFile, Vec<u8>>,
    /// The faults that the chip showed.
    pub(super) quirks: BTreeSet<Quirk>,
    /// The bytes that it gives at once, where it was found to give fewer than asked for.
    pub(super) chunk: Option<usize>,
    /// What was learned of its short identifiers.
    pub(super) short_identifiers: Option<ShortIdentifiers>,
}

impl Files {
    fn warned(&mut self, file: ElementaryFile, status: StatusWord) {
        if file == ElementaryFile::CardAccess && status.is_warning() {
            self.quirks.insert(Quirk::CardAccessWithWarning);
        }
    }

    /// A refused length is what the chip cannot: a shorter one went through. A short answer says so where it was not the end
    /// of the file: where more came behind it.
    fn learn(&mut self, partial: &Partial, answer: &ResponseApdu) {
        if !answer.status.is_ok() || answer.data.is_empty() {
            return;
        }
        self.quirks.extend(partial.fallback.map(|_| Quirk::LongAnswersRefused));
        let short = Some(partial.given).filter(|given| *given >= SHORTEST_CHUNK && *given < usize::MAX);
        let learned = partial.fallback.into_iter().chain(short).chain(self.chunk);
        self.chunk = learned.min();
    }
}

/// What an answer is the answer to.
enum Awaited {
    /// A header by the short identifier.
    Named(ElementaryFile),
    Selection(ElementaryFile),
    Content(ElementaryFile, ReadBinary),
}

impl FileReader {
    /// Reads files by their whole identifiers.
    pub(super) fn start(files: impl IntoIterator<Item = ElementaryFile>, chunk: usize) -> Step<Self> {
        Self::resume(files, &mut Vec::new(), chunk, ShortIdentifiers::Refused)
    }

    /// Reads files of which some have been begun before; those are taken out of `begun`.
    pub(super) fn resume(
        files: impl IntoIterator<Item = ElementaryFile>,
        begun: &mut Vec<Partial>,
        chunk: usize,
        short_identifiers: ShortIdentifiers,
    ) -> Step<Self> {
        let mut partial = |file| match begun.iter().position(|partial| partial.file == file) {
            Some(position) => begun.swap_remove(position).again(),
            None => Partial::new(file),
        };
        Self {
            chunk,
            short_identifiers,
            unfinished: files.into_iter().map(&mut partial).collect(),
            announced: Vec::new(),
            selected: None,
            awaited: Vec::new(),
            read: Files::default(),
        }
        .next()
    }

    /// Reads these behind the rest, if EF.COM lists them: nothing is waited for in between.
    pub(super) fn with_announced(self, announced: Vec<DataGroup>) -> Self {
        Self { announced, ..self }
    }

    /// The file that is being read.
    pub(super) fn file(&self) -> Option<ElementaryFile> {
        self.unfinished.front().map(|partial| partial.file)
    }

    fn next(mut self) -> Step<Self> {
        let short = self.short_identifiers != ShortIdentifiers::Refused;
        let mut batch = Batch { short, requests: Vec::new(), awaited: Vec::new() };
        let mut ahead = self.unfinished.iter();
        if let Some(first) = ahead.next()
            && batch.read(first, self.selected, self.chunk)
            && let Some(second) = ahead.next()
        {
            batch.read(second, None, self.chunk);
        }
        self.awaited = batch.awaited;
        match Exchange::from_requests(batch.requests) {
            Some(exchange) => Step::Transmit(exchange, self),
            None => Step::Done(self.read),
        }
    }

    /// Takes the answers to what was sent last; there may be fewer.
    pub(super) fn take(&mut self, answers: Answers) -> Result<(), SessionError> {
        let awaited = std::mem::take(&mut self.awaited);
        for (awaited, answer) in awaited.into_iter().zip(answers) {
            match awaited {
                Awaited::Named(file) => self.named(file, answer)?,
                Awaited::Selection(file) => self.selection(file, answer.status),
                Awaited::Content(file, asked) => self.content(file, &asked, answer)?,
            }
        }
        Ok(())
    }

    /// The files that were read, and those that were begun.
    pub(super) fn into_parts(self) -> (Files, Vec<Partial>) {
        let begun = self.unfinished.into_iter().filter(|partial| !partial.content.is_empty());
        (self.read, begun.collect())
    }

    /// The files that were read to their end.
    pub(super) fn finished(&self) -> &BTreeMap<ElementaryFile, Vec<u8>> {
        &self.read.content
    }

    /// True while nobody knows what the chip makes of the short identifier that it was sent.
    pub(super) fn tries_short_identifiers(&self) -> bool {
        let sent = |awaited: &Awaited| matches!(awaited, Awaited::Named(_));
        self.short_identifiers == ShortIdentifiers::Untried && self.awaited.iter().any(sent)
    }

    /// What a short identifier does not bring is selected: nothing is missing before SELECT says so.
    fn named(&mut self, file: ElementaryFile, answer: ResponseApdu) -> Result<(), SessionError> {
        let given = short_identifiers::gives(file, &answer);
        self.selected = given.then_some(file);
        if given || self.short_identifiers == ShortIdentifiers::Untried {
            self.short_identifiers = if given { ShortIdentifiers::Taken } else { ShortIdentifiers::Refused };
            self.read.short_identifiers = Some(self.short_identifiers);
        }
        if given {
            return self.content(file, &ReadBinary::new(0, HEADER, HEADER), answer);
        }
        for partial in self.unfinished.iter_mut().filter(|partial| partial.file == file) {
            partial.needs_selection = true;
        }
        Ok(())
    }

    /// A warning selects too.
    fn selection(&mut self, file: ElementaryFile, status: StatusWord) {
        let selected = status.is_ok() || status.is_warning();
        self.read.warned(file, status);
        self.selected = selected.then_some(file);
        if !selected {
            self.unfinished.retain(|partial| partial.file != file);
        }
    }

    /// An answer behind a shorter one than expected is asked for again.
    fn content(
        &mut self,
        file: ElementaryFile,
        asked: &ReadBinary,
        answer: ResponseApdu,
    ) -> Result<(), SessionError> {
        let Some(partial) = self.unfinished.iter_mut().find(|partial| partial.file == file) else {
            return Ok(());
        };
        partial.count(answer.status)?;
        if partial.content.len() != asked.offset
            || partial.asked_beyond(asked, answer.status)
            || refuses_length(answer.status) && partial.fall_back(asked.expected())
        {
            return Ok(());
        }
        self.read.warned(file, answer.status);
        self.read.learn(partial, &answer);
        self.chunk = self.read.chunk.unwrap_or(usize::MAX).min(self.chunk);
        partial.gave(asked, &answer);
        if partial.take(asked, answer)? {
            let content = std::mem::take(&mut partial.content);
            self.finish(file, content);
        }
        Ok(())
    }

    fn finish(&mut self, file: ElementaryFile, content: Vec<u8>) {
        self.unfinished.retain(|partial| partial.file != file);
        if file == ElementaryFile::Com
            && let Ok(com) = EfCom::parse(&content)
        {
            let announced = std::mem::take(&mut self.announced).into_iter();
            let listed = announced.filter(|group| com.data_groups().contains(group));
            self.unfinished.extend(listed.map(ElementaryFile::DataGroup).map(Partial::new));
        }
        if !content.is_empty() {
            self.read.content.insert(file, content);
        }
    }
}

impl Protocol for FileReader {
    type Output = Files;
    type Error = SessionError;

    fn receive(mut self, answers: Answers) -> Result<Step<Self>, SessionError> {
        self.take(answers)?;
        Ok(self.next())
    }
}

/// SELECT by file identifier, without an answer.
pub(super) fn select(file: ElementaryFile) -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data(file.identifier().to_be_bytes())
}

#[cfg(test)]
mod tests;
