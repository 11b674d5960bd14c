//! The number of first-generation cards.

use scap_card::iso7816::card_number;
use scap_virtual_card::{Ef, Fault, NUMBER_FILE, Profile, VirtualCard};

use crate::desk::Card;

fn card(change: impl FnOnce(&mut Profile)) -> Card {
    let mut profile = Profile::default();
    change(&mut profile);
    Card(VirtualCard::new(profile))
}

#[test]
fn a_first_generation_card_tells_its_number_and_another_none() {
    let number = |mut card: Card| card_number(&mut card).unwrap().map(|number| number.to_string());
    let told = Some("SC00000000000001".to_owned());
    assert_eq!(number(card(|_| {})), told);
    assert_eq!(number(card(|profile| profile.t0 = true)), told);
    assert_eq!(number(card(|profile| profile.classes = vec![0x80])), told);
    assert_eq!(number(card(|profile| profile.classes = vec![0x00])), None, "another class");
    assert_eq!(number(card(|profile| *profile = Profile::empty())), None, "no such file");
    for content in [&b""[..], b"short", b"SC000000000\x00\x01\x02\x03\x04", &[0xFF; 16]] {
        let file = Ef::read_only(content.to_vec());
        assert_eq!(number(card(|profile| *profile = Profile::empty().with_file(NUMBER_FILE, file))), None);
    }
}

#[test]
fn the_number_needs_no_pin_and_is_not_guessed_when_the_card_leaves() {
    let mut present = card(|_| {});
    card_number(&mut present).unwrap();
    assert_eq!(
        (present.0.counters().pins, present.0.counters().updates, present.0.counters().commands),
        (0, 0, 4)
    );
    for command in 1..=4 {
        let mut leaving = card(|_| {});
        leaving.0.fail_at(command, Fault::VanishAfter);
        assert_eq!(card_number(&mut leaving).unwrap_err().code(), "card.removed", "{command}");
    }
}
