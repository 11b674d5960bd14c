//! A PC/SC service that is stopped and started again, or comes later than the module.

use scap_card::Readers;
use scap_test_pki::fixed;

use crate::{
    lab::{self, assert_signs, code, open, pin, readers},
    piv_card::PIN,
};

#[test]
fn cards_are_found_again_after_the_service_was_stopped() {
    lab::run("service::cards_are_found_again_after_the_service_was_stopped", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();

        lab.pcscd.stop();
        assert_eq!(code(token.sign(b"text")), "card.removed");
        let slots = readers.slots().unwrap_or_default();
        assert!(slots.iter().all(|slot| slot.card.is_none()), "{slots:?}");

        lab.pcscd.start_again().unwrap();
        lab.insert(&mut card, 0);
        assert_eq!(code(token.sign(b"text")), "card.removed");
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        assert_signs(&mut *token, &fixed::secondary());
    });
}

#[test]
fn a_module_that_is_loaded_before_there_is_a_service_finds_its_readers_later() {
    lab::run("service::a_module_that_is_loaded_before_there_is_a_service_finds_its_readers_later", |lab| {
        lab.pcscd.stop();
        let mut readers = readers();
        assert_eq!(code(readers.slots()), "reader.none");

        lab.pcscd.start_again().unwrap();
        let _card = lab.inserted(&fixed::secondary());
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        assert_signs(&mut *token, &fixed::secondary());
    });
}
