//! Every function with a desk on which it succeeds.

use scap_card::AreaState;
use scap_flow::{Activate, Flow, Issue, QueryRecords, RecordsFilter, Undelegate, View};
use scap_proto::wire::Direction;
use scap_test_pki::fixed;
use uuid::Uuid;

use crate::{
    cards::{HOLDER, now},
    desk::{Desk, OPEN},
    server::FakeServer,
};

/// A function.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) flow: fn() -> Box<dyn Flow>,
    /// With this many readers.
    pub(crate) desk: fn(usize) -> Desk,
}

/// Each function; issuing twice, as the person is asked other things when there is a certificate already.
pub(crate) const FUNCTIONS: [Function; 9] = [
    Function {
        name: "F1",
        flow: || Box::new(activate()),
        desk: |readers| Desk::new(readers, AreaState::Closed),
    },
    Function { name: "F2", flow: || Box::new(issue()), desk: |readers| Desk::new(readers, OPEN) },
    Function { name: "F2 again", flow: || Box::new(issue()), desk: Desk::with_earlier_certificate },
    Function { name: "F3", flow: || Box::new(delegate()), desk: |readers| Desk::new(readers, OPEN) },
    Function {
        name: "F4",
        flow: || Box::new(undelegate()),
        desk: |readers| Desk::with_delegation(readers, &HOLDER),
    },
    Function { name: "F5", flow: || Box::new(issue()), desk: Desk::with_delegate },
    Function { name: "F9", flow: || Box::new(replacing()), desk: Desk::with_earlier_certificate },
    Function { name: "F6", flow: || Box::new(View::new(now())), desk: Desk::with_earlier_certificate },
    Function { name: "F8", flow: || Box::new(records()), desk: |readers| Desk::new(readers, OPEN) },
];

pub(crate) fn activate() -> Activate {
    Activate::new(FakeServer::url(), now())
}

pub(crate) fn issue() -> Issue {
    Issue::new(FakeServer::url(), Uuid::from_u128(1), now())
}

pub(crate) fn delegate() -> Issue {
    Issue::delegating(FakeServer::url(), Uuid::from_u128(2), now())
}

pub(crate) fn undelegate() -> Undelegate {
    Undelegate::new(FakeServer::url(), now())
}

pub(crate) fn replacing() -> Issue {
    Issue::replacing(FakeServer::url(), Uuid::from_u128(1), now())
}

/// What was granted to a card this year.
pub(crate) fn records() -> QueryRecords {
    let range = (fixed::time("2026-01-01T00:00:00Z"), now());
    let filter =
        RecordsFilter { direction: Direction::Received, range, kind: None, serial: None, cursor: None };
    QueryRecords::new(FakeServer::url(), filter, now())
}
