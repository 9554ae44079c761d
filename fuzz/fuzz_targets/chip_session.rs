//! `fuzz::chip_session` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::chip_session(bytes));
