//! Chips written by others: a second, independent chip with habits that the simulator does not have is read whole, or
//! refused for its own reason.

#![allow(clippy::unwrap_used, clippy::panic)]

mod foreign;
mod support;

use capture::{Card, CardError, ReadError, Reading, read_chip};
use emrtd::access::pace::PaceError;
use emrtd::apdu::StatusWord;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::{Can, Password};
use emrtd::session::{ReadPlan, SessionError};
use emrtd_simulator::{Access, IssueOptions, Specimen};
use foreign::{ForeignChip, Habits};
use std::collections::BTreeMap;
use support::*;

type Files = BTreeMap<ElementaryFile, Vec<u8>>;
type Outcome = Result<Reading, ReadError<SessionError>>;

const DG2: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG2);

struct Reader(ForeignChip, u32);

impl Card for Reader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        self.1
    }
}

/// The files of a document without DG14 and DG15, as bytes and no more.
fn document() -> (Specimen, Files) {
    let options = IssueOptions { access: Access::Bac, chip_authentication: None, ..IssueOptions::default() };
    let specimen = issued(&options);
    let files = specimen.files().clone();
    assert!(!files.contains_key(&ElementaryFile::DataGroup(DataGroup::DG14)));
    (specimen, files)
}

fn zone(files: &Files) -> Vec<u8> {
    let first = &files[&ElementaryFile::DataGroup(DataGroup::DG1)];
    first[first.len() - 88..].to_vec()
}

fn foreign(files: &Files, pace: bool, habits: Habits) -> ForeignChip {
    let content = files.iter().map(|(file, content)| (file.identifier(), content.clone())).collect();
    ForeignChip::new(content, &zone(files), pace, habits)
}

fn read_foreign(chip: ForeignChip, password: Password, takes: u32) -> Outcome {
    let plan = ReadPlan { maximum_response: takes, ..plan(password) };
    read_chip(&mut Reader(chip, takes), plan, &mut |_| ())
}

/// Whatever opens it and whatever the reader takes, every file arrives as it stands.
fn whole(name: &str, files: &Files, habits: Habits) {
    let (specimen, _) = document();
    for (pace, used) in [(false, "bac"), (true, "pace-ecdh-gm-aes-cbc-cmac-128/12")] {
        for takes in [ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE] {
            let outcome = read_foreign(foreign(files, pace, habits), mrz(&specimen), takes);
            let mut record =
                outcome.unwrap_or_else(|error| panic!("{name}, {used}, {takes}: {error}")).record;
            let offered = record.files.remove(&ElementaryFile::CardAccess);
            assert_eq!(offered.is_some(), pace);
            for (file, content) in files {
                let read = record.files.remove(file).unwrap_or_default();
                assert!(
                    read == *content,
                    "{name}, {used}, {takes}: {} of {} bytes",
                    read.len(),
                    content.len()
                );
            }
            assert!(record.files.is_empty());
            assert_eq!(record.access.used, used);
            assert!(record.chip_authentication.is_none() && record.active_authentication.is_none());
        }
    }
}

#[test]
fn every_habit_is_put_up_with() {
    let (_, files) = document();
    let plain = Habits::default();
    let fetched = Habits { fetched: true, ..plain };
    for (name, habits) in [
        ("no habits", plain),
        ("no master file", Habits { master_file: 0x6A82, ..plain }),
        ("the master file is not for selection", Habits { master_file: 0x6A86, ..plain }),
        ("no EF.CardAccess, function not supported", Habits { no_card_access: 0x6A81, ..plain }),
        ("no EF.CardAccess, security status", Habits { no_card_access: 0x6982, ..plain }),
        ("no EF.CardAccess, file not found", Habits { no_card_access: 0x6A83, ..plain }),
        ("no EF.CardAccess, instruction", Habits { no_card_access: 0x6D00, ..plain }),
        ("the application by P2 0C", Habits { application_p2: Some(0x0C), ..plain }),
        ("the application by P2 00", Habits { application_p2: Some(0x00), ..plain }),
        ("control information", Habits { control_information: true, ..plain }),
        ("GET RESPONSE", fetched),
        ("GET RESPONSE and control information", Habits { control_information: true, ..fetched }),
        ("the right length", Habits { right_length: true, ..plain }),
        ("the right length and GET RESPONSE", Habits { right_length: true, ..fetched }),
        ("short without a warning", Habits { end_of_file: 0x9000, ..plain }),
        ("part of a file only", Habits { most: 100, ..plain }),
        ("Le of 223 at most", Habits { longest_le: 223, ..plain }),
        ("Le of 192 at most", Habits { longest_le: 192, ..plain }),
        ("long length fields", Habits { long_lengths: true, ..plain }),
        ("bytes behind the files", Habits { padding: 300, ..plain }),
        ("bytes behind the files and the right length", Habits { padding: 7, right_length: true, ..plain }),
    ] {
        whole(name, &files, habits);
    }
}

/// The header of a file with a length field longer than it need be.
fn lengthened(content: &[u8]) -> Vec<u8> {
    let (tag, rest) = content.split_first().unwrap();
    let (length, value) = match rest {
        [length @ 0..=0x7F, value @ ..] => (vec![0x81, *length], value),
        [0x81, length, value @ ..] => (vec![0x82, 0, *length], value),
        [0x82, high, low, value @ ..] => (vec![0x83, 0, *high, *low], value),
        _ => panic!("a file of another kind"),
    };
    [&[*tag], length.as_slice(), value].concat()
}

#[test]
fn files_with_long_length_fields_and_without_ef_com_are_read() {
    let (_, files) = document();
    let long = files.iter().map(|(file, content)| (*file, lengthened(content))).collect();
    whole("long length fields in files", &long, Habits::default());
    let mut without = files;
    without.remove(&ElementaryFile::Com);
    whole("no EF.COM", &without, Habits::default());
}

#[test]
fn files_beyond_32_kib_need_the_odd_instruction() {
    let (specimen, mut files) = document();
    let content: Vec<u8> = (0..=u8::MAX).cycle().take(40_000).collect();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    files.insert(DG2, [&[0x75, 0x82, high, low][..], &content].concat());
    for habits in [
        Habits::default(),
        Habits { fetched: true, ..Habits::default() },
        Habits { long_lengths: true, padding: 5, ..Habits::default() },
    ] {
        whole("a long file", &files, habits);
    }
    for pace in [false, true] {
        let chip = foreign(&files, pace, Habits { odd: false, ..Habits::default() });
        let outcome = read_foreign(chip, mrz(&specimen), ReadPlan::LONGEST_RESPONSE);
        let refusal = SessionError::ReadInterrupted(DG2, StatusWord(0x6D00));
        assert!(matches!(outcome, Err(ReadError::Protocol(found)) if found == refusal));
    }
}

#[test]
fn a_password_that_is_not_this_chips_is_refused_as_that() {
    let (_, files) = document();
    let other = issued(&IssueOptions { document_number: "L898902C4".into(), ..IssueOptions::default() });
    let can = Password::Can(Can::new("123456").unwrap());
    let denied = SessionError::AccessDenied(StatusWord(0x6300));
    for (pace, password, expected) in [
        (false, mrz(&other), denied),
        (true, mrz(&other), denied),
        (false, can.clone(), SessionError::PasswordNotUsable),
        (true, can, SessionError::Pace(PaceError::Refused(StatusWord(0x6A88)))),
    ] {
        let outcome =
            read_foreign(foreign(&files, pace, Habits::default()), password, ReadPlan::LONGEST_RESPONSE);
        assert!(matches!(outcome, Err(ReadError::Protocol(found)) if found == expected), "{expected}");
    }
}
