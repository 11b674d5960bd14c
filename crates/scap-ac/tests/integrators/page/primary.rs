use std::error::Error;

use scap_ac::{CardRank, Challenge, Login, UnifiedBusinessNumber, UnixTime, Validator};

/// The company whose primary card logged in, or `None` if a secondary card did.
pub fn primary_card_of(
    validator: &Validator,
    login: &Login,
    challenge: &Challenge<'_>,
    now: UnixTime,
) -> Result<Option<UnifiedBusinessNumber>, Box<dyn Error>> {
    validator.check_login(login, challenge, now)?;
    validator.check_card(login.card(), now)?;
    let card = login.card();
    Ok((card.rank() == CardRank::Primary).then(|| card.business_number()))
}
