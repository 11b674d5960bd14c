//! Runs a flow: carries out its steps for cards and the server, and hands those for people to the app.

mod cards;
mod kept;
mod server;

use std::time::Duration;

use scap_ac::{AuthorizationCertificate, SerialNumber};
use scap_card::{Pin, Readers, UserCode};
use scap_proto::{ClientStanding, ServerError, wire::Terms};

use self::cards::Cards;
pub use self::{cards::CardSelection, server::Server};
use crate::{
    Flow,
    event::{CardFacts, Content, Event, ServerReply},
    failure::{Failure, WrongCard},
    journal::Journal,
    step::{CardRole, Form, Outcome, PinRequest, Review, ServerRequest, Step},
};

/// What the app must ask or tell people.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "an app must handle everything that is asked")]
pub enum Ask {
    /// Have a card inserted: [`Answer::Wait`], or [`Answer::GiveUp`].
    InsertCard {
        /// For which part.
        role: CardRole,
        /// What is wrong with the one that is there.
        problem: Option<WrongCard>,
    },
    /// Have one of several cards chosen: [`Answer::Choose`], or [`Answer::GiveUp`].
    ChooseCard {
        /// For which part.
        role: CardRole,
        /// The cards that would do.
        candidates: Vec<CardFacts>,
    },
    /// Ask for a PIN: [`Answer::Pin`], or [`Answer::GiveUp`]. If `card.pin.at_reader` says that the reader asks, tell so:
    /// [`Answer::PinAtReader`].
    Pin(PinRequest),
    /// Is this the right card: [`Answer::Yes`] or [`Answer::No`].
    ConfirmCard(CardFacts),
    /// Ask for the user code: [`Answer::UserCode`], or [`Answer::GiveUp`].
    UserCode {
        /// Tries left, after a wrong one.
        tries_left: Option<u64>,
        /// The code before this one was wrong.
        rejected: bool,
    },
    /// Issue again: [`Answer::Yes`] or [`Answer::No`].
    ConfirmReissue {
        /// What is on the card.
        present: Box<AuthorizationCertificate>,
    },
    /// Write the certificate that was issued and not written yet: [`Answer::Yes`], or [`Answer::No`] to issue
    /// another in its place.
    ConfirmFinish {
        /// The certificate.
        certificate: Box<AuthorizationCertificate>,
    },
    /// End this delegation: [`Answer::Yes`] or [`Answer::No`].
    ConfirmDeactivation {
        /// Its serial.
        serial: SerialNumber,
        /// The delegation, if the card that it was given to told.
        delegation: Option<Box<AuthorizationCertificate>>,
    },
    /// Agree to the terms: [`Answer::Yes`] or [`Answer::No`].
    AcceptTerms(Terms),
    /// Fill in the content: [`Answer::Filled`], [`Answer::LookUp`], or [`Answer::GiveUp`].
    FillIn(Box<Form>),
    /// Is this right: [`Answer::Yes`] or [`Answer::Back`].
    Review(Box<Review>),
    /// Show the certificate that was issued: [`Answer::Yes`] goes on.
    ShowCertificate(Box<AuthorizationCertificate>),
    /// Done.
    Done(Outcome),
    /// Ended for a reason.
    Refused(Failure),
    /// Ended by the person.
    Cancelled,
}

/// What people answer. [`Answer::Cancel`] answers everything.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "mirrors what can be asked")]
pub enum Answer {
    /// Wait this long for a card to come or go.
    Wait(Duration),
    /// This one of the candidates.
    Choose(usize),
    /// The PIN.
    Pin(Pin),
    /// Let the reader ask for the PIN at its PIN pad, and wait for it.
    PinAtReader,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Back to the content.
    Back,
    /// The user code.
    UserCode(UserCode),
    /// Units and roles of this application.
    LookUp(String),
    /// The content.
    Filled(Content),
    /// There is no other card, PIN, code or content.
    GiveUp,
    /// Leave.
    Cancel,
}

