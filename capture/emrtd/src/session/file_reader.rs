//! Reads one elementary file: SELECT, then READ BINARY as far as its own header says, ICAO 9303-10 §3.6.

use super::SessionError;
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};
use crate::file::ElementaryFile;
use crate::protocol::{Protocol, Step};
use crate::tlv;

/// Enough for the tag and the length of every file.
const HEADER: usize = 6;
/// The most that fits a short answer under any cipher.
const CHUNK: usize = 0xDF;
/// The same for READ BINARY with odd INS, whose content stands in a data object of its own.
const CHUNK_ODD: usize = 0xCF;
/// From here on an offset does not fit P1 and P2.
const ODD_FROM: usize = 0x8000;
/// No file of a travel document is longer.
const MAXIMUM: usize = 1 << 20;

/// Reads a file; it ends in the content, or `None` when the chip has no such file or does not let read it.
pub(super) enum FileReader {
    Selection(ExpectSelection),
    Content(ExpectContent),
}

pub(super) struct ExpectSelection {
    file: ElementaryFile,
}

pub(super) struct ExpectContent {
    file: ElementaryFile,
    content: Vec<u8>,
}

impl FileReader {
    pub(super) fn start(file: ElementaryFile) -> Step<Self> {
        Step::Transmit(select(file), Self::Selection(ExpectSelection { file }))
    }

    pub(super) fn file(&self) -> ElementaryFile {
        match self {
            Self::Selection(wait) => wait.file,
            Self::Content(wait) => wait.file,
        }
    }
}

impl Protocol for FileReader {
    type Output = Option<Vec<u8>>;
    type Error = SessionError;

    fn receive(self, response: ResponseApdu) -> Result<Step<Self>, SessionError> {
        match self {
            Self::Selection(_) if !response.status.is_ok() => Ok(Step::Done(None)),
            Self::Selection(wait) => {
                let wait = ExpectContent { file: wait.file, content: Vec::new() };
                Ok(Step::Transmit(read_binary(0, HEADER), Self::Content(wait)))
            }
            Self::Content(wait) => wait.receive(response),
        }
    }
}

impl ExpectContent {
    fn receive(mut self, response: ResponseApdu) -> Result<Step<FileReader>, SessionError> {
        let status = response.status;
        if !status.is_ok() && !status.is_warning() {
            return self.refused(status);
        }
        let data = self.content_of(response.data)?;
        self.content.extend_from_slice(&data);
        if self.content.is_empty() {
            return Ok(Step::Done(None));
        }
        let total = tlv::total_length(&self.content).map_err(|_| SessionError::MalformedFile(self.file))?;
        if total > MAXIMUM {
            return Err(SessionError::FileTooLarge(self.file));
        }
        self.content.truncate(total);
        let (offset, missing) = (self.content.len(), total.saturating_sub(self.content.len()));
        // The chip's own end of file stands, even where the header promises more: the hash will tell.
        if missing == 0 || data.is_empty() || status.is_warning() {
            return Ok(Step::Done(Some(self.content)));
        }
        Ok(Step::Transmit(read_binary(offset, missing), FileReader::Content(self)))
    }

    fn refused(self, status: StatusWord) -> Result<Step<FileReader>, SessionError> {
        match status {
            _ if self.content.is_empty() => Ok(Step::Done(None)),
            StatusWord(0x6B00) => Ok(Step::Done(Some(self.content))),
            _ => Err(SessionError::ReadInterrupted(self.file, status)),
        }
    }

    /// READ BINARY with odd INS answers with the discretionary data object 53.
    fn content_of(&self, data: Vec<u8>) -> Result<Vec<u8>, SessionError> {
        if self.content.len() < ODD_FROM || data.is_empty() {
            return Ok(data);
        }
        let object = tlv::parse_exactly(&data, 0x53).map_err(|_| SessionError::MalformedFile(self.file))?;
        Ok(object.value.to_vec())
    }
}

/// SELECT by file identifier, without an answer.
pub(super) fn select(file: ElementaryFile) -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data(file.identifier().to_be_bytes())
}

fn read_binary(offset: usize, missing: usize) -> CommandApdu {
    if offset >= ODD_FROM {
        return read_binary_odd(offset, missing);
    }
    let [high, low] = u16::try_from(offset).unwrap_or_default().to_be_bytes();
    CommandApdu::new(0x00, 0xB0, high, low).expecting(length(missing.min(CHUNK)))
}

/// The offset stands in DO'54', the answer in DO'53' with a header of two or three bytes.
fn read_binary_odd(offset: usize, missing: usize) -> CommandApdu {
    let digits: Vec<u8> = offset.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let chunk = missing.min(CHUNK_ODD);
    let header = if chunk > 0x7F { 3 } else { 2 };
    CommandApdu::new(0x00, 0xB1, 0x00, 0x00)
        .with_data(tlv::encode(0x54, &digits))
        .expecting(length(chunk.saturating_add(header)))
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Plays a chip that holds one file of these bytes.
    fn read(bytes: &[u8], largest_answer: usize) -> Result<Option<Vec<u8>>, SessionError> {
        let mut step = FileReader::start(ElementaryFile::Sod);
        loop {
            step = match step {
                Step::Done(content) => return Ok(content),
                Step::Transmit(command, reader) => reader.receive(answer(&command, bytes, largest_answer))?,
            };
        }
    }

    fn answer(command: &CommandApdu, bytes: &[u8], largest: usize) -> ResponseApdu {
        let expected = usize::try_from(command.expected.unwrap_or(0)).unwrap().min(largest);
        let (offset, odd) = match command.instruction {
            0xA4 => return ResponseApdu::new([], StatusWord::OK),
            0xB0 => (usize::from(u16::from_be_bytes([command.p1, command.p2])), false),
            _ => {
                let digits = tlv::parse_exactly(&command.data, 0x54).unwrap().value;
                (digits.iter().fold(0, |sum, digit| sum * 256 + usize::from(*digit)), true)
            }
        };
        let expected = if odd { expected.saturating_sub(3).max(1) } else { expected };
        let end = bytes.len().min(offset + expected);
        let content = &bytes[offset.min(end)..end];
        let status = if content.len() < expected { StatusWord(0x6282) } else { StatusWord::OK };
        ResponseApdu::new(if odd { tlv::encode(0x53, content) } else { content.to_vec() }, status)
    }

    #[test]
    fn an_absurd_length_is_refused() {
        let file = [0x77, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0];
        assert_eq!(read(&file, 256), Err(SessionError::FileTooLarge(ElementaryFile::Sod)));
        assert_eq!(
            read(&[0x77, 0x80, 0, 0, 0, 0], 256),
            Err(SessionError::MalformedFile(ElementaryFile::Sod))
        );
    }

    #[test]
    fn a_file_shorter_than_its_header_ends_where_the_chip_says() {
        assert_eq!(read(&[0x77, 0x08, 1, 2, 3, 4, 5, 6], 256), Ok(Some(vec![0x77, 0x08, 1, 2, 3, 4, 5, 6])));
        assert_eq!(read(&[], 256), Ok(None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_byte_arrives(length in 0usize..70_000, largest in 5usize..256) {
            let content: Vec<u8> = (0u8..=255).cycle().take(length).collect();
            let file = tlv::encode(0x75, &content);
            prop_assert_eq!(read(&file, largest).unwrap().unwrap(), file);
        }
    }
}
