//! DG12, additional document details.
#![no_main]

use emrtd::lds::DataGroup12;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup12::parse(bytes);
});
