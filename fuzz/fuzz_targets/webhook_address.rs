//! `fuzz::webhook_address` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::webhook_address(bytes));
