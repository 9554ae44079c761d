//! `fuzz::relay_conversation` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::relay_conversation(bytes));
