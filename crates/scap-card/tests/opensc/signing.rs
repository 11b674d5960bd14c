//! Which card is met, and that it signs.

use scap_card::{AllReaders, AreaState, CardSlot, Readers, pcsc::PcscReaders};
use scap_test_pki::fixed;
use scap_virtual_card::VirtualCard;

use crate::{
    lab::{self, assert_signs, code, open, pin, readers},
    piv_card::{PIN, PivCard},
};

#[test]
fn a_card_signs_with_a_key_that_wants_the_pin_every_time() {
    lab::run("signing::a_card_signs_with_a_key_that_wants_the_pin_every_time", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = readers();
        // It holds a certificate for encryption, too, with a key that the PIN opens once.
        let mut token = open(&mut readers);
        assert_eq!(token.certificate(), &fixed::secondary().certificate);
        assert_eq!(code(token.sign(b"text")), "pin.required");
        assert!(card.pins().is_empty());

        token.verify_pin(&pin(PIN)).unwrap();
        for signatures in 1..3 {
            assert_signs(&mut *token, &fixed::secondary());
            assert_eq!(card.pins(), vec!["9000"; 1 + signatures]);
        }
        assert!(!format!("{token:?}").contains(PIN));
        drop(token);
        assert_eq!(code(open(&mut readers).sign(b"text")), "pin.required", "dropping logs out");
    });
}

#[test]
fn two_cards_are_told_apart_by_their_readers() {
    lab::run("signing::two_cards_are_told_apart_by_their_readers", |lab| {
        let cards = [fixed::primary(), fixed::secondary()];
        let mut inserted = Vec::new();
        for (reader, card) in cards.iter().enumerate() {
            let mut card = PivCard::new(card);
            lab.insert(&mut card, reader);
            inserted.push(card);
        }
        let mut readers = readers();
        let slots = readers.slots().unwrap();
        let shown = slots.iter().map(|slot| &*slot.reader);
        assert!(shown.eq(lab.pcscd.readers().iter().map(|reader| reader.name())), "{slots:?}");

        let mut tokens: Vec<_> = slots.iter().map(|slot: &CardSlot| readers.open(slot).unwrap()).collect();
        for token in &mut tokens {
            token.verify_pin(&pin(PIN)).unwrap();
        }
        for _ in 0..2 {
            for (token, card) in tokens.iter_mut().zip(&cards) {
                assert_signs(&mut **token, card);
            }
        }
        for card in &mut inserted {
            assert_eq!(card.pins(), ["9000"; 3]);
        }
    });
}

#[test]
fn a_card_that_takes_no_objects_has_an_area_that_stays_closed() {
    lab::run("signing::a_card_that_takes_no_objects_has_an_area_that_stays_closed", |lab| {
        let _card = lab.inserted(&fixed::secondary());
        let mut token = open(&mut readers());
        token.verify_pin(&pin(PIN)).unwrap();
        assert_eq!(token.area_state().unwrap(), AreaState::Closed);
        assert_eq!(code(token.open_area()), "area.unsupported");
        assert_eq!(code(token.read_area()), "area.not_open");
        assert_eq!(code(token.write_area(b"text")), "area.not_open");
        assert_signs(&mut *token, &fixed::secondary());
    });
}

#[test]
fn a_card_that_opensc_does_not_know_is_one_without_a_module() {
    lab::run("signing::a_card_that_opensc_does_not_know_is_one_without_a_module", |lab| {
        let card = lab.pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        lab.wait_until_there(0);
        let mut readers = AllReaders::new(vec![Box::new(readers())]).beside(Box::new(PcscReaders::new()));
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.card.is_some()).unwrap();
        assert_eq!(slot.card.as_deref(), Some("?"));
        assert_eq!(code(readers.open(&slot)), "card.no_module");
        assert_eq!(card.card().counters().pins, 0);
    });
}
