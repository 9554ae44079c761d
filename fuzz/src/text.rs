//! What people type and what is read from paper.

use crate::input::Parts;
use emrtd::mrz::{CalendarDate, Correction, Mrz};
use emrtd::password::{Can, MrzKey};

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
