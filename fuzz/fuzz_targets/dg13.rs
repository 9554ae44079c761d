//! DG13, optional details.
#![no_main]

use emrtd::lds::DataGroup13;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup13::parse(bytes);
});
