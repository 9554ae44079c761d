//! `fuzz::simulated_chip` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::simulated_chip(bytes));
