//! Random events: nothing panics, and no order of them leads past the rules.

use std::cell::Cell;

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestCaseError, TestRunner},
};
use scap_card::{AreaState, CardError, UserCode};
use scap_flow::{CardReply, CardRequest, CardRole, Event, Flow, Step};
use scap_proto::wire::Terms;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, HOLDER, content, earlier_certificate},
    desk::{Desk, DeskCard, OPEN},
    functions::FUNCTIONS,
    names::name,
    server::{no_connection, refusal},
    wrong_cards::OTHER_SIGNER,
};

/// Chosen at random, one after another; once they are used up people are willing and nothing fails.
struct Chance(std::vec::IntoIter<u8>);

impl Chance {
    fn next(&mut self) -> usize {
        usize::from(self.0.next().unwrap_or_default())
    }
}

/// What a driver, cards, server or people may do at a step, mostly as they should. Cards and server tell the
/// truth about themselves: a flow has to rely on that.
fn happens(desk: &mut Desk, step: &Step, chance: &mut Chance) -> Option<Event> {
    let role = match step {
        Step::Card { role, .. } => Some(*role),
        Step::VerifyPin(request) => Some(request.role),
        _ => None,
    };
    match chance.next() {
        // A card leaves or comes, then all goes on.
        200..210 => {
            let card = chance.next() % desk.cards.len();
            desk.pull(card);
            desk.answer(step)
        }
        210..220 => {
            let card = chance.next() % desk.cards.len();
            desk.insert(card);
            if matches!(step, Step::InsertCard { .. }) { Some(desk.look()) } else { desk.answer(step) }
        }
        // The card leaves before or after it did what it was asked.
        220..230 => match role {
            Some(role) => {
                desk.pull_role(role);
                Some(Event::Card(Err(CardError::Removed)))
            }
            None => desk.answer(step),
        },
        230..240 => {
            let done = desk.answer(step)?;
            let Some(role) = role else { return Some(done) };
            desk.pull_role(role);
            Some(Event::Card(Err(CardError::Removed)))
        }
        240.. => Some(stranger(step, chance)),
        _ => desk.answer(step),
    }
}

/// Any event but the claim that a card took its PIN, or that the server did what it was not asked.
fn stranger(step: &Step, chance: &mut Chance) -> Event {
    let removed = || Event::Card(Err(CardError::Unreadable { operation: "reading", source: "bent".into() }));
    match chance.next() % 21 {
        0 => Event::Start,
        1 => Event::Chosen(chance.next() % 4),
        2 if !matches!(step, Step::VerifyPin(_)) => Event::PinAccepted,
        3 => Event::PinRejected { tries_left: Some(0) },
        4 => Event::PinRejected { tries_left: None },
        5 => Event::PinRejected { tries_left: Some(2) },
        6 => Event::No,
        7 => Event::Back,
        8 => Event::UserCode(UserCode::new("wrong".into())),
        9 => Event::LookUp("EHELPER".to_owned()),
        10 => Event::Filled(content(&[("NONE", "none")])),
        11 => Event::Filled(content(&APPLICATIONS)),
        12 => Event::Card(Ok(CardReply::Area(None))),
        13 => Event::Card(Ok(CardReply::Area(Some(earlier_certificate().as_der().to_vec())))),
        14 => Event::Card(Ok(CardReply::Signature(vec![1; 256]))),
        15 => Event::Server(Err(no_connection())),
        16 => Event::Server(Err(refusal("user_code.incorrect"))),
        17 => Event::Server(Ok(scap_flow::ServerReply::Terms(Terms {
            version: "2026-01".to_owned(),
            text: Default::default(),
        }))),
        18 => Event::GiveUp,
        19 => Event::Cancel,
        20 => removed(),
        _ => Event::Yes,
    }
}

/// A desk with more cards than are needed, some of which would not do.
fn crowded(mut desk: Desk) -> Desk {
    if desk.cards[1].card.certificate != COLLEAGUE.certificate {
        desk.cards.push(DeskCard::new(&COLLEAGUE, "Bob", OPEN));
    }
    desk.cards.push(DeskCard::new(&OTHER_SIGNER, "Company 2", AreaState::None));
    desk
}