/// What happened beside the flow, for people to know.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an app must tell all of it")]
pub enum News {
    /// A write record of an earlier run reached the server.
    RecordSent {
        /// The serial of the certificate.
        serial: String,
    },
    /// A rule of the server refused a write record of an earlier run; it is kept.
    RecordRefused {
        /// The serial of the certificate.
        serial: String,
        /// The code of the refusal.
        code: String,
    },
    /// The journal cannot be read or written: what is cut off cannot be finished later.
    NoJournal {
        /// What the system says.
        reason: String,
    },
}

/// Runs one flow on cards and a server.
///
/// It blocks while a card or the server works, so a window runs it on a thread of its own.
pub struct Driver {
    flow: Box<dyn Flow>,
    cards: Cards,
    server: Option<Box<dyn Server>>,
    journal: Journal,
    /// What the server said of this version, once it was asked.
    standing: Option<ClientStanding>,
    /// What earlier flows could not send was tried again in this one.
    sent_pending: bool,
    /// Not yet told.
    news: Vec<News>,
    /// The certificate that the present flow had signed, while the card may not have it.
    left_unwritten: Option<SerialNumber>,
    /// What was asked last, if only one kind of answer acts on it.
    asked: Option<Asked>,
}

/// What was asked of people that acts on a card or reader.
#[derive(Debug)]
enum Asked {
    Card { role: CardRole, problem: Option<WrongCard> },
    Pin { at_reader: bool },
}

impl Driver {
    /// A driver of `flow`. A flow that needs no server, as a view does, is given none.
    #[must_use]
    pub fn new(
        flow: impl Flow + 'static,
        readers: Box<dyn Readers>,
        selection: CardSelection,
        server: Option<Box<dyn Server>>,
        journal: Journal,
    ) -> Self {
        let cards = Cards::new(readers, selection);
        Self {
            flow: Box::new(flow),
            cards,
            server,
            journal,
            standing: None,
            sent_pending: false,
            news: Vec::new(),
            left_unwritten: None,
            asked: None,
        }
    }

    /// Another flow in place of the present one, for other cards. Those that stay in their readers stay open, so
    /// their PINs are not asked again. [`Driver::start`] begins it.
    pub fn change_flow(&mut self, flow: impl Flow + 'static, selection: CardSelection) {
        self.flow = Box::new(flow);
        self.cards.begin(selection);
        self.sent_pending = false;
        self.left_unwritten = None;
        self.asked = None;
    }

    /// Closes the cards and gives the readers back.
    #[must_use]
    pub fn into_readers(self) -> Box<dyn Readers> {
        self.cards.into_readers()
    }

    /// Begins, up to the first thing that people are asked.
    pub fn start(&mut self) -> Ask {
        self.run(Event::Start)
    }

    /// Goes on with an answer, up to the next thing that people are asked. An answer to something else is
    /// asked again: above all, a PIN that was not asked for reaches no card.
    pub fn answer(&mut self, answer: Answer) -> Ask {
        let event = match (answer, self.asked.take()) {
            (Answer::Wait(timeout), Some(Asked::Card { role, problem })) => match self.cards.wait(timeout) {
                Ok(true) => self.cards.find(role),
                Ok(false) => return self.ask_for_card(role, problem),
                Err(error) => Event::Card(Err(error)),
            },
            (Answer::Pin(pin), Some(Asked::Pin { at_reader: false })) => self.cards.verify(Some(&pin)),
            (Answer::PinAtReader, Some(Asked::Pin { at_reader: true })) => self.cards.verify(None),
            // Belongs to no state that can be here, so the same is asked again.
            (Answer::Wait(_) | Answer::Pin(_) | Answer::PinAtReader, _) => Event::Start,
            (Answer::GiveUp, _) => Event::GiveUp,
            (Answer::Choose(at), _) => Event::Chosen(at),
            (Answer::Yes, _) => Event::Yes,
            (Answer::No, _) => Event::No,
            (Answer::Back, _) => Event::Back,
            (Answer::UserCode(code), _) => Event::UserCode(code),
            (Answer::LookUp(code), _) => Event::LookUp(code),
            (Answer::Filled(content), _) => Event::Filled(content),
            (Answer::Cancel, _) => Event::Cancel,
        };
        self.run(event)
    }

