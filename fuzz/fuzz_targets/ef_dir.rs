//! EF.DIR.
#![no_main]

use emrtd::lds::EfDir;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = EfDir::parse(bytes);
});
