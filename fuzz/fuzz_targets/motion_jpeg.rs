//! `fuzz::motion_jpeg` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::motion_jpeg(bytes));
