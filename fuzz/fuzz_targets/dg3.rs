//! DG3, fingers in ISO/IEC 19794-4 and 39794-4.
#![no_main]

use emrtd::lds::DataGroup3;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup3::parse(bytes);
});
