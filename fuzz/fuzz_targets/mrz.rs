//! Machine readable zones of every format.
#![no_main]

use emrtd::mrz::{CalendarDate, Mrz};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(mrz) = Mrz::parse(text) {
        assert!(Mrz::parse(&mrz.lines().concat()).is_ok());
        let today = CalendarDate { year: 2026, month: 1, day: 1 };
        let _ = (mrz.key(), mrz.date_of_birth(today), mrz.date_of_expiry(today));
    }
});
