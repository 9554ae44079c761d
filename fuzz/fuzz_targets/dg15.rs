//! DG15, the Active Authentication public key.
#![no_main]

use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::lds::DataGroup15;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(group) = DataGroup15::parse(bytes) {
        let _ = ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info());
    }
});
