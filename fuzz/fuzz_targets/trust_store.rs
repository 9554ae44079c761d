//! `fuzz::trust_store` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::trust_store(bytes));
