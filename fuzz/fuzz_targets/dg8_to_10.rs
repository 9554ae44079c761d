//! `fuzz::dg8_to_10` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::dg8_to_10(bytes));
