//! Changed certificates against a real validator.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::validate(input));
