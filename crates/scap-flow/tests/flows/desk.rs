//! A desk with a reader or more, cards, a server and a person: it answers every step of a flow as a driver and
//! a willing person would, unless a test answers in their place.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use scap_ac::{AcKind, CardCertificate, CardRank};
use scap_card::{AreaState, CardError, PinState, UserCode};
use scap_flow::{
    CardFacts, CardReply, CardRequest, CardRole, Content, Event, Flow, Server, Step, Unwritten, WrongCard,
};
use scap_test_pki::fixed::Card;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, HOLDER, SIGNER, USER_CODE, content, delegation, earlier_certificate},
    names::name,
    server::FakeServer,
};

/// More steps than any function takes.
const ENDLESS: usize = 100;

/// The state of an area that is open.
pub(crate) const OPEN: AreaState = AreaState::Open { capacity: 4096 };

/// A card, in a reader or beside it.
#[derive(Clone, Debug)]
pub(crate) struct DeskCard {
    pub(crate) card: Card,
    pub(crate) label: &'static str,
    pub(crate) area: AreaState,
    pub(crate) content: Option<Vec<u8>>,
    pub(crate) tries_left: u8,
    /// Since it was inserted.
    pub(crate) verified: bool,
    /// Since it was inserted.
    pub(crate) signatures: usize,
}

impl DeskCard {
    pub(crate) fn new(card: &Card, label: &'static str, area: AreaState) -> Self {
        let (content, verified) = (None, false);
        Self { card: card.clone(), label, area, content, tries_left: 3, verified, signatures: 0 }
    }

    /// What it tells without a PIN.
    pub(crate) fn facts(&self) -> CardFacts {
        CardFacts {
            reader: format!("reader of {}", self.label),
            label: self.label.to_owned(),
            certificate: self.card.certificate.clone(),
            pin: PinState::new(Some(self.tries_left)),
            area: self.area,
            verified: self.verified,
        }
    }

    fn carry_out(&mut self, request: &CardRequest) -> Result<CardReply, CardError> {
        let needs_pin = !matches!(request, CardRequest::ReadArea);
        if needs_pin && !self.verified {
            return Err(CardError::PinRequired);
        }
        match request {
            CardRequest::ReadArea => Ok(CardReply::Area(self.content.clone())),
            CardRequest::OpenArea if self.area == AreaState::Closed => {
                self.area = OPEN;
                Ok(CardReply::Done)
            }
            CardRequest::OpenArea => Err(CardError::AreaAlreadyOpen),
            CardRequest::WriteArea(certificate) => {
                self.content = Some(certificate.clone());
                Ok(CardReply::Done)
            }
            CardRequest::Sign(message) => {
                self.signatures += 1;
                Ok(CardReply::Signature(sign(&self.card, message)))
            }
        }
    }
}

/// Signs, once for each message: the same tests sign the same again and again.
fn sign(card: &Card, message: &[u8]) -> Vec<u8> {
    type Signed = HashMap<([u8; 20], Vec<u8>), Vec<u8>>;
    static SIGNED: LazyLock<Mutex<Signed>> = LazyLock::new(Mutex::default);
    let key = (*card.certificate.key_identifier(), message.to_vec());
    let known = SIGNED.lock().unwrap().get(&key).cloned();
    known.unwrap_or_else(|| {
        let signature = card.sign_sha256(message);
        SIGNED.lock().unwrap().insert(key, signature.clone());
        signature
    })
}

/// The desk. The first card is the holder's, the second the signer's; a test may lay down more.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) cards: Vec<DeskCard>,
    /// Which cards are in readers.
    pub(crate) present: Vec<usize>,
    pub(crate) readers: usize,
    pub(crate) server: FakeServer,
    /// What is filled in.
    pub(crate) content: Content,
    /// What an earlier run issued to the holder and did not write.
    pub(crate) unwritten: Option<Unwritten>,
    /// The certificate of the card whose PIN was asked last for each part, as the driver keeps it.
    pub(crate) parts: HashMap<CardRole, CardCertificate>,
}

