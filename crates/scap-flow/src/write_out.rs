//! The second half of an issuance: the server records the signed certificate, it is written onto the holder's card
//! and read back, and the server records the write. What was cut off in it goes on from here.

use scap_ac::{AuthorizationCertificate, CardCertificate, UnixTime, hex};
use scap_card::CardError;
use scap_proto::{
    ServerError, ServerUrl,
    jws::Unsigned,
    wire::{WriteRecord, WriteReply, written_path},
};
use sha2::{Digest, Sha256};

use crate::{
    acquire::{Acquire, Progress, Requirement},
    event::{CardFacts, CardReply, Event, ServerReply},
    failure::Failure,
    journal::{PendingRecord, Unwritten},
    step::{CardRequest, CardRole, ServerRequest, Step},
};

/// What was done before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Begin {
    /// The certificate was signed a moment ago: it is shown, too.
    Signed,
    /// It was signed in an earlier run.
    Unwritten,
    /// It was written in an earlier run, which ended before the card could sign the record of it.
    Written,
}

/// The way of one certificate onto its card.
#[derive(Debug)]
pub(crate) struct WriteOut {
    url: ServerUrl,
    now: UnixTime,
    unwritten: Unwritten,
    holder: CardFacts,
    /// Known once the certificate is recorded.
    write_nonce: String,
    /// It was shown, or needs not be.
    shown: bool,
    /// The card holds it, as far as is known.
    written: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Again when the card comes back: by then a newer certificate may be recorded, which is not to be overwritten.
    Recording {
        card_is_there: bool,
    },
    Showing,
    Holder(Acquire),
    /// Whether the card that came back holds a newer certificate, which is not to be overwritten.
    Looking,
    Writing,
    ReadingBack,
    SigningRecord {
        unsigned: Unsigned,
    },
    SendingRecord {
        record: PendingRecord,
    },
}

/// What comes of an event.
#[derive(Debug)]
pub(crate) enum Written {
    /// On the card, and the server knows.
    Done { card: CardFacts, unwritten: Unwritten, reply: WriteReply },
    /// Something is needed first, or it ended here.
    Need(Step),
}

const HOLDER: CardRole = CardRole::Holder;

impl WriteOut {
    pub(crate) fn new(
        url: &ServerUrl,
        now: UnixTime,
        begin: Begin,
        holder: CardFacts,
        unwritten: Unwritten,
    ) -> Self {
        let (shown, written) = (begin != Begin::Signed, begin == Begin::Written);
        let (url, write_nonce, state) =
            (url.clone(), String::new(), State::Recording { card_is_there: false });
        Self { url, now, unwritten, holder, write_nonce, shown, written, state }
    }

    /// The step that is waited for.
    pub(crate) fn step(&self) -> Step {
        let certificate = &self.unwritten.certificate;
        match &self.state {
            State::Recording { .. } => Step::Server(ServerRequest::Record(self.unwritten.clone())),
            State::Showing => Step::ShowCertificate(certificate.clone()),
            State::Holder(acquire) => acquire.step(),
            State::Writing => {
                let request = CardRequest::WriteArea(certificate.as_der().to_vec());
                self.ask_card(request)
            }
            State::Looking | State::ReadingBack => self.ask_card(CardRequest::ReadArea),
            State::SigningRecord { unsigned } => {
                let request = CardRequest::Sign(unsigned.signing_input().to_vec());
                self.ask_card(request)
            }
            State::SendingRecord { record } => Step::Server(ServerRequest::Written(record.clone())),
        }
    }

