//! Every function cut off at every step, by a program that is killed, a card that is pulled or a network that goes;
//! then done again by a willing person. After the cut nothing is half written and nothing that the server acknowledged
//! is lost; in the end it is done, once.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use scap_ac::{AcKind, AuthorizationCertificate};
use scap_card::{AreaState, soft::NewArea};
use scap_flow::{Answer, Ask, Event, Flow, Server, ServerReply, ServerRequest, Step, Unwritten};
use scap_proto::ServerError;
use scap_test_pki::fixed::Card;
use uuid::Uuid;

use crate::{
    cards::{COLLEAGUE, HOLDER, SIGNER},
    network::{Lost, Unreachable},
    person::{Person, activate, delegate, issue, records, replacing, undelegate, view},
    readers::When,
    server::{FakeServer, no_answer, no_connection},
    table::{ALICE, COMPANY, Table},
};

/// A function, and the table and server at which it succeeds.
struct Function {
    name: &'static str,
    flow: fn(u128) -> Box<dyn Flow>,
    table: fn() -> (Person, FakeServer),
    /// How it ends when it is done again after it was done.
    again: &'static str,
}

const BOB: &str = "Bob";

fn opened() -> (Person, FakeServer) {
    (Person::new(Table::with_earlier_certificate(), 1), FakeServer::with_activated(&HOLDER.certificate))
}

fn unopened() -> (Person, FakeServer) {
    (Person::new(Table::new(), 1), FakeServer::default())
}

/// The primary card has given Alice a delegation.
fn delegated() -> (Person, FakeServer) {
    static SERVER: LazyLock<FakeServer> = LazyLock::new(|| {
        let (person, server) = opened();
        assert_eq!(person.run(delegate(90), server.clone()).end(), "done");
        server
    });
    (opened().0, copy(&SERVER))
}

/// The primary card has given Bob a delegation, and he signs.
fn with_delegate() -> (Person, FakeServer) {
    static SERVER: LazyLock<FakeServer> = LazyLock::new(|| {
        let mut person = bob_signs();
        (person.holder, person.signer) = (BOB, COMPANY);
        person.selection.holder = Some(BOB.to_owned());
        let server = FakeServer::with_activated(&HOLDER.certificate);
        assert_eq!(person.run(delegate(90), server.clone()).end(), "done");
        server
    });
    (bob_signs(), copy(&SERVER))
}

/// Another server that did the same.
fn copy(server: &FakeServer) -> FakeServer {
    let copy = FakeServer::default();
    copy.ledger().clone_from(&server.ledger());
    copy
}

fn bob_signs() -> Person {
    let mut person = opened().0;
    person.table.create(BOB, &COLLEAGUE, NewArea::Open);
    person.signer = BOB;
    // Either could be the holder's, so it is named.
    person.selection.holder = Some(ALICE.to_owned());
    person
}

fn boxed(flow: impl Flow + 'static) -> Box<dyn Flow> {
    Box::new(flow)
}

const F1: Function =
    Function { name: "F1", flow: |_| boxed(activate()), table: unopened, again: "area.already_open" };
const F2: Function = Function { name: "F2", flow: |id| boxed(issue(id)), table: opened, again: "done" };
const F3: Function = Function { name: "F3", flow: |id| boxed(delegate(id)), table: opened, again: "done" };
const F4: Function =
    Function { name: "F4", flow: |_| boxed(undelegate()), table: delegated, again: "delegation.inactive" };
const F5: Function =
    Function { name: "F5", flow: |id| boxed(issue(id)), table: with_delegate, again: "done" };
const F6: Function = Function { name: "F6", flow: |_| boxed(view()), table: opened, again: "done" };
const F8: Function = Function { name: "F8", flow: |_| boxed(records()), table: opened, again: "done" };
const F9: Function = Function { name: "F9", flow: |id| boxed(replacing(id)), table: opened, again: "done" };

