//! The chip's files: SELECT and READ BINARY, ICAO 9303-10 §3.6, and who may read.

use super::refusal::{Answer, Refusal, done};
use super::terminal_authentication::Rights;
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::tlv;
use std::collections::BTreeMap;

/// The eMRTD application, ICAO 9303-10 §3.5.
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
/// EF.ATR/INFO, ISO/IEC 7816-4 §12.7.1.
const ANNOUNCEMENT: u16 = 0x2F01;
const MASTER_FILE: &[u8] = &[0x3F, 0x00];
/// The file ends before Ne.
const END_OF_FILE: StatusWord = StatusWord(0x6282);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Directory {
    MasterFile,
    Application,
}

/// Where the chip stands in its files.
pub(super) struct FileSystem {
    files: BTreeMap<ElementaryFile, Vec<u8>>,
    directory: Directory,
    current: Option<Current>,
    announcement: Vec<u8>,
    corrects_lengths: bool,
    /// The bytes of a file given at once.
    most: usize,
    /// The longest Ne, and what a longer one is answered.
    refused_beyond: Option<(usize, StatusWord)>,
    /// What a short identifier is answered by a chip that knows none.
    short_refused: Option<StatusWord>,
    /// Short identifiers belong to other files than they should.
    short_mixed_up: bool,
}

/// The selected file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Current {
    /// EF.ATR/INFO: what the chip says of itself.
    Announcement,
    File(ElementaryFile),
}

/// What a terminal may read.
#[derive(Clone, Copy)]
pub(super) struct Grant {
    /// A session stands, or the chip is open.
    pub(super) session: bool,
    pub(super) rights: Rights,
}

impl Grant {
    fn covers(self, file: ElementaryFile) -> bool {
        match file {
            ElementaryFile::CardAccess | ElementaryFile::Dir | ElementaryFile::AtrInfo => true,
            ElementaryFile::DataGroup(DataGroup::DG3) => self.session && self.rights.data_group_3,
            ElementaryFile::DataGroup(DataGroup::DG4) => self.session && self.rights.data_group_4,
            _ => self.session,
        }
    }
}

impl FileSystem {
    /// The state after power-on: the master file is selected.
    pub(super) fn new(files: BTreeMap<ElementaryFile, Vec<u8>>) -> Self {
        Self {
            files,
            directory: Directory::MasterFile,
            current: None,
            announcement: Vec::new(),
            corrects_lengths: false,
            most: usize::MAX,
            refused_beyond: None,
            short_refused: None,
            short_mixed_up: false,
        }
    }

    /// Answers from now on every short identifier with this status word.
    pub(super) fn refuse_short_identifiers(&mut self, status: StatusWord) {
        self.short_refused = Some(status);
    }

    /// Takes from now on the last bit of every short identifier for its contrary.
    pub(super) fn mix_up_short_identifiers(&mut self) {
        self.short_mixed_up = true;
    }

    fn find_short(&self, short: u8) -> Result<Current, Refusal> {
        match self.short_refused {
            Some(status) => Err(Refusal(status)),
            None => self.find(short_identifier(short ^ u8::from(self.short_mixed_up))?),
        }
    }

    /// Refuses from now on to give less than Ne.
    pub(super) fn correct_lengths(&mut self) {
        self.corrects_lengths = true;
    }

    /// Gives from now on no more of a file at once.
    pub(super) fn give_at_most(&mut self, bytes: usize) {
        self.most = bytes;
    }

    /// Refuses from now on a longer Ne with this status word.
    pub(super) fn refuse_more_than(&mut self, bytes: usize, status: StatusWord) {
        self.refused_beyond = Some((bytes, status));
    }

    /// The content of EF.ATR/INFO; empty when there is none.
    pub(super) fn announce(&mut self, content: Vec<u8>) {
        self.announcement = content;
    }

    pub(super) fn application_selected(&self) -> bool {
        self.directory == Directory::Application
    }

    /// The selected file.
    pub(super) fn current(&self) -> Option<Current> {
        self.current
    }

    pub(super) fn content(&self, file: ElementaryFile) -> Option<&[u8]> {
        self.files.get(&file).map(Vec::as_slice)
    }

    /// SELECT by identifier, by application, or the master file.
    pub(super) fn select(&mut self, command: &CommandApdu) -> Answer {
        match (command.p1, command.data.as_slice()) {
            (0x00, [] | MASTER_FILE) => self.enter(Directory::MasterFile),
            (0x04, name) if name == APPLICATION => self.enter(Directory::Application),
            (0x00 | 0x02, [high, low]) => {
                self.current = Some(self.find(u16::from_be_bytes([*high, *low]))?);
            }
            (0x00 | 0x02 | 0x04, _) => return Err(Refusal::FILE_NOT_FOUND),
            _ => return Err(Refusal::WRONG_PARAMETERS),
        }
        Ok(done([]))
    }

