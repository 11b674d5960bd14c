//! A card's certificate, and a signature that it judges.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scap_ac::CardCertificate;

fuzz_target!(|input: &[u8]| {
    let Ok(card) = CardCertificate::from_der(input) else { return };
    assert_eq!(card.as_der(), input);
    let _ = (card.subject().to_string(), card.issuer().to_string(), card.serial().to_string());
    assert!(!card.verifies(b"message", b"no signature"));
});
