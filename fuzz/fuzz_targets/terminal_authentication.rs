//! `fuzz::terminal_authentication` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::terminal_authentication(bytes));
