//! Getting hold of a card: find it, have it inserted or chosen, have its PIN verified.

use scap_ac::{CardCertificate, CardRank, UnixTime};
use scap_card::{AreaState, CardError};

use crate::{
    event::{CardFacts, Event},
    failure::{Failure, NamedCard, WrongCard, check_dates},
    step::{CardRole, PinRequest, Step},
};

/// Which card is needed.
#[derive(Clone, Debug)]
pub(crate) enum Requirement {
    /// A secondary card whose area has not been opened yet.
    ClosedSecondary,
    /// A secondary card whose area can be written.
    OpenSecondary,
    /// A secondary card.
    Secondary,
    /// A secondary card that is given a delegation, or has one: its area does not matter.
    Delegate,
    /// A card of either rank.
    Any,
    /// A primary card of any entity.
    Primary,
    /// A primary card of the holder's entity.
    PrimaryFor(CardCertificate),
    /// A card of the holder's entity that may sign: a primary card, or another secondary card with a delegation. Which
    /// have none the server tells: those in `refused`.
    SignerFor { holder: CardCertificate, refused: Vec<([u8; 20], WrongCard)> },
    /// The very card that the work began with; the other card of the flow may still be in its reader.
    Same { card: CardCertificate, other: Option<CardCertificate> },
}

/// The state of getting hold of one card.
#[derive(Debug)]
pub(crate) struct Acquire {
    role: CardRole,
    requirement: Requirement,
    now: UnixTime,
    pin: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Finding { problem: Option<WrongCard> },
    Inserting { problem: Option<WrongCard> },
    Choosing { candidates: Vec<CardFacts> },
    Verifying { card: CardFacts, rejected: bool },
}

/// What comes of an event.
#[derive(Debug)]
pub(crate) enum Progress {
    /// The card is there, its PIN verified if that was asked for.
    Ready(CardFacts),
    /// Something is needed first, or it ended here.
    Need(Step),
}

impl Acquire {
    /// A card for this part, and its PIN if `pin`.
    pub(crate) const fn new(role: CardRole, requirement: Requirement, now: UnixTime, pin: bool) -> Self {
        Self { role, requirement, now, pin, state: State::Finding { problem: None } }
    }

    /// The same again, after the card was taken out.
    pub(crate) const fn after_removal(role: CardRole, requirement: Requirement, now: UnixTime) -> Self {
        let state = State::Finding { problem: Some(WrongCard::Removed) };
        Self { role, requirement, now, pin: true, state }
    }

    /// The step that is waited for.
    pub(crate) fn step(&self) -> Step {
        let role = self.role;
        match &self.state {
            State::Finding { .. } => Step::FindCard { role },
            State::Inserting { problem } => Step::InsertCard { role, problem: problem.clone() },
            State::Choosing { candidates } => Step::ChooseCard { role, candidates: candidates.clone() },
            State::Verifying { card, rejected } => {
                Step::VerifyPin(PinRequest { role, card: card.clone(), rejected: *rejected })
            }
        }
    }

    /// Takes what happened.
    pub(crate) fn next(&mut self, event: Event) -> Progress {
        match (&mut self.state, event) {
            (_, Event::Cancel) => return Progress::Need(Step::Cancelled),
            (_, Event::Card(Err(CardError::Removed))) => {
                self.state = State::Finding { problem: Some(WrongCard::Removed) };
            }
            (_, Event::Card(Err(error))) => return Progress::Need(Step::Refused(error.into())),
            // A reader that is unplugged or a service that stops while a card is awaited may come back.
            (State::Finding { problem: Some(_) } | State::Inserting { .. }, Event::NoReaders(error)) => {
                let problem = match error {
                    CardError::NoReader => WrongCard::NoReader,
                    _ => WrongCard::ReaderFailed,
                };
                self.state = State::Inserting { problem: Some(problem) };
            }
            (_, Event::NoReaders(error)) => return Progress::Need(Step::Refused(error.into())),
            (
                State::Finding { problem } | State::Inserting { problem },
                Event::Cards { cards, unreadable },
            ) => {
                let readers = [WrongCard::NoReader, WrongCard::ReaderFailed];
                let before = problem.take().filter(|problem| !readers.contains(problem));
                return self.judge(cards, &unreadable, before);
            }
            (State::Inserting { problem }, Event::GiveUp) => {
                let failure = problem.take().map_or(Failure::Card(CardError::Absent), Failure::WrongCard);
                return Progress::Need(Step::Refused(failure));
            }
            (State::Choosing { candidates }, Event::Chosen(at)) if at < candidates.len() => {
                let card = candidates.swap_remove(at);
                return self.take(card);
            }
            (State::Choosing { candidates }, Event::GiveUp) => {
                let cards = candidates.iter().map(|card| card.label.clone()).collect();
                return Progress::Need(Step::Refused(Failure::Ambiguous { cards }));
            }
            (State::Verifying { card, .. }, Event::PinAccepted) => {
                card.verified = true;
                return Progress::Ready(card.clone());
            }
            (State::Verifying { card, rejected }, Event::PinRejected { tries_left }) => {
                if tries_left == Some(0) {
                    return Progress::Need(refuse_pin(card, CardError::PinLocked));
                }
                card.pin.tries_left = tries_left;
                card.pin.low = true;
                *rejected = true;
            }
            (State::Verifying { card, rejected: true }, Event::GiveUp) => {
                let tries_left = card.pin.tries_left;
                return Progress::Need(refuse_pin(card, CardError::PinIncorrect { tries_left }));
            }
            (State::Verifying { card, .. }, Event::GiveUp) => {
                return Progress::Need(refuse_pin(card, CardError::PinRequired));
            }
            _ => {}
        }
        Progress::Need(self.step())
    }

