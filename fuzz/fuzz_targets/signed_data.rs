//! `fuzz::signed_data` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::signed_data(bytes));
