//! F8: query a card's authorization records (manual § 7.4).

use scap_ac::UnixTime;
use scap_card::CardError;
use scap_proto::{
    ServerUrl,
    jws::Unsigned,
    wire::{Direction, Kind, RECORDS_QUERY, RecordsQuery},
};

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Event, ServerReply},
    failure::Failure,
    step::{CardRequest, CardRole, Outcome, ServerRequest, Step},
};

/// Asks the server for what a card granted or was granted.
#[derive(Debug)]
pub struct QueryRecords {
    url: ServerUrl,
    now: UnixTime,
    query: RecordsQuery,
    range: (UnixTime, UnixTime),
    state: State,
}

#[derive(Debug)]
enum State {
    Card(Acquire),
    Nonce(CardFacts),
    Signing { card: CardFacts, unsigned: Unsigned },
    Asking { card: CardFacts, request: ServerRequest },
    Ended,
}

const ROLE: CardRole = CardRole::Subject;

impl QueryRecords {
    /// A query of the server at `url` for the certificates recorded from `from` to `to`, both included, at the
    /// instant `now`; after the `cursor` of an earlier answer if there is one.
    #[must_use]
    pub fn new(
        url: ServerUrl,
        (from, to): (UnixTime, UnixTime),
        direction: Direction,
        kind: Option<Kind>,
        cursor: Option<String>,
        now: UnixTime,
    ) -> Self {
        let query = RecordsQuery { from: from.to_string(), to: to.to_string(), direction, kind, cursor };
        let acquire = Acquire::new(ROLE, Requirement::Any, now, true);
        Self { url, now, query, range: (from, to), state: State::Card(acquire) }
    }

    fn step(&self) -> Step {
        match &self.state {
            State::Card(acquire) => acquire.step(),
            State::Nonce(_) => Step::Server(ServerRequest::Nonce),
            State::Signing { unsigned, .. } => {
                Step::Card { role: ROLE, request: CardRequest::Sign(unsigned.signing_input().to_vec()) }
            }
            State::Asking { request, .. } => Step::Server(request.clone()),
            State::Ended => Step::Cancelled,
        }
    }

    fn advance(&mut self, event: Event) -> Step {
        let (from, to) = self.range;
        self.state = match (&mut self.state, event) {
            (State::Ended, _) | (_, Event::Cancel) => return Step::Cancelled,
            (State::Card(_), Event::Start) if from > to => {
                return Step::Refused(Failure::QueryRange { from, to });
            }
            (State::Card(acquire), event) => match acquire.next(event) {
                Progress::Need(step) => return step,
                Progress::Ready(card) => State::Nonce(card),
            },
            (State::Nonce(card), Event::Server(Ok(ServerReply::Nonce(reply)))) => {
                let url = self.url.join(RECORDS_QUERY);
                match Unsigned::new(&card.certificate, &reply.nonce, &url, &self.query) {
                    Ok(unsigned) => State::Signing { card: card.clone(), unsigned },
                    Err(_) => return Step::Refused(Failure::Answer { what: "nonce" }),
                }
            }
            (State::Signing { card, unsigned }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                let request = ServerRequest::Records(unsigned.clone().assemble(&signature));
                State::Asking { card: card.clone(), request }
            }
            (State::Asking { card, .. }, Event::Server(Ok(ServerReply::Records(reply)))) => {
                return Step::Done(Outcome::Records { card: card.clone(), reply });
            }
            (State::Signing { card, .. }, Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: card.certificate.clone(), other: None };
                State::Card(Acquire::after_removal(ROLE, same, self.now))
            }
            (_, Event::Card(Err(error))) => return Step::Refused(error.into()),
            (_, Event::Server(Err(error))) => return Step::Refused(error.into()),
            _ => return self.step(),
        };
        self.step()
    }
}

impl Flow for QueryRecords {
    fn next(&mut self, event: Event) -> Step {
        let step = self.advance(event);
        if step.is_end() {
            self.state = State::Ended;
        }
        step
    }
}
