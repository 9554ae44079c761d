//! `fuzz::ef_card_access` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::ef_card_access(bytes));