    /// Takes what happened.
    pub(crate) fn next(&mut self, event: Event) -> Written {
        let next = match (&mut self.state, event) {
            (_, Event::Cancel) => Err(Step::Cancelled),
            (State::Recording { card_is_there }, Event::Server(Ok(ServerReply::Recorded(reply)))) => {
                match reply.write_nonce {
                    Some(write_nonce) => {
                        self.write_nonce = write_nonce;
                        Ok(match (self.shown, card_is_there) {
                            (false, _) => State::Showing,
                            (true, false) => self.acquire(false),
                            (true, true) => State::Writing,
                        })
                    }
                    None => Err(Step::Refused(Failure::Answer { what: "write_nonce" })),
                }
            }
            (State::Showing, Event::Yes) => {
                self.shown = true;
                Ok(self.acquire(false))
            }
            (State::Holder(acquire), event) => {
                let came_back = matches!(event, Event::PinAccepted);
                match acquire.next(event) {
                    Progress::Need(step) => return Written::Need(step),
                    Progress::Ready(card) => {
                        self.holder = card;
                        Ok(match (self.written, came_back) {
                            (true, _) => State::ReadingBack,
                            (false, true) => State::Looking,
                            (false, false) => State::Writing,
                        })
                    }
                }
            }
            (State::Looking, Event::Card(Ok(CardReply::Area(area)))) => {
                if area.is_some_and(|area| self.is_older_than(&area)) {
                    Err(Step::Refused(Failure::Superseded))
                } else {
                    Ok(State::Recording { card_is_there: true })
                }
            }
            // It was recorded before: the card is written, and the record of that is sent later.
            (State::Recording { card_is_there: true }, Event::Server(Err(error)))
                if error.is_passing() || !matches!(error, ServerError::Refused(_)) =>
            {
                Ok(State::Writing)
            }
            (State::Writing, Event::Card(Ok(CardReply::Done))) => {
                self.written = true;
                Ok(State::ReadingBack)
            }
            (State::ReadingBack, Event::Card(Ok(CardReply::Area(Some(read)))))
                if read == self.unwritten.certificate.as_der() =>
            {
                self.record().map(|unsigned| State::SigningRecord { unsigned })
            }
            (State::ReadingBack, Event::Card(Ok(CardReply::Area(_)))) => {
                let source = "the area does not hold what was written".into();
                Err(Step::Refused(CardError::Unreadable { operation: "reading back", source }.into()))
            }
            (State::SigningRecord { unsigned }, Event::Card(Ok(CardReply::Signature(signature)))) => {
                Ok(State::SendingRecord {
                    record: PendingRecord {
                        id: self.unwritten.id,
                        serial: self.unwritten.certificate.serial().to_string(),
                        server: self.url.as_str().to_owned(),
                        record: unsigned.clone().assemble(&signature),
                    },
                })
            }
            (
                State::Looking | State::Writing | State::ReadingBack | State::SigningRecord { .. },
                Event::Card(Err(CardError::Removed)),
            ) => Ok(self.acquire(true)),
            (State::SendingRecord { .. }, Event::Server(Ok(ServerReply::Written(reply)))) => {
                let (card, unwritten) = (self.holder.clone(), self.unwritten.clone());
                return Written::Done { card, unwritten, reply };
            }
            // Unless a rule of the server refused, the driver sends the record again.
            (State::SendingRecord { .. }, Event::Server(Err(source)))
                if source.is_passing() || !matches!(source, ServerError::Refused(_)) =>
            {
                let serial = Box::new(*self.unwritten.certificate.serial());
                Err(Step::Refused(Failure::AuditPending { serial, source }))
            }
            (_, Event::Card(Err(error))) => Err(Step::Refused(error.into())),
            (_, Event::Server(Err(error))) => Err(Step::Refused(error.into())),
            (_, _) => return Written::Need(self.step()),
        };
        match next {
            Ok(state) => {
                self.state = state;
                Written::Need(self.step())
            }
            Err(step) => Written::Need(step),
        }
    }

    /// The holder's card is needed; the signer's may still be in its reader.
    fn acquire(&self, removed: bool) -> State {
        let other = Some(self.unwritten.signer.clone());
        let same = Requirement::Same { card: self.card().clone(), other };
        State::Holder(if removed {
            Acquire::after_removal(HOLDER, same, self.now)
        } else {
            Acquire::new(HOLDER, same, self.now, true)
        })
    }

    fn ask_card(&self, request: CardRequest) -> Step {
        Step::Card { role: HOLDER, key: *self.card().key_identifier(), request }
    }

    const fn card(&self) -> &CardCertificate {
        &self.holder.certificate
    }

    fn is_older_than(&self, area: &[u8]) -> bool {
        let present = AuthorizationCertificate::from_der(area);
        present.is_ok_and(|present| present.not_before() > self.unwritten.certificate.not_before())
    }

    /// What the holder's card signs, now that it holds the certificate.
    fn record(&self) -> Result<Unsigned, Step> {
        let id = self.unwritten.id;
        let certificate_sha256 = hex(&Sha256::digest(self.unwritten.certificate.as_der()));
        let record = WriteRecord { id, certificate_sha256 };
        Unsigned::new(self.card(), &self.write_nonce, &self.url.join(&written_path(id)), &record)
            .map_err(|_| Step::Refused(Failure::Answer { what: "write_nonce" }))
    }
}
