//! A file as far as it was read, and what each answer of the chip adds to it.

use super::SessionError;
use super::read_binary::{HEADER, ReadBinary};
use crate::apdu::{ResponseApdu, StatusWord};
use crate::file::ElementaryFile;
use crate::tlv::{self, Extent, TlvError};

/// No file of a travel document is longer.
const MAXIMUM: usize = 1 << 20;
/// A chip that gives less at once is not waited for.
const SHORTEST_ANSWER: usize = 32;
/// The bytes asked for at once after a refusal: some chips take no Le above 223, 192 or less, whatever they announce.
const FALLBACKS: [usize; 4] = [223, 192, 160, 96];
/// No less than this is asked for at once because another file came in shorter answers.
pub(super) const SHORTEST_CHUNK: usize = 96;
/// Answers for a file beside those that its length needs.
const MAXIMUM_OVERHEAD: usize = 64;

/// A file as far as it was read.
pub(super) struct Partial {
    pub(super) file: ElementaryFile,
    pub(super) content: Vec<u8>,
    /// As its header says.
    pub(super) total: usize,
    /// The longest answer that the chip has said it gives here.
    pub(super) longest: usize,
    /// What is asked for at once since a longer answer was refused.
    pub(super) fallback: Option<usize>,
    /// The longest answer that it gave here where more was asked for.
    pub(super) given: usize,
    /// Its header leaves its length open, and it was followed this far.
    extent: Option<Extent>,
    /// Nothing is asked for beyond what the file must hold.
    exact: bool,
    /// The chip writes longer headers of DO'53' than it need.
    long_headers: bool,
    /// Its short identifier did not bring it.
    pub(super) needs_selection: bool,
    /// How many answers came to READ BINARY.
    answers: usize,
}

impl Partial {
    /// A file of which nothing was read.
    pub(super) fn new(file: ElementaryFile) -> Self {
        Self {
            file,
            content: Vec::new(),
            total: 0,
            longest: usize::MAX,
            fallback: None,
            given: usize::MAX,
            extent: None,
            exact: false,
            long_headers: false,
            needs_selection: false,
            answers: 0,
        }
    }

    /// As much of what is missing at this offset as fits an answer of `chunk` bytes.
    pub(super) fn ask(&self, offset: usize, chunk: usize) -> ReadBinary {
        let part = ReadBinary::new(offset, self.end(chunk).saturating_sub(offset), chunk);
        if self.long_headers { part.with_long_header(chunk) } else { part }
    }

    /// Where reading stops for now: of a file whose length is open, what it must hold, or one answer more.
    pub(super) fn end(&self, chunk: usize) -> usize {
        match self.is_open() && !self.exact {
            true => self.total.max(self.content.len().saturating_add(chunk)),
            false => self.total,
        }
    }

    /// True while nobody knows where it ends.
    pub(super) fn is_open(&self) -> bool {
        self.extent.is_some_and(|extent| !extent.is_whole())
    }

    /// True where the chip refused what may lie beyond the end of the file: it is asked for less.
    pub(super) fn asked_beyond(&mut self, asked: &ReadBinary, status: StatusWord) -> bool {
        let refused = !status.is_ok() && !status.is_warning() && corrected_length(status).is_none();
        let beyond = self.is_open() && !self.exact && asked.offset.saturating_add(asked.length) > self.total;
        self.exact |= refused && beyond;
        refused && beyond
    }

    /// The same at a chip that was powered again: what it gives at once is asked anew.
    pub(super) fn again(self) -> Self {
        Self { longest: usize::MAX, given: usize::MAX, fallback: None, answers: 0, ..self }
    }

    /// A chip that needs more answers than its length allows plays for time.
    pub(super) fn count(&mut self, status: StatusWord) -> Result<(), SessionError> {
        self.answers = self.answers.saturating_add(1);
        let behind_shorter = self.total / SHORTEST_CHUNK;
        let most =
            MAXIMUM_OVERHEAD.saturating_add(self.total / SHORTEST_ANSWER).saturating_add(behind_shorter);
        if self.answers > most { Err(SessionError::ReadInterrupted(self.file, status)) } else { Ok(()) }
    }

    /// Goes over to the next shorter length; false when there is none, or when it was the header that was asked for.
    pub(super) fn fall_back(&mut self, refused: usize) -> bool {
        let shorter = FALLBACKS.into_iter().find(|length| *length < refused);
        self.fallback = shorter.or(self.fallback);
        shorter.is_some()
    }

    /// Remembers an answer shorter than what was asked for.
    pub(super) fn gave(&mut self, asked: &ReadBinary, answer: &ResponseApdu) {
        let short = answer.status.is_ok() && !answer.data.is_empty() && answer.data.len() < asked.expected();
        if short {
            self.given = answer.data.len().min(self.given);
        }
    }

    /// Adds an answer; true when the file is at its end.
    pub(super) fn take(&mut self, asked: &ReadBinary, answer: ResponseApdu) -> Result<bool, SessionError> {
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
        if self.content.is_empty() || self.is_blank() {
            self.content.clear();
            return Ok(true);
        }
        match self.length() {
            // The header itself comes in pieces.
            Err(TlvError::Truncated) if status.is_ok() && !data.is_empty() && self.content.len() < HEADER => {
                return Ok(false);
            }
            Err(_) => return self.malformed(SessionError::MalformedFile(self.file)),
            Ok(total) if total > MAXIMUM => return self.malformed(SessionError::FileTooLarge(self.file)),
            Ok(total) => self.total = total,
        }
        self.content.truncate(self.total);
        if asked.is_odd() && status.is_ok() && data.len() < asked.length && !self.long_headers {
            self.long_headers = true;
            return Ok(false);
        }
        // The chip's own end of file stands, even where the header promises more: the hash will tell. A warning beside all
        // that was asked for is none.
        let ends = data.is_empty() || status.is_warning() && data.len() < asked.length;
        Ok(self.content.len() == self.total || ends)
    }

    /// The size of the file as far as it is known. Only what no hash covers must not leave it open.
    fn length(&mut self) -> Result<usize, TlvError> {
        if self.file != ElementaryFile::CardAccess && tlv::is_indefinite(&self.content) {
            return self.extent.get_or_insert_default().follow(&self.content);
        }
        tlv::total_length(&self.content)
    }

    /// A file that was made and never written, as chips without PACE have: it offers no more than one that is missing.
    fn is_blank(&self) -> bool {
        let begins_with = |blank: u8| self.content.iter().take(HEADER).all(|byte| *byte == blank);
        self.file == ElementaryFile::CardAccess && (begins_with(0x00) || begins_with(0xFF))
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

/// What chips answer when it is the length that they refuse.
pub(super) fn refuses_length(status: StatusWord) -> bool {
    matches!(status.0, 0x6700 | 0x6982 | 0x6A80 | 0x6B00 | 0x6F00)
}

/// 6Cxx: the right Le, ISO/IEC 7816-4 §5.1.3.
fn corrected_length(status: StatusWord) -> Option<usize> {
    let [kind, length] = status.0.to_be_bytes();
    (kind == 0x6C && length != 0).then_some(usize::from(length))
}
