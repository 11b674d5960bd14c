use scap_ac::{
    AcError, Authorization, AuthorizationCertificate, CardCertificate, Evidence, RevocationPolicy,
    TrustError, UnixTime, Validator, ValidatorBuilder,
};

/// Asks lists about cards, and an authority about authorizations.
pub fn with_status(
    trust: ValidatorBuilder,
    card_lists: &[Vec<u8>],
    authority: &[u8],
    authorization_list: &[u8],
) -> Result<Validator, TrustError> {
    let trust = card_lists.iter().try_fold(trust, |trust, list| trust.crl(list))?;
    Ok(trust
        .revocation_authority(authority)?
        .authorization_crl(authorization_list)?
        .revocation(RevocationPolicy::Required)
        .build())
}

/// As before, with an OCSP response that came along.
pub fn validate_stapled(
    validator: &Validator,
    holder: &CardCertificate,
    primary_cards: &[CardCertificate],
    certificate: &AuthorizationCertificate,
    response: &[u8],
    now: UnixTime,
) -> Result<Authorization, AcError> {
    let responses = [response];
    let evidence = Evidence::new(holder, primary_cards).ocsp(&responses);
    validator.validate(certificate, &evidence, now)
}
