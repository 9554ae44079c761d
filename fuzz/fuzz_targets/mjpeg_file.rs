//! `fuzz::mjpeg_file` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::mjpeg_file(bytes));
