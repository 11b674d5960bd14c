//! F13: the server is met without a card, as when a program starts: is this version served, and does it have what
//! earlier runs could not send.

use crate::{
    Flow,
    event::{Event, ServerReply},
    step::{Outcome, ServerRequest, Step},
};

/// Asks the server for the versions that it knows. The driver sends it pending write records on that occasion.
#[derive(Debug, Default)]
pub struct Meet {
    ended: bool,
}

impl Meet {
    /// A first contact.
    #[must_use]
    pub const fn new() -> Self {
        Self { ended: false }
    }
}

impl Flow for Meet {
    fn next(&mut self, event: Event) -> Step {
        let step = match event {
            _ if self.ended => Step::Cancelled,
            Event::Cancel => Step::Cancelled,
            Event::Server(Ok(ServerReply::Version(versions))) => Step::Done(Outcome::Met(versions)),
            Event::Server(Err(error)) => Step::Refused(error.into()),
            _ => Step::Server(ServerRequest::Version),
        };
        self.ended = step.is_end();
        step
    }
}
