//! Cards that are taken out, put in again, and swapped.

use scap_card::Readers;
use scap_test_pki::fixed;

use crate::{
    lab::{self, assert_signs, code, open, pin, readers},
    piv_card::{PIN, PivCard},
};

/// The commands that take a PIN, and sign.
const VERIFY: u8 = 0x20;
const GENERAL_AUTHENTICATE: u8 = 0x87;

#[test]
fn a_card_that_is_put_in_again_signs_when_it_is_opened_again() {
    lab::run("removal::a_card_that_is_put_in_again_signs_when_it_is_opened_again", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        let mut old = Vec::new();
        for times in 1..3 {
            let mut token = open(&mut readers);
            token.verify_pin(&pin(PIN)).unwrap();
            assert_signs(&mut *token, &fixed::secondary());
            assert_eq!(card.pins().len(), 2 * times);

            lab.remove(&mut card, 0);
            old.push(token);
            for token in &mut old {
                assert_eq!(code(token.sign(b"text")), "card.removed");
                assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
            }
            assert!(readers.slots().unwrap().iter().all(|slot| slot.card.is_none()));
            // Only now: until it is asked for its slots, OpenSC may tell of the card what it remembers.
            for token in &mut old {
                assert_eq!(code(token.pin_state()), "card.removed");
                assert_eq!(code(token.area_state()), "card.removed");
            }

            lab.insert(&mut card, 0);
            // What was opened before stays closed, and does not sign or take a PIN for the card that is there now.
            for token in &mut old {
                assert_eq!(code(token.sign(b"text")), "card.removed");
                assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
            }
        }
        assert_eq!(card.pins(), ["9000"; 4], "no PIN but those for the signatures");
    });
}

#[test]
fn a_card_that_is_put_in_again_wants_its_pin_again() {
    lab::run("removal::a_card_that_is_put_in_again_wants_its_pin_again", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        lab.remove(&mut card, 0);
        lab.insert(&mut card, 0);
        assert_eq!(code(open(&mut readers).sign(b"text")), "pin.required");
    });
}

#[test]
fn a_card_in_the_place_of_another_neither_signs_nor_gets_a_pin_for_it() {
    lab::run("removal::a_card_in_the_place_of_another_neither_signs_nor_gets_a_pin_for_it", |lab| {
        let cards = [fixed::secondary(), fixed::primary()];
        let mut secondary = lab.inserted(&cards[0]);
        let mut primary = PivCard::new(&cards[1]);
        let mut readers = readers();
        let listed = readers.slots().unwrap();
        let mut token = readers.open(&listed[0]).unwrap();
        token.verify_pin(&pin(PIN)).unwrap();

        lab.swap(&mut secondary, &mut primary, 0);
        assert_eq!(code(token.sign(b"text")), "card.removed");
        assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
        assert_eq!(code(token.pin_state()), "card.removed");
        assert!(primary.pins().is_empty());

        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        assert_signs(&mut *token, &cards[1]);
    });
}

#[test]
fn a_card_that_is_pulled_out_at_work_works_when_it_is_back() {
    lab::run("removal::a_card_that_is_pulled_out_at_work_works_when_it_is_back", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        for last in [VERIFY, GENERAL_AUTHENTICATE] {
            let mut token = open(&mut readers);
            token.verify_pin(&pin(PIN)).unwrap();
            card.vanish_at(last);
            // OpenSC says no more than that something failed.
            let failure = code(token.sign(b"text"));
            assert!(["card.unreadable", "card.removed"].contains(&failure), "{failure}");

            lab.wait_until_gone(0);
            assert!(readers.slots().unwrap().iter().all(|slot| slot.card.is_none()));
            assert_eq!(code(token.sign(b"text")), "card.removed", "{last:02X}");
            lab.insert(&mut card, 0);
            let mut token = open(&mut readers);
            token.verify_pin(&pin(PIN)).unwrap();
            assert_signs(&mut *token, &fixed::secondary());
        }
    });
}
