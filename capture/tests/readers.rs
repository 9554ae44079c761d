//! Readers by URI.

#![allow(clippy::unwrap_used, clippy::panic)]

use capture::{OpenError, SystemRandomness, open, read_chip};
use emrtd::password::Password;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, issue};

#[test]
fn a_stored_specimen_is_read_by_its_uri() {
    let specimen = issue(&IssueOptions::default(), &mut SystemRandomness::new()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    specimen.store(folder.path()).unwrap();
    let mut card = open(&format!("sim:{}", folder.path().display())).unwrap();
    let password = Password::Mrz(specimen.passwords().mrz().unwrap());
    let plan = ReadPlan {
        password,
        data_groups: Selection::All,
        challenge: [1; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
    };
    let reading = read_chip(&mut card, plan, &mut |_| ()).unwrap();
    assert_eq!(&reading.record.files, specimen.files());
}

#[test]
fn what_is_no_reader_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = format!("sim:{}", folder.path().display());
    assert!(matches!(open(&empty).err(), Some(OpenError::Specimen(_))));
    for malformed in ["", "sim:", "sim", "usb:1", "/dev/ttyUSB0"] {
        assert!(matches!(open(malformed).err(), Some(OpenError::Malformed)), "{malformed}");
    }
    for later in ["pcsc", "pcsc:ACS", "nfc", "nfc:pn532_uart:/dev/ttyUSB0"] {
        assert!(matches!(open(later).err(), Some(OpenError::Unsupported(_))), "{later}");
    }
}
