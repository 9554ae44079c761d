//! `fuzz::yuyv` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::yuyv(bytes));
