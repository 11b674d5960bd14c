//! PINs: a try is spent only when a person entered one because it was asked for.

use scap_flow::{Answer, Ask};

use crate::{
    cards::HOLDER,
    person::{Person, issue, name, view, wrong_pin},
    readers::Pad,
    server::FakeServer,
    table::{ALICE, COMPANY, Table},
};

#[test]
fn a_wrong_pin_spends_one_try_and_the_right_one_goes_on() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let mut left = Vec::new();
    let run = person.run_with(person.driver(view(), FakeServer::default()), |ask| {
        let Ask::Pin(request) = ask else { return None };
        left.push((request.rejected, request.card.pin.tries_left, person.table.tries_left(ALICE)));
        (left.len() <= 2).then(wrong_pin)
    });
    assert_eq!(left, [(false, Some(3), 3), (true, Some(2), 2), (true, Some(1), 1)]);
    assert_eq!(run.end(), "done");
    assert_eq!(person.table.tries_left(ALICE), 3, "the right PIN gives the tries back");
    assert_eq!(person.notes.see().pins.len(), 3);
}

#[test]
fn a_script_that_gives_up_spends_no_second_try() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let run = person.run_with(person.driver(view(), FakeServer::default()), |ask| match ask {
        Ask::Pin(request) if request.rejected => Some(Answer::GiveUp),
        Ask::Pin(_) => Some(wrong_pin()),
        _ => None,
    });
    let Ask::Refused(failure) = &run.end else { panic!("{:?}", run.end) };
    assert_eq!((failure.code(), &failure.details()["tries_left"]), ("pin.incorrect", &2.into()));
    assert_eq!(person.table.tries_left(ALICE), 2);
    assert_eq!(person.notes.see().pins.len(), 1);
}

#[test]
fn a_card_that_says_it_was_taken_out_and_is_there_is_not_given_pins_for_ever() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    person.notes.see().lies = true;
    let run = person.run(view(), FakeServer::default());
    assert_eq!(run.end(), "card.unreadable");
    assert_eq!(person.notes.see().pins.len(), 2);
}

#[test]
fn the_third_wrong_pin_locks_and_from_then_on_none_is_asked() {
    let server = FakeServer::with_activated(&HOLDER.certificate);
    for (card, role) in [(ALICE, "holder"), (COMPANY, "signer")] {
        let person = Person::new(Table::with_earlier_certificate(), 1);
        let run = person.run_with(person.driver(issue(1), server.clone()), |ask| match ask {
            Ask::Pin(request) if request.card.label == card => Some(wrong_pin()),
            _ => None,
        });
        assert_eq!((run.end(), person.table.tries_left(card)), ("pin.locked", 0), "{role}");

        let calls = server.ledger().calls.len();
        let run = person.run_with(person.driver(issue(2), server.clone()), |ask| {
            assert!(!matches!(ask, Ask::Pin(request) if request.card.label == card), "{role}");
            None
        });
        assert_eq!(run.end(), "pin.locked", "{role}");
        let ledger = server.ledger();
        assert!(!ledger.calls[calls..].contains(&"issue"), "{role}: a serial for a card that cannot sign");
    }
}

#[test]
fn a_pin_that_nobody_asked_for_reaches_no_card() {
    for readers in [1, 2] {
        let person = Person::new(Table::with_earlier_certificate(), readers);
        let server = FakeServer::with_activated(&HOLDER.certificate);
        let mut driver = person.driver(issue(1), server);
        let mut before = None;
        let mut ask = driver.start();
        let mut asked = 0;
        while !matches!(ask, Ask::Done(_)) {
            asked += 1;
            assert!(asked < 60, "{ask:?}");
            let first = before.replace(name(&ask)) != Some(name(&ask));
            let unasked = if matches!(ask, Ask::Pin(_)) {
                Answer::Wait(std::time::Duration::ZERO)
            } else {
                wrong_pin()
            };
            let answer = if first { unasked } else { person.answer(&ask) };
            let same = first.then(|| name(&ask));
            ask = driver.answer(answer);
            if let Some(same) = same {
                assert_eq!(name(&ask), same, "the same is asked again");
            } else {
                before = None;
            }
        }
        ask = driver.answer(wrong_pin());
        assert_eq!(name(&ask), "cancelled");
        assert_eq!((person.table.tries_left(ALICE), person.table.tries_left(COMPANY)), (3, 3), "{readers}");
        assert_eq!(person.notes.see().pins.len(), if readers == 1 { 3 } else { 2 }, "{readers}");
    }
}

#[test]
fn a_pin_pad_is_left_to_the_reader() {
    for (pad, end, pins) in
        [(Pad::Right, "done", 3), (Pad::WrongOnce, "done", 4), (Pad::Cancels, "cancelled", 0)]
    {
        let person = Person::new(Table::with_earlier_certificate(), 1);
        person.notes.see().pad = Some(pad);
        let mut typed = 0;
        let server = FakeServer::with_activated(&HOLDER.certificate);
        let run = person.run_with(person.driver(issue(1), server), |ask| match ask {
            Ask::Pin(request) => {
                assert!(request.card.pin.at_reader);
                typed += 1;
                // What is typed all the same goes nowhere.
                Some(if typed % 2 == 1 { wrong_pin() } else { Answer::PinAtReader })
            }
            _ => None,
        });
        assert_eq!((run.end(), person.notes.see().pins.len()), (end, pins), "{pad:?}");
        assert_eq!((person.table.tries_left(ALICE), person.table.tries_left(COMPANY)), (3, 3), "{pad:?}");
    }
}

#[test]
fn no_reader_is_asked_for_a_pin_without_a_pin_pad() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let mut asked = 0;
    let run = person.run_with(person.driver(view(), FakeServer::default()), |ask| match ask {
        Ask::Pin(_) => {
            asked += 1;
            (asked == 1).then_some(Answer::PinAtReader)
        }
        _ => None,
    });
    assert_eq!((run.end(), asked, person.notes.see().pins.len()), ("done", 2, 1));
}

#[test]
fn a_card_that_another_program_reset_is_asked_for_its_pin_once_more() {
    for readers in [1, 2] {
        for signature in 1..=3 {
            let person = Person::new(Table::with_earlier_certificate(), readers);
            person.notes.see().reset = Some(signature);
            if readers == 2 {
                person.insert(ALICE);
                person.insert(COMPANY);
            }
            let server = FakeServer::with_activated(&HOLDER.certificate);
            let run = person.run(issue(1), server.clone());
            let case = format!("{readers} readers, signature {signature}: {:?}", run.asked);
            assert_eq!(run.end(), "done", "{case}");
            assert_eq!(person.notes.see().pins.len(), if readers == 1 { 4 } else { 3 }, "{case}");
            let ledger = server.ledger();
            assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1), "{case}");
        }
    }
}
