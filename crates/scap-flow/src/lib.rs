//! The functions of secondary-card authorization as state machines without I/O, and the driver that runs them.
//!
//! A flow is a value with one method: [`Flow::next`] is given what happened ([`Event`]) and returns what is
//! needed next ([`Step`]). It prints nothing, opens no window, no socket and no card, reads no clock and never
//! sees a PIN, so the order of steps and every rule are tested without any of them, and the command line and
//! the windows cannot differ in policy.
//!
//! | function | flow |
//! | --- | --- |
//! | F1: open the authorization area (manual § 7.1) | [`Activate`] |
//! | F2: a primary card signs an application authorization (§ 7.2.3.1) | [`Issue`] |
//! | F3: a primary card signs a delegation (§ 7.2.3.2) | [`Issue::delegating`] |
//! | F4: a primary card ends a delegation (§ 7.2.3.2 step 7) | [`Undelegate`] |
//! | F5: a secondary card with a delegation signs an application authorization (§ 7.2.3.3) | [`Issue`] |
//! | F9, F10: it is modified or cancelled (§ 7.5, § 7.6) | [`Issue::replacing`] |
//! | what was cut off in one of these is finished | [`Issue::finishing`] |
//! | F6: view the authorization on a card (§ 7.3) | [`View`] |
//! | F8: query a card's records (§ 7.4) | [`QueryRecords`] |
//! | F13: meet the server, and send it what an earlier run could not | [`Meet`] |
//!
//! [`Driver`] runs a flow: it carries out the steps for cards and the server itself and hands those for people
//! to the app as [`Ask`]s.

mod acquire;
mod activate;
mod driver;
mod event;
mod failure;
mod issue;
mod journal;
mod meet;
mod records;
mod rules;
mod step;
mod undelegate;
mod view;
mod write_out;

pub use crate::{
    activate::Activate,
    driver::{Answer, Ask, CardSelection, Driver, News, Server},
    event::{CardFacts, CardReply, Content, Event, ServerReply},
    failure::{Failure, NamedCard, WrongCard},
    issue::Issue,
    journal::{Journal, PendingRecord, Unwritten},
    meet::Meet,
    records::{QueryRecords, RecordsFilter},
    step::{CardRequest, CardRole, Form, Outcome, PinRequest, Review, ServerRequest, Step},
    undelegate::Undelegate,
    view::View,
};

/// A function as a state machine.
pub trait Flow: Send {
    /// Takes what happened and names the next step. The first event is [`Event::Start`].
    ///
    /// An event that does not belong to the state leaves the state as it was and names the same step again.
    /// After a step that [ends](Step::is_end) the flow every event is answered by [`Step::Cancelled`].
    fn next(&mut self, event: Event) -> Step;
}

impl<F: Flow + ?Sized> Flow for Box<F> {
    fn next(&mut self, event: Event) -> Step {
        (**self).next(event)
    }
}