impl Desk {
    /// Both cards beside the readers, the holder's area in this state, the server agreed to open it if it is
    /// open.
    pub(crate) fn new(readers: usize, area: AreaState) -> Self {
        let holder = DeskCard::new(&HOLDER, "Alice", area);
        let signer = DeskCard::new(&SIGNER, "Company", AreaState::None);
        let server = if area == AreaState::Closed {
            FakeServer::default()
        } else {
            FakeServer::with_activated(&HOLDER.certificate)
        };
        Self {
            cards: vec![holder, signer],
            present: Vec::new(),
            readers,
            server,
            content: content(&APPLICATIONS[..1]),
            unwritten: None,
            parts: HashMap::new(),
        }
    }

    /// The same with last year's certificate on the holder's card.
    pub(crate) fn with_earlier_certificate(readers: usize) -> Self {
        let mut desk = Self::new(readers, OPEN);
        desk.cards[0].content = Some(earlier_certificate().as_der().to_vec());
        desk
    }

    /// The primary card has given this card a delegation.
    pub(crate) fn with_delegation(readers: usize, to: &Card) -> Self {
        let mut desk = Self::new(2, OPEN);
        desk.cards[0].card = to.clone();
        let played = play(&mut crate::functions::delegate(), &mut desk);
        assert_eq!(played.end(), "done: delegated");
        let server = desk.server;
        server.ledger().calls.clear();
        Self { server, ..Self::new(readers, OPEN) }
    }

    /// A colleague with a delegation is the second card, in place of the company.
    pub(crate) fn with_delegate(readers: usize) -> Self {
        let mut desk = Self::with_delegation(readers, &COLLEAGUE);
        desk.server.ledger().activated.insert(*HOLDER.certificate.serial());
        desk.cards[1] = DeskCard::new(&COLLEAGUE, "Bob", OPEN);
        desk
    }

    /// Inserts a card, pulling another one if there is no free reader.
    pub(crate) fn insert(&mut self, card: usize) {
        if self.present.contains(&card) {
            return;
        }
        if self.present.len() == self.readers {
            self.pull(self.present[0]);
        }
        self.present.push(card);
    }

    /// Pulls a card, which forgets its PIN.
    pub(crate) fn pull(&mut self, card: usize) {
        self.present.retain(|present| *present != card);
        self.cards[card].verified = false;
        self.cards[card].signatures = 0;
    }

    /// Pulls the card that plays a part.
    pub(crate) fn pull_role(&mut self, role: CardRole) {
        if let Some(card) = self.playing(role) {
            self.pull(card);
        }
    }

    /// The card that plays a part, if it is present.
    pub(crate) fn playing(&self, role: CardRole) -> Option<usize> {
        let certificate = self.parts.get(&role)?;
        self.present.iter().copied().find(|card| self.cards[*card].card.certificate == *certificate)
    }

    /// What is seen in the readers.
    pub(crate) fn look(&self) -> Event {
        let cards = self.present.iter().map(|card| self.cards[*card].facts()).collect();
        Event::Cards { cards, unreadable: Vec::new() }
    }

    /// The card that a person takes: the one that is told to be meant, that was taken before, or that is of the
    /// part; else any.
    fn asked_for(&self, role: CardRole, problem: Option<&WrongCard>) -> usize {
        let position = |is_meant: &dyn Fn(&CardCertificate) -> bool| {
            self.cards.iter().position(|card| is_meant(&card.card.certificate))
        };
        let of_rank = |rank| position(&|card| card.rank() == rank);
        let told = problem.and_then(|problem| match problem {
            WrongCard::Changed { expected, .. } => position(&|card| card.serial() == &**expected),
            WrongCard::Itself(_)
            | WrongCard::NoDelegation { .. }
            | WrongCard::NotPrimary(_)
            | WrongCard::Entity { .. } => of_rank(CardRank::Primary),
            _ => None,
        });
        let taken = self.parts.get(&role).and_then(|taken| position(&|card| card == taken));
        // Neither the card that is held for the holder's, nor one that is there and is not it.
        let holder = self.parts.get(&CardRole::Holder).filter(|_| role != CardRole::Holder);
        let may_do = |card: &usize| {
            Some(&self.cards[*card].card.certificate) != holder
                && (problem.is_none() || !self.present.contains(card))
        };
        let mut wishes = [told, taken, Some(of_role(role))].into_iter().flatten().chain(0..self.cards.len());
        wishes.find(may_do).unwrap_or(of_role(role))
    }

    /// The card with this key, if it is present.
    pub(crate) fn with_key(&self, key: &[u8; 20]) -> Option<usize> {
        self.present.iter().copied().find(|card| self.cards[*card].card.certificate.key_identifier() == key)
    }

