//! The file reader against a chip that holds files, gives short answers and refuses.

use super::super::answer_length::AnswerLength;
use super::super::read_binary::header;
use super::*;
use crate::tlv;
use proptest::prelude::*;

/// Plays a chip that holds one file of these bytes and gives answers of at most so many.
#[derive(Default)]
struct Chip<'a> {
    file: &'a [u8],
    largest: usize,
    extended: bool,
    /// What a longer Ne is answered.
    refuses: Option<(u32, u16)>,
    /// Refuses to give less than Ne, and says how much there is.
    corrects: bool,
    /// What it answers to more than the file holds.
    strict: Option<u16>,
    /// The end of the file is no warning to it.
    ends_silently: bool,
}

impl Chip<'_> {
    fn answer(&self, command: &CommandApdu) -> ResponseApdu {
        if command.needs_extended() && !self.extended {
            return ResponseApdu::new([], StatusWord(0x6700));
        }
        let refused =
            self.refuses.filter(|(most, _)| command.expected.is_some_and(|expected| expected > *most));
        if let Some((_, status)) = refused {
            return ResponseApdu::new([], StatusWord(status));
        }
        let expected = usize::try_from(command.expected.unwrap_or(0)).unwrap().min(self.largest);
        let (offset, odd) = match command.instruction {
            0xA4 if command.data == [0x01, 0x1D] => return ResponseApdu::new([], StatusWord::OK),
            0xA4 => return ResponseApdu::new([], StatusWord(0x6A82)),
            0xB0 => (usize::from(u16::from_be_bytes([command.p1, command.p2])), false),
            _ => {
                let digits = tlv::parse_exactly(&command.data, 0x54).unwrap().value;
                (digits.iter().fold(0, |sum, digit| sum * 256 + usize::from(*digit)), true)
            }
        };
        let expected = if odd { expected.saturating_sub(header(expected)).max(1) } else { expected };
        if let Some(status) = self.strict.filter(|_| offset + expected > self.file.len()) {
            return ResponseApdu::new([], StatusWord(status));
        }
        let end = self.file.len().min(offset + expected);
        let content = &self.file[offset.min(end)..end];
        if self.corrects && (1..expected).contains(&content.len()) {
            return ResponseApdu::new([], StatusWord(0x6C00 | u16::try_from(content.len()).unwrap()));
        }
        let status =
            if content.len() < expected && !self.ends_silently { StatusWord(0x6282) } else { StatusWord::OK };
        ResponseApdu::new(if odd { tlv::encode(0x53, content) } else { content.to_vec() }, status)
    }

    /// Reads these files; gives what was read and the number of exchanges.
    fn read(
        &self,
        files: &[ElementaryFile],
        longest: AnswerLength,
    ) -> Result<(usize, Option<Vec<u8>>), SessionError> {
        let (exchanges, mut read) = self.read_files(files, longest)?;
        Ok((exchanges, read.content.remove(&ElementaryFile::Sod)))
    }

    fn read_files(
        &self,
        files: &[ElementaryFile],
        longest: AnswerLength,
    ) -> Result<(usize, Files), SessionError> {
        let mut step = FileReader::start(files.iter().copied(), longest.content());
        let mut exchanges = 0;
        loop {
            step = match step {
                Step::Done(read) => return Ok((exchanges, read)),
                Step::Transmit(exchange, reader) => {
                    exchanges += 1;
                    let mut answers = Vec::new();
                    for request in exchange.requests() {
                        answers.push(self.answer(&request.command));
                        if !request.accepts(&answers[answers.len() - 1]) {
                            break;
                        }
                    }
                    reader.receive(exchange.answered(answers).unwrap())?
                }
            };
        }
    }
}

fn read(file: &[u8], largest: usize) -> Result<Option<Vec<u8>>, SessionError> {
    let chip = Chip { file, largest, ..Chip::default() };
    chip.read(&[ElementaryFile::Sod], AnswerLength::SHORT).map(|(_, content)| content)
}

