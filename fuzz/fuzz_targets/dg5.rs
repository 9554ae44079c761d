//! DG5, displayed portraits.
#![no_main]

use emrtd::lds::DataGroup5;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup5::parse(bytes);
});
