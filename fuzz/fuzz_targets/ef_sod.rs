//! EF.SOD with the CMS signed data and the LDS security object in it.
#![no_main]

use emrtd::lds::security_object::EfSod;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = EfSod::parse(bytes);
});
