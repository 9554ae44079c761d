//! `fuzz::chip_authentication` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::chip_authentication(bytes));