/// What the hash of EF.SOD judges is handed on; what no hash covers is refused.
#[test]
fn a_file_with_a_malformed_header_ends_there() {
    for header in [
        &[0x77, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0][..],
        &[0x77, 0x80, 0x04, 0x80, 0, 0],
        &[0x77, 0x85, 0, 0, 0, 0],
        &[0x77],
    ] {
        let begun = header[..header.len().min(6)].to_vec();
        assert_eq!(read(header, 256), Ok(Some(begun)));
    }
    let start = || match FileReader::start([ElementaryFile::CardAccess], AnswerLength::SHORT.content()) {
        Step::Transmit(_, reader) => reader,
        Step::Done(_) => panic!("nothing is read"),
    };
    let answered = |header: &[u8]| {
        let answers = [ResponseApdu::new([], StatusWord::OK), ResponseApdu::new(header, StatusWord::OK)];
        start().receive(Answers::new(answers).unwrap()).err()
    };
    let (malformed, large) = (SessionError::MalformedFile, SessionError::FileTooLarge);
    assert_eq!(answered(&[0x31, 0x80, 0, 0, 0, 0]), Some(malformed(ElementaryFile::CardAccess)));
    assert_eq!(answered(&[0x31, 0x84, 0x7F, 0, 0, 0]), Some(large(ElementaryFile::CardAccess)));
    assert_eq!(answered(&[0x31, 0x14, 0, 0, 0, 0]), None);
    assert_eq!(answered(&[0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), Some(malformed(ElementaryFile::CardAccess)));
}

#[test]
fn an_ef_card_access_that_was_never_written_is_none() {
    for (header, blank) in [([0; 6], true), ([0xFF; 6], true), ([0, 0, 0, 0, 0, 1], false)] {
        let Step::Transmit(_, reader) = FileReader::start([ElementaryFile::CardAccess], 223) else {
            panic!("nothing is read")
        };
        let answers = [ResponseApdu::new([], StatusWord::OK), ResponseApdu::new(header, StatusWord::OK)];
        let Ok(Step::Done(files)) = reader.receive(Answers::new(answers).unwrap()) else {
            panic!("more is asked for")
        };
        assert_eq!(files.content.is_empty(), blank, "{header:X?}");
    }
}

#[test]
fn a_chip_that_names_the_right_length_is_asked_for_it() {
    for file in [tlv::encode(0x77, &[7; 2000]), vec![0x77, 0x09, 1, 2, 3, 4, 5, 6], vec![0x77, 0x01, 1]] {
        for corrects in [true, false] {
            let chip = Chip { file: &file, largest: 256, corrects, ..Chip::default() };
            let read = chip.read(&[ElementaryFile::Sod], AnswerLength::SHORT).unwrap().1;
            assert_eq!(read.as_ref(), Some(&file), "{corrects}");
        }
    }
}

/// EF.SOD of indefinite length ends at its end-of-contents octets, whatever stands behind them.
#[test]
fn a_file_that_leaves_its_length_open_is_read_to_its_end() {
    let inner = tlv::encode(0x24, &tlv::encode(0x04, &[0; 700]));
    let file = [&[0x77, 0x80, 0x30, 0x80][..], &inner, &[0x30, 0x80, 0x05, 0x00, 0, 0], &[0; 4]].concat();
    for behind in [&[][..], &[0, 0, 7, 0], &[0xFF; 400]] {
        let whole = [&file[..], behind].concat();
        for largest in [40, 100, 256, 70_000] {
            for strict in [None, Some(0x6B00), Some(0x6700), Some(0x6282), Some(0x6A86)] {
                for (corrects, ends_silently) in [(false, false), (true, false), (false, true)] {
                    let extended = largest > 256;
                    let chip = Chip {
                        file: &whole,
                        largest,
                        extended,
                        strict,
                        corrects,
                        ends_silently,
                        refuses: None,
                    };
                    let longest = AnswerLength::new(u32::try_from(largest).unwrap());
                    let read = chip.read(&[ElementaryFile::Sod, ElementaryFile::Com], longest).unwrap().1;
                    let cut = strict == Some(0x6282) && read != Some(file.clone());
                    assert!(cut || read.as_ref() == Some(&file), "{largest} {strict:X?} {corrects}");
                }
            }
        }
    }
    // The twin has no end: what there is is handed on.
    let open = &file[..file.len() - 1];
    assert_eq!(read(open, 256), Ok(Some(open.to_vec())));
    let endless = [vec![0x77, 0x80], vec![0x04; 3 << 20]].concat();
    assert!(read(&endless, 256).is_ok_and(|read| read.is_some_and(|read| read.len() <= (1 << 20) + 256)));
}

/// What a file that is shorter than it says gives at its end is no length of the chip's answers.
#[test]
fn only_a_short_answer_with_more_behind_it_is_learned() {
    let long = tlv::encode(0x77, &[7; 2000]);
    let learned = |file: &[u8], largest| {
        let chip = Chip { file, largest, ends_silently: true, ..Chip::default() };
        let (_, files) = chip.read_files(&[ElementaryFile::Sod], AnswerLength::SHORT).unwrap();
        assert_eq!(files.content.get(&ElementaryFile::Sod).map(Vec::as_slice), Some(file));
        files.chunk
    };
    assert_eq!(learned(&tlv::encode(0x77, &[7; 20])[..20], 256), None);
    assert_eq!(learned(&tlv::encode(0x77, &[7; 180])[..180], 256), None);
    assert_eq!(learned(&long, 95), None);
    assert_eq!(learned(&long, 96), Some(96));
}

#[test]
fn a_chip_that_plays_for_time_is_left() {
    let file = tlv::encode(0x77, &[7; 20_000]);
    assert!(read(&file, 48) == Ok(Some(file.clone())));
    let interrupted = SessionError::ReadInterrupted(ElementaryFile::Sod, StatusWord::OK);
    assert_eq!(read(&file, 8).err(), Some(interrupted));
}

/// A file of few answers is read even then.
#[test]
fn a_header_in_pieces_is_put_together() {
    let file = tlv::encode(0x77, &[7; 40]);
    for largest in 1..6 {
        assert_eq!(read(&file, largest), Ok(Some(file.clone())), "{largest}");
        assert_eq!(read(&file[..1], largest), Ok(Some(file[..1].to_vec())), "{largest}");
    }
}

#[test]
fn a_file_shorter_than_its_header_ends_where_the_chip_says() {
    assert_eq!(read(&[0x77, 0x08, 1, 2, 3, 4, 5, 6], 256), Ok(Some(vec![0x77, 0x08, 1, 2, 3, 4, 5, 6])));
    assert_eq!(read(&[0x77, 0x09, 1, 2, 3, 4, 5, 6], 256), Ok(Some(vec![0x77, 0x09, 1, 2, 3, 4, 5, 6])));
    assert_eq!(read(&[], 256), Ok(None));
}

#[test]
fn missing_files_before_and_after_do_not_disturb() {
    let file = tlv::encode(0x77, &[7; 2000]);
    let files = [ElementaryFile::Com, ElementaryFile::Sod, ElementaryFile::CardAccess];
    let chip = Chip { file: &file, largest: 256, ..Chip::default() };
    assert_eq!(chip.read(&files, AnswerLength::SHORT), Ok((3, Some(file.clone()))));
}

#[test]
fn a_chip_that_refuses_extended_length_is_read_by_short_commands() {
    let file = tlv::encode(0x77, &[7; 2000]);
    let long = AnswerLength::new(65_536);
    let chip = Chip { file: &file, largest: 256, ..Chip::default() };
    assert_eq!(chip.read(&[ElementaryFile::Sod], long), Ok((3, Some(file.clone()))));
    let chip = Chip { file: &file, largest: 70_000, extended: true, ..Chip::default() };
    assert_eq!(chip.read(&[ElementaryFile::Sod], long), Ok((2, Some(file.clone()))));
}

#[test]
fn a_chip_that_refuses_long_answers_is_asked_for_shorter_ones() {
    let file = tlv::encode(0x77, &[7; 40_000]);
    for most in [96, 128, 191, 192, 222, 223, 1000] {
        for status in [0x6700, 0x6982, 0x6A80, 0x6B00, 0x6F00] {
            for longest in [AnswerLength::SHORT, AnswerLength::new(65_536)] {
                let refuses = Some((most, status));
                let chip = Chip { file: &file, largest: 70_000, extended: true, refuses, ..Chip::default() };
                let read = chip.read(&[ElementaryFile::Sod], longest);
                assert!(matches!(&read, Ok((2..=8, Some(read))) if *read == file), "{most} {status:X}");
            }
        }
    }
    // The twin refuses the shortest too.
    let chip = Chip { file: &file, largest: 256, refuses: Some((95, 0x6F00)), ..Chip::default() };
    let interrupted = SessionError::ReadInterrupted(ElementaryFile::Sod, StatusWord(0x6F00));
    assert_eq!(chip.read(&[ElementaryFile::Sod], AnswerLength::SHORT).err(), Some(interrupted));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_byte_arrives(length in 0usize..70_000, largest in 64usize..70_000, longest in 256u32..65_536) {
        let content: Vec<u8> = (0u8..=255).cycle().take(length).collect();
        let file = tlv::encode(0x75, &content);
        for (largest, extended) in [(largest.min(256), false), (largest, true)] {
            let chip = Chip { file: &file, largest, extended, ..Chip::default() };
            let (_, read) = chip.read(&[ElementaryFile::Sod], AnswerLength::new(longest)).unwrap();
            prop_assert_eq!(read.as_ref(), Some(&file));
        }
    }
}
