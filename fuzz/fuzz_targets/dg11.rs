//! DG11, additional personal details.
#![no_main]

use emrtd::lds::DataGroup11;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = DataGroup11::parse(bytes);
});
