//! DG8 to DG10, feature templates; the outermost tag says which.
#![no_main]

use emrtd::file::DataGroup;
use emrtd::lds::FeatureTemplates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(group) = bytes.first().and_then(|tag| DataGroup::from_tag(*tag)) {
        let _ = FeatureTemplates::parse(group, bytes);
    }
});
