//! `fuzz::cv_certificate` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::cv_certificate(bytes));
