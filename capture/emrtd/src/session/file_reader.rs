//! Reads elementary files: SELECT, then READ BINARY as far as each file's own header says, ICAO 9303-10 §3.6.
//!
//! The rest of one file and the header of the next travel in one exchange.

use super::SessionError;
use super::answer_length::AnswerLength;
use super::read_binary::{HEADER, ReadBinary};
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};
use crate::file::ElementaryFile;
use crate::protocol::{Answers, Exchange, Protocol, Request, Step};
use crate::tlv::{self, TlvError};
use std::collections::{BTreeMap, VecDeque};

/// No file of a travel document is longer.
const MAXIMUM: usize = 1 << 20;
/// The content asked for in one exchange: what a message over a network can hold.
const MAXIMUM_EXCHANGE: usize = 1 << 16;
/// The commands of one exchange.
const MAXIMUM_COMMANDS: usize = 300;
/// A chip that gives less at once is not waited for.
const SHORTEST_ANSWER: usize = 32;
/// Answers for a file beside those that its length needs.
const MAXIMUM_OVERHEAD: usize = 64;

/// Reads files in order; it ends in those that the chip has and lets be read.
pub(super) struct FileReader {
    /// The bytes asked for at once.
    chunk: usize,
    unfinished: VecDeque<Partial>,
    selected: Option<ElementaryFile>,
    awaited: Vec<Awaited>,
    read: BTreeMap<ElementaryFile, Vec<u8>>,
}

/// A file as far as it was read.
struct Partial {
    file: ElementaryFile,
    content: Vec<u8>,
    /// As its header says.
    total: usize,
    /// The longest answer that the chip has said it gives here.
    longest: usize,
    /// How many answers came to READ BINARY.
    answers: usize,
}

/// What an answer is the answer to.
enum Awaited {
    Selection(ElementaryFile),
    Content(ElementaryFile, ReadBinary),
}

impl FileReader {
    pub(super) fn start(
        files: impl IntoIterator<Item = ElementaryFile>,
        longest: AnswerLength,
    ) -> Step<Self> {
        let begin = |file| Partial { file, content: Vec::new(), total: 0, longest: usize::MAX, answers: 0 };
        Self {
            chunk: longest.content(),
            unfinished: files.into_iter().map(begin).collect(),
            selected: None,
            awaited: Vec::new(),
            read: BTreeMap::new(),
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

    fn selection(&mut self, file: ElementaryFile, status: StatusWord) {
        self.selected = status.is_ok().then_some(file);
        if !status.is_ok() {
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
        if answer.status == StatusWord(0x6700) && self.chunk > AnswerLength::SHORT.content() {
            self.chunk = AnswerLength::SHORT.content();
            return Ok(());
        }
        if answer.status.is_ok() && !answer.data.is_empty() && answer.data.len() < asked.expected() {
            self.chunk = self.chunk.min(answer.data.len());
        }
        if partial.take(asked, answer)? {
            let content = std::mem::take(&mut partial.content);
            self.unfinished.retain(|partial| partial.file != file);
            if !content.is_empty() {
                self.read.insert(file, content);
            }
        }
        Ok(())
    }
}

impl Protocol for FileReader {
    type Output = BTreeMap<ElementaryFile, Vec<u8>>;
    type Error = SessionError;

    fn receive(mut self, answers: Answers) -> Result<Step<Self>, SessionError> {
        let awaited = std::mem::take(&mut self.awaited);
        for (awaited, answer) in awaited.into_iter().zip(answers) {
            match awaited {
                Awaited::Selection(file) => self.selection(file, answer.status),
                Awaited::Content(file, asked) => self.content(file, &asked, answer)?,
            }
        }
        Ok(self.next())
    }
}

impl Partial {
    /// A chip that needs more answers than its length allows plays for time.
    fn count(&mut self, status: StatusWord) -> Result<(), SessionError> {
        self.answers = self.answers.saturating_add(1);
        let most = MAXIMUM_OVERHEAD.saturating_add(self.total / SHORTEST_ANSWER);
        if self.answers > most { Err(SessionError::ReadInterrupted(self.file, status)) } else { Ok(()) }
    }

    /// Adds an answer; true when the file is at its end.
    fn take(&mut self, asked: &ReadBinary, answer: ResponseApdu) -> Result<bool, SessionError> {
        let status = answer.status;
        if let Some(longest) = corrected_length(status).filter(|longest| *longest < asked.expected()) {
            self.longest = longest;
            return Ok(false);
        }
        if !status.is_ok() && !status.is_warning() {
            return self.refused(status);
        }
        let Some(data) = asked.content(answer.data) else {
            return self.malformed(SessionError::MalformedFile(self.file));
        };
        self.content.extend_from_slice(&data);
        if self.content.is_empty() {
            return Ok(true);
        }
        match tlv::total_length(&self.content) {
            // The header itself comes in pieces.
            Err(TlvError::Truncated) if status.is_ok() && !data.is_empty() && self.content.len() < HEADER => {
                return Ok(false);
            }
            Err(_) => return self.malformed(SessionError::MalformedFile(self.file)),
            Ok(total) if total > MAXIMUM => return self.malformed(SessionError::FileTooLarge(self.file)),
            Ok(total) => self.total = total,
        }
        self.content.truncate(self.total);
        // The chip's own end of file stands, even where the header promises more: the hash will tell.
        Ok(self.content.len() == self.total || data.is_empty() || status.is_warning())
    }

    fn refused(&self, status: StatusWord) -> Result<bool, SessionError> {
        if self.content.is_empty() || status == StatusWord(0x6B00) {
            return Ok(true);
        }
        Err(SessionError::ReadInterrupted(self.file, status))
    }

    /// The file ends here, and its hash will tell. Only EF.CardAccess has none: what it offers must be known.
    fn malformed(&self, error: SessionError) -> Result<bool, SessionError> {
        if self.file == ElementaryFile::CardAccess { Err(error) } else { Ok(true) }
    }
}

/// 6Cxx: the right Le, ISO/IEC 7816-4 §5.1.3.
fn corrected_length(status: StatusWord) -> Option<usize> {
    let [kind, length] = status.0.to_be_bytes();
    (kind == 0x6C && length != 0).then_some(usize::from(length))
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
        let chunk = chunk.min(partial.longest);
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
            let part = ReadBinary::new(offset, partial.total.saturating_sub(offset), chunk);
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
