//! Reads elementary files: SELECT, then READ BINARY as far as each file's own header says, ICAO 9303-10 §3.6.
//!
//! The rest of one file and the header of the next travel in one exchange.

use super::SessionError;
use super::partial::{Partial, refuses_length};
use super::read_binary::{HEADER, ReadBinary};
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};
use crate::file::ElementaryFile;
use crate::protocol::{Answers, Exchange, Protocol, Request, Step};
use crate::quirk::Quirk;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The content asked for in one exchange: what a message over a network can hold.
const MAXIMUM_EXCHANGE: usize = 1 << 16;
/// The commands of one exchange.
const MAXIMUM_COMMANDS: usize = 300;
/// Reads files in order; it ends in those that the chip has and lets be read.
pub(super) struct FileReader {
    /// The bytes asked for at once.
    chunk: usize,
    unfinished: VecDeque<Partial>,
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
}

impl Files {
    fn warned(&mut self, file: ElementaryFile, status: StatusWord) {
        if file == ElementaryFile::CardAccess && status.is_warning() {
            self.quirks.insert(Quirk::CardAccessWithWarning);
        }
    }
}

/// What an answer is the answer to.
enum Awaited {
    Selection(ElementaryFile),
    Content(ElementaryFile, ReadBinary),
}

impl FileReader {
    pub(super) fn start(files: impl IntoIterator<Item = ElementaryFile>, chunk: usize) -> Step<Self> {
        Self::resume(files, Vec::new(), chunk)
    }

    /// The same where some files have been begun before.
    pub(super) fn resume(
        files: impl IntoIterator<Item = ElementaryFile>,
        mut begun: Vec<Partial>,
        chunk: usize,
    ) -> Step<Self> {
        let mut partial = |file| match begun.iter().position(|partial| partial.file == file) {
            Some(position) => begun.swap_remove(position).again(),
            None => Partial::new(file),
        };
        Self {
            chunk,
            unfinished: files.into_iter().map(&mut partial).collect(),
            selected: None,
            awaited: Vec::new(),
            read: Files::default(),
        }
        .next()
    }

    /// The file that is being read.
    pub(super) fn file(&self) -> Option<ElementaryFile> {
        self.unfinished.front().map(|partial| partial.file)
    }

    fn next(mut self) -> Step<Self> {
        let mut batch = Batch { requests: Vec::new(), awaited: Vec::new() };
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
        if partial.content.len() != asked.offset {
            return Ok(());
        }
        if refuses_length(answer.status) && partial.fall_back(asked.expected()) {
            return Ok(());
        }
        self.read.warned(file, answer.status);
        if answer.status.is_ok() && !answer.data.is_empty() {
            // The refused length is what the chip cannot: a shorter one went through.
            let learned = partial.fallback.unwrap_or(usize::MAX);
            let short = if answer.data.len() < asked.expected() { answer.data.len() } else { usize::MAX };
            self.read.quirks.extend(partial.fallback.map(|_| Quirk::LongAnswersRefused));
            if learned.min(short) < self.chunk {
                self.chunk = learned.min(short);
                self.read.chunk = Some(self.chunk);
            }
        }
        if partial.take(asked, answer)? {
            let content = std::mem::take(&mut partial.content);
            self.unfinished.retain(|partial| partial.file != file);
            if !content.is_empty() {
                self.read.content.insert(file, content);
            }
        }
        Ok(())
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

/// An exchange in the making.
struct Batch {
    requests: Vec<Request>,
    awaited: Vec<Awaited>,
}

impl Batch {
    /// Asks for what is missing of a file; true when that is the rest of it.
    fn read(&mut self, partial: &Partial, selected: Option<ElementaryFile>, chunk: usize) -> bool {
        if selected != Some(partial.file) {
            self.push(select(partial.file), Awaited::Selection(partial.file));
        }
        let chunk = chunk.min(partial.longest).min(partial.fallback.unwrap_or(usize::MAX));
        let begun = partial.content.len();
        if partial.total == 0 {
            let header = ReadBinary::new(begun, HEADER.saturating_sub(begun), chunk);
            self.push(header.command(), Awaited::Content(partial.file, header));
            return false;
        }
        let mut offset = begun;
        while offset < partial.total {
            if offset.saturating_sub(begun) >= MAXIMUM_EXCHANGE || self.requests.len() >= MAXIMUM_COMMANDS {
                return false;
            }
            let part = partial.ask(offset, chunk);
            offset = offset.saturating_add(part.length);
            self.push(part.command(), Awaited::Content(partial.file, part));
        }
        true
    }

    fn push(&mut self, command: CommandApdu, awaited: Awaited) {
        self.requests.push(command.into());
        self.awaited.push(awaited);
    }
}

/// SELECT by file identifier, without an answer.
pub(super) fn select(file: ElementaryFile) -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data(file.identifier().to_be_bytes())
}

#[cfg(test)]
mod tests;
