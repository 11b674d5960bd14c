//! F2, F9, F10: a primary card signs an application authorization for a secondary card (manual § 7.2.3.1), in
//! place of none or of an earlier one (§ 7.5, § 7.6).

use scap_ac::{
    AuthorizationCertificate, CardCertificate, Draft, Profile, SerialNumber, ToBeSigned, UnixTime, hex,
    json::{GrantJson, HolderIdJson},
};
use scap_card::CardError;
use scap_proto::{
    ServerError, ServerUrl,
    jws::{Jws, Unsigned},
    wire::{
        ApplicationDetail, Catalogue, Consent, ISSUANCES, IssuanceReply, IssuanceRequest, Terms, WriteRecord,
        written_path,
    },
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Flow,
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Content, Event, ServerReply},
    failure::Failure,
    journal::PendingRecord,
    rules::check_content,
    step::{CardRequest, CardRole, Form, Outcome, Review, ServerRequest, Step},
};

/// Issues an authorization certificate and writes it onto the secondary card.
///
/// With one reader the cards are asked for in the manual's order: secondary (its PIN, the content, its
/// consent), primary (its PIN, the signature), secondary (its PIN, the write, the record of it). A card that
/// stays in its reader is not asked for again, nor is its PIN.
#[derive(Debug)]
pub struct Issue {
    url: ServerUrl,
    id: Uuid,
    now: UnixTime,
    /// There must be a certificate on the card, and that it is replaced is not asked.
    replaces: bool,
    state: State,
    /// Known from the first insertion on.
    holder: Option<CardFacts>,
    /// Known once they were fetched.
    terms: Option<Terms>,
    catalogue: Option<Catalogue>,
    /// Known once it was filled in, or from what is on the card.
    content: Option<Content>,
}

#[derive(Debug)]
enum State {
    Holder(Acquire),
    ReadingPresent,
    ConfirmingReissue { present: Box<AuthorizationCertificate> },
    FetchingTerms { ask: bool },
    Agreeing,
    FetchingCatalogue,
    FillingIn { detail: Option<ApplicationDetail>, problem: Option<Failure> },
    LookingUp { code: String },
    Reviewing,
    FetchingNonce,
    HolderAgain(Acquire),
    SigningConsent { unsigned: Unsigned },
    Signer { consent: Jws, acquire: Acquire },
    RequestingSerial { signer: CardFacts, request: IssuanceRequest },
    SignerPin { signer: CardFacts, reserved: IssuanceReply, acquire: Acquire },
    SigningCertificate { signer: CardFacts, reserved: IssuanceReply, unsigned: ToBeSigned },
    Recording { signer: CardFacts, certificate: Box<AuthorizationCertificate> },
    Showing { issued: Issued },
    Writer { issued: Issued, acquire: Acquire },
    Writing { issued: Issued },
    ReadingBack { issued: Issued },
    SigningRecord { issued: Issued, unsigned: Unsigned },
    SendingRecord { certificate: Box<AuthorizationCertificate>, record: PendingRecord },
    Ended,
}

/// What the server has recorded.
#[derive(Clone, Debug)]
struct Issued {
    certificate: Box<AuthorizationCertificate>,
    write_nonce: String,
    signer: CardCertificate,
}

const HOLDER: CardRole = CardRole::Holder;
const SIGNER: CardRole = CardRole::Signer;

impl Issue {
    /// An issuance by the server at `url`, at the instant `now`. `id` is new and random: the server knows the
    /// issuance by it.
    #[must_use]
    pub const fn new(url: ServerUrl, id: Uuid, now: UnixTime) -> Self {
        let acquire = Acquire::new(HOLDER, Requirement::OpenSecondary, now, true);
        let state = State::Holder(acquire);
        let (holder, terms, catalogue, content) = (None, None, None, None);
        Self { url, id, now, replaces: false, state, holder, terms, catalogue, content }
    }

