//! JSON of contents.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::json(input));
