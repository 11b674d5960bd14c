//! A reader or card that fails in another way than by being pulled, at any of its calls, once: the function goes on or
//! ends with a code that tells what to do, nothing is half written or lost, and afterwards it is done, once.

use std::time::Duration;

use scap_card::CardError;
use scap_flow::{Answer, Ask, CardRole};

use crate::{
    found::{Found, assert_done, assert_nothing_lost, look},
    function::{F1, F2, F2_FIRST, F3, F4, F5, F6, F8, F9, FINISH, Function},
    person::{Person, Run, finishing, view},
    readers::{Call, Fail, When},
    server::FakeServer,
    table::{ALICE, Table},
};

/// What fails: of which calls, when, with what, and the codes that the function may end with.
type Failure = (Option<Call>, When, fn() -> CardError, &'static [&'static str]);

const UNREADABLE: fn() -> CardError = || CardError::Unreadable { operation: "test", source: "fails".into() };
const READER_FAILED: fn() -> CardError =
    || CardError::ReaderFailed { operation: "test", source: "fails".into() };

/// At every call; what a person can mend by inserting the card again goes on.
const ANYWHERE: [Failure; 5] = [
    (None, When::Before, UNREADABLE, &["card.unreadable"]),
    (None, When::During, UNREADABLE, &["card.unreadable"]),
    (None, When::Before, READER_FAILED, &["reader.failed"]),
    (None, When::Before, || CardError::PinRequired, &["pin.required"]),
    (None, When::Before, || CardError::Unsupported(None), &["card.unsupported"]),
];

/// Where only some calls fail like this.
const SOMEWHERE: [Failure; 6] = [
    (Some(Call::Slots), When::Before, || CardError::NoReader, &["reader.none"]),
    (Some(Call::Open), When::Before, || CardError::NoModule, &[]),
    (Some(Call::VerifyPin), When::Before, || CardError::PinLocked, &["pin.locked"]),
    (Some(Call::OpenArea), When::Before, || CardError::AreaLocked, &["area.locked"]),
    (Some(Call::WriteArea), When::Before, || CardError::AreaLocked, &["area.locked"]),
    (
        Some(Call::WriteArea),
        When::Before,
        || CardError::AreaFull { needed: 4097, capacity: 4096 },
        &["area.full"],
    ),
];

/// Runs a function; the person takes out a card that is said to be wrong, and inserts it again.
fn run(function: &Function, person: &Person, server: &FakeServer) -> Run {
    person.run_with(person.driver((function.flow)(1), server.clone()), |ask| match ask {
        Ask::InsertCard { role, problem: Some(_) } => {
            let signs = matches!(role, CardRole::Signer | CardRole::Primary);
            let card = if signs { person.signer } else { person.holder };
            person.table.pull(card).then_some(Answer::Wait(Duration::ZERO))
        }
        _ => None,
    })
}

/// After a run that ended with a code: what was signed is finished, anything else is done anew.
fn do_again(function: &Function, person: &Person, server: &FakeServer, before: &Found, case: &str) {
    let found = look(person, server);
    if found.unwritten {
        assert_eq!(person.run(finishing(), server.clone()).end(), "done", "{case}, finishing");
        return assert_done(function, person, server, (before, before), case);
    }
    let was_done = match function.name {
        "F1" => found.is_open,
        "F4" => found.delegations != before.delegations,
        _ => false,
    };
    let run = person.run((function.flow)(2), server.clone());
    let case = format!("{case}, then {:?}", run.asked);
    assert_eq!(run.end(), if was_done { function.again } else { "done" }, "{case}");
    assert_done(function, person, server, (before, &found), &case);
}

/// Fails at each of the calls in turn; how many there are.
fn fail_at_every_call(function: &Function, readers: usize, (of, when, error, codes): Failure) -> usize {
    let (person, server) = function.set(readers);
    assert_eq!(run(function, &person, &server).end(), "done", "{}", function.name);
    let pins = person.notes.see().pins.len();
    for at in 1.. {
        let (person, server) = function.set(readers);
        let before = look(&person, &server);
        person.notes.see().fail = Some(Fail { of, at, when, error });
        let run = run(function, &person, &server);
        let has_failed = person.notes.see().fail.take().unwrap().at == 0;
        let case = format!(
            "{}, {readers} readers, {} {when:?} {at} of {of:?}: {:?} {:?}",
            function.name,
            error().code(),
            run.asked,
            run.end(),
        );
        if !has_failed {
            assert_eq!(run.end(), "done", "{case}");
            return at - 1;
        }
        assert!(run.end() == "done" || codes.contains(&run.end()), "{case}");
        assert!(person.notes.see().pins.len() <= pins + 1, "{case}: PINs");
        assert_nothing_lost(&person, &before, &look(&person, &server), &case);
        if run.end() == "done" {
            assert_done(function, &person, &server, (&before, &before), &case);
        } else {
            do_again(function, &person, &server, &before, &case);
        }
    }
    unreachable!()
}

