//! EF.CVCA.
#![no_main]

use emrtd::lds::EfCvca;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = EfCvca::parse(bytes);
});
