//! EF.CardSecurity.
#![no_main]

use emrtd::security_info::EfCardSecurity;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = EfCardSecurity::parse(bytes);
});
