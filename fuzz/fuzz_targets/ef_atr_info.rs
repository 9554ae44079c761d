//! `fuzz::ef_atr_info` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::ef_atr_info(bytes));