    fn enter(&mut self, directory: Directory) {
        self.directory = directory;
        self.current = None;
    }

    /// The file of the current directory with this identifier.
    fn find(&self, identifier: u16) -> Result<Current, Refusal> {
        if identifier == ANNOUNCEMENT
            && self.directory == Directory::MasterFile
            && !self.announcement.is_empty()
        {
            return Ok(Current::Announcement);
        }
        let file = match self.directory {
            Directory::MasterFile => ElementaryFile::of_master_file(identifier),
            Directory::Application => ElementaryFile::of_application(identifier),
        };
        file.filter(|file| self.files.contains_key(file)).map(Current::File).ok_or(Refusal::FILE_NOT_FOUND)
    }

    /// READ BINARY with even INS: P1 and P2 are the offset, or a short file identifier and an offset of one byte.
    pub(super) fn read(&mut self, command: &CommandApdu, grant: Grant) -> Answer {
        let offset = if command.p1 & 0x80 == 0 {
            usize::from(u16::from_be_bytes([command.p1, command.p2]))
        } else {
            self.current = Some(self.find_short(command.p1 & 0x7F)?);
            usize::from(command.p2)
        };
        let expected = self.expected(command)?;
        let (content, status) = self.part(offset, expected, grant)?;
        Ok(ResponseApdu::new(content, status))
    }

    /// READ BINARY with odd INS: the offset stands in DO'54', the content in DO'53', whose header counts too.
    pub(super) fn read_odd(&mut self, command: &CommandApdu, grant: Grant) -> Answer {
        match u16::from_be_bytes([command.p1, command.p2]) {
            0 => {}
            short @ 1..=30 => {
                let short = u8::try_from(short).map_err(|_| Refusal::WRONG_PARAMETERS)?;
                self.current = Some(self.find_short(short)?);
            }
            identifier => self.current = Some(self.find(identifier)?),
        }
        let offset = match tlv::parse_exactly(&command.data, 0x54)?.value {
            digits @ [_, ..] if digits.len() <= 4 => {
                digits.iter().fold(0, |sum, digit| (sum << 8) | usize::from(*digit))
            }
            _ => return Err(Refusal::WRONG_DATA),
        };
        let expected = self.expected(command)?;
        let header = match expected {
            0..=0x81 => 2,
            0x82..=0x102 => 3,
            _ => 4,
        };
        let (content, status) = self.part(offset, expected.saturating_sub(header), grant)?;
        Ok(ResponseApdu::new(tlv::encode(0x53, content), status))
    }

    fn part(&self, offset: usize, expected: usize, grant: Grant) -> Result<(&[u8], StatusWord), Refusal> {
        let content = match self.current.ok_or(Refusal::NO_CURRENT_FILE)? {
            Current::Announcement => &self.announcement,
            Current::File(file) if !grant.covers(file) => {
                return Err(Refusal::SECURITY_STATUS_NOT_SATISFIED);
            }
            Current::File(file) => self.content(file).ok_or(Refusal::FILE_NOT_FOUND)?,
        };
        let rest = content.get(offset..).ok_or(Refusal::WRONG_OFFSET)?;
        let expected = expected.min(self.most);
        match rest.get(..expected) {
            Some(part) => Ok((part, StatusWord::OK)),
            None => match u8::try_from(rest.len()) {
                Ok(right @ 1..) if self.corrects_lengths => Err(Refusal::right_length(right)),
                _ => Ok((rest, END_OF_FILE)),
            },
        }
    }

    fn expected(&self, command: &CommandApdu) -> Result<usize, Refusal> {
        let expected = command.expected.ok_or(Refusal::WRONG_LENGTH)?;
        let expected = usize::try_from(expected).map_err(|_| Refusal::WRONG_LENGTH)?;
        match self.refused_beyond {
            Some((most, status)) if expected > most => Err(Refusal(status)),
            _ => Ok(expected),
        }
    }
}

/// A short identifier is the low byte of the long one, 1 to 30.
fn short_identifier(short: u8) -> Result<u16, Refusal> {
    match short {
        1..=30 => Ok(0x0100 | u16::from(short)),
        _ => Err(Refusal::WRONG_PARAMETERS),
    }
}
