//! Random events: nothing panics, and no order of them leads past the rules.

use std::{cell::RefCell, collections::BTreeMap};

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestCaseError, TestRunner},
};
use scap_ac::CardRank;
use scap_card::{AreaState, CardError, UserCode};
use scap_flow::{CardReply, CardRequest, CardRole, Event, Flow, ServerRequest, Step};
use scap_proto::wire::Terms;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, content, delegation, earlier_certificate},
    delegate::{CAROL, without_delegation},
    desk::{Desk, DeskCard, OPEN},
    functions::FUNCTIONS,
    resume::{leave_after_write, leave_at, next_issue, next_replacing},
    rules::{Rules, fail},
    server::{no_connection, refusal},
    wrong_cards::{FOREIGN, OTHER_SIGNER},
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
        // People decide otherwise.
        160..180 if matches!(step, Step::ConfirmFinish { .. }) => Some(Event::No),
        180..190 if is_question(step) => Some(Event::No),
        // A card leaves and is put back at once.
        190..200 if !desk.present.is_empty() => {
            let card = desk.present[chance.next() % desk.present.len()];
            desk.pull(card);
            desk.insert(card);
            if matches!(step, Step::InsertCard { .. }) { Some(desk.look()) } else { desk.answer(step) }
        }
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

const fn is_question(step: &Step) -> bool {
    matches!(
        step,
        Step::ConfirmCard(_)
            | Step::ConfirmReissue { .. }
            | Step::ConfirmFinish { .. }
            | Step::ConfirmDeactivation { .. }
            | Step::AcceptTerms(_)
            | Step::Review(_)
    )
}

/// Any event but the claim that a card took its PIN, or that the server did what it was not asked.
fn stranger(step: &Step, chance: &mut Chance) -> Event {
    let removed = || Event::Card(Err(CardError::Unreadable { operation: "reading", source: "bent".into() }));
    match chance.next() % 26 {
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
        12 => Event::Filled(delegation()),
        13 => Event::Card(Ok(CardReply::Area(None))),
        14 => Event::Card(Ok(CardReply::Area(Some(earlier_certificate().as_der().to_vec())))),
        15 => Event::Card(Ok(CardReply::Signature(vec![1; 256]))),
        16 => Event::Server(Err(no_connection())),
        17 => Event::Server(Err(refusal("user_code.incorrect"))),
        18 => Event::Server(Err(refusal("delegation.none"))),
        19 => Event::Server(Err(refusal("issuance.superseded"))),
        20 => Event::Server(Ok(scap_flow::ServerReply::Terms(Terms {
            version: "2026-01".to_owned(),
            text: Default::default(),
        }))),
        21 => Event::Unwritten(None),
        22 => Event::GiveUp,
        23 => Event::Cancel,
        24 => removed(),
        _ => Event::Yes,
    }
}

