//! A revocation authority, a revocation list, an OCSP response.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| scap_hostile::properties::status(input));
