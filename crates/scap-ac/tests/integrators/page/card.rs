use scap_ac::{AcError, AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator};

/// Whether this card, which has proved that it is there, may use the application.
pub fn may_use(
    validator: &Validator,
    primary_cards: &[CardCertificate],
    card: &CardCertificate,
    authorization: &[u8],
    now: UnixTime,
) -> Result<bool, AcError> {
    let certificate = AuthorizationCertificate::from_any(authorization)?;
    let evidence = Evidence::new(card, primary_cards);
    Ok(validator.validate(&certificate, &evidence, now)?.permits("G2B-EHELPER"))
}
