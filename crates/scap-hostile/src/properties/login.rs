//! The signature of a login.

use std::sync::LazyLock;

use scap_ac::{Challenge, Login, UnixTime, Validator};

/// A login in any form: what reads names its card, and opens nothing that it was not made for.
pub fn login(input: &[u8]) {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| Validator::builder().build());
    let Ok(login) = Login::from_any(input) else { return };
    let card = login.card();
    assert_eq!(Login::with_card(input, card).expect("its own card").card(), card);
    let at = login.signing_time().unwrap_or(UnixTime::EPOCH);
    // No card ever signed this: an attached signature that holds over it would be a forged one.
    let challenge = Challenge::new(b"forged").nonce(b"forged");
    assert!(VALIDATOR.check_login(&login, &challenge, at).is_err());
    assert!(!format!("{login:?}").is_empty());
}
