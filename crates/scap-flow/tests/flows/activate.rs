//! F1: the order of steps (manual § 7.1), the user code and its tries.

use scap_card::{AreaState, UserCode};
use scap_flow::{Event, Outcome, Step};

use crate::{
    cards::HOLDER,
    desk::{Desk, OPEN, play, play_but, play_with},
    functions::activate,
    server::refusal,
};

#[test]
fn the_card_is_confirmed_before_the_code_and_the_pin() {
    let mut desk = Desk::new(1, AreaState::Closed);
    let played = play(&mut activate(), &mut desk);
    let expected = [
        "find holder",
        "insert holder",
        "this card?",
        "user code",
        "find holder",
        "pin of holder",
        "server: nonce",
        "holder signs",
        "server: activate",
        "holder opens",
        "done: activated",
    ];
    assert_eq!(played.steps, expected);
    let Step::Done(Outcome::Activated { card, .. }) = &played.end else { panic!("{:?}", played.end) };
    assert_eq!(card.certificate, HOLDER.certificate);
    assert_eq!(desk.cards[0].area, OPEN);
}

#[test]
fn another_card_than_the_one_that_is_meant_is_left_alone() {
    let mut desk = Desk::new(1, AreaState::Closed);
    let played = play_but(&mut activate(), &mut desk, "this card?", Event::No);
    assert_eq!(played.end(), "done: unchanged");
    assert!(desk.server.ledger().calls.is_empty());
}

#[test]
fn a_wrong_code_is_asked_again_without_another_pin_until_the_server_locks_it() {
    let table = [(1, "done: activated", 1), (2, "done: activated", 2), (3, "refused: user_code.locked", 2)];
    for (wrong, end, again) in table {
        let mut desk = Desk::new(1, AreaState::Closed);
        let mut entered = 0;
        let played = play_with(&mut activate(), &mut desk, |_, _, step| {
            let Step::EnterUserCode { rejected, .. } = step else { return None };
            assert_eq!(*rejected, entered > 0);
            entered += 1;
            (entered <= wrong).then(|| Event::UserCode(UserCode::new("wrong".into())))
        });
        assert_eq!(played.end(), end, "{wrong} wrong");
        let asked = played.steps.iter().filter(|step| step.starts_with("user code again")).count();
        assert_eq!(asked, again, "{wrong} wrong");
        assert_eq!(played.count("user code again, 2 left"), 1, "{wrong} wrong");
        assert_eq!(played.count("pin of holder"), 1, "{wrong} wrong: one PIN for one insertion");
        let opened = desk.cards[0].area == OPEN;
        assert_eq!(opened, end == "done: activated", "{wrong} wrong");
    }
}

#[test]
fn giving_up_after_a_wrong_code_ends_with_the_tries_that_are_left() {
    let mut codes = [Event::UserCode(UserCode::new("wrong".into())), Event::GiveUp].into_iter();
    let played = play_with(&mut activate(), &mut Desk::new(1, AreaState::Closed), |_, _, step| {
        if matches!(step, Step::EnterUserCode { .. }) { codes.next() } else { None }
    });
    let Step::Refused(failure) = &played.end else { panic!("{:?}", played.end) };
    assert_eq!((failure.code(), &failure.details()["tries_left"]), ("user_code.incorrect", &2.into()));
}

#[test]
fn a_card_that_the_server_does_not_agree_to_stays_closed() {
    for code in ["user_code.locked", "card.not_registered", "card.certificate_revoked", "server.database"] {
        let mut desk = Desk::new(1, AreaState::Closed);
        let error = Event::Server(Err(refusal(code)));
        let played = play_but(&mut activate(), &mut desk, "server: activate", error);
        assert_eq!(played.end(), format!("refused: {code}"));
        assert_eq!(desk.cards[0].area, AreaState::Closed, "{code}");
    }
}
