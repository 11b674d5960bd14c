//! A signed request as it comes from the network.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scap_proto::{
    jws::Jws,
    wire::{Consent, IssuanceRequest},
};

fuzz_target!(|input: &[u8]| {
    if let Ok(request) = serde_json::from_slice::<Jws>(input) {
        let _ = request.verify::<Consent>();
    }
    if let Ok(request) = serde_json::from_slice::<IssuanceRequest>(input) {
        let _ = request.consent.verify::<serde_json::Value>();
    }
});
