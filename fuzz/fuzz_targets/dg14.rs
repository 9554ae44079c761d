//! DG14, security options, and the Chip Authentication keys they offer.
#![no_main]

use emrtd::chip::chip_authentication::ChipAuthenticationChoice;
use emrtd::security_info::SecurityInfos;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(infos) = SecurityInfos::from_data_group_14(bytes) {
        let _ = ChipAuthenticationChoice::all(&infos);
    }
});