    fn carry_out(&mut self, key: &[u8; 20], request: &CardRequest) -> Result<CardReply, CardError> {
        let card = self.with_key(key).ok_or(CardError::Removed)?;
        self.cards[card].carry_out(request)
    }

    /// The answer of a driver and of a person who agrees to everything; `None` if the flow has ended.
    pub(crate) fn answer(&mut self, step: &Step) -> Option<Event> {
        Some(match step {
            Step::FindCard { .. } => self.look(),
            Step::InsertCard { role, problem } => {
                self.insert(self.asked_for(*role, problem.as_ref()));
                self.look()
            }
            Step::ChooseCard { role, candidates } => {
                let label = self.cards[of_role(*role)].label;
                Event::Chosen(candidates.iter().position(|card| card.label == label).unwrap_or_default())
            }
            Step::VerifyPin(request) => {
                self.parts.insert(request.role, request.card.certificate.clone());
                match self.playing(request.role) {
                    Some(card) => {
                        self.cards[card].verified = true;
                        Event::PinAccepted
                    }
                    None => Event::Card(Err(CardError::Removed)),
                }
            }
            Step::EnterUserCode { .. } => Event::UserCode(UserCode::new(USER_CODE.into())),
            Step::FindUnwritten { holder } => {
                let unwritten = self.unwritten.clone().filter(|kept| kept.certificate.is_for(holder));
                Event::Unwritten(unwritten.map(Box::new))
            }
            Step::FillIn(form) if form.kind == AcKind::Delegation => Event::Filled(delegation()),
            Step::FillIn(_) => Event::Filled(self.content.clone()),
            Step::ConfirmCard(_)
            | Step::ConfirmReissue { .. }
            | Step::ConfirmFinish { .. }
            | Step::ConfirmDeactivation { .. }
            | Step::AcceptTerms(_)
            | Step::Review(_)
            | Step::ShowCertificate(_) => Event::Yes,
            Step::Card { key, request, .. } => Event::Card(self.carry_out(key, request)),
            Step::Server(request) => Event::Server(self.server.call(request.clone())),
            Step::Done(_) | Step::Refused(_) | Step::Cancelled => return None,
        })
    }
}

/// Which card a person takes for a part.
pub(crate) const fn of_role(role: CardRole) -> usize {
    match role {
        CardRole::Holder | CardRole::Subject => 0,
        CardRole::Signer | CardRole::Primary => 1,
    }
}

/// A flow from its start to its end.
#[derive(Debug)]
pub(crate) struct Played {
    /// The name of each step.
    pub(crate) steps: Vec<String>,
    /// The last step.
    pub(crate) end: Step,
}

impl Played {
    /// The name of the last step.
    pub(crate) fn end(&self) -> &str {
        self.steps.last().unwrap()
    }

    /// How many steps have this name.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.steps.iter().filter(|step| *step == name).count()
    }
}

/// Plays a flow to its end with willing people.
pub(crate) fn play(flow: &mut dyn Flow, desk: &mut Desk) -> Played {
    play_with(flow, desk, |_, _, _| None)
}

/// Plays a flow to its end; `instead` may answer a step, by its number and name, in place of the desk.
pub(crate) fn play_with(
    flow: &mut dyn Flow,
    desk: &mut Desk,
    mut instead: impl FnMut(&mut Desk, (usize, &str), &Step) -> Option<Event>,
) -> Played {
    let mut steps = Vec::new();
    let mut step = flow.next(Event::Start);
    loop {
        let name = name(&step);
        assert!(steps.len() < ENDLESS, "no end: {:?}", &steps[..40]);
        let event = if step.is_end() { None } else { instead(desk, (steps.len(), &name), &step) };
        let event = event.or_else(|| desk.answer(&step));
        steps.push(name);
        match event {
            Some(event) => step = flow.next(event),
            None => return Played { steps, end: step },
        }
    }
}

/// Plays a flow to its end, answering the step of this name, the first time, by `event`.
pub(crate) fn play_but(flow: &mut dyn Flow, desk: &mut Desk, at: &str, event: Event) -> Played {
    let mut event = Some(event);
    play_with(flow, desk, |_, (_, name), _| if name == at { event.take() } else { None })
}
