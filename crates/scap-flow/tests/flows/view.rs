//! F6: the order of steps (manual § 7.3) and what may be in the area.

use scap_card::{AreaState, CardError};
use scap_flow::{CardReply, Event, Outcome, Step, View};

use crate::{
    cards::{earlier_certificate, now},
    desk::{Desk, OPEN, play, play_but},
};

#[test]
fn only_the_secondary_card_and_its_pin_are_needed() {
    let mut desk = Desk::with_earlier_certificate(1);
    let played = play(&mut View::new(now()), &mut desk);
    assert_eq!(
        played.steps,
        ["find holder", "insert holder", "pin of holder", "holder reads", "done: viewed"]
    );
    let Step::Done(Outcome::Viewed { certificate, .. }) = &played.end else { panic!("{:?}", played.end) };
    assert_eq!(certificate.as_der(), earlier_certificate().as_der());
    assert!(desk.server.ledger().calls.is_empty());
}

#[test]
fn what_is_in_the_area_decides() {
    let certificate = earlier_certificate().as_der().to_vec();
    let table = [
        ("a certificate", OPEN, Some(certificate.clone()), "done: viewed"),
        ("a certificate in a locked area", AreaState::Locked, Some(certificate.clone()), "done: viewed"),
        ("nothing yet", OPEN, None, "refused: area.none"),
        (
            "half a certificate",
            OPEN,
            Some(certificate[..certificate.len() / 2].to_vec()),
            "refused: area.corrupt",
        ),
        ("no certificate", OPEN, Some(b"scribble".to_vec()), "refused: area.corrupt"),
        ("no bytes", OPEN, Some(Vec::new()), "refused: area.corrupt"),
    ];
    for (case, area, content, expected) in table {
        let mut desk = Desk::new(1, area);
        desk.cards[0].content = content;
        assert_eq!(play(&mut View::new(now()), &mut desk).end(), expected, "{case}");
    }
}

#[test]
fn errors_of_the_card_end_it_with_their_code() {
    for (reply, expected) in [
        (Err(CardError::AreaNotOpen), "refused: area.not_open"),
        (Err(CardError::NoArea), "refused: card.not_secondary"),
        (Ok(CardReply::Area(None)), "refused: area.none"),
    ] {
        let mut desk = Desk::with_earlier_certificate(1);
        let played = play_but(&mut View::new(now()), &mut desk, "holder reads", Event::Card(reply));
        assert_eq!(played.end(), expected);
    }
}
