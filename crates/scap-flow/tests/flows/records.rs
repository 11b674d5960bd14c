//! F8: the order of steps (manual § 7.4) and the range.

use scap_ac::UnixTime;
use scap_flow::{Outcome, QueryRecords, RecordsFilter, Step};
use scap_proto::wire::Direction;
use scap_test_pki::fixed;

use crate::{
    cards::now,
    desk::{Desk, OPEN, play},
    functions::{issue, records},
    server::FakeServer,
};

fn query(direction: Direction, range: (UnixTime, UnixTime)) -> QueryRecords {
    let filter = RecordsFilter { direction, range, kind: None, serial: None, cursor: None };
    QueryRecords::new(FakeServer::url(), filter, now())
}

#[test]
fn a_card_asks_for_its_own_records_with_one_signature() {
    let mut desk = Desk::new(1, OPEN);
    play(&mut issue(), &mut desk);
    // Holder and signer ask on the same desk; the signer is told what it granted, the holder what it received.
    for (card, direction, expected) in [
        (0, Direction::Received, 1),
        (0, Direction::Granted, 0),
        (1, Direction::Granted, 1),
        (1, Direction::Received, 0),
    ] {
        desk.pull(0);
        desk.pull(1);
        desk.insert(card);
        let range = (fixed::time("2026-01-01T00:00:00Z"), now());
        let mut flow = query(direction, range);
        let played = play(&mut flow, &mut desk);
        let steps = [
            "find subject",
            "pin of subject",
            "server: nonce",
            "subject signs",
            "server: records",
            "done: records",
        ];
        assert_eq!(played.steps, steps);
        let Step::Done(Outcome::Records { reply, .. }) = &played.end else { panic!("{:?}", played.end) };
        assert_eq!(reply.records.len(), expected, "card {card}, {direction:?}");
    }
}

#[test]
fn a_range_that_ends_before_it_starts_is_refused_before_a_card_is_asked_for() {
    let early = fixed::time("2026-06-30T23:59:59Z");
    let table = [
        (early, now(), "done: records"),
        (now(), now(), "done: records"),
        (now(), early, "refused: query.range"),
    ];
    for (from, to, expected) in table {
        let mut flow = query(Direction::Granted, (from, to));
        let played = play(&mut flow, &mut Desk::new(1, OPEN));
        assert_eq!(played.end(), expected, "{from} to {to}");
        assert_eq!(played.steps.len() == 1, expected.starts_with("refused"), "{from} to {to}");
    }
}

#[test]
fn a_card_without_an_open_area_may_ask_too() {
    for area in [scap_card::AreaState::Closed, scap_card::AreaState::None, scap_card::AreaState::Locked] {
        assert_eq!(play(&mut records(), &mut Desk::new(1, area)).end(), "done: records");
    }
}
