//! DG1, the machine readable zone.
#![no_main]

use emrtd::lds::DataGroup1;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup1::parse(bytes);
});
