//! Readers by URI.

#![allow(clippy::unwrap_used, clippy::panic)]

use capture::{CardError, ExchangeError, OpenError, ReadError, SystemRandomness, open, read_chip, watch};
use emrtd::password::Password;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, Specimen, issue};
use std::path::Path;

fn stored(folder: &Path) -> (Specimen, String) {
    let specimen = issue(&IssueOptions::default(), &mut SystemRandomness::new()).unwrap();
    specimen.store(folder).unwrap();
    (specimen, format!("sim:{}", folder.display()))
}

fn plan(specimen: &Specimen) -> ReadPlan {
    ReadPlan {
        password: Password::Mrz(specimen.passwords().mrz().unwrap()),
        data_groups: Selection::All,
        challenge: [1; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    }
}

#[test]
fn a_stored_specimen_is_read_by_its_uri() {
    let folder = tempfile::tempdir().unwrap();
    let (specimen, uri) = stored(folder.path());
    let mut card = open(&uri).unwrap();
    let reading = read_chip(&mut card, plan(&specimen), &mut |_| ()).unwrap();
    assert_eq!(&reading.record.files, specimen.files());
}

#[test]
fn a_document_that_is_taken_away_is_missed_and_answers_no_more() {
    let place = tempfile::tempdir().unwrap();
    let (lying, taken) = (place.path().join("lying"), place.path().join("taken"));
    let (specimen, uri) = stored(&lying);
    let (mut reader, mut card) = (watch(&uri).unwrap(), open(&uri).unwrap());
    assert!(reader.document_present());
    let mut stages = 0;
    let read = read_chip(&mut card, plan(&specimen), &mut |_| {
        stages += 1;
        if stages == 4 {
            std::fs::rename(&lying, &taken).unwrap();
        }
    });
    assert!(matches!(read.err(), Some(ReadError::Exchange(ExchangeError::Card(CardError::Lost)))));
    assert!(!reader.document_present());
    std::fs::rename(&taken, &lying).unwrap();
    assert!(reader.document_present());
    std::fs::remove_file(lying.join("document.toml")).unwrap();
    assert!(!reader.document_present());
}

#[test]
fn what_is_no_reader_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = format!("sim:{}", folder.path().display());
    assert!(matches!(open(&empty).err(), Some(OpenError::Specimen(_))));
    for malformed in ["", "sim:", "sim", "usb:1", "/dev/ttyUSB0"] {
        assert!(matches!(open(malformed).err(), Some(OpenError::Malformed)), "{malformed}");
        assert!(matches!(watch(malformed).err(), Some(OpenError::Malformed)), "{malformed}");
    }
    let absent = "nfc:pn532_uart:/no/such/line";
    assert!(matches!(open(absent).err(), Some(OpenError::NoDevice | OpenError::NoLibrary)));
    assert!(!watch(absent).unwrap().document_present());
}
