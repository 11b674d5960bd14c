//! The signature of a login, in any form, and what it is judged to be.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scap_ac::{Challenge, Login, UnixTime, Validator};

/// Nothing here can be known to have been signed, so nothing holds.
static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| Validator::builder().build());

fuzz_target!(|input: &[u8]| {
    let Ok(login) = Login::from_any(input) else { return };
    let card = login.card();
    assert_eq!(*Login::with_card(input, card).expect("its own card").card(), *card);
    let at = login.signing_time().unwrap_or(UnixTime::EPOCH);
    // An attached signature that holds over this would be one that the fuzzer forged.
    let challenge = Challenge::new(b"forged").nonce(b"forged");
    assert!(VALIDATOR.check_login(&login, &challenge, at).is_err());
    let _ = format!("{login:?}");
});
