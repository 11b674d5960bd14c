//! F2, F3, F5, F9, F10: a card signs an authorization for a secondary card (manual § 7.2.3), in place of none or of an
//! earlier one (§ 7.5, § 7.6).

mod agreed;
mod found;

use scap_ac::{
    AcError, AcKind, AuthorizationCertificate, CardCertificate, CardRank, SerialNumber, ToBeSigned, UnixTime,
};
use scap_card::CardError;
use scap_proto::{
    ServerError, ServerUrl,
    jws::{Jws, Unsigned},
    wire::{ApplicationDetail, Catalogue, IssuanceReply, IssuanceRequest, Terms},
};
use uuid::Uuid;

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Content, Event, ServerReply},
    failure::{Failure, NamedCard, WrongCard},
    journal::Unwritten,
    rules::check_content,
    step::{CardRequest, CardRole, Form, Outcome, Review, ServerRequest, Step},
    write_out::{Begin, WriteOut, Written},
};

/// Issues an authorization and, unless it is a delegation, writes it onto the secondary card.
///
/// With one reader the cards are asked for in the manual's order: secondary (its PIN, the content, its
/// consent), signer (its PIN, the signature), secondary (its PIN, the write, the record of it). A card that
/// stays in its reader is not asked for again, nor is its PIN.
#[derive(Debug)]
pub struct Issue {
    url: ServerUrl,
    id: Uuid,
    now: UnixTime,
    purpose: Purpose,
    state: State,
    /// Known from the first insertion on.
    holder: Option<CardFacts>,
    /// Known once they were fetched.
    terms: Option<Terms>,
    catalogue: Option<Catalogue>,
    /// Known once it was filled in, or from what is on the card.
    content: Option<Content>,
    /// What is on the card and changed: the server refuses if a newer one is recorded, as on another computer.
    replaces: Option<SerialNumber>,
    /// The secondary cards that the server did not let sign.
    refused: Vec<([u8; 20], WrongCard)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Purpose {
    /// F2, F5.
    New,
    /// F9, F10: there must be a certificate on the card, and that it is replaced is not asked.
    Replace,
    /// F3.
    Delegate,
    /// Nothing is issued: what an earlier run left is finished.
    Finish,
}

/// What is in the authorization area.
type Area = Result<Option<Box<AuthorizationCertificate>>, AcError>;

#[derive(Debug)]
enum State {
    Holder(Acquire),
    ReadingPresent,
    FindingUnwritten {
        area: Area,
    },
    /// The record of an earlier write is made up for.
    CatchingUp {
        write: WriteOut,
        area: Area,
    },
    ConfirmingFinish {
        unwritten: Box<Unwritten>,
    },
    ConfirmingReissue {
        present: Box<AuthorizationCertificate>,
    },
    FetchingTerms {
        ask: bool,
    },
    Agreeing,
    FetchingCatalogue,
    FillingIn {
        detail: Option<ApplicationDetail>,
        problem: Option<Failure>,
    },
    LookingUp {
        code: String,
    },
    Reviewing,
    FetchingNonce,
    HolderAgain(Acquire),
    SigningConsent {
        unsigned: Unsigned,
    },
    Signer {
        consent: Jws,
        acquire: Acquire,
    },
    RequestingSerial {
        signer: CardFacts,
        request: IssuanceRequest,
    },
    SignerPin {
        signer: CardFacts,
        reserved: IssuanceReply,
        acquire: Acquire,
    },
    SigningCertificate {
        signer: CardFacts,
        reserved: IssuanceReply,
        unsigned: ToBeSigned,
    },
    WritingOut(WriteOut),
    RecordingDelegation {
        certificate: Box<AuthorizationCertificate>,
    },
    ShowingDelegation {
        certificate: Box<AuthorizationCertificate>,
    },
    Ended,
}

const HOLDER: CardRole = CardRole::Holder;

impl Issue {
    /// An issuance by the server at `url`, at the instant `now`. `id` is new and random: the server knows the
    /// issuance by it.
    ///
    /// A primary card of the holder's entity signs (F2), or another secondary card with a delegation (F5): which of
    /// them follows from the card that is there.
    #[must_use]
    pub const fn new(url: ServerUrl, id: Uuid, now: UnixTime) -> Self {
        Self::with(Purpose::New, Requirement::OpenSecondary, url, id, now)
    }

