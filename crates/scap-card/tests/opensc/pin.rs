//! PINs, and how many tries are left: told before a PIN is asked for, and counted by the card.

use scap_card::{CardError, Pin, PinState};
use scap_test_pki::fixed;

use crate::{
    lab::{self, assert_signs, code, open, pin, readers},
    piv_card::PIN,
};

/// A PIN of a form that the card takes.
const WRONG: &str = "99999999";

#[test]
fn three_wrong_pins_lock_the_card_and_the_last_try_is_announced() {
    lab::run("pin::three_wrong_pins_lock_the_card_and_the_last_try_is_announced", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        let mut token = open(&mut readers);
        // With two tries left OpenSC tells no more than with three.
        for told in [None, Some(1)] {
            let refused = token.verify_pin(&pin(WRONG));
            assert!(
                matches!(refused, Err(CardError::PinIncorrect { tries_left }) if tries_left == told),
                "{refused:?}"
            );
            assert_eq!(token.pin_state().unwrap(), PinState::new(told));
            assert_eq!(code(token.sign(b"text")), "pin.required");
        }
        assert_eq!(card.pins(), ["63C2", "63C1"]);

        // The card keeps the count when it is out, and whoever opens it is told.
        lab.remove(&mut card, 0);
        lab.insert(&mut card, 0);
        let mut token = open(&mut readers);
        assert_eq!(token.pin_state().unwrap(), PinState::new(Some(1)));

        assert_eq!(code(token.verify_pin(&pin(WRONG))), "pin.locked");
        assert_eq!(token.pin_state().unwrap(), PinState::new(Some(0)));
        assert_eq!(code(token.verify_pin(&pin(PIN))), "pin.locked");
        assert_eq!(code(token.sign(b"text")), "pin.required");
        assert_eq!(card.pins(), ["63C2", "63C1", "6983", "6983"]);
        assert_eq!(open(&mut readers).pin_state().unwrap(), PinState::new(Some(0)));
    });
}

#[test]
fn the_right_pin_gives_all_tries_back() {
    lab::run("pin::the_right_pin_gives_all_tries_back", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        for _ in 0..2 {
            let mut token = open(&mut readers);
            for _ in 0..2 {
                assert_eq!(code(token.verify_pin(&pin(WRONG))), "pin.incorrect");
            }
            assert_eq!(token.pin_state().unwrap(), PinState::new(Some(1)));
            token.verify_pin(&pin(PIN)).unwrap();
            assert_eq!(token.pin_state().unwrap(), PinState::new(None));
            assert_signs(&mut *token, &fixed::secondary());
        }
        assert_eq!(card.pins(), ["63C2", "63C1", "9000", "9000", "63C2", "63C1", "9000", "9000"]);

        // OpenSC remembers the last count that it was told, and a right PIN tells none.
        lab.remove(&mut card, 0);
        lab.insert(&mut card, 0);
        assert_eq!(open(&mut readers).pin_state().unwrap(), PinState::new(None));
    });
}

#[test]
fn a_pin_of_another_form_spends_no_try() {
    lab::run("pin::a_pin_of_another_form_spends_no_try", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut token = open(&mut readers());
        // Blank or too long for any card: there is no such PIN.
        for text in ["", "  ", "123456789", "九個字的密碼就太長"] {
            assert_eq!(Pin::new(text.into()).unwrap_err().code(), "pin.length");
        }
        // Too short for OpenSC, which does not ask the card.
        for text in ["1", "123"] {
            assert_eq!(code(token.verify_pin(&pin(text))), "pin.incorrect");
        }
        assert!(card.pins().is_empty());
        // Too short for the card, or not of digits.
        for text in ["1234", "secret"] {
            assert_eq!(code(token.verify_pin(&pin(text))), "pin.incorrect");
            assert_eq!(token.pin_state().unwrap(), PinState::new(None));
        }
        assert_eq!(card.pins(), ["6A80"; 2]);
        assert_eq!(code(token.verify_pin(&pin(WRONG))), "pin.incorrect");
        assert_eq!(card.pins(), ["6A80", "6A80", "63C2"]);
    });
}
