//! EF.CardAccess.
#![no_main]

use emrtd::security_info::SecurityInfos;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = SecurityInfos::from_card_access(bytes);
});
