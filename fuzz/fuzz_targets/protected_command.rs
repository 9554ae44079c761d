//! `fuzz::protected_command` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::protected_command(bytes));
