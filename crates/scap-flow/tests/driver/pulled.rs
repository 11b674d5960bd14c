//! A card that is pulled at any of its calls, before, during or after it: the function is finished by inserting
//! it again, no area is ever half written, and the server issues once.

use scap_card::AreaState;
use scap_flow::{Ask, Flow, Outcome};

use crate::{
    cards::{HOLDER, earlier_certificate},
    person::{Person, Run, activate, issue, records, view},
    readers::When,
    server::FakeServer,
    table::{ALICE, COMPANY, Table},
};

/// Runs a function again and again, pulling the card at its first call, its second and so on, until there are no
/// more; returns how many there are.
fn pull_at_every_call<F: Flow + 'static>(
    (readers, when): (usize, When),
    table: fn() -> Table,
    flow: fn() -> F,
    check: impl Fn(&Person, &FakeServer, &Run, &str),
) -> usize {
    for call in 1.. {
        let person = Person::new(table(), readers);
        let server = match person.table.card(ALICE).area_state().unwrap() {
            AreaState::Closed => FakeServer::default(),
            _ => FakeServer::with_activated(&HOLDER.certificate),
        };
        if readers == 2 {
            person.table.insert(ALICE);
            person.table.insert(COMPANY);
        }
        person.notes.see().pull = Some((call, when));
        let run = person.run(flow(), server.clone());
        let pulled = person.notes.see().area_then.is_some();
        let case = format!("{readers} readers, {when:?} call {call}: {:?}", run.asked);
        assert_eq!(run.end(), "done", "{case}");
        check(&person, &server, &run, &case);
        if !pulled {
            return call - 1;
        }
    }
    unreachable!()
}

fn issuing(readers: usize, when: When) {
    let calls = pull_at_every_call(
        (readers, when),
        Table::with_earlier_certificate,
        || issue(1),
        |person, server, run, case| {
            let Ask::Done(Outcome::Issued { certificate, .. }) = &run.end else { panic!("{case}") };
            let ledger = server.ledger();
            let recorded = ledger.issuances.values().next().unwrap().certificate.as_ref().unwrap();
            assert_eq!(recorded.as_der(), certificate.as_der(), "{case}");
            assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1), "{case}");
            assert_eq!(ledger.calls.iter().filter(|call| **call == "issue").count(), 1, "{case}");
            assert_eq!(person.table.area(ALICE).as_deref(), Some(certificate.as_der()), "{case}");
            if let Some(then) = &person.notes.see().area_then {
                let then = then.as_deref();
                let old = earlier_certificate();
                assert!(then == Some(old.as_der()) || then == Some(certificate.as_der()), "{case}");
            }
            assert!(person.table.journal().pending(FakeServer::URL).unwrap().is_empty(), "{case}");
            assert_eq!((person.table.tries_left(ALICE), person.table.tries_left(COMPANY)), (3, 3), "{case}");
            // One more insertion and one more PIN than without, at most.
            let noted = person.notes.see();
            let (insertions, pins) = if readers == 1 { (4, 4) } else { (1, 3) };
            assert!(noted.insertions.len() <= insertions, "{case}: {:?}", noted.insertions);
            assert!(noted.pins.len() <= pins, "{case}");
        },
    );
    assert!(calls > 20, "{calls} calls of cards");
}

#[test]
fn before_any_call_while_issuing_with_one_reader() {
    issuing(1, When::Before);
}

#[test]
fn during_any_call_while_issuing_with_one_reader() {
    issuing(1, When::During);
}

#[test]
fn after_any_call_while_issuing_with_one_reader() {
    issuing(1, When::After);
}

#[test]
fn at_any_call_while_issuing_with_two_readers() {
    issuing(2, When::Before);
    issuing(2, When::During);
    issuing(2, When::After);
}

#[test]
fn at_any_call_while_activating() {
    for when in [When::Before, When::During, When::After] {
        pull_at_every_call((1, when), Table::new, activate, |person, server, _, case| {
            assert!(server.ledger().activated.contains(HOLDER.certificate.serial()), "{case}");
            let area = person.table.card(ALICE).area_state().unwrap();
            assert_eq!(area, AreaState::Open { capacity: 4096 }, "{case}");
        });
    }
}

#[test]
fn at_any_call_while_viewing_or_querying() {
    for when in [When::Before, When::During, When::After] {
        pull_at_every_call((1, when), Table::with_earlier_certificate, view, |person, server, run, case| {
            let Ask::Done(Outcome::Viewed { certificate, .. }) = &run.end else { panic!("{case}") };
            assert_eq!(person.table.area(ALICE).as_deref(), Some(certificate.as_der()), "{case}");
            assert!(server.ledger().calls.is_empty(), "{case}");
        });
        pull_at_every_call((1, when), Table::new, records, |_, server, run, case| {
            assert!(matches!(run.end, Ask::Done(Outcome::Records { .. })), "{case}");
            let ledger = server.ledger();
            assert_eq!(ledger.calls.iter().filter(|call| **call == "records").count(), 1, "{case}");
        });
    }
}
