//! `fuzz::ef_cvca` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::ef_cvca(bytes));
