use scap_ac::{CardCertificate, TrustError, Validator};

/// A validator that knows the cards of your users beforehand.
pub fn validator(root: &[u8], ca: &[u8], cards: Vec<CardCertificate>) -> Result<Validator, TrustError> {
    let trust = Validator::builder().anchor(root)?.intermediate(ca)?;
    Ok(cards.into_iter().fold(trust, |trust, card| trust.known_card(card)).build())
}