    /// Takes the card that will do, asks which of several, or tells what is wrong with the only one.
    fn judge(
        &mut self,
        cards: Vec<CardFacts>,
        unreadable: &[CardError],
        before: Option<WrongCard>,
    ) -> Progress {
        let mut suitable = Vec::new();
        let mut problem = None;
        for card in cards {
            match self.requirement.judge(&card, self.now) {
                Ok(()) => suitable.push(card),
                Err(_) if self.requirement.expects_to_see(&card) => {}
                Err(wrong) => problem = Some(wrong),
            }
        }
        // A card that needs no delegation is the signer if there is one.
        if matches!(self.requirement, Requirement::SignerFor { .. }) && suitable.iter().any(is_primary) {
            suitable.retain(is_primary);
        }
        match suitable.pop() {
            Some(card) if suitable.is_empty() => self.take(card),
            Some(card) => {
                suitable.push(card);
                self.state = State::Choosing { candidates: suitable };
                Progress::Need(self.step())
            }
            None => {
                let mut unreadable = unreadable.iter().map(|error| match error {
                    CardError::Unsupported(_) => WrongCard::Unsupported,
                    CardError::NoModule => WrongCard::NoModule,
                    _ => WrongCard::Unreadable,
                });
                let problem = problem.or_else(|| unreadable.next_back()).or(before);
                self.state = State::Inserting { problem };
                Progress::Need(self.step())
            }
        }
    }

    fn take(&mut self, card: CardFacts) -> Progress {
        if let Err(failure) = self.requirement.check_area(&card) {
            return Progress::Need(Step::Refused(failure));
        }
        // Also if its PIN is asked later: nothing is begun with a card that cannot end it.
        if card.pin.tries_left == Some(0) && !card.verified {
            return Progress::Need(refuse_pin(&card, CardError::PinLocked));
        }
        if !self.pin || card.verified {
            return Progress::Ready(card);
        }
        self.state = State::Verifying { card, rejected: false };
        Progress::Need(self.step())
    }
}

impl Requirement {
    /// Whether `card` is of the kind that is needed; if not, another card would be.
    fn judge(&self, card: &CardFacts, now: UnixTime) -> Result<(), WrongCard> {
        let certificate = &card.certificate;
        let named = || Box::new(NamedCard::new(card));
        match self {
            Self::ClosedSecondary | Self::OpenSecondary | Self::Secondary | Self::Delegate
                if certificate.rank() != CardRank::Secondary =>
            {
                return Err(WrongCard::NotSecondary(named()));
            }
            Self::Primary | Self::PrimaryFor(_) if !is_primary(card) => {
                return Err(WrongCard::NotPrimary(named()));
            }
            Self::PrimaryFor(holder) | Self::SignerFor { holder, .. }
                if certificate.business_number() != holder.business_number() =>
            {
                return Err(WrongCard::Entity { signer: named(), holder: holder.business_number() });
            }
            Self::SignerFor { holder, .. } if certificate.key_identifier() == holder.key_identifier() => {
                return Err(WrongCard::Itself(named()));
            }
            Self::SignerFor { refused, .. } => {
                let refused = refused.iter().find(|(key, _)| key == certificate.key_identifier());
                refused.map_or(Ok(()), |(_, why)| Err(why.clone()))?;
            }
            Self::Same { card: expected, .. } if certificate.rank() != expected.rank() => {
                return Err(match expected.rank() {
                    CardRank::Secondary => WrongCard::NotSecondary(named()),
                    CardRank::Primary => WrongCard::NotPrimary(named()),
                });
            }
            // A renewed certificate may have the same key, but what is signed names the serial.
            Self::Same { card: expected, .. } if certificate != expected => {
                return Err(WrongCard::Changed { expected: Box::new(*expected.serial()), found: named() });
            }
            // A card is viewed whatever its dates; one that came back was judged before.
            Self::Secondary | Self::Same { .. } => return Ok(()),
            _ => {}
        }
        check_dates(card, now)
    }

    /// Whether `card` is the other one of the flow: no mistake while a swap is awaited. A holder's card that left and
    /// came back, where the signer's is awaited, is one.
    fn expects_to_see(&self, card: &CardFacts) -> bool {
        let (other, came_back) = match self {
            Self::PrimaryFor(holder) | Self::SignerFor { holder, .. } => (Some(holder), !card.verified),
            Self::Same { other, .. } => (other.as_ref(), false),
            _ => return false,
        };
        !came_back && other.is_some_and(|other| other.key_identifier() == card.certificate.key_identifier())
    }

    /// Whether the area is in the state that is needed; another card would not help.
    fn check_area(&self, card: &CardFacts) -> Result<(), Failure> {
        match (self, card.area) {
            (Self::ClosedSecondary, AreaState::Open { .. }) => Err(CardError::AreaAlreadyOpen.into()),
            (Self::OpenSecondary, AreaState::Closed | AreaState::None) => Err(CardError::AreaNotOpen.into()),
            (Self::ClosedSecondary | Self::OpenSecondary | Self::Secondary, AreaState::Unsupported) => {
                let source = "it has neither objects nor a file for one".into();
                Err(CardError::AreaUnsupported { source }.into())
            }
            (Self::Secondary, AreaState::Closed | AreaState::None) => Err(Failure::AreaNone),
            (Self::ClosedSecondary | Self::OpenSecondary, AreaState::Locked) => {
                Err(CardError::AreaLocked.into())
            }
            _ => Ok(()),
        }
    }
}

fn refuse_pin(card: &CardFacts, error: CardError) -> Step {
    Step::Refused(Failure::Pin { card: Box::new(NamedCard::new(card)), error })
}

fn is_primary(card: &CardFacts) -> bool {
    card.certificate.rank() == CardRank::Primary
}
