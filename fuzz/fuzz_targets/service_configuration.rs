//! `fuzz::service_configuration` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::service_configuration(bytes));