    /// F9 and F10: the same, beginning with the content that is on the card, which must have one. What is to
    /// change is filled in; a certificate without slots authorizes nothing.
    #[must_use]
    pub const fn replacing(url: ServerUrl, id: Uuid, now: UnixTime) -> Self {
        Self::with(Purpose::Replace, Requirement::OpenSecondary, url, id, now)
    }

    /// F3: a primary card gives the secondary card a delegation. The server keeps it: nothing is written.
    #[must_use]
    pub const fn delegating(url: ServerUrl, id: Uuid, now: UnixTime) -> Self {
        Self::with(Purpose::Delegate, Requirement::Delegate, url, id, now)
    }

    /// Only finishes what an earlier run was cut off in: the certificate that was signed and not written is written, or
    /// the write that was not recorded is recorded. `resume.none` if there is neither.
    #[must_use]
    pub const fn finishing(url: ServerUrl, now: UnixTime) -> Self {
        Self::with(Purpose::Finish, Requirement::OpenSecondary, url, Uuid::nil(), now)
    }

    const fn with(
        purpose: Purpose,
        requirement: Requirement,
        url: ServerUrl,
        id: Uuid,
        now: UnixTime,
    ) -> Self {
        Self {
            url,
            id,
            now,
            purpose,
            state: State::Holder(Acquire::new(HOLDER, requirement, now, true)),
            holder: None,
            terms: None,
            catalogue: None,
            content: None,
            replaces: None,
            refused: Vec::new(),
        }
    }

    /// The step that the state waits for.
    fn step(&self) -> Step {
        match &self.state {
            State::Holder(acquire)
            | State::HolderAgain(acquire)
            | State::Signer { acquire, .. }
            | State::SignerPin { acquire, .. } => acquire.step(),
            State::ReadingPresent => self.ask_holder(CardRequest::ReadArea),
            State::FindingUnwritten { .. } => {
                self.holder().map_or_else(|lost| lost, |holder| Step::FindUnwritten { holder })
            }
            State::CatchingUp { write, .. } | State::WritingOut(write) => write.step(),
            State::ConfirmingFinish { unwritten } => {
                Step::ConfirmFinish { certificate: unwritten.certificate.clone() }
            }
            State::ConfirmingReissue { present } => Step::ConfirmReissue { present: present.clone() },
            State::FetchingTerms { .. } => Step::Server(ServerRequest::Terms),
            State::Agreeing => self.terms.clone().map_or_else(lost, Step::AcceptTerms),
            State::FetchingCatalogue => Step::Server(ServerRequest::Catalogue),
            State::FillingIn { detail, problem } => Step::FillIn(Box::new(Form {
                kind: self.kind(),
                catalogue: self.catalogue.clone().unwrap_or(Catalogue { applications: Vec::new() }),
                detail: detail.clone(),
                draft: self.content.clone(),
                problem: problem.as_ref().map(|failure| failure.code().to_owned()),
            })),
            State::LookingUp { code } => Step::Server(ServerRequest::Application(code.clone())),
            State::Reviewing => match (&self.content, &self.holder, &self.terms) {
                (Some(content), Some(holder), Some(terms)) => Step::Review(Box::new(Review {
                    content: content.clone(),
                    holder: holder.clone(),
                    terms: terms.version.clone(),
                })),
                _ => lost(),
            },
            State::FetchingNonce => Step::Server(ServerRequest::Nonce),
            State::SigningConsent { unsigned } => {
                self.ask_holder(CardRequest::Sign(unsigned.signing_input().to_vec()))
            }
            State::RequestingSerial { request, .. } => Step::Server(ServerRequest::Issue(request.clone())),
            State::SigningCertificate { signer, unsigned, .. } => {
                let key = *signer.certificate.key_identifier();
                let request = CardRequest::Sign(unsigned.as_bytes().to_vec());
                Step::Card { role: self.signer_role(), key, request }
            }
            State::RecordingDelegation { certificate } => {
                let certificate = certificate.as_der().to_vec();
                Step::Server(ServerRequest::RecordDelegation { id: self.id, certificate })
            }
            State::ShowingDelegation { certificate } => Step::ShowCertificate(certificate.clone()),
            State::Ended => Step::Cancelled,
        }
    }

