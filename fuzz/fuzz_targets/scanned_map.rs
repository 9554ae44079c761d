//! `fuzz::scanned_map` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::scanned_map(bytes));