/// Runs a function with random events until it ends, checking each step before it is carried out and the desk
/// after it.
fn wander(
    flow: &mut dyn Flow,
    desk: &mut Desk,
    choices: Vec<u8>,
    mut check: impl FnMut(&Desk, &Step, Option<&Event>) -> Result<(), TestCaseError>,
) -> Result<Step, TestCaseError> {
    let mut chance = Chance(choices.into_iter());
    let mut step = flow.next(Event::Start);
    for _ in 0..1000 {
        check(desk, &step, None)?;
        let Some(event) = happens(desk, &step, &mut chance) else {
            let after = flow.next(desk.look());
            return if matches!(after, Step::Cancelled) { Ok(step) } else { Err(fail("it went on", &after)) };
        };
        check(desk, &step, Some(&event))?;
        step = flow.next(event);
    }
    Err(fail("no end", &step))
}

fn fail(why: &str, step: &Step) -> TestCaseError {
    TestCaseError::fail(format!("{why}: {}", name(step)))
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Rules of every function: a PIN is asked of a card once while it stays, and never when it is locked.
fn check_pin(desk: &Desk, step: &Step, event: Option<&Event>) -> Result<(), TestCaseError> {
    let (Step::VerifyPin(request), None) = (step, event) else { return Ok(()) };
    let asked = |card: &&usize| desk.cards[**card].card.certificate == request.card.certificate;
    let asked = desk.present.iter().find(asked).map(|card| &desk.cards[*card]);
    if asked.is_some_and(|card| card.verified) {
        return Err(fail("a PIN for a card that has it", step));
    }
    if request.card.pin.tries_left == Some(0) {
        return Err(fail("a PIN for a card that is locked", step));
    }
    Ok(())
}

#[test]
fn no_order_of_events_leads_past_the_rules_of_issuing() {
    let desks: [fn(usize) -> Desk; 2] = [|readers| Desk::new(readers, OPEN), Desk::with_earlier_certificate];
    let (written, ended) = (Cell::new(0), Cell::new(0));
    let cases = 600;
    let strategy = (1..=3_usize, 0..2_usize, vec(any::<u8>(), 0..60));
    let outcome = runner(cases).run(&strategy, |(readers, desk, choices)| {
        let mut desk = crowded(desks[desk](readers));
        let (mut signer_pin, mut writes) = (false, 0);
        let step = wander(&mut crate::functions::issue(), &mut desk, choices, |desk, step, event| {
            check_pin(desk, step, event)?;
            if desk.server.ledger().issuances.len() > 1 {
                return Err(fail("a second issuance", step));
            }
            if readers == 1 && desk.cards.iter().any(|card| card.signatures > 1) {
                return Err(fail("two signatures for one insertion", step));
            }
            match (step, event) {
                (Step::VerifyPin(request), Some(Event::PinAccepted)) if request.role == CardRole::Signer => {
                    signer_pin = true;
                }
                (Step::Card { role: CardRole::Signer, .. }, None) if !signer_pin => {
                    return Err(fail("no PIN of the signer", step));
                }
                (Step::Card { role, request: CardRequest::WriteArea(der), .. }, None) => {
                    writes += 1;
                    // The server verified the consent of this very card and recorded this very certificate.
                    let ledger = desk.server.ledger();
                    let recorded = ledger.issuances.values().any(|issuance| {
                        issuance.holder == desk.parts[role]
                            && issuance.certificate.as_ref().is_some_and(|ac| ac.as_der() == der)
                    });
                    if !recorded {
                        return Err(fail("nothing was agreed or recorded", step));
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        written.set(written.get() + usize::from(writes > 0));
        ended.set(ended.get() + usize::from(matches!(step, Step::Done(_))));
        Ok(())
    });
    outcome.unwrap();
    assert!(written.get() > 100 && ended.get() > 100, "{written:?} of {cases} wrote, {ended:?} ended well");
}

#[test]
fn no_order_of_events_makes_a_function_panic_or_open_what_was_not_agreed() {
    let done = Cell::new([0; FUNCTIONS.len()]);
    let strategy = (1..=3_usize, 0..FUNCTIONS.len(), vec(any::<u8>(), 0..60));
    let outcome = runner(600).run(&strategy, |(readers, at, choices)| {
        let mut desk = crowded((FUNCTIONS[at].desk)(readers));
        let step = wander(&mut *(FUNCTIONS[at].flow)(), &mut desk, choices, |desk, step, event| {
            check_pin(desk, step, event)?;
            let opens = matches!(step, Step::Card { request: CardRequest::OpenArea, .. });
            if opens && !desk.server.ledger().activated.contains(HOLDER.certificate.serial()) {
                return Err(fail("the server did not agree", step));
            }
            Ok(())
        })?;
        if let Step::Done(_) = step {
            let mut counts = done.get();
            counts[at] += 1;
            done.set(counts);
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(done.get().iter().all(|count| *count > 10), "{done:?} ended well");
}
