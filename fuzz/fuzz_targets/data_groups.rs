//! EF.COM, EF.CardAccess and the data groups; the first byte says which.
#![no_main]

use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::chip::chip_authentication::ChipAuthenticationChoice;
use emrtd::lds::{DataGroup1, DataGroup2, DataGroup11, DataGroup12, DataGroup15, EfCom};
use emrtd::security_info::SecurityInfos;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, bytes) = input;
    match kind % 8 {
        0 => drop(EfCom::parse(bytes)),
        1 => drop(DataGroup1::parse(bytes)),
        2 => drop(DataGroup2::parse(bytes)),
        3 => drop(DataGroup11::parse(bytes)),
        4 => drop(DataGroup12::parse(bytes)),
        5 => drop(SecurityInfos::from_card_access(bytes)),
        6 => {
            drop(SecurityInfos::from_data_group_14(bytes).map(|infos| ChipAuthenticationChoice::all(&infos)))
        }
        _ => drop(DataGroup15::parse(bytes).map(|group| {
            ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info())
        })),
    }
});
