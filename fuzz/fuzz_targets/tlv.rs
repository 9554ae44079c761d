//! BER-TLV data objects.
#![no_main]

use emrtd::tlv::{Reader, parse_exactly};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(object)) = reader.next_object() {
        assert!(object.value.len() < object.raw.len());
    }
    let _ = parse_exactly(bytes, 0x30);
});