/// What cuts a run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cut {
    /// The program is killed: between two steps, or before or after a call of the server.
    Killed,
    /// The network goes before a call or before its answer, and stays away.
    NoNetwork,
    /// A card is pulled, and the person leaves.
    Left(When),
    /// A card is pulled and put back.
    PutBack(When),
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
    flow: Box<dyn Flow>,
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
    if let Cut::Left(when) | Cut::PutBack(when) = cut {
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

/// What the holder's card and the server say.
struct Found {
    area: Option<Vec<u8>>,
    is_open: bool,
    /// The certificates that the server recorded for the holder's card and whether the write is recorded, in order.
    issued: Vec<(Uuid, Vec<u8>, bool)>,
    serials: usize,
    /// Whether the newest delegation of each card is active.
    delegations: Vec<bool>,
    /// A certificate waits to be written.
    unwritten: bool,
}

fn look(person: &Person, server: &FakeServer) -> Found {
    let ledger = server.ledger();
    let mut recorded: Vec<_> = ledger.issuances.iter().filter(|(_, known)| known.recorded > 0).collect();
    recorded.sort_by_key(|(_, known)| known.recorded);
    let issued = recorded.iter().filter(|(_, known)| known.kind == AcKind::Application);
    let issued = issued.map(|(id, known)| {
        assert_eq!(known.holder, HOLDER.certificate);
        (**id, known.certificate.as_ref().unwrap().as_der().to_vec(), known.written)
    });
    let newest = |card: &Card| ledger.newest(&card.certificate, AcKind::Delegation);
    Found {
        area: person.table.area(ALICE),
        is_open: matches!(person.table.card(ALICE).area_state().unwrap(), AreaState::Open { .. }),
        issued: issued.collect(),
        serials: ledger.issuances.len(),
        unwritten: !person.table.journal().unwritten(FakeServer::URL).unwrap().is_empty(),
        delegations: [&*HOLDER, &*COLLEAGUE]
            .into_iter()
            .filter_map(newest)
            .map(|known| !known.deactivated)
            .collect(),
    }
}

/// Nothing is half written, and what the server acknowledged is on the card and recorded as written, or on the way.
fn assert_nothing_lost(person: &Person, before: &Found, found: &Found, case: &str) {
    let journal = person.table.journal();
    let unwritten = journal.unwritten(FakeServer::URL).unwrap().into_iter().map(|unwritten| unwritten.id);
    let pending = journal.pending(FakeServer::URL).unwrap().into_iter().map(|pending| pending.id);
    let on_the_way: Vec<_> = unwritten.chain(pending).collect();
    for (id, _, written) in &found.issued {
        assert!(*written || on_the_way.contains(id), "{case}: {id} is lost");
    }
    let new = found.issued.iter().any(|(_, der, _)| found.area.as_ref() == Some(der));
    assert!(new || found.area == before.area, "{case}: the area holds something else");
    let written = found.issued.iter().all(|(_, der, written)| !written || found.area.as_ref() == Some(der));
    assert!(written, "{case}: a write is recorded that is none");
    assert!(found.serials <= before.serials + 1, "{case}: a second serial");
    for card in [ALICE, person.signer] {
        assert_eq!(person.table.tries_left(card), 3, "{case}: {card}");
    }
}

/// All is done, once, and nothing is left to do.
fn assert_done(
    function: &Function,
    person: &Person,
    server: &FakeServer,
    (before, cut): (&Found, &Found),
    case: &str,
) {
    let found = look(person, server);
    let left = fs::read_dir(person.table.journal_folder()).map_or(0, Iterator::count);
    assert_eq!(left, 0, "{case}: files in the journal");
    let issues = matches!(function.name, "F2" | "F5" | "F9");
    // What was on the card already was issued again, and what waits is written before it is changed; anything else
    // was finished.
    let again = cut.area != before.area || (function.name == "F9" && cut.unwritten);
    let expected = usize::from(issues) + usize::from(issues && again);
    assert_eq!(found.issued.len(), expected, "{case}");
    assert!(found.issued.iter().all(|(.., written)| *written), "{case}: a write is not recorded");
    assert_eq!(server.ledger().writes, expected, "{case}: a write is recorded twice");
    let newest = found.issued.last().map(|(_, der, _)| der);
    assert_eq!(found.area.as_ref(), newest.or(before.area.as_ref()), "{case}");
    let delegations = match function.name {
        "F3" | "F5" => &[true][..],
        "F4" => &[false],
        _ => &[],
    };
    assert_eq!(found.delegations, delegations, "{case}");
    assert!(found.is_open, "{case}");
}

/// Cuts a function at each of its places in turn and does it again; returns how many there are.
fn cut_everywhere(function: &Function, readers: usize, cut: Cut) -> usize {
    for nth in 1.. {
        let (mut person, server) = (function.table)();
        person.readers = readers;
        if readers == 2 {
            person.table.insert(ALICE);
            person.table.insert(person.signer);
        }
        server.ledger().calls.clear();
        let before = look(&person, &server);
        let end = run_cut(function, &person, &server, cut, nth);
        let case = format!("{}, {readers} readers, {cut:?} at {nth}: {end:?}", function.name);
        let Some(end) = end else { return nth - 1 };
        let found = look(&person, &server);
        assert_nothing_lost(&person, &before, &found, &case);

        if matches!(cut, Cut::PutBack(_)) {
            assert_eq!(end, "done", "{case}");
            assert_done(function, &person, &server, (&before, &before), &case);
            continue;
        }
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

/// As the tests of cards that are pulled do for the other functions.
#[test]
fn a_card_that_is_put_back_while_a_delegation_is_given_used_or_ended() {
    for function in [F3, F4, F5] {
        for (readers, when) in [(1, When::Before), (1, When::During), (2, When::During)] {
            assert!(cut_everywhere(&function, readers, Cut::PutBack(when)) > 10, "{}", function.name);
        }
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
