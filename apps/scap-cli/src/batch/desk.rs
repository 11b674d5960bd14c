//! One card of a batch: the file says what is granted, so a person is asked for cards and PINs alone.

use std::collections::HashMap;

use scap_ac::{AuthorizationCertificate, CardCertificate, SerialNumber};
use scap_card::Pin;
use scap_desk::now;
use scap_flow::{Answer, Ask, CardFacts, CardRole, Driver, Failure, Outcome, PinRequest, Review};
use scap_proto::wire::WriteReply;
use secrecy::SecretString;

use super::{
    error::BatchError,
    fault::{Fault, Part},
    order::Order,
    run::Common,
};
use crate::{error::CliError, person::Person};

/// What is known of the cards from one order to the next.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The secondary cards that were authorized: the serial of each, and what the file calls it.
    pub(super) cards: HashMap<String, String>,
    /// The card that signs, once it was asked for its PIN.
    pub(super) signer: Option<CardFacts>,
    /// The PIN for all secondary cards is that of one at least.
    pub(super) pin_is_right: bool,
}

/// Sees one card through.
pub(super) struct Desk<'a> {
    common: &'a Common<'a>,
    order: &'a Order,
    known: &'a mut Known,
    person: Person<'a>,
    part: Part,
    /// The person was told which card is wanted.
    told: bool,
    /// What an earlier run signed is replaced, so what is on the card is older than that.
    is_superseded: bool,
    /// The secondary card's certificate, once it was seen.
    holder: Option<CardCertificate>,
    /// The serial of the authorization, once it was given.
    pub(super) serial: Option<String>,
}

