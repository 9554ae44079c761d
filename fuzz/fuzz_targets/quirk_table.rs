//! `fuzz::quirk_table` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::quirk_table(bytes));
