//! Every function with a desk on which it succeeds.

use scap_card::AreaState;
use scap_flow::{Activate, Flow, Issue, QueryRecords, View};
use scap_proto::wire::Direction;
use scap_test_pki::fixed;
use uuid::Uuid;

use crate::{
    cards::now,
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
pub(crate) const FUNCTIONS: [Function; 6] = [
    Function {
        name: "F1",
        flow: || Box::new(activate()),
        desk: |readers| Desk::new(readers, AreaState::Closed),
    },
    Function { name: "F2", flow: || Box::new(issue()), desk: |readers| Desk::new(readers, OPEN) },
    Function { name: "F2 again", flow: || Box::new(issue()), desk: Desk::with_earlier_certificate },
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

pub(crate) fn replacing() -> Issue {
    Issue::replacing(FakeServer::url(), Uuid::from_u128(1), now())
}

/// What was granted to a card this year.
pub(crate) fn records() -> QueryRecords {
    let range = (fixed::time("2026-01-01T00:00:00Z"), now());
    QueryRecords::new(FakeServer::url(), range, Direction::Received, None, None, now())
}
