//! DG2, the face in ISO/IEC 19794-5 and 39794-5.
#![no_main]

use emrtd::lds::DataGroup2;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup2::parse(bytes);
});
