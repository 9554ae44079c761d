//! What people type and what is read from paper.

use crate::input::Parts;
use emrtd::apdu::StatusPattern;
use emrtd::file::ElementaryFile;
use emrtd::mrz::{CalendarDate, Correction, Mrz};
use emrtd::password::{Can, MrzKey};
use emrtd::quirk::QuirkTable;
use emrtd::security_info::PaceInfo;
use emrtd_simulator::{Access, ChipAuthenticationKey, SignerAlgorithm};
use models::Sha256;
use std::fmt::Display;
use std::str::FromStr;

/// Machine readable zones of every format: the lines that are read are read again the same, corrections hold.
pub fn mrz(bytes: &[u8]) {
    let Ok(mrz) = str::from_utf8(bytes).map_err(|_| ()).and_then(|text| Mrz::parse(text).map_err(|_| ()))
    else {
        return;
    };
    assert!(Mrz::parse(&mrz.lines().concat()).is_ok_and(|again| again == mrz));
    let today = CalendarDate { year: 2026, month: 1, day: 1 };
    let _ = (mrz.key(), mrz.date_of_birth(today), mrz.date_of_expiry(today), mrz.diagnoses());
    let corrections = mrz.corrections();
    if let Some(corrected) = Correction::apply(&corrections, &mrz) {
        assert!(corrected.failed_checks().len() <= mrz.failed_checks().len());
    }
}

/// Document number, dates and card access number.
pub fn password(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let mut text = || str::from_utf8(parts.part()).unwrap_or_default();
    let (number, birth, expiry, can) = (text(), text(), text(), text());
    if let Ok(key) = MrzKey::new(number, birth, expiry) {
        assert!(key.information().len() >= 24);
    }
    assert!(Can::new(can).is_err() || can.len() == 6);
}

/// The table of quirks; what is read is as long as it says.
pub fn quirk_table(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(table) = QuirkTable::parse(text) {
        let (entries, sourced) = table.counts();
        assert!(sourced <= entries && table.quirks().len() <= entries);
    }
}

/// Names of files, of variants of access, of algorithms, patterns of status words, and digests: what is read is written and read the same.
pub fn names(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    round_trip::<ElementaryFile>(text);
    round_trip::<StatusPattern>(text);
    round_trip::<Access>(text);
    round_trip::<SignerAlgorithm>(text);
    round_trip::<Sha256>(text);
    let _ = text.parse::<ChipAuthenticationKey>();
    if let Some(file) = ElementaryFile::from_file_name(text) {
        assert!(ElementaryFile::from_file_name(&file.file_name()) == Some(file));
    }
    if let Some(info) = PaceInfo::from_name(text) {
        assert!(PaceInfo::from_name(&info.to_string()) == Some(info));
    }
}

fn round_trip<T: FromStr + Display + PartialEq>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        assert!(read.to_string().parse::<T>().is_ok_and(|again| again == read));
    }
}
