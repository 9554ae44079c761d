//! `fuzz::ef_dir` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::ef_dir(bytes));
