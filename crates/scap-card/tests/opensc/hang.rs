//! OpenSC that never returns from a call: OpenSC up to 0.23 does so if the card is pulled and PC/SC has not noticed yet.

use std::time::Duration;

use scap_card::{AllReaders, Limited, Readers, Token, pcsc::PcscReaders};
use scap_test_pki::fixed;

use crate::{
    lab::{self, code, pin, readers},
    piv_card::PIN,
};

/// As programs use a module, but for a limit that is less patient.
fn all() -> AllReaders {
    let module = Limited::new(Box::new(readers()), Duration::from_secs(3)).unwrap();
    AllReaders::new(vec![Box::new(module)]).beside(Box::new(PcscReaders::new()))
}

fn open(readers: &mut AllReaders) -> Box<dyn Token> {
    let slot = readers.slots().unwrap().into_iter().find(|slot| slot.card.is_some()).unwrap();
    readers.open(&slot).unwrap()
}

#[test]
fn a_card_pulled_before_anybody_noticed_is_told_in_time() {
    lab::run("hang::a_card_pulled_before_anybody_noticed_is_told_in_time", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = all();
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        let pins = card.pins().len();
        card.remove();
        // At once, so that the module does not know either. Whether it returns or not, the person is told.
        assert_eq!(code(token.sign(b"text")), "card.removed");
        assert_eq!(code(token.pin_state()), "card.removed");
        drop(token);

        lab.insert(&mut card, 0);
        // If the module hangs, that is told; if not, the card is there again.
        if let Ok(slots) = readers.slots() {
            let slot = slots.into_iter().find(|slot| slot.card.is_some()).unwrap();
            if let Err(error) = readers.open(&slot) {
                assert_eq!(error.code(), "reader.failed", "{error:?}");
            }
        }
        assert_eq!(card.pins().len(), pins, "no PIN is asked for by a card that is gone");
    });
}

#[test]
fn what_left_is_told_without_asking_the_module() {
    lab::run("hang::what_left_is_told_without_asking_the_module", |lab| {
        let mut card = lab.inserted(&fixed::secondary());
        let mut readers = all();
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        lab.remove(&mut card, 0);
        for _ in 0..3 {
            assert_eq!(code(token.sign(b"text")), "card.removed");
            assert_eq!(code(token.pin_state()), "card.removed");
            assert_eq!(code(token.area_state()), "card.removed");
        }
        lab.insert(&mut card, 0);
        assert_eq!(code(token.sign(b"text")), "card.removed", "it stays so");
        let mut token = open(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        token.sign(b"text").unwrap();
    });
}
