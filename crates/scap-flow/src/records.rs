//! F8: query a card's authorization records (manual § 7.4).

use scap_ac::{SerialNumber, UnixTime};
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
    role: CardRole,
    query: RecordsQuery,
    range: (UnixTime, UnixTime),
    state: State,
}

/// Which of a card's records are asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app fills in every field")]
pub struct RecordsFilter {
    /// Signed by the card, or granted to it.
    pub direction: Direction,
    /// The first and the last second of recording.
    pub range: (UnixTime, UnixTime),
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only the certificate of this serial.
    pub serial: Option<SerialNumber>,
    /// Goes on where an earlier answer ended.
    pub cursor: Option<String>,
}

#[derive(Debug)]
enum State {
    Card(Acquire),
    Nonce(CardFacts),
    Signing { card: CardFacts, unsigned: Unsigned },
    Asking { card: CardFacts, request: ServerRequest },
    Ended,
}

impl QueryRecords {
    /// A query of the server at `url`, at the instant `now`.
    #[must_use]
    pub fn new(url: ServerUrl, filter: RecordsFilter, now: UnixTime) -> Self {
        Self::of(CardRole::Subject, Requirement::Any, url, filter, now)
    }

    /// The newest delegation that was given to a secondary card.
    pub(crate) fn newest_delegation(url: ServerUrl, now: UnixTime) -> Self {
        let filter = RecordsFilter {
            direction: Direction::Received,
            range: (UnixTime::EPOCH, UnixTime::MAX),
            kind: Some(Kind::Delegation),
            serial: None,
            cursor: None,
        };
        Self::of(CardRole::Holder, Requirement::Delegate, url, filter, now)
    }

    fn of(
        role: CardRole,
        requirement: Requirement,
        url: ServerUrl,
        filter: RecordsFilter,
        now: UnixTime,
    ) -> Self {
        let RecordsFilter { direction, range, kind, serial, cursor } = filter;
        let (from, to) = (range.0.to_string(), range.1.to_string());
        let serial = serial.map(|serial| serial.to_string());
        let query = RecordsQuery { from, to, direction, kind, serial, cursor };
        let acquire = Acquire::new(role, requirement, now, true);
        Self { url, now, role, query, range, state: State::Card(acquire) }
    }

    fn step(&self) -> Step {
        match &self.state {
            State::Card(acquire) => acquire.step(),
            State::Nonce(_) => Step::Server(ServerRequest::Nonce),
            State::Signing { card, unsigned } => {
                let key = *card.certificate.key_identifier();
                let request = CardRequest::Sign(unsigned.signing_input().to_vec());
                Step::Card { role: self.role, key, request }
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
                State::Card(Acquire::after_removal(self.role, same, self.now))
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
