//! `fuzz::active_authentication` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::active_authentication(bytes));
