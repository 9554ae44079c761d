//! Short EF identifiers, ICAO 9303-10 §3.6.3: READ BINARY that selects the file as it reads. Chips must know them, and some
//! do not.

use super::machine::Wait;
use super::read_binary::HEADER;
use crate::apdu::{CommandApdu, ResponseApdu};
use crate::file::ElementaryFile;

/// What is known of the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShortIdentifiers {
    /// None was sent yet.
    Untried,
    /// It gave a file by one.
    Taken,
    /// It did not: files are selected by their whole identifiers.
    Refused,
}

/// READ BINARY of the file's first bytes by its short identifier; only files of the application are read so.
pub(super) fn read_header(file: ElementaryFile) -> Option<CommandApdu> {
    let [high, short] = file.identifier().to_be_bytes();
    let named = high == 0x01 && (1..=30).contains(&short) && tag(file).is_some();
    let header = u32::try_from(HEADER).ok()?;
    named.then(|| CommandApdu::new(0x00, 0xB0, 0x80 | short, 0x00).expecting(header))
}

/// True for an answer that begins as this file does: any other may come from another file, or from a chip that took the
/// short identifier for an offset.
pub(super) fn gives(file: ElementaryFile, answer: &ResponseApdu) -> bool {
    let given = answer.status.is_ok() || answer.status.is_warning();
    given && tag(file).is_some_and(|tag| answer.data.first() == Some(&tag))
}

impl Wait {
    /// True where the chip was sent the first short identifier.
    pub(super) fn tries_short_identifiers(&self) -> bool {
        match self {
            Self::Application(_, reader) | Self::Files(reader) => reader.tries_short_identifiers(),
            _ => false,
        }
    }
}

fn tag(file: ElementaryFile) -> Option<u8> {
    match file {
        ElementaryFile::Com => Some(0x60),
        ElementaryFile::Sod => Some(0x77),
        ElementaryFile::DataGroup(group) => Some(group.tag()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apdu::StatusWord;
    use crate::file::DataGroup;

    #[test]
    fn files_of_the_application_have_short_identifiers() {
        let command = |file| read_header(file).map(|command| command.encode().unwrap());
        assert_eq!(command(ElementaryFile::Com), Some(vec![0, 0xB0, 0x9E, 0, 6]));
        assert_eq!(command(ElementaryFile::Sod), Some(vec![0, 0xB0, 0x9D, 0, 6]));
        assert_eq!(command(ElementaryFile::DataGroup(DataGroup::DG14)), Some(vec![0, 0xB0, 0x8E, 0, 6]));
        for other in [ElementaryFile::CardAccess, ElementaryFile::CardSecurity, ElementaryFile::AtrInfo] {
            assert_eq!(command(other), None);
        }
    }

    #[test]
    fn only_the_files_own_tag_counts() {
        let answer = |data: &[u8], status| ResponseApdu::new(data, StatusWord(status));
        assert!(gives(ElementaryFile::Com, &answer(&[0x60, 0x16], 0x9000)));
        assert!(gives(ElementaryFile::Com, &answer(&[0x60], 0x6282)));
        assert!(!gives(ElementaryFile::Com, &answer(&[0x61, 0x16], 0x9000)));
        assert!(!gives(ElementaryFile::Com, &answer(&[], 0x9000)));
        assert!(!gives(ElementaryFile::Com, &answer(&[0x60, 0x16], 0x6A82)));
    }
}