    /// What follows a state and an event, or why the flow ends.
    fn advance(&mut self, state: State, event: Event) -> Result<State, Step> {
        Ok(match (state, event) {
            (State::Ended, _) | (_, Event::Cancel) => return Err(Step::Cancelled),
            (State::Holder(mut acquire), event) => match acquire.next(event) {
                Progress::Need(step) => return Err(self.stay(State::Holder(acquire), step)),
                Progress::Ready(card) => {
                    self.holder = Some(card);
                    match self.purpose {
                        Purpose::New | Purpose::Replace | Purpose::Finish => State::ReadingPresent,
                        Purpose::Delegate => State::FetchingTerms { ask: true },
                    }
                }
            },
            (State::ReadingPresent, Event::Card(Ok(CardReply::Area(present)))) => {
                let area = present.map(|der| AuthorizationCertificate::from_der(&der).map(Box::new));
                State::FindingUnwritten { area: area.transpose() }
            }
            (State::ReadingPresent, Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: self.holder()?, other: None };
                State::Holder(Acquire::after_removal(HOLDER, same, self.now))
            }
            (State::FindingUnwritten { area }, Event::Unwritten(unwritten)) => {
                self.after_search(area, unwritten)?
            }
            (State::CatchingUp { mut write, area }, event) => match write.next(event) {
                Written::Done { card, unwritten, reply } if self.purpose == Purpose::Finish => {
                    let certificate = unwritten.certificate;
                    return Err(Step::Done(Outcome::Issued { card, certificate, reply }));
                }
                Written::Done { card, unwritten, .. } => {
                    self.holder = Some(card);
                    self.after_area(Ok(Some(unwritten.certificate)))?
                }
                // It was replaced meanwhile: there is nothing to make up for.
                Written::Need(Step::Refused(Failure::Server(ServerError::Refused(_)))) => {
                    self.after_area(area)?
                }
                Written::Need(step) => return Err(self.stay(State::CatchingUp { write, area }, step)),
            },
            (State::ConfirmingFinish { unwritten }, Event::Yes) => {
                self.write_out(Begin::Unwritten, *unwritten)?
            }
            (State::ConfirmingFinish { .. }, Event::No) if self.purpose == Purpose::Finish => {
                return Err(Step::Done(Outcome::Unchanged));
            }
            // Another one in its place, which begins with what it says.
            (State::ConfirmingFinish { unwritten }, Event::No) => {
                self.begin_with(&unwritten.certificate);
                State::FetchingTerms { ask: false }
            }
            (State::ConfirmingReissue { present }, Event::Yes) => {
                self.begin_with(&present);
                State::FetchingTerms { ask: false }
            }
            (State::ConfirmingReissue { .. }, Event::No) => return Err(Step::Done(Outcome::Unchanged)),
            (State::FetchingTerms { ask }, Event::Server(Ok(ServerReply::Terms(terms)))) => {
                self.terms = Some(terms);
                if ask { State::Agreeing } else { self.agreed() }
            }
            (State::Agreeing, Event::Yes) => self.agreed(),
            (State::Agreeing, Event::No) => return Err(Step::Done(Outcome::Unchanged)),
            (State::FetchingCatalogue, Event::Server(Ok(ServerReply::Catalogue(catalogue)))) => {
                self.catalogue = Some(catalogue);
                State::FillingIn { detail: None, problem: None }
            }
            (State::FillingIn { .. }, Event::LookUp(code)) if self.kind() == AcKind::Application => {
                State::LookingUp { code }
            }
            (State::LookingUp { .. }, Event::Server(Ok(ServerReply::Application(detail)))) => {
                State::FillingIn { detail: Some(detail), problem: None }
            }
            (State::FillingIn { detail, .. }, Event::Filled(content))
                if content.grant.kind() == self.kind() =>
            {
                let problem = self.catalogue.as_ref().and_then(|known| check_content(&content, known).err());
                self.content = Some(content);
                match problem {
                    Some(problem) => State::FillingIn { detail, problem: Some(problem) },
                    None => State::Reviewing,
                }
            }
            (State::FillingIn { problem, .. }, Event::GiveUp) => {
                return Err(problem.map_or(Step::Cancelled, Step::Refused));
            }
            (State::Reviewing, Event::Back | Event::No) => State::FillingIn { detail: None, problem: None },
            (State::Reviewing, Event::Yes) => State::FetchingNonce,
            (State::FetchingNonce, Event::Server(Ok(ServerReply::Nonce(reply)))) => {
                State::SigningConsent { unsigned: self.consent(&reply.nonce)? }
            }
            (State::SigningConsent { unsigned }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                self.look_for_signer(unsigned.assemble(&signature))?
            }
            (State::SigningConsent { .. }, Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: self.holder()?, other: None };
                State::HolderAgain(Acquire::after_removal(HOLDER, same, self.now))
            }
            (State::HolderAgain(mut acquire), event) => match acquire.next(event) {
                Progress::Need(step) => return Err(self.stay(State::HolderAgain(acquire), step)),
                Progress::Ready(_) => State::FetchingNonce,
            },
            (State::Signer { consent, mut acquire }, event) => match acquire.next(event) {
                Progress::Need(step) => return Err(self.stay(State::Signer { consent, acquire }, step)),
                Progress::Ready(signer) => {
                    let signer_certificate = signer.certificate.as_der().into();
                    State::RequestingSerial {
                        signer,
                        request: IssuanceRequest { consent, signer_certificate },
                    }
                }
            },
            (State::RequestingSerial { signer, .. }, Event::Server(Ok(ServerReply::Issued(reserved)))) => {
                let acquire = Acquire::new(self.signer_role(), self.same_signer(&signer)?, self.now, true);
                State::SignerPin { signer, reserved, acquire }
            }
            // Another card may do, and the consent is still good.
            (
                State::RequestingSerial { signer, request },
                Event::Server(Err(ServerError::Refused(problem))),
            ) if signer.certificate.rank() == CardRank::Secondary
                && problem.code.starts_with("delegation.") =>
            {
                let card = Box::new(NamedCard::new(&signer));
                let why = WrongCard::NoDelegation { card, problem: Box::new(problem) };
                self.refused.push((*signer.certificate.key_identifier(), why));
                self.look_for_signer(request.consent)?
            }
            (State::SignerPin { signer, reserved, mut acquire }, event) => match acquire.next(event) {
                Progress::Need(step) => {
                    return Err(self.stay(State::SignerPin { signer, reserved, acquire }, step));
                }
                Progress::Ready(signer) => {
                    let unsigned = self.to_be_signed(&signer.certificate, &reserved)?;
                    State::SigningCertificate { signer, reserved, unsigned }
                }
            },
            (
                State::SigningCertificate { signer, unsigned, .. },
                Event::Card(Ok(CardReply::Signature(signature))),
            ) => {
                if !signer.certificate.verifies(unsigned.as_bytes(), &signature) {
                    return Err(Step::Refused(AcError::Signature.into()));
                }
                let certificate =
                    unsigned.assemble(&signature).map_err(|error| Step::Refused(error.into()))?;
                let certificate = Box::new(certificate);
                match self.kind() {
                    AcKind::Delegation => State::RecordingDelegation { certificate },
                    AcKind::Application => {
                        let signer = signer.certificate;
                        self.write_out(Begin::Signed, Unwritten { id: self.id, signer, certificate })?
                    }
                }
            }
            (State::SigningCertificate { signer, reserved, .. }, Event::Card(Err(CardError::Removed))) => {
                let acquire =
                    Acquire::after_removal(self.signer_role(), self.same_signer(&signer)?, self.now);
                State::SignerPin { signer, reserved, acquire }
            }
            (State::WritingOut(mut write), event) => match write.next(event) {
                Written::Need(step) => return Err(self.stay(State::WritingOut(write), step)),
                Written::Done { card, unwritten, reply } => {
                    let certificate = unwritten.certificate;
                    return Err(Step::Done(Outcome::Issued { card, certificate, reply }));
                }
            },
            (State::RecordingDelegation { certificate }, Event::Server(Ok(ServerReply::Recorded(_)))) => {
                State::ShowingDelegation { certificate }
            }
            (State::ShowingDelegation { certificate }, Event::Yes) => {
                let card = self.holder.clone().ok_or_else(lost)?;
                return Err(Step::Done(Outcome::Delegated { card, certificate }));
            }
            (_, Event::Card(Err(error))) => return Err(Step::Refused(error.into())),
            (_, Event::Server(Err(error))) => return Err(Step::Refused(error.into())),
            (state, _) => state,
        })
    }

    const fn kind(&self) -> AcKind {
        match self.purpose {
            Purpose::New | Purpose::Replace | Purpose::Finish => AcKind::Application,
            Purpose::Delegate => AcKind::Delegation,
        }
    }

    const fn signer_role(&self) -> CardRole {
        match self.purpose {
            Purpose::New | Purpose::Replace | Purpose::Finish => CardRole::Signer,
            Purpose::Delegate => CardRole::Primary,
        }
    }

    /// The terms are agreed to: the content is next.
    const fn agreed(&self) -> State {
        match self.purpose {
            Purpose::New | Purpose::Replace | Purpose::Finish => State::FetchingCatalogue,
            Purpose::Delegate => State::FillingIn { detail: None, problem: None },
        }
    }

    fn look_for_signer(&self, consent: Jws) -> Result<State, Step> {
        let holder = self.holder()?;
        let requirement = match self.purpose {
            Purpose::Delegate => Requirement::PrimaryFor(holder),
            Purpose::New | Purpose::Replace | Purpose::Finish => {
                Requirement::SignerFor { holder, refused: self.refused.clone() }
            }
        };
        Ok(State::Signer { consent, acquire: Acquire::new(self.signer_role(), requirement, self.now, false) })
    }

    fn write_out(&self, begin: Begin, unwritten: Unwritten) -> Result<State, Step> {
        let holder = self.holder.clone().ok_or_else(lost)?;
        Ok(State::WritingOut(WriteOut::new(&self.url, self.now, begin, holder, unwritten)))
    }

    fn stay(&mut self, state: State, step: Step) -> Step {
        self.state = state;
        step
    }

    fn ask_holder(&self, request: CardRequest) -> Step {
        self.holder.as_ref().map_or_else(lost, |holder| {
            let key = *holder.certificate.key_identifier();
            Step::Card { role: HOLDER, key, request }
        })
    }

    fn holder(&self) -> Result<CardCertificate, Step> {
        self.holder.as_ref().map(|holder| holder.certificate.clone()).ok_or_else(lost)
    }

    fn same_signer(&self, signer: &CardFacts) -> Result<Requirement, Step> {
        Ok(Requirement::Same { card: signer.certificate.clone(), other: Some(self.holder()?) })
    }
}

impl Flow for Issue {
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

/// A state without what it must have: cannot be, and is no reason to panic.
fn lost() -> Step {
    Step::Refused(Failure::Answer { what: "order of steps" })
}
