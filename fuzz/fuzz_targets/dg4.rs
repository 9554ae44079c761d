//! DG4, irises in ISO/IEC 19794-6 and 39794-6.
#![no_main]

use emrtd::lds::DataGroup4;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup4::parse(bytes);
});
