//! `fuzz::block_reader` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::block_reader(bytes));