/// A desk with more cards than are needed, some of which would not do: other secondary cards, another primary card, a
/// card of another entity.
fn crowded(mut desk: Desk) -> Desk {
    for (card, label) in
        [(&*COLLEAGUE, "Bob"), (&CAROL, "Carol"), (&OTHER_SIGNER, "Company 2"), (&FOREIGN, "Foreign")]
    {
        let area = if card.certificate.rank() == CardRank::Primary { AreaState::None } else { OPEN };
        if desk.cards.iter().all(|known| known.card.certificate != card.certificate) {
            desk.cards.push(DeskCard::new(card, label, area));
        }
    }
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

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// How often each branch was reached.
#[derive(Debug, Default)]
struct Reached(RefCell<BTreeMap<String, usize>>);

impl Reached {
    fn note(&self, branch: impl Into<String>) {
        *self.0.borrow_mut().entry(branch.into()).or_default() += 1;
    }

    /// Each of these branches, and so often.
    fn assert(&self, branches: impl IntoIterator<Item = (&'static str, usize)>) {
        let reached = self.0.borrow();
        for (branch, least) in branches {
            let times = reached.get(branch).copied().unwrap_or_default();
            assert!(times >= least, "{branch}: {times} times; {reached:?}");
        }
    }
}

/// A desk with this many readers.
type NewDesk = fn(usize) -> Desk;

/// The desks at which an application authorization is issued.
const DESKS: [(&str, NewDesk); 7] = [
    ("new", |readers| Desk::new(readers, OPEN)),
    ("again", Desk::with_earlier_certificate),
    ("delegate", Desk::with_delegate),
    ("no delegate", |readers| without_delegation(readers, "delegation.none")),
    ("delegate no more", |readers| without_delegation(readers, "delegation.inactive")),
    ("unwritten", |readers| {
        let mut desk = Desk::with_earlier_certificate(readers);
        leave_at(&mut desk, "show", 1);
        desk
    }),
    ("unrecorded", |readers| {
        let mut desk = Desk::with_earlier_certificate(readers);
        leave_after_write(&mut desk, "holder signs");
        desk
    }),
];

#[test]
fn no_order_of_events_leads_past_the_rules_of_issuing() {
    let reached = Reached::default();
    let strategy = (1..=3_usize, 0..DESKS.len(), any::<bool>(), vec(any::<u8>(), 0..60));
    let outcome = runner(800).run(&strategy, |(readers, at, again, choices)| {
        let (name, new_desk) = DESKS[at];
        let mut desk = crowded(new_desk(readers));
        let mut flow = if again { next_replacing() } else { next_issue() };
        let mut rules = Rules::new(&desk);
        let mut written = false;
        let step = wander(&mut flow, &mut desk, choices, |desk, step, event| {
            rules.check(desk, step, event)?;
            let begun_before = matches!(name, "unwritten" | "unrecorded");
            let most = usize::from(begun_before) + 1;
            if readers == 1 && desk.cards.iter().any(|card| card.signatures > most) {
                return Err(fail("more signatures than insertions", step));
            }
            match (step, event) {
                (Step::InsertCard { problem: Some(problem), .. }, None) => reached.note(problem.code()),
                (Step::ConfirmFinish { .. }, Some(Event::Yes)) => reached.note("finished"),
                (Step::ConfirmFinish { .. }, Some(Event::No)) => reached.note("not finished"),
                (Step::ConfirmFinish { .. }, _) => {}
                (Step::Card { role: CardRole::Signer, key, .. }, None) => {
                    let is_delegate = COLLEAGUE.certificate.key_identifier() == key;
                    reached.note(if is_delegate {
                        "signed by a delegate"
                    } else {
                        "signed by a primary card"
                    });
                }
                (Step::Card { request: CardRequest::WriteArea(_), .. }, None) => written = true,
                (Step::Server(ServerRequest::Record(unwritten)), None) if name == "unrecorded" => {
                    let old = desk.unwritten.as_ref().is_some_and(|kept| kept.id == unwritten.id);
                    reached.note(if old { "made up for" } else { "recorded after that" });
                }
                _ => {}
            }
            Ok(())
        })?;
        if written {
            reached.note(format!("{name}: written"));
        }
        if matches!(step, Step::Done(_)) {
            reached.note(format!("{name}: done"));
        }
        Ok(())
    });
    outcome.unwrap();
    // Far fewer than are expected: a branch that is not reached at all is found, chance is not.
    let branches = [
        ("new: done", 8),
        ("again: done", 20),
        ("delegate: done", 8),
        ("no delegate: done", 8),
        ("delegate no more: done", 8),
        ("unwritten: done", 20),
        ("unrecorded: done", 20),
        ("unrecorded: written", 20),
        ("signed by a delegate", 8),
        ("signed by a primary card", 80),
        ("finished", 30),
        ("not finished", 1),
        ("made up for", 30),
        ("recorded after that", 20),
        ("delegation.none", 10),
        ("delegation.inactive", 6),
        ("delegation.self", 2),
        ("entity.mismatch", 1),
        ("card.changed", 20),
        ("card.removed", 50),
    ];
    reached.assert(branches);
}

#[test]
fn no_order_of_events_leads_past_the_rules_of_any_function() {
    let reached = Reached::default();
    let strategy = (1..=3_usize, 0..FUNCTIONS.len(), vec(any::<u8>(), 0..60));
    let outcome = runner(600).run(&strategy, |(readers, at, choices)| {
        let mut desk = crowded((FUNCTIONS[at].desk)(readers));
        let mut rules = Rules::new(&desk);
        let step = wander(&mut *(FUNCTIONS[at].flow)(), &mut desk, choices, |desk, step, event| {
            if let (Step::Card { role: CardRole::Primary, .. }, None) = (step, event) {
                reached.note(format!("{}: signed", FUNCTIONS[at].name));
            }
            rules.check(desk, step, event)
        })?;
        if let Step::Done(_) = step {
            reached.note(FUNCTIONS[at].name);
        }
        Ok(())
    });
    outcome.unwrap();
    reached.assert(FUNCTIONS.iter().map(|function| (function.name, 10)));
    reached.assert([("F3: signed", 10), ("F4: signed", 10)]);
}
