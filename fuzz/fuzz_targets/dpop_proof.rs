//! `fuzz::dpop_proof` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::dpop_proof(bytes));
