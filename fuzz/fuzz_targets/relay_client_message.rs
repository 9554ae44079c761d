//! `fuzz::relay_client_message` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::relay_client_message(bytes));
