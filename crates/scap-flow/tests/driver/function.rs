//! Every function that cards take part in, and a table and server at which it succeeds.

use std::sync::LazyLock;

use scap_card::soft::NewArea;
use scap_flow::{Answer, Ask, Event, Flow, Step};

use crate::{
    cards::{COLLEAGUE, HOLDER, content},
    person::{Person, activate, delegate, finishing, issue, records, replacing, undelegate, view},
    readers::Notes,
    server::FakeServer,
    table::{ALICE, COMPANY, Table},
};

/// The flow of some function.
pub(crate) struct AnyFlow(Box<dyn Flow>);

impl Flow for AnyFlow {
    fn next(&mut self, event: Event) -> Step {
        self.0.next(event)
    }
}

/// A function, and the table and server at which it succeeds.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) flow: fn(u128) -> AnyFlow,
    pub(crate) table: fn() -> (Person, FakeServer),
    /// How it ends when it is done again after it was done.
    pub(crate) again: &'static str,
    /// Whether a certificate comes onto the holder's card.
    pub(crate) issues: bool,
}

pub(crate) const BOB: &str = "Bob";

pub(crate) fn opened() -> (Person, FakeServer) {
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

fn boxed(flow: impl Flow + 'static) -> AnyFlow {
    AnyFlow(Box::new(flow))
}

/// A certificate was signed and recorded, and is not on the card.
fn signed() -> (Person, FakeServer) {
    let (mut person, server) = opened();
    let run = person.run_with(person.driver(issue(1), server.clone()), |ask| {
        matches!(ask, Ask::ShowCertificate(_)).then_some(Answer::Cancel)
    });
    assert_eq!(run.end(), "cancelled");
    person.table.leave_only("");
    person.notes = Notes::default();
    (person, server)
}

/// Nothing was ever granted to Alice.
fn empty() -> (Person, FakeServer) {
    (Person::new(Table::with_area(NewArea::Open), 1), FakeServer::with_activated(&HOLDER.certificate))
}

fn cancelling() -> (Person, FakeServer) {
    let (mut person, server) = opened();
    person.content = content(&[]);
    (person, server)
}

impl Function {
    const fn of(
        name: &'static str,
        flow: fn(u128) -> AnyFlow,
        table: fn() -> (Person, FakeServer),
        again: &'static str,
    ) -> Self {
        Self { name, flow, table, again, issues: false }
    }

    const fn issuing(
        name: &'static str,
        flow: fn(u128) -> AnyFlow,
        table: fn() -> (Person, FakeServer),
        again: &'static str,
    ) -> Self {
        Self { name, flow, table, again, issues: true }
    }

    /// A new table with so many readers; with two, both cards are in them.
    pub(crate) fn set(&self, readers: usize) -> (Person, FakeServer) {
        let (mut person, server) = (self.table)();
        person.readers = readers;
        if readers == 2 {
            person.table.insert(ALICE);
            person.table.insert(person.signer);
        }
        server.ledger().calls.clear();
        (person, server)
    }
}

pub(crate) const F1: Function = Function::of("F1", |_| boxed(activate()), unopened, "area.already_open");
/// The first certificate of a card.
pub(crate) const F2_FIRST: Function = Function::issuing("F2, first", |id| boxed(issue(id)), empty, "done");
pub(crate) const F2: Function = Function::issuing("F2", |id| boxed(issue(id)), opened, "done");
pub(crate) const F3: Function = Function::of("F3", |id| boxed(delegate(id)), opened, "done");
pub(crate) const F4: Function = Function::of("F4", |_| boxed(undelegate()), delegated, "delegation.inactive");
pub(crate) const F5: Function = Function::issuing("F5", |id| boxed(issue(id)), with_delegate, "done");
pub(crate) const F6: Function = Function::of("F6", |_| boxed(view()), opened, "done");
pub(crate) const F8: Function = Function::of("F8", |_| boxed(records()), opened, "done");
pub(crate) const F9: Function = Function::issuing("F9", |id| boxed(replacing(id)), opened, "done");
pub(crate) const F10: Function = Function::issuing("F10", |id| boxed(replacing(id)), cancelling, "done");
/// What an earlier run left is written.
pub(crate) const FINISH: Function =
    Function::issuing("finish", |_| boxed(finishing()), signed, "resume.none");
