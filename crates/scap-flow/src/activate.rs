//! F1: open the authorization area of a secondary card (manual § 7.1).

use scap_ac::UnixTime;
use scap_card::{AreaState, CardError, UserCode};
use scap_proto::{
    ServerError, ServerUrl,
    jws::Unsigned,
    wire::{ACTIVATIONS, Activation, ActivationReply},
};

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Event, ServerReply},
    failure::Failure,
    step::{CardRequest, CardRole, Outcome, ServerRequest, Step},
};

/// Opens the authorization area, once for each card: the server agrees by the user code, then the card opens
/// it. If the card is taken out between the two, the server agrees again.
#[derive(Debug)]
pub struct Activate {
    url: ServerUrl,
    now: UnixTime,
    state: State,
}

#[derive(Debug)]
enum State {
    Card { acquire: Acquire, after: After },
    Confirming(CardFacts),
    Code { card: CardFacts, refused: Option<ServerError> },
    Nonce { card: CardFacts, code: UserCode },
    Signing { card: CardFacts, unsigned: Unsigned },
    Agreeing { card: CardFacts, request: ServerRequest },
    Opening { card: CardFacts, reply: ActivationReply },
    Ended,
}

/// What the card is needed for.
#[derive(Debug)]
enum After {
    /// To be shown for confirmation.
    Confirm,
    /// To sign the request with this code.
    Sign(UserCode),
    /// To be opened.
    Open(ActivationReply),
}

const ROLE: CardRole = CardRole::Holder;

impl Activate {
    /// An activation by the server at `url`, at the instant `now`.
    #[must_use]
    pub const fn new(url: ServerUrl, now: UnixTime) -> Self {
        // The PIN is asked after the card was confirmed and the code entered, as in the manual.
        let acquire = Acquire::new(ROLE, Requirement::ClosedSecondary, now, false);
        Self { url, now, state: State::Card { acquire, after: After::Confirm } }
    }

    /// Goes on with the card, which needs its PIN verified unless it was.
    fn with_card(&mut self, card: &CardFacts, removed: bool, after: After) -> Step {
        let same = Requirement::Same { card: card.certificate.clone(), other: None };
        let acquire = if removed {
            Acquire::after_removal(ROLE, same, self.now)
        } else {
            Acquire::new(ROLE, same, self.now, true)
        };
        let step = acquire.step();
        self.state = State::Card { acquire, after };
        step
    }

    fn ready(&mut self, card: CardFacts, after: After) -> Step {
        self.state = match after {
            After::Confirm => State::Confirming(card),
            After::Sign(code) => State::Nonce { card, code },
            // Taken out after it opened and before it told.
            After::Open(reply) if matches!(card.area, AreaState::Open { .. }) => {
                return Step::Done(Outcome::Activated { card, reply });
            }
            After::Open(reply) => State::Opening { card, reply },
        };
        self.step()
    }

    /// The step that the state waits for.
    fn step(&self) -> Step {
        match &self.state {
            State::Card { acquire, .. } => acquire.step(),
            State::Confirming(card) => Step::ConfirmCard(card.clone()),
            State::Code { refused, .. } => Step::EnterUserCode {
                tries_left: refused.as_ref().and_then(tries_left),
                rejected: refused.is_some(),
            },
            State::Nonce { .. } => Step::Server(ServerRequest::Nonce),
            State::Signing { card, unsigned } => {
                ask_card(card, CardRequest::Sign(unsigned.signing_input().to_vec()))
            }
            State::Agreeing { request, .. } => Step::Server(request.clone()),
            State::Opening { card, .. } => ask_card(card, CardRequest::OpenArea),
            State::Ended => Step::Cancelled,
        }
    }

    fn sign(&self, card: &CardFacts, code: &UserCode, nonce: &str) -> Result<Unsigned, Failure> {
        let payload = Activation { user_code: code.expose().to_owned() };
        Unsigned::new(&card.certificate, nonce, &self.url.join(ACTIVATIONS), &payload)
            .map_err(|_| Failure::Answer { what: "nonce" })
    }
}

impl Flow for Activate {
    fn next(&mut self, event: Event) -> Step {
        let state = std::mem::replace(&mut self.state, State::Ended);
        let step = self.advance(state, event);
        if step.is_end() {
            self.state = State::Ended;
        }
        step
    }
}

impl Activate {
    fn advance(&mut self, state: State, event: Event) -> Step {
        let (state, step) = match (state, event) {
            (State::Ended, _) | (_, Event::Cancel) => return Step::Cancelled,
            (State::Card { mut acquire, after }, event) => match acquire.next(event) {
                Progress::Need(step) => (State::Card { acquire, after }, Some(step)),
                Progress::Ready(card) => return self.ready(card, after),
            },
            (State::Confirming(card), Event::Yes) => (State::Code { card, refused: None }, None),
            (State::Confirming(_), Event::No) => return Step::Done(Outcome::Unchanged),
            (State::Code { card, .. }, Event::UserCode(code)) => {
                return self.with_card(&card, false, After::Sign(code));
            }
            (State::Code { refused, .. }, Event::GiveUp) => {
                return refused.map_or(Step::Cancelled, |error| Step::Refused(error.into()));
            }
            (State::Nonce { card, code }, Event::Server(Ok(ServerReply::Nonce(reply)))) => {
                match self.sign(&card, &code, &reply.nonce) {
                    Ok(unsigned) => (State::Signing { card, unsigned }, None),
                    Err(failure) => return Step::Refused(failure),
                }
            }
            (State::Signing { card, unsigned }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                let request = ServerRequest::Activate(unsigned.assemble(&signature));
                (State::Agreeing { card, request }, None)
            }
            (State::Agreeing { card, .. }, Event::Server(Ok(ServerReply::Activated(reply)))) => {
                (State::Opening { card, reply }, None)
            }
            (State::Agreeing { card, .. }, Event::Server(Err(error)))
                if error.code() == "user_code.incorrect" =>
            {
                (State::Code { card, refused: Some(error) }, None)
            }
            (State::Opening { card, reply }, Event::Card(Ok(CardReply::Done))) => {
                return Step::Done(Outcome::Activated { card, reply });
            }
            // Taken out before it signed: the code is asked again, as it is not kept longer than needed.
            (State::Signing { card, .. }, Event::Card(Err(CardError::Removed))) => {
                (State::Code { card, refused: None }, None)
            }
            (State::Opening { card, reply }, Event::Card(Err(CardError::Removed))) => {
                return self.with_card(&card, true, After::Open(reply));
            }
            (_, Event::Card(Err(error))) => return Step::Refused(error.into()),
            (_, Event::Server(Err(error))) => return Step::Refused(error.into()),
            (state, _) => (state, None),
        };
        self.state = state;
        step.unwrap_or_else(|| self.step())
    }
}

fn ask_card(card: &CardFacts, request: CardRequest) -> Step {
    Step::Card { role: ROLE, key: *card.certificate.key_identifier(), request }
}

fn tries_left(error: &ServerError) -> Option<u64> {
    match error {
        ServerError::Refused(problem) => problem.details.get("tries_left")?.as_u64(),
        _ => None,
    }
}