    fn run(&mut self, mut event: Event) -> Ask {
        loop {
            event = match self.flow.next(event) {
                Step::FindCard { role } => self.cards.find(role),
                Step::Card { key, request, .. } => Event::Card(self.cards.carry_out(key, &request)),
                Step::Server(ServerRequest::Written(record)) => match self.send_record(record) {
                    Ok(event) => event,
                    Err(error) => return Ask::Refused(Failure::Journal(error)),
                },
                Step::Server(ServerRequest::Record(unwritten)) => self.record(unwritten),
                Step::Server(request) => self.ask_server(request),
                Step::FindUnwritten { holder } => {
                    let found = self.unwritten().into_iter().find(|found| found.certificate.is_for(&holder));
                    Event::Unwritten(found.map(Box::new))
                }
                Step::InsertCard { role, problem } => return self.ask_for_card(role, problem),
                Step::ChooseCard { role, candidates } => return Ask::ChooseCard { role, candidates },
                Step::VerifyPin(request) => {
                    self.cards.ask_pin(&request.card);
                    self.asked = Some(Asked::Pin { at_reader: request.card.pin.at_reader });
                    return Ask::Pin(request);
                }
                Step::ConfirmCard(card) => return Ask::ConfirmCard(card),
                Step::EnterUserCode { tries_left, rejected } => {
                    return Ask::UserCode { tries_left, rejected };
                }
                Step::ConfirmFinish { certificate } => return Ask::ConfirmFinish { certificate },
                Step::ConfirmDeactivation { serial, delegation } => {
                    return Ask::ConfirmDeactivation { serial, delegation };
                }
                Step::ConfirmReissue { present } => return Ask::ConfirmReissue { present },
                Step::AcceptTerms(terms) => return Ask::AcceptTerms(terms),
                Step::FillIn(form) => return Ask::FillIn(form),
                Step::Review(review) => return Ask::Review(review),
                Step::ShowCertificate(certificate) => return Ask::ShowCertificate(certificate),
                Step::Done(outcome) => return Ask::Done(outcome),
                Step::Refused(failure) => {
                    if matches!(failure, Failure::Superseded) {
                        self.forget_superseded();
                    }
                    return Ask::Refused(failure);
                }
                Step::Cancelled => return Ask::Cancelled,
            };
        }
    }

    fn ask_for_card(&mut self, role: CardRole, problem: Option<WrongCard>) -> Ask {
        self.asked = Some(Asked::Card { role, problem: problem.clone() });
        Ask::InsertCard { role, problem }
    }

    /// Where this version stands, once the server was asked: an app tells its user of a newer one (F13).
    #[must_use]
    pub const fn standing(&self) -> Option<&ClientStanding> {
        self.standing.as_ref()
    }

    /// The certificate that was signed and may not be on its card, if the flow ended in between: it is kept, and
    /// [`Issue::finishing`](crate::Issue::finishing) writes it.
    #[must_use]
    pub const fn left_unwritten(&self) -> Option<&SerialNumber> {
        self.left_unwritten.as_ref()
    }

    /// What happened beside the flow since this was asked last.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    fn ask_server(&mut self, request: ServerRequest) -> Event {
        if let Err(error) = self.meet_server() {
            return Event::Server(Err(error));
        }
        match &mut self.server {
            Some(server) => Event::Server(server.call(request)),
            None => Event::Cancel,
        }
    }

    /// On the first contact: is this version served at all; and, in each flow, what was not sent before is sent.
    fn meet_server(&mut self) -> Result<(), ServerError> {
        if let Some(server) = self.server.as_mut().filter(|_| self.standing.is_none()) {
            let ServerReply::Version(versions) = server.call(ServerRequest::Version)? else { return Ok(()) };
            match versions.judge(env!("CARGO_PKG_VERSION"))? {
                ClientStanding::Refused(problem) => return Err(ServerError::Refused(problem)),
                standing => self.standing = Some(standing),
            }
        }
        if !std::mem::replace(&mut self.sent_pending, true) {
            self.send_pending();
        }
        Ok(())
    }

    fn server_url(&self) -> &str {
        self.server.as_ref().map(|server| server.url()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver").field("cards", &self.cards).finish_non_exhaustive()
    }
}
