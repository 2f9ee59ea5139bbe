#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| docparity_fuzz::configuration(bytes));
