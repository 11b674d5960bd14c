//! F4: a primary card ends a delegation (manual § 7.2.3.2 step 7).

use scap_ac::{AuthorizationCertificate, CardCertificate, SerialNumber, UnixTime};
use scap_card::CardError;
use scap_proto::{
    ServerError, ServerUrl,
    jws::Unsigned,
    wire::{Deactivation, Record, RecordState, deactivation_path},
};

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Event, ServerReply},
    failure::Failure,
    records::QueryRecords,
    step::{CardRequest, CardRole, Outcome, ServerRequest, Step},
};

/// Ends the delegation of a secondary card. The card tells which it is, as in the manual; that of a card which is not
/// at hand is named by its serial.
///
/// Any primary card of the entity may end it, also one that has replaced the card which signed it.
#[derive(Debug)]
pub struct Undelegate {
    url: ServerUrl,
    now: UnixTime,
    /// The secondary card, once it told.
    holder: Option<CardCertificate>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The secondary card asks which delegation it has.
    Querying(Box<QueryRecords>),
    Confirming {
        serial: SerialNumber,
        delegation: Option<Box<AuthorizationCertificate>>,
    },
    Signer {
        serial: SerialNumber,
        acquire: Acquire,
    },
    Nonce {
        serial: SerialNumber,
        signer: CardFacts,
    },
    Signing {
        serial: SerialNumber,
        signer: CardFacts,
        unsigned: Unsigned,
    },
    Deactivating {
        request: ServerRequest,
    },
    Ended,
}

const PRIMARY: CardRole = CardRole::Primary;

impl Undelegate {
    /// Ends the delegation of the secondary card that is inserted, by the server at `url`, at the instant `now`.
    #[must_use]
    pub fn new(url: ServerUrl, now: UnixTime) -> Self {
        let query = QueryRecords::newest_delegation(url.clone(), now);
        Self { url, now, holder: None, state: State::Querying(Box::new(query)) }
    }

    /// Ends the delegation of this serial; the secondary card is not needed.
    #[must_use]
    pub const fn of(serial: SerialNumber, url: ServerUrl, now: UnixTime) -> Self {
        Self { url, now, holder: None, state: State::Confirming { serial, delegation: None } }
    }

    fn step(&self) -> Step {
        match &self.state {
            // A query that runs has named its own step.
            State::Querying(_) | State::Ended => Step::Cancelled,
            State::Confirming { serial, delegation } => {
                Step::ConfirmDeactivation { serial: *serial, delegation: delegation.clone() }
            }
            State::Signer { acquire, .. } => acquire.step(),
            State::Nonce { .. } => Step::Server(ServerRequest::Nonce),
            State::Signing { signer, unsigned, .. } => {
                let key = *signer.certificate.key_identifier();
                let request = CardRequest::Sign(unsigned.signing_input().to_vec());
                Step::Card { role: PRIMARY, key, request }
            }
            State::Deactivating { request } => Step::Server(request.clone()),
        }
    }

    fn advance(&mut self, state: State, event: Event) -> Result<State, Step> {
        Ok(match (state, event) {
            (State::Ended, _) | (_, Event::Cancel) => return Err(Step::Cancelled),
            (State::Querying(mut query), event) => match query.next(event) {
                Step::Done(Outcome::Records { card, reply }) => {
                    let serial = active(reply.records.into_iter().next())?;
                    self.holder = Some(card.certificate);
                    serial
                }
                step => {
                    self.state = State::Querying(query);
                    return Err(step);
                }
            },
            (State::Confirming { serial, .. }, Event::Yes) => {
                let requirement = self.holder.clone().map_or(Requirement::Primary, Requirement::PrimaryFor);
                State::Signer { serial, acquire: Acquire::new(PRIMARY, requirement, self.now, true) }
            }
            (State::Confirming { .. }, Event::No) => return Err(Step::Done(Outcome::Unchanged)),
            (State::Signer { serial, mut acquire }, event) => match acquire.next(event) {
                Progress::Need(step) => {
                    self.state = State::Signer { serial, acquire };
                    return Err(step);
                }
                Progress::Ready(signer) => State::Nonce { serial, signer },
            },
            (State::Nonce { serial, signer }, Event::Server(Ok(ServerReply::Nonce(reply)))) => {
                let url = self.url.join(&deactivation_path(&serial));
                let payload = Deactivation { serial: serial.to_string() };
                let unsigned = Unsigned::new(&signer.certificate, &reply.nonce, &url, &payload)
                    .map_err(|_| Step::Refused(Failure::Answer { what: "nonce" }))?;
                State::Signing { serial, signer, unsigned }
            }
            (State::Signing { serial, unsigned, .. }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                let request = unsigned.assemble(&signature);
                State::Deactivating { request: ServerRequest::Deactivate { serial, request } }
            }
            (State::Signing { serial, signer, .. }, Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: signer.certificate, other: self.holder.clone() };
                State::Signer { serial, acquire: Acquire::after_removal(PRIMARY, same, self.now) }
            }
            (State::Deactivating { .. }, Event::Server(Ok(ServerReply::Deactivated(reply)))) => {
                return Err(Step::Done(Outcome::Deactivated(reply)));
            }
            // The server does not tell which: there is nothing of this serial for this entity.
            (
                State::Deactivating { request: ServerRequest::Deactivate { serial, .. } },
                Event::Server(Err(ServerError::Refused(problem))),
            ) if problem.code == "delegation.none" => {
                let problem = problem.with("serial", serial.to_string());
                return Err(Step::Refused(ServerError::Refused(problem).into()));
            }
            (_, Event::Card(Err(error))) => return Err(Step::Refused(error.into())),
            (_, Event::Server(Err(error))) => return Err(Step::Refused(error.into())),
            (state, _) => state,
        })
    }
}

impl Flow for Undelegate {
    fn next(&mut self, event: Event) -> Step {
        let state = std::mem::replace(&mut self.state, State::Ended);
        let step = match self.advance(state, event) {
            Ok(state) => {
                self.state = state;
                self.step()
            }
            Err(step) => step,
        };
        if step.is_end() {
            self.state = State::Ended;
        }
        step
    }
}

/// The newest delegation, if it can be ended.
fn active(newest: Option<Record>) -> Result<State, Step> {
    let record = newest.ok_or(Step::Refused(Failure::DelegationNone))?;
    let answer = |what| Step::Refused(Failure::Answer { what });
    let delegation = AuthorizationCertificate::from_der(record.certificate.as_bytes());
    let delegation = delegation.map_err(|_| answer("certificate"))?;
    let serial = record.serial;
    match record.state {
        RecordState::Active if serial == delegation.serial().to_string() => {
            Ok(State::Confirming { serial: *delegation.serial(), delegation: Some(Box::new(delegation)) })
        }
        RecordState::Active => Err(answer("serial")),
        RecordState::Expired => {
            let not_after = delegation.not_after();
            Err(Step::Refused(Failure::DelegationExpired { serial, not_after }))
        }
        RecordState::Deactivated | RecordState::Superseded => {
            let deactivated_at = record.ended_at;
            Err(Step::Refused(Failure::DelegationInactive { serial, deactivated_at }))
        }
    }
}
