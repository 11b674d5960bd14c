//! Every function cut off at every step, by a program that is killed, a card that is pulled or a network that goes;
//! then done again by a willing person. After the cut nothing is half written and nothing that the server acknowledged
//! is lost; in the end it is done, once.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use scap_ac::AuthorizationCertificate;
use scap_card::soft::NewArea;
use scap_flow::{Answer, Ask, Event, Flow, Server, ServerReply, ServerRequest, Step, Unwritten};
use scap_proto::ServerError;
use uuid::Uuid;

use crate::{
    cards::{COLLEAGUE, SIGNER},
    found::{assert_done, assert_nothing_lost, look},
    function::{AnyFlow, BOB, F1, F2, F3, F4, F5, F6, F8, F9, Function, opened},
    network::{Lost, Unreachable},
    person::{Person, issue},
    readers::When,
    server::{FakeServer, no_answer, no_connection},
    table::ALICE,
};

/// What cuts a run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cut {
    /// The program is killed: between two steps, or before or after a call of the server.
    Killed,
    /// The network goes before a call or before its answer, and stays away.
    NoNetwork,
    /// A card is pulled, and the person leaves.
    Left(When),
}

/// Burns down by one at each place where a run can be cut.
#[derive(Clone, Debug)]
struct Fuse {
    left: Arc<AtomicUsize>,
    cut: Cut,
}

/// Unwinds a run that is killed; prints nothing, as a panic would.
struct Killed;

impl Fuse {
    fn never() -> Self {
        Self { left: Arc::new(AtomicUsize::new(usize::MAX)), cut: Cut::NoNetwork }
    }

    fn is_burnt(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Whether the network is gone from here on.
    fn burn(&self) -> bool {
        let (order, left) = (Ordering::Relaxed, self.left.load(Ordering::Relaxed));
        self.left.store(left.saturating_sub(1), order);
        if left <= 1 && self.cut == Cut::Killed {
            resume_unwind(Box::new(Killed));
        }
        left <= 1
    }
}

/// A flow in a program that may be killed before any of its events: after the effect, before anybody knows.
struct Mortal {
    flow: AnyFlow,
    fuse: Fuse,
}

impl Flow for Mortal {
    fn next(&mut self, event: Event) -> Step {
        if self.fuse.cut == Cut::Killed {
            self.fuse.burn();
        }
        self.flow.next(event)
    }
}

/// A server at the end of a network, called by a program that may be killed.
#[derive(Debug)]
struct Distant {
    server: FakeServer,
    fuse: Fuse,
}

impl Server for Distant {
    fn url(&self) -> &str {
        self.server.url()
    }

    fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError> {
        if !matches!(self.fuse.cut, Cut::Killed | Cut::NoNetwork) {
            return self.server.call(request);
        }
        if self.fuse.burn() {
            return Err(no_connection());
        }
        let reply = self.server.call(request);
        if self.fuse.burn() { Err(no_answer()) } else { reply }
    }
}

/// Runs a function that is cut at its `nth` place; how it ended, or `None` if it has fewer.
fn run_cut(
    function: &Function,
    person: &Person,
    server: &FakeServer,
    cut: Cut,
    nth: usize,
) -> Option<String> {
    let fuse = Fuse { left: Arc::new(AtomicUsize::new(nth)), cut };
    if let Cut::Left(when) = cut {
        person.notes.see().pull = Some((nth, when));
    }
    let is_pulled = || person.notes.see().area_then.is_some();
    let run = || {
        let flow = Mortal { flow: (function.flow)(1), fuse: fuse.clone() };
        let driver = person.driver(flow, Distant { server: server.clone(), fuse: fuse.clone() });
        person.run_with(driver, |ask| {
            let leaves = matches!(cut, Cut::Left(_)) && matches!(ask, Ask::InsertCard { .. }) && is_pulled();
            leaves.then_some(Answer::GiveUp)
        })
    };
    let end = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(run) => run.end().to_owned(),
        Err(killed) if killed.is::<Killed>() => "killed".to_owned(),
        Err(failed) => resume_unwind(failed),
    };
    person.notes.see().pull = None;
    (fuse.is_burnt() || is_pulled()).then_some(end)
}

/// Cuts a function at each of its places in turn and does it again; returns how many there are.
fn cut_everywhere(function: &Function, readers: usize, cut: Cut) -> usize {
    for nth in 1.. {
        let (person, server) = function.set(readers);
        let before = look(&person, &server);
        let end = run_cut(function, &person, &server, cut, nth);
        let case = format!("{}, {readers} readers, {cut:?} at {nth}: {end:?}", function.name);
        if end.is_none() {
            return nth - 1;
        }
        let found = look(&person, &server);
        assert_nothing_lost(&person, &before, &found, &case);

        let run = person.run(Mortal { flow: (function.flow)(2), fuse: Fuse::never() }, server.clone());
        let was_done = match function.name {
            "F1" => found.is_open,
            "F4" => found.delegations != before.delegations,
            _ => false,
        };
        let case = format!("{case}, then {:?}", run.asked);
        assert_eq!(run.end(), if was_done { function.again } else { "done" }, "{case}");
        assert_done(function, &person, &server, (&before, &found), &case);
    }
    unreachable!()
}

