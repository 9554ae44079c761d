//! DG7, displayed signatures.
#![no_main]

use emrtd::lds::DataGroup7;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup7::parse(bytes);
});
