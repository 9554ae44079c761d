//! What a card says of itself in its master file is kept where everything is read, and asked for nowhere else.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use capture::{Card, CardError, read_chip};
use emrtd::file::ElementaryFile;
use emrtd::quirk::Quirk;
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, LengthFields, Specimen};
use support::*;

/// Two applications, one of them that of travel documents.
const APPLICATIONS: &str = "61094F07A0000002471001610A4F08A000000167455349";
const ABILITIES: &str = "43010147030000E07F6608020203E8020207D2";

fn document(applications: &str) -> Specimen {
    let mut document = issued(&IssueOptions::default());
    let files = document.files_mut();
    files.insert(ElementaryFile::Dir, hex::decode(applications).unwrap());
    files.insert(ElementaryFile::AtrInfo, hex::decode(ABILITIES).unwrap());
    document
}

fn read_by(card: &mut dyn Card, document: &Specimen, data_groups: Selection, longest: u32) -> ChipRecord {
    let plan = ReadPlan { data_groups, maximum_response: longest, ..plan(mrz(document)) };
    read_chip(card, plan, &mut |_| ()).unwrap().record
}

/// A chip in a reader that takes extended length.
struct Wide(Watched);

impl Card for Wide {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

#[test]
fn both_files_are_kept_where_everything_is_read() {
    let document = document(APPLICATIONS);
    let chip = || chip(&document).with_length_fields(LengthFields::Short);
    let short = &mut Watched::new(chip());
    let record = read_by(short, &document, Selection::Everything, ReadPlan::SHORT_RESPONSE);
    assert_eq!(&record.files, document.files());
    assert!(record.quirks.is_empty());
    let wide = &mut Wide(Watched::new(chip()));
    let record = read_by(wide, &document, Selection::Everything, ReadPlan::LONGEST_RESPONSE);
    assert_eq!(&record.files, document.files());
}

#[test]
fn a_control_asks_for_neither() {
    let document = document(APPLICATIONS);
    let mut card = Watched::new(chip(&document).with_length_fields(LengthFields::Short));
    let record = read_by(&mut card, &document, Selection::All, ReadPlan::SHORT_RESPONSE);
    assert!(record.file(ElementaryFile::Dir).is_none() && record.file(ElementaryFile::AtrInfo).is_none());
    let asked = |command: &Vec<u8>| {
        command.windows(2).any(|pair| [[0x2F, 0], [0x2F, 1]].contains(&[pair[0], pair[1]]))
    };
    assert!(!card.commands.iter().filter(|command| command[0] == 0).any(asked));
}

#[test]
fn what_is_no_list_of_applications_is_not_kept_and_spoils_nothing() {
    for applications in ["6109", "00112233", "6109FF"] {
        let document = document(applications);
        let card = &mut Watched::new(chip(&document).with_length_fields(LengthFields::Short));
        let record = read_by(card, &document, Selection::Everything, ReadPlan::SHORT_RESPONSE);
        assert!(record.file(ElementaryFile::Dir).is_none(), "{applications}");
        assert_eq!(judged(&record), Ok(()));
    }
}

/// Keeps EF.DIR from terminals without access, as some chips do.
struct Closed(Watched);

impl Card for Closed {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        match command {
            [0x00, 0xA4, 0x02, 0x0C, 0x02, 0x2F, 0x00] => Ok(vec![0x69, 0x82]),
            _ => self.0.transmit(command),
        }
    }
}

#[test]
fn a_list_of_applications_that_is_closed_is_named() {
    let document = document(APPLICATIONS);
    let mut card = Closed(Watched::new(chip(&document).with_length_fields(LengthFields::Short)));
    let record = read_by(&mut card, &document, Selection::Everything, ReadPlan::SHORT_RESPONSE);
    assert!(record.file(ElementaryFile::Dir).is_none());
    assert!(record.quirks.contains(&Quirk::MasterFileClosedBeforeAccess));
    assert_eq!(judged(&record), Ok(()));
}
