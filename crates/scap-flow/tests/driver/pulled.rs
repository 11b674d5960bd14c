//! A card that is pulled at any of its calls, before, during or after it, and put back: the function is finished by
//! that, no area is ever half written, the server issues once, and one PIN more is asked at most.

use crate::{
    found::{assert_done, look},
    function::{F1, F2, F2_FIRST, F3, F4, F5, F6, F8, F9, F10, FINISH, Function},
    readers::When,
    server::FakeServer,
    table::ALICE,
};

/// Calls that are made once, whatever happens; that of F1 may be made again.
const ONCE: [&str; 3] = ["issue", "deactivate", "records"];

/// How many insertions and PINs a function takes when nothing goes wrong.
fn cost(function: &Function, readers: usize) -> (usize, usize) {
    let (person, server) = function.set(readers);
    assert_eq!(person.run((function.flow)(1), server).end(), "done", "{}", function.name);
    let noted = person.notes.see();
    (noted.insertions.len(), noted.pins.len())
}

/// Runs a function again and again, pulling a card at its first call, its second and so on, until there are no more.
fn pull_at_every_call(function: &Function, readers: usize, when: When) {
    let (insertions, pins) = cost(function, readers);
    for call in 1.. {
        let (person, server) = function.set(readers);
        let before = look(&person, &server);
        person.notes.see().pull = Some((call, when));
        let run = person.run((function.flow)(1), server.clone());
        let case = format!("{}, {readers} readers, {when:?} call {call}: {:?}", function.name, run.asked);
        assert_eq!(run.end(), "done", "{case}");
        let Some(then) = person.notes.see().area_then.take() else {
            assert!(call > 5, "{case}: so few calls");
            return;
        };
        person.notes.see().pull = None;
        assert_done(function, &person, &server, (&before, &before), &case);
        let after = look(&person, &server);
        assert!(then == before.area || then == after.area, "{case}: half written");
        for once in ONCE {
            let calls = server.ledger().calls.iter().filter(|call| **call == once).count();
            assert!(calls <= 1, "{case}: {once}");
        }
        let noted = person.notes.see();
        assert!(noted.insertions.len() <= insertions + 1, "{case}: {:?}", noted.insertions);
        assert!(noted.pins.len() <= pins + 1, "{case}");
        drop(noted);
        for card in [ALICE, person.signer] {
            assert_eq!(person.table.tries_left(card), 3, "{case}: {card}");
        }
        assert_eq!(person.table.journal().pending(FakeServer::URL).unwrap(), [], "{case}");
    }
}

fn pull_in_every_manner(function: &Function) {
    for readers in [1, 2] {
        for when in [When::Before, When::During, When::After] {
            pull_at_every_call(function, readers, when);
        }
    }
}

#[test]
fn while_activating() {
    pull_in_every_manner(&F1);
}

#[test]
fn while_issuing_for_the_first_time() {
    pull_in_every_manner(&F2_FIRST);
}

#[test]
fn while_issuing_again() {
    pull_in_every_manner(&F2);
}

#[test]
fn while_giving_a_delegation() {
    pull_in_every_manner(&F3);
}

#[test]
fn while_ending_a_delegation() {
    pull_in_every_manner(&F4);
}

#[test]
fn while_a_delegate_signs() {
    pull_in_every_manner(&F5);
}

#[test]
fn while_viewing_or_querying() {
    // The records of either card may be asked for, so with two readers one would have to be chosen.
    for when in [When::Before, When::During, When::After] {
        pull_at_every_call(&F6, 1, when);
        pull_at_every_call(&F6, 2, when);
        pull_at_every_call(&F8, 1, when);
    }
}

#[test]
fn while_modifying() {
    pull_in_every_manner(&F9);
}

#[test]
fn while_cancelling() {
    // As modifying, with other content.
    for readers in [1, 2] {
        pull_at_every_call(&F10, readers, When::During);
    }
}

#[test]
fn while_finishing_what_was_left() {
    pull_in_every_manner(&FINISH);
}
