//! EF.COM.
#![no_main]

use emrtd::lds::EfCom;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = EfCom::parse(bytes);
});
