use scap_ac::{
    AcError, Authorization, AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator,
};

/// As before, for a certificate that a secondary card may have signed.
pub fn validate_delegated(
    validator: &Validator,
    cards: &[CardCertificate], // of the delegate and of the primary cards
    holder: &CardCertificate,
    certificate: &AuthorizationCertificate,
    delegation: &AuthorizationCertificate,
    now: UnixTime,
) -> Result<Authorization, AcError> {
    let evidence = Evidence::new(holder, cards).delegation(delegation);
    validator.validate(certificate, &evidence, now)
}
