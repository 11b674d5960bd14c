//! The PIN that lets the area be written: sent when it is needed and not verified yet, and only then.

use scap_card::{AreaState, CardError, iso7816::FileArea};
use scap_virtual_card::Fault;

use crate::desk::{Kind, PIN, SMALL, code, pin};

#[test]
fn nothing_is_verified_for_reading_and_a_pin_is_sent_once_for_writing() {
    let mut card = SMALL.open_card();
    let sent = card.0.counters().pins;
    card.state(SMALL).unwrap();
    card.read(SMALL).unwrap();
    assert_eq!(card.0.counters().pins, sent);
    card.write(SMALL, b"one").unwrap();
    assert_eq!(card.0.counters().pins, sent + 1);
    // The card knows it, as it would if a module had logged in: it is not sent again, or asked for.
    FileArea::new(&mut card, &SMALL.profile()).write(b"two", None).unwrap();
    assert_eq!(card.0.counters().pins, sent + 1);
    card.0.reset();
    assert_eq!(code(FileArea::new(&mut card, &SMALL.profile()).write(b"three", None)), "pin.required");
    assert_eq!(card.read(SMALL).unwrap().as_deref(), Some(&b"two"[..]));
}

#[test]
fn a_wrong_pin_spends_one_try_however_often_it_is_given() {
    let mut card = SMALL.open_card();
    let profile = SMALL.profile();
    let sent = card.0.counters().pins;
    for _ in 0..4 {
        let refused = FileArea::new(&mut card, &profile).write(b"one", Some(&pin("9999")));
        assert!(matches!(refused, Err(CardError::PinIncorrect { tries_left: Some(2) })), "{refused:?}");
        assert!(matches!(card.state(SMALL), Ok(AreaState::Open { .. })));
    }
    // Not the right one either, as nobody knows here that it is: entered elsewhere, it gives the tries back.
    assert_eq!(code(card.write(SMALL, b"one")), "pin.incorrect");
    assert_eq!(card.0.counters().pins, sent + 1);
    card.0.unlock();
    card.write(SMALL, b"one").unwrap();
}

#[test]
fn a_locked_area_is_told_and_sent_no_pin() {
    let mut card = SMALL.open_card();
    for _ in 0..3 {
        card.0.transmit(b"\x00\x20\x00\x81\x0400 0").unwrap();
    }
    let sent = card.0.counters().pins;
    assert_eq!(card.state(SMALL).unwrap(), AreaState::Locked);
    assert_eq!(code(card.write(SMALL, b"one")), "area.locked");
    assert_eq!(card.0.counters().pins, sent, "no PIN reaches a card that is locked");
    assert_eq!(card.read(SMALL).unwrap(), None, "a locked area can still be read");
}

#[test]
fn a_card_that_does_not_tell_whether_a_pin_was_verified_is_sent_it() {
    for status in [0x6700, 0x6A86, 0x6300] {
        let mut card = SMALL.open_card();
        // Three files, the state, then the question.
        card.0.fail_at(5, Fault::Status(status));
        card.write(SMALL, b"one").unwrap();
        assert_eq!(card.read(SMALL).unwrap().as_deref(), Some(&b"one"[..]), "{status:X}");
    }
}

#[test]
fn a_pin_that_does_not_fit_its_padding_is_not_sent() {
    let kind = Kind { padded: true, ..SMALL };
    let mut card = kind.open_card();
    let sent = card.0.counters().pins;
    let written = FileArea::new(&mut card, &kind.profile()).write(b"one", Some(&pin("密碼密碼")));
    assert_eq!(code(written), "card.unreadable");
    assert_eq!(card.0.counters().pins, sent);
    FileArea::new(&mut card, &kind.profile()).write(b"one", Some(&pin(PIN))).unwrap();
}
