//! F6: view the authorization on a card (manual § 7.3).

use scap_ac::{AuthorizationCertificate, UnixTime};
use scap_card::CardError;

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Event},
    failure::Failure,
    step::{CardRequest, CardRole, Outcome, Step},
};

/// Shows what is in the authorization area of a secondary card.
#[derive(Debug)]
pub struct View {
    now: UnixTime,
    state: State,
}

#[derive(Debug)]
enum State {
    Card(Acquire),
    Reading(CardFacts),
    Ended,
}

impl View {
    /// A view at the instant `now`.
    #[must_use]
    pub const fn new(now: UnixTime) -> Self {
        let acquire = Acquire::new(CardRole::Holder, Requirement::Secondary, now, true);
        Self { now, state: State::Card(acquire) }
    }
}

impl Flow for View {
    fn next(&mut self, event: Event) -> Step {
        let step = self.advance(event);
        if step.is_end() {
            self.state = State::Ended;
        }
        step
    }
}

impl View {
    fn advance(&mut self, event: Event) -> Step {
        let role = CardRole::Holder;
        match (&mut self.state, event) {
            (State::Ended, _) | (_, Event::Cancel) => Step::Cancelled,
            (State::Card(acquire), Event::Start) => acquire.step(),
            (State::Card(acquire), event) => match acquire.next(event) {
                Progress::Need(step) => step,
                Progress::Ready(card) => {
                    let step = read(&card);
                    self.state = State::Reading(card);
                    step
                }
            },
            (State::Reading(card), Event::Card(Ok(CardReply::Area(Some(der))))) => {
                match AuthorizationCertificate::from_der(&der) {
                    Ok(certificate) => {
                        Step::Done(Outcome::Viewed { card: card.clone(), certificate: Box::new(certificate) })
                    }
                    Err(error) => Step::Refused(Failure::AreaCorrupt(error)),
                }
            }
            (State::Reading(_), Event::Card(Ok(CardReply::Area(None)))) => Step::Refused(Failure::AreaNone),
            (State::Reading(card), Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: card.certificate.clone(), other: None };
                let acquire = Acquire::after_removal(role, same, self.now);
                let step = acquire.step();
                self.state = State::Card(acquire);
                step
            }
            (State::Reading(_), Event::Card(Err(error))) => Step::Refused(error.into()),
            (State::Reading(card), _) => read(card),
        }
    }
}

fn read(card: &CardFacts) -> Step {
    let key = *card.certificate.key_identifier();
    Step::Card { role: CardRole::Holder, key, request: CardRequest::ReadArea }
}
