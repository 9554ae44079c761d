//! `fuzz::cv_chain` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::cv_chain(bytes));
