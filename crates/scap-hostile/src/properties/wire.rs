//! What else comes from cards and from the network: card certificates and signed requests.

use scap_ac::CardCertificate;
use scap_proto::{
    jws::Jws,
    wire::{Consent, IssuanceRequest},
};

/// A card's certificate, and a signature that it judges.
pub fn card_certificate(input: &[u8]) {
    let Ok(card) = CardCertificate::from_der(input) else { return };
    assert_eq!(card.as_der(), input);
    let _ = (card.subject().to_string(), card.issuer().to_string(), card.serial().to_string());
    assert!(!card.verifies(b"message", b"no signature"));
}

/// A signed request as it comes from the network.
pub fn signed_request(input: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<Jws>(input) {
        let _ = request.verify::<Consent>();
    }
    if let Ok(request) = serde_json::from_slice::<IssuanceRequest>(input) {
        let _ = request.consent.verify::<serde_json::Value>();
    }
}
