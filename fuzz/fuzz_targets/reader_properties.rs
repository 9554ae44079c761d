//! `fuzz::reader_properties` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::reader_properties(bytes));
