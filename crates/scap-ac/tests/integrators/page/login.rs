use scap_ac::{
    Authorization, AuthorizationCertificate, CardCertificate, Challenge, Evidence, Login, LoginError,
    TrustError, UnixTime, Validator,
};

/// What to trust: built once, shared between threads.
pub fn validator(root: &[u8], ca: &[u8]) -> Result<Validator, TrustError> {
    Ok(Validator::builder().anchor(root)?.intermediate(ca)?.build())
}

/// What the card that logged in is authorized to, by the two texts from the browser.
pub fn log_in(
    validator: &Validator,
    primary_cards: &[CardCertificate],
    challenge: &[u8],
    signature: &[u8],
    authorization: &[u8],
    now: UnixTime,
) -> Result<Authorization, LoginError> {
    let login = Login::from_any(signature)?;
    let certificate = AuthorizationCertificate::from_any(authorization)?;
    let challenge = Challenge::new(challenge).require_signing_time();
    let evidence = Evidence::without_holder(primary_cards).application("G2B-EHELPER");
    validator.validate_login(&login, &challenge, &certificate, &evidence, now)
}
