//! `fuzz::vpcd` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::vpcd(bytes));