/// How it went.
#[derive(Debug)]
pub(super) enum Carried {
    /// It holds what the file says, since now or since an earlier run.
    Issued(Option<WriteReply>),
    /// The person wants the batch to end; nothing is half done.
    Interrupted,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        common: &'a Common<'a>,
        order: &'a Order,
        known: &'a mut Known,
        person: Person<'a>,
    ) -> Self {
        let (part, told, is_superseded) = (Part::Holder, false, false);
        Self { common, order, known, person, part, told, is_superseded, holder: None, serial: None }
    }

    /// Runs the flow that the driver has to its end.
    pub(super) fn run(&mut self, driver: &mut Driver) -> Result<Carried, CliError> {
        let mut ask = driver.start();
        loop {
            if !matches!(ask, Ask::InsertCard { .. }) {
                self.told = false;
                self.person.goes_on();
            }
            let answer = match ask {
                Ask::Done(Outcome::Issued { card, certificate, reply }) => {
                    self.sees(&card);
                    self.serial = Some(certificate.serial().to_string());
                    return Ok(Carried::Issued(Some(reply)));
                }
                Ask::Done(Outcome::Unchanged) => return Ok(Carried::Issued(None)),
                Ask::Done(_) => return Err(Failure::Answer { what: "outcome" }.into()),
                Ask::Refused(failure) => return Err(failure.into()),
                Ask::Cancelled => return Ok(Carried::Interrupted),
                Ask::InsertCard { role, .. } => {
                    self.turn_to(role);
                    self.insert_card(role, ask)?
                }
                Ask::ChooseCard { role, .. } => {
                    self.turn_to(role);
                    self.ask_person(ask)?
                }
                Ask::Pin(request) => {
                    self.turn_to(request.role);
                    self.pin(request)?
                }
                Ask::ConfirmFinish { certificate } => self.finish(&certificate),
                Ask::ConfirmReissue { present } => self.reissue(&present),
                Ask::FillIn(form) if form.problem.is_none() => Answer::Filled(self.order.content.clone()),
                Ask::FillIn(_) => Answer::GiveUp,
                Ask::Review(review) => self.review(&review)?,
                Ask::ShowCertificate(certificate) => {
                    self.serial = Some(certificate.serial().to_string());
                    self.part = Part::Holder;
                    Answer::Yes
                }
                // The terms are agreed to, and which they are is told by the review.
                Ask::AcceptTerms(_) => Answer::Yes,
                Ask::ConfirmCard(_) | Ask::UserCode { .. } | Ask::ConfirmDeactivation { .. } => {
                    Answer::Cancel
                }
            };
            ask = driver.answer(answer);
        }
    }

    /// Whose failure it is.
    pub(super) fn fault(&self, error: &CliError) -> Fault {
        match Fault::of(error, self.part, self.card_serial().as_deref()) {
            // Nothing says that any card has this PIN, and a try of each would be spent.
            Fault::Holder
                if error.code() == "pin.incorrect"
                    && self.shared_pin().is_some()
                    && !self.known.pin_is_right =>
            {
                Fault::All
            }
            fault => fault,
        }
    }

    /// The serial of the secondary card's certificate, once it was seen.
    pub(super) fn card_serial(&self) -> Option<String> {
        self.holder.as_ref().map(CardCertificate::serial).map(SerialNumber::to_string)
    }

    fn turn_to(&mut self, role: CardRole) {
        self.part = match role {
            CardRole::Signer | CardRole::Primary => Part::Signer,
            CardRole::Holder | CardRole::Subject => Part::Holder,
        };
    }

    fn ask_person(&mut self, ask: Ask) -> Result<Answer, CliError> {
        let (person, common) = (&mut self.person, self.common);
        common.progress.aside(|| common.interrupt.while_asking(|| person.answer(ask)))
    }

    /// The person waits for no answer here, so Ctrl+C is looked at between two looks at the readers.
    fn insert_card(&mut self, role: CardRole, ask: Ask) -> Result<Answer, CliError> {
        if self.common.interrupt.is_wanted() {
            return Ok(Answer::Cancel);
        }
        let (person, common, order) = (&mut self.person, self.common, self.order);
        if !std::mem::replace(&mut self.told, true) && person.waits() && role == CardRole::Holder {
            let holder = order.content.holder_id.masked();
            let args = [("card", order.card.clone().into()), ("holder", holder.into())];
            common.progress.aside(|| common.terminal.say("batch-card-wanted", &args));
        }
        common.progress.aside(|| person.answer(ask))
    }

    /// A PIN that was given is tried once.
    fn pin(&mut self, request: PinRequest) -> Result<Answer, CliError> {
        let given = match request.role {
            CardRole::Signer | CardRole::Primary => {
                self.known.signer = Some(request.card.clone());
                self.common.signer_pin.as_ref()
            }
            CardRole::Holder | CardRole::Subject => {
                self.sees(&request.card);
                self.order.pin.as_ref().or(self.common.pin.as_ref())
            }
        };
        match given {
            _ if request.card.pin.at_reader => self.ask_person(Ask::Pin(request)),
            Some(_) if request.rejected => Ok(Answer::GiveUp),
            Some(secret) => Ok(Answer::Pin(Pin::new(secret.clone())?)),
            None => self.ask_person(Ask::Pin(request)),
        }
    }

    fn shared_pin(&self) -> Option<&SecretString> {
        self.common.pin.as_ref().filter(|_| self.order.pin.is_none())
    }

    /// What an earlier run signed and did not write is written if the file still says the same.
    fn finish(&mut self, certificate: &AuthorizationCertificate) -> Answer {
        let is_ordered = self.is_ordered(certificate);
        self.is_superseded = !is_ordered;
        if is_ordered { Answer::Yes } else { Answer::No }
    }

    /// The earlier run may have been cut off between the write and its line in the result file.
    fn reissue(&mut self, present: &AuthorizationCertificate) -> Answer {
        let is_valid = now().is_ok_and(|now| present.not_after() >= now);
        if self.common.resume && !self.is_superseded && is_valid && self.is_ordered(present) {
            self.serial = Some(present.serial().to_string());
            Answer::No
        } else {
            Answer::Yes
        }
    }

    /// Whether it is for this card, says what the file says, and was signed by the card that signs, if that is known.
    fn is_ordered(&self, certificate: &AuthorizationCertificate) -> bool {
        let content = &self.order.content;
        let is_signed = |signer: &CardFacts| {
            let signer = &signer.certificate;
            certificate.authority_key_identifier() == signer.key_identifier()
                && signer.verifies(certificate.to_be_signed(), certificate.signature())
        };
        certificate.holder_id() == content.holder_id
            && certificate.grant() == content.grant
            && self.holder.as_ref().is_some_and(|holder| certificate.is_for(holder))
            && self.known.signer.as_ref().is_none_or(is_signed)
    }

    /// The last look before the secondary card agrees.
    fn review(&mut self, review: &Review) -> Result<Answer, CliError> {
        self.sees(&review.holder);
        self.known.pin_is_right |= self.shared_pin().is_some();
        if review.terms != self.common.terms {
            return Err(BatchError::TermsChanged.into());
        }
        let serial = review.holder.certificate.serial().to_string();
        match self.known.cards.get(&serial) {
            Some(earlier) if *earlier != self.order.card => {
                let (card, earlier) = (self.order.card.clone(), earlier.clone());
                Err(BatchError::CardTwice { card, earlier }.into())
            }
            _ => Ok(Answer::Yes),
        }
    }

    fn sees(&mut self, card: &CardFacts) {
        self.holder = Some(card.certificate.clone());
    }
}
