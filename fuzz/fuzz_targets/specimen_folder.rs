//! `fuzz::specimen_folder` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::specimen_folder(bytes));
