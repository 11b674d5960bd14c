//! A run that only finishes what an earlier one left, and issues nothing.

use scap_flow::{Event, Issue, Unwritten};
use uuid::Uuid;

use crate::{
    cards::{earlier_certificate, now},
    desk::{Desk, OPEN, play, play_but},
    resume::{assert_written, leave_after_write, leave_at},
    server::FakeServer,
};

fn finish() -> Issue {
    Issue::finishing(FakeServer::url(), now())
}

/// The steps up to what was found.
const FOUND: [&str; 5] = ["find holder", "insert holder", "pin of holder", "holder reads", "find unwritten"];

#[test]
fn what_is_left_is_written_or_its_write_recorded() {
    type Left = fn(&mut Desk) -> Unwritten;
    let table: [(&str, Left, &[&str]); 2] = [
        (
            "not written",
            |desk| leave_at(desk, "show", 1),
            &["finish?", "server: record", "find holder", "holder writes"],
        ),
        ("not recorded", |desk| leave_after_write(desk, "holder signs"), &["server: record", "find holder"]),
    ];
    for (case, left, follows) in table {
        let mut desk = Desk::new(1, OPEN);
        let unwritten = left(&mut desk);
        let steps = play(&mut finish(), &mut desk).steps;
        let recorded = ["holder reads", "holder signs", "server: written", "done: issued"];
        assert_eq!(steps, [&FOUND[..], follows, &recorded].concat(), "{case}");
        assert_written(&desk, &unwritten, case);
        assert_eq!(desk.server.ledger().writes, 1, "{case}");
    }
}

#[test]
fn nothing_is_issued_where_nothing_can_be_finished() {
    type Stage = fn(&mut Desk);
    let table: [(&str, Stage); 3] = [
        ("nothing is left", |_| {}),
        ("what is left is older than what is on the card", |desk| {
            let newer = leave_at(desk, "show", 1);
            desk.cards[0].content = Some(newer.certificate.as_der().to_vec());
            let (id, certificate) = (Uuid::from_u128(7), Box::new(earlier_certificate()));
            desk.unwritten = Some(Unwritten { id, signer: newer.signer, certificate });
        }),
        ("what is not recorded has been superseded", |desk| {
            let written = leave_after_write(desk, "holder signs");
            desk.unwritten = None;
            leave_at(desk, "show", 2);
            desk.unwritten = Some(written);
        }),
    ];
    for (case, stage) in table {
        let mut desk = Desk::new(1, OPEN);
        stage(&mut desk);
        let before = desk.cards[0].content.clone();
        let played = play(&mut finish(), &mut desk);
        assert_eq!(played.steps[..5], FOUND, "{case}");
        assert_eq!((played.end(), played.count("server: issue")), ("refused: resume.none", 0), "{case}");
        assert_eq!(desk.cards[0].content, before, "{case}");
    }
}

#[test]
fn who_does_not_want_it_leaves_all_as_it_is() {
    let mut desk = Desk::new(1, OPEN);
    leave_at(&mut desk, "show", 1);
    let played = play_but(&mut finish(), &mut desk, "finish?", Event::No);
    assert_eq!(played.steps, [&FOUND[..], &["finish?", "done: unchanged"]].concat());
    assert_eq!(desk.cards[0].content, None);
}
