//! DG16, persons to notify.
#![no_main]

use emrtd::lds::DataGroup16;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup16::parse(bytes);
});