fn fail_anywhere(function: &Function, readers: usize) {
    for failure in ANYWHERE {
        let calls = fail_at_every_call(function, readers, failure);
        assert!(calls > 5, "{}: {calls} calls", function.name);
    }
    for failure in SOMEWHERE {
        let calls = fail_at_every_call(function, readers, failure);
        let is_made = match failure.0 {
            Some(Call::OpenArea) => function.name == "F1",
            Some(Call::WriteArea) => function.issues,
            _ => true,
        };
        assert_eq!(calls > 0, is_made, "{}: {:?}", function.name, failure.0);
    }
}

#[test]
fn while_activating_viewing_or_querying() {
    for function in [F1, F6, F8] {
        fail_anywhere(&function, 1);
    }
}

#[test]
fn while_issuing_for_the_first_time_with_one_reader() {
    fail_anywhere(&F2_FIRST, 1);
}

#[test]
fn while_issuing_again_with_two_readers() {
    fail_anywhere(&F2, 2);
}

#[test]
fn while_a_delegation_is_given_or_ended() {
    for function in [F3, F4] {
        fail_anywhere(&function, 2);
    }
}

#[test]
fn while_a_delegate_signs_with_one_reader() {
    fail_anywhere(&F5, 1);
}

#[test]
fn while_modifying_with_two_readers() {
    fail_anywhere(&F9, 2);
}

#[test]
fn while_finishing_what_was_left() {
    for readers in [1, 2] {
        fail_anywhere(&FINISH, readers);
    }
}

#[test]
fn a_wrong_signature_is_told_of_before_anybody_relies_on_it() {
    for function in [F1, F2, F3, F4, F5, F8, F9, FINISH] {
        for at in 1.. {
            let (person, server) = function.set(1);
            let before = look(&person, &server);
            person.notes.see().wrong_signature = Some(at);
            let run = run(&function, &person, &server);
            let case = format!("{}, signature {at}: {:?}", function.name, run.asked);
            if person.notes.see().signatures.len() < at {
                assert!(at > 1 && run.end() == "done", "{case}");
                break;
            }
            person.notes.see().wrong_signature = None;
            assert_eq!(run.end(), "card.unreadable", "{case}");
            assert_nothing_lost(&person, &before, &look(&person, &server), &case);
            do_again(&function, &person, &server, &before, &case);
        }
    }
}

#[test]
fn an_area_that_does_not_hold_what_was_written_is_told_and_written_again() {
    for function in [F2_FIRST, F2, F5, F9, FINISH] {
        for readers in [1, 2] {
            let (person, server) = function.set(readers);
            let before = look(&person, &server);
            person.notes.see().garbles = true;
            let run = run(&function, &person, &server);
            let case = format!("{}, {readers} readers: {:?}", function.name, run.asked);
            assert_eq!(run.end(), "card.unreadable", "{case}");
            assert_eq!(server.ledger().writes, 0, "{case}: a write is recorded that is none");
            assert!(look(&person, &server).unwritten, "{case}");
            do_again(&function, &person, &server, &before, &case);
        }
    }
}

#[test]
fn readers_that_fail_while_a_card_is_awaited_are_waited_for() {
    let none: fn() -> CardError = || CardError::NoReader;
    for (error, code) in [(READER_FAILED, "reader.failed"), (none, "reader.none")] {
        for gives_up in [false, true] {
            let person = Person::new(Table::with_earlier_certificate(), 1);
            let mut told = Vec::new();
            let run = person.run_with(person.driver(view(), FakeServer::default()), |ask| {
                let Ask::InsertCard { problem, .. } = ask else { return None };
                told.push(problem.as_ref().map(|problem| problem.code().to_owned()));
                if told.len() == 1 {
                    person.table.insert(ALICE);
                    let of = Some(Call::Slots);
                    person.notes.see().fail = Some(Fail { of, at: 1, when: When::Before, error });
                }
                Some(if gives_up && told.len() == 2 { Answer::GiveUp } else { Answer::Wait(Duration::ZERO) })
            });
            assert_eq!(told, [None, Some(code.to_owned())]);
            assert_eq!(run.end(), if gives_up { code } else { "done" }, "{:?}", run.asked);
        }
    }
}