    /// F9 and F10: the same, beginning with the content that is on the card, which must have one. What is to
    /// change is filled in; a certificate without slots authorizes nothing.
    #[must_use]
    pub const fn replacing(url: ServerUrl, id: Uuid, now: UnixTime) -> Self {
        let mut issue = Self::new(url, id, now);
        issue.replaces = true;
        issue
    }

    /// The step that the state waits for.
    fn step(&self) -> Step {
        match &self.state {
            State::Holder(acquire)
            | State::HolderAgain(acquire)
            | State::Signer { acquire, .. }
            | State::SignerPin { acquire, .. }
            | State::Writer { acquire, .. } => acquire.step(),
            State::ReadingPresent | State::ReadingBack { .. } => {
                Step::Card { role: HOLDER, request: CardRequest::ReadArea }
            }
            State::ConfirmingReissue { present } => Step::ConfirmReissue { present: present.clone() },
            State::FetchingTerms { .. } => Step::Server(ServerRequest::Terms),
            State::Agreeing => self.terms.clone().map_or_else(lost, Step::AcceptTerms),
            State::FetchingCatalogue => Step::Server(ServerRequest::Catalogue),
            State::FillingIn { detail, problem } => self.catalogue.clone().map_or_else(lost, |catalogue| {
                let problem = problem.as_ref().map(|failure| failure.code().to_owned());
                Step::FillIn(Box::new(Form {
                    catalogue,
                    detail: detail.clone(),
                    draft: self.content.clone(),
                    problem,
                }))
            }),
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
            State::SigningConsent { unsigned } | State::SigningRecord { unsigned, .. } => {
                sign(HOLDER, unsigned)
            }
            State::RequestingSerial { request, .. } => Step::Server(ServerRequest::Issue(request.clone())),
            State::SigningCertificate { unsigned, .. } => {
                Step::Card { role: SIGNER, request: CardRequest::Sign(unsigned.as_bytes().to_vec()) }
            }
            State::Recording { certificate, .. } => {
                let certificate = certificate.as_der().to_vec();
                Step::Server(ServerRequest::Record { id: self.id, certificate })
            }
            State::Showing { issued } => Step::ShowCertificate(issued.certificate.clone()),
            State::Writing { issued } => {
                let request = CardRequest::WriteArea(issued.certificate.as_der().to_vec());
                Step::Card { role: HOLDER, request }
            }
            State::SendingRecord { record, .. } => Step::Server(ServerRequest::Written(record.clone())),
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
                    State::ReadingPresent
                }
            },
            (State::ReadingPresent, Event::Card(Ok(CardReply::Area(present)))) => {
                match present.map(|der| AuthorizationCertificate::from_der(&der)) {
                    Some(Ok(present)) if self.replaces => {
                        self.begin_with(&present);
                        State::FetchingTerms { ask: false }
                    }
                    Some(Err(error)) if self.replaces => {
                        return Err(Step::Refused(Failure::AreaCorrupt(error)));
                    }
                    None if self.replaces => return Err(Step::Refused(Failure::AreaNone)),
                    Some(Ok(present)) => State::ConfirmingReissue { present: Box::new(present) },
                    // What is no certificate is replaced as if the area were empty.
                    Some(Err(_)) | None => State::FetchingTerms { ask: true },
                }
            }
            (State::ReadingPresent, Event::Card(Err(CardError::Removed))) => {
                let same = Requirement::Same { card: self.holder()?, other: None };
                State::Holder(Acquire::after_removal(HOLDER, same, self.now))
            }
            (State::ConfirmingReissue { present }, Event::Yes) => {
                self.begin_with(&present);
                State::FetchingTerms { ask: false }
            }
            (State::ConfirmingReissue { .. }, Event::No) => return Err(Step::Done(Outcome::Unchanged)),
            (State::FetchingTerms { ask }, Event::Server(Ok(ServerReply::Terms(terms)))) => {
                self.terms = Some(terms);
                if ask { State::Agreeing } else { State::FetchingCatalogue }
            }
            (State::Agreeing, Event::Yes) => State::FetchingCatalogue,
            (State::Agreeing, Event::No) => return Err(Step::Done(Outcome::Unchanged)),
            (State::FetchingCatalogue, Event::Server(Ok(ServerReply::Catalogue(catalogue)))) => {
                self.catalogue = Some(catalogue);
                State::FillingIn { detail: None, problem: None }
            }
            (State::FillingIn { .. }, Event::LookUp(code)) => State::LookingUp { code },
            (State::LookingUp { .. }, Event::Server(Ok(ServerReply::Application(detail)))) => {
                State::FillingIn { detail: Some(detail), problem: None }
            }
            (State::FillingIn { detail, .. }, Event::Filled(content)) => {
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
                let acquire = Acquire::new(SIGNER, Requirement::PrimaryFor(self.holder()?), self.now, false);
                State::Signer { consent: unsigned.assemble(&signature), acquire }
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
                let same =
                    Requirement::Same { card: signer.certificate.clone(), other: Some(self.holder()?) };
                let acquire = Acquire::new(SIGNER, same, self.now, true);
                State::SignerPin { signer, reserved, acquire }
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
                    return Err(Step::Refused(scap_ac::AcError::Signature.into()));
                }
                let certificate =
                    unsigned.assemble(&signature).map_err(|error| Step::Refused(error.into()))?;
                State::Recording { signer, certificate: Box::new(certificate) }
            }
            (State::SigningCertificate { signer, reserved, .. }, Event::Card(Err(CardError::Removed))) => {
                let same =
                    Requirement::Same { card: signer.certificate.clone(), other: Some(self.holder()?) };
                let acquire = Acquire::after_removal(SIGNER, same, self.now);
                State::SignerPin { signer, reserved, acquire }
            }
            (State::Recording { signer, certificate }, Event::Server(Ok(ServerReply::Recorded(reply)))) => {
                let issued =
                    Issued { certificate, write_nonce: reply.write_nonce, signer: signer.certificate };
                State::Showing { issued }
            }
            (State::Showing { issued }, Event::Yes) => {
                let requirement = self.same_holder(&issued)?;
                State::Writer { acquire: Acquire::new(HOLDER, requirement, self.now, true), issued }
            }
            (State::Writer { issued, mut acquire }, event) => match acquire.next(event) {
                Progress::Need(step) => return Err(self.stay(State::Writer { issued, acquire }, step)),
                Progress::Ready(card) => {
                    self.holder = Some(card);
                    State::Writing { issued }
                }
            },
            (State::Writing { issued }, Event::Card(Ok(CardReply::Done))) => State::ReadingBack { issued },
            (State::ReadingBack { issued }, Event::Card(Ok(CardReply::Area(Some(written)))))
                if written == issued.certificate.as_der() =>
            {
                let unsigned = self.write_record(&issued)?;
                State::SigningRecord { issued, unsigned }
            }
            (State::ReadingBack { .. }, Event::Card(Ok(CardReply::Area(_)))) => {
                let source = "the area does not hold what was written".into();
                return Err(Step::Refused(
                    CardError::Unreadable { operation: "reading back", source }.into(),
                ));
            }
            (State::SigningRecord { issued, unsigned }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                let record = PendingRecord {
                    id: self.id,
                    serial: issued.certificate.serial().to_string(),
                    server: self.url.as_str().to_owned(),
                    record: unsigned.assemble(&signature),
                };
                State::SendingRecord { certificate: issued.certificate, record }
            }
            (
                State::Writing { issued }
                | State::ReadingBack { issued }
                | State::SigningRecord { issued, .. },
                Event::Card(Err(CardError::Removed)),
            ) => {
                let requirement = self.same_holder(&issued)?;
                State::Writer { acquire: Acquire::after_removal(HOLDER, requirement, self.now), issued }
            }
            (State::SendingRecord { certificate, .. }, Event::Server(Ok(ServerReply::Written(reply)))) => {
                let card = self.holder.clone().ok_or_else(lost)?;
                return Err(Step::Done(Outcome::Issued { card, certificate, reply }));
            }
            // Unless a rule of the server refused, the driver sends the record again.
            (State::SendingRecord { certificate, .. }, Event::Server(Err(source)))
                if source.is_passing() || !matches!(source, ServerError::Refused(_)) =>
            {
                let serial = Box::new(*certificate.serial());
                return Err(Step::Refused(Failure::AuditPending { serial, source }));
            }
            (_, Event::Card(Err(error))) => return Err(Step::Refused(error.into())),
            (_, Event::Server(Err(error))) => return Err(Step::Refused(error.into())),
            (state, _) => state,
        })
    }

    /// Proposes the content of the certificate that is on the card.
    fn begin_with(&mut self, present: &AuthorizationCertificate) {
        let (holder_id, grant) = (present.holder_id().clone(), present.grant().clone());
        self.content = Some(Content { holder_id, grant });
    }

    fn stay(&mut self, state: State, step: Step) -> Step {
        self.state = state;
        step
    }

    fn holder(&self) -> Result<CardCertificate, Step> {
        self.holder.as_ref().map(|holder| holder.certificate.clone()).ok_or_else(lost)
    }

    fn same_holder(&self, issued: &Issued) -> Result<Requirement, Step> {
        Ok(Requirement::Same { card: self.holder()?, other: Some(issued.signer.clone()) })
    }

    /// What the secondary card signs before anything is issued.
    fn consent(&self, nonce: &str) -> Result<Unsigned, Step> {
        let (content, terms) =
            (self.content.as_ref().ok_or_else(lost)?, self.terms.as_ref().ok_or_else(lost)?);
        let consent = Consent {
            id: self.id,
            terms: terms.version.clone(),
            holder_id: HolderIdJson::from(&content.holder_id),
            grant: GrantJson::from(&content.grant),
        };
        Unsigned::new(&self.holder()?, nonce, &self.url.join(ISSUANCES), &consent).map_err(|_| lost())
    }

    /// The certificate as the server agreed to it.
    fn to_be_signed(&self, signer: &CardCertificate, reserved: &IssuanceReply) -> Result<ToBeSigned, Step> {
        let answer = |what| Step::Refused(Failure::Answer { what });
        let content = self.content.as_ref().ok_or_else(lost)?;
        let serial: SerialNumber = reserved.serial.parse().map_err(|_| answer("serial"))?;
        // The rule of the serial binds it to the signer: another one is not signed.
        if !serial.split_authorization().is_some_and(|(of, _)| of == *signer.serial()) {
            return Err(answer("serial"));
        }
        let draft = Draft {
            serial,
            holder: &self.holder()?,
            signer,
            not_before: reserved.not_before.parse().map_err(|_| answer("not_before"))?,
            not_after: reserved.not_after.parse().map_err(|_| answer("not_after"))?,
            holder_id: &content.holder_id,
            grant: &content.grant,
        };
        if draft.not_after > draft.holder.not_after() {
            return Err(answer("not_after"));
        }
        draft.to_be_signed(&Profile::default()).map_err(|error| Step::Refused(error.into()))
    }

    fn write_record(&self, issued: &Issued) -> Result<Unsigned, Step> {
        let certificate_sha256 = hex(&Sha256::digest(issued.certificate.as_der()));
        let record = WriteRecord { id: self.id, certificate_sha256 };
        let url = self.url.join(&written_path(self.id));
        Unsigned::new(&self.holder()?, &issued.write_nonce, &url, &record).map_err(|_| lost())
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

fn sign(role: CardRole, unsigned: &Unsigned) -> Step {
    Step::Card { role, request: CardRequest::Sign(unsigned.signing_input().to_vec()) }
}

/// A state without what it must have: cannot be, and is no reason to panic.
fn lost() -> Step {
    Step::Refused(Failure::Answer { what: "order of steps" })
}
