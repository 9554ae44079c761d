//! EF.ATR/INFO, whole or cut.
#![no_main]

use emrtd::lds::EfAtrInfo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = (EfAtrInfo::parse(bytes), EfAtrInfo::beginning(bytes));
});
