//! Any form of a certificate.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::decode(input));
