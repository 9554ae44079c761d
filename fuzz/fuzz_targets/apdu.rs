//! Command and response APDUs: what is read is written again.
#![no_main]

use emrtd::apdu::{CommandApdu, ResponseApdu};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(command) = CommandApdu::parse(bytes) {
        let written = command.encode().expect("what was read can be written");
        assert!(CommandApdu::parse(&written) == Ok(command));
    }
    if let Ok(response) = ResponseApdu::parse(bytes) {
        assert!(response.encode() == bytes);
    }
});
