//! `fuzz::officer_statement` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::officer_statement(bytes));
