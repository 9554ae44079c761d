//! `fuzz::revocation_list` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::revocation_list(bytes));
