//! A card's X.509 certificate.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::card_certificate(input));
