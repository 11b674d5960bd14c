//! A signed request as it comes from the network.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::signed_request(input));