/// Cuts a function in every manner; `least` is how many places it has for a program, a network and cards.
fn cut_in_every_manner(function: &Function, readers: usize, least: [usize; 3]) {
    let [steps, calls, cards] = least;
    let cuts = [
        (Cut::Killed, steps),
        (Cut::NoNetwork, 2 * calls),
        (Cut::Left(When::Before), cards),
        (Cut::Left(When::During), cards),
    ];
    for (cut, least) in cuts {
        let places = cut_everywhere(function, readers, cut);
        assert!(places >= least, "{}, {readers} readers, {cut:?}: {places} places", function.name);
    }
}

#[test]
fn issuing_with_one_reader() {
    cut_in_every_manner(&F2, 1, [40, 7, 25]);
}

#[test]
fn issuing_with_two_readers() {
    cut_in_every_manner(&F2, 2, [36, 7, 25]);
}

#[test]
fn modifying_with_one_reader() {
    cut_in_every_manner(&F9, 1, [40, 7, 25]);
}

#[test]
fn modifying_with_two_readers() {
    cut_in_every_manner(&F9, 2, [36, 7, 25]);
}

#[test]
fn signing_by_a_delegate_with_one_reader() {
    cut_in_every_manner(&F5, 1, [40, 7, 25]);
}

#[test]
fn signing_by_a_delegate_with_two_readers() {
    cut_in_every_manner(&F5, 2, [36, 7, 25]);
}

#[test]
fn giving_a_delegation() {
    for readers in [1, 2] {
        cut_in_every_manner(&F3, readers, [25, 5, 15]);
    }
}

#[test]
fn ending_a_delegation() {
    for readers in [1, 2] {
        cut_in_every_manner(&F4, readers, [20, 5, 12]);
    }
}

#[test]
fn opening_viewing_or_querying() {
    for readers in [1, 2] {
        cut_in_every_manner(&F1, readers, [15, 3, 9]);
        cut_in_every_manner(&F6, readers, [4, 0, 5]);
        cut_in_every_manner(&F8, readers, [12, 3, 5]);
    }
}

#[test]
fn what_was_left_is_offered_to_its_own_card_and_void_once_another_is_issued() {
    let (mut person, server) = opened();
    let run = person.run_with(person.driver(issue(1), server.clone()), |ask| {
        matches!(ask, Ask::ShowCertificate(_)).then_some(Answer::Cancel)
    });
    assert_eq!(run.end(), "cancelled");
    let journal = person.table.journal();
    let left = journal.unwritten(FakeServer::URL).unwrap().remove(0);
    let elsewhere = Unwritten { id: Uuid::from_u128(8), ..left.clone() };
    journal.keep_unwritten("https://another.test", &elsewhere).unwrap();

    // Another secondary card is offered nothing.
    person.table.create(BOB, &COLLEAGUE, NewArea::Open);
    person.holder = BOB;
    server.ledger().activated.insert(*COLLEAGUE.certificate.serial());
    person.table.leave_only("");
    let run = person.run(issue(2), server.clone());
    assert!(run.end() == "done" && !run.asked.contains(&"finish?"), "{:?}", run.asked);
    assert_eq!(journal.unwritten(FakeServer::URL).unwrap(), [left]);

    // Alice's is; she wants another one.
    person.table.leave_only("");
    person.holder = ALICE;
    let run = person.run_with(person.driver(issue(3), server.clone()), |ask| {
        matches!(ask, Ask::ConfirmFinish { .. }).then_some(Answer::No)
    });
    assert!(run.end() == "done" && run.asked.contains(&"finish?"), "{:?}", run.asked);
    assert_eq!(journal.unwritten(FakeServer::URL).unwrap(), []);
    assert_eq!(journal.unwritten("https://another.test").unwrap(), [elsewhere]);
}

#[test]
fn issuing_between_two_files_of_the_journal() {
    let (person, server) = opened();
    let before = look(&person, &server);
    let gone = Unreachable { server: server.clone(), calls_left: 5, lost: Lost::Call };
    assert_eq!(person.run(issue(1), gone).end(), "audit.pending");
    // The record is kept, and its certificate was not forgotten yet.
    let found = look(&person, &server);
    let (id, certificate, _) = &found.issued[0];
    let certificate = Box::new(AuthorizationCertificate::from_der(certificate).unwrap());
    let unwritten = Unwritten { id: *id, signer: SIGNER.certificate.clone(), certificate };
    person.table.journal().keep_unwritten(FakeServer::URL, &unwritten).unwrap();

    let run = person.run(issue(2), server.clone());
    assert!(!run.asked.contains(&"finish?") && run.end() == "done", "{:?}", run.asked);
    assert_done(&F2, &person, &server, (&before, &found), "both files");
}
