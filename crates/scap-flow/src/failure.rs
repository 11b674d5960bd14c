//! Why a flow ends, one stable code each.

use std::fmt;

use scap_ac::{AcError, CardRank, SerialNumber, UnifiedBusinessNumber, UnixTime};
use scap_card::CardError;
use scap_proto::{Problem, ServerError};
use serde_json::{Map, Value};

use crate::event::CardFacts;

/// A card as it is named to people: which it is, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NamedCard {
    /// Its label.
    pub label: String,
    /// Its reader.
    pub reader: String,
    /// Its rank.
    pub rank: CardRank,
    /// Its entity.
    pub business_number: UnifiedBusinessNumber,
    /// The serial of its certificate.
    pub serial: SerialNumber,
}

/// A card that is present is not the one that is needed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WrongCard {
    /// A secondary card is needed.
    #[error("{0} is no secondary card")]
    NotSecondary(Box<NamedCard>),
    /// A primary card is needed.
    #[error("{0} is no primary card")]
    NotPrimary(Box<NamedCard>),
    /// Another card than the one that the work began with.
    #[error("{found} is not the card that the work began with, {expected}")]
    Changed {
        /// The serial of the certificate that is expected.
        expected: Box<SerialNumber>,
        /// The card that is there.
        found: Box<NamedCard>,
    },
    /// A card of another entity.
    #[error("{signer} does not belong to the holder's entity {holder}")]
    Entity {
        /// The card that is there.
        signer: Box<NamedCard>,
        /// The holder's entity.
        holder: UnifiedBusinessNumber,
    },
    /// The card that is to be authorized cannot sign for itself.
    #[error("{0} is the card that is to be authorized")]
    Itself(Box<NamedCard>),
    /// A secondary card without a delegation that counts, as the server says.
    #[error("{card} may not sign: {}", .problem.title)]
    NoDelegation {
        /// The card that is there.
        card: Box<NamedCard>,
        /// Why not.
        problem: Box<Problem>,
    },
    /// The card's certificate is over.
    #[error("the certificate of {card} is not valid after {not_after}")]
    Expired {
        /// The card that is there.
        card: Box<NamedCard>,
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// The card's certificate has not begun.
    #[error("the certificate of {card} is not valid before {not_before}")]
    NotYetValid {
        /// The card that is there.
        card: Box<NamedCard>,
        /// The first second of its validity.
        not_before: UnixTime,
    },
    /// No business-certificate card.
    #[error("the card is no business-certificate card")]
    Unsupported,
    /// No PKCS#11 module serves the card.
    #[error("no PKCS#11 module serves the card")]
    NoModule,
    /// There is no reader any more.
    #[error("no card reader was found")]
    NoReader,
    /// The readers or their service fail.
    #[error("the card reader failed")]
    ReaderFailed,
    /// The card cannot be read.
    #[error("the card cannot be read")]
    Unreadable,
    /// The card was taken out while it was needed.
    #[error("the card was taken out")]
    Removed,
}

impl NamedCard {
    /// What to call this card.
    #[must_use]
    pub fn new(card: &CardFacts) -> Self {
        Self {
            label: card.label.clone(),
            reader: card.reader.clone(),
            rank: card.certificate.rank(),
            business_number: card.certificate.business_number(),
            serial: *card.certificate.serial(),
        }
    }

    fn details(&self) -> Map<String, Value> {
        facts([
            ("card", self.label.clone().into()),
            ("reader", self.reader.clone().into()),
            ("rank", self.rank.as_str().into()),
            ("business_number", self.business_number.as_str().into()),
            ("card_serial", self.serial.to_string().into()),
        ])
    }
}

impl fmt::Display for NamedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { label, reader, rank, business_number, .. } = self;
        write!(f, "{} card {label} of entity {business_number} in {reader}", rank.as_str())
    }
}

impl WrongCard {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NotSecondary(_) => "card.not_secondary",
            Self::NotPrimary(_) => "card.not_primary",
            Self::Changed { .. } => "card.changed",
            Self::Entity { .. } => "entity.mismatch",
            Self::Itself(_) => "delegation.self",
            Self::NoDelegation { problem, .. } => &problem.code,
            Self::Expired { .. } => "card.certificate_expired",
            Self::NotYetValid { .. } => "card.certificate_not_yet_valid",
            Self::Unsupported => "card.unsupported",
            Self::NoModule => "card.no_module",
            Self::NoReader => "reader.none",
            Self::ReaderFailed => "reader.failed",
            Self::Unreadable => "card.unreadable",
            Self::Removed => "card.removed",
        }
    }

    /// The facts that belong to the code: always those of the card that is there, if it could be read.
    #[must_use]
    pub fn details(&self) -> Map<String, Value> {
        let (card, more) = match self {
            Self::NotSecondary(card) | Self::NotPrimary(card) | Self::Itself(card) => (card, Map::new()),
            Self::Changed { expected, found } => (
                found,
                facts([
                    ("expected", expected.to_string().into()),
                    ("found", found.serial.to_string().into()),
                ]),
            ),
            Self::Entity { signer, holder } => (
                signer,
                facts([
                    ("signer", signer.business_number.as_str().into()),
                    ("holder", holder.as_str().into()),
                ]),
            ),
            Self::NoDelegation { card, problem } => (card, problem.details.clone()),
            Self::Expired { card, not_after } => (card, facts([("not_after", not_after.to_string().into())])),
            Self::NotYetValid { card, not_before } => {
                (card, facts([("not_before", not_before.to_string().into())]))
            }
            Self::Unsupported
            | Self::NoModule
            | Self::NoReader
            | Self::ReaderFailed
            | Self::Unreadable
            | Self::Removed => return Map::new(),
        };
        let mut details = card.details();
        details.extend(more);
        details
    }
}

/// Why a flow ended without its outcome.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A reader or card failed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The PIN of a card was wrong, or is locked.
    #[error("{card}: {error}")]
    Pin {
        /// Which card's.
        card: Box<NamedCard>,
        /// What it says.
        #[source]
        error: CardError,
    },
    /// The right card did not come.
    #[error(transparent)]
    WrongCard(#[from] WrongCard),
    /// The server or the way to it failed.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// What is in the authorization area is no authorization certificate.
    #[error("the authorization area holds no authorization certificate")]
    AreaCorrupt(#[source] AcError),
    /// Nothing is authorized yet.
    #[error("nothing is authorized on this card yet")]
    AreaNone,
    /// The card holds a newer certificate than the one that is to be written.
    #[error("the card holds a newer certificate")]
    Superseded,
    /// No certificate waits to be written to this card.
    #[error("no certificate waits to be written to this card")]
    NothingUnwritten,
    /// No delegation was ever given to the card.
    #[error("no delegation was ever given to this card")]
    DelegationNone,
    /// The newest delegation of the card was ended before.
    #[error("delegation {serial} was ended")]
    DelegationInactive {
        /// Its serial.
        serial: String,
        /// When.
        deactivated_at: Option<String>,
    },
    /// The newest delegation of the card is past its validity.
    #[error("delegation {serial} has expired")]
    DelegationExpired {
        /// Its serial.
        serial: String,
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// The application is not in the catalogue.
    #[error("no application {application} in the catalogue")]
    UnknownApplication {
        /// Its code.
        application: String,
    },
    /// The start of a range comes after its end.
    #[error("the start {from} comes after the end {to}")]
    QueryRange {
        /// The start.
        from: UnixTime,
        /// The end.
        to: UnixTime,
    },
    /// The card was written, but the write record did not reach the server. It is sent again by itself.
    #[error("certificate {serial} is on the card, but the record of it has not reached the server yet")]
    AuditPending {
        /// The certificate's serial.
        serial: Box<SerialNumber>,
        /// Why.
        source: ServerError,
    },
    /// The certificate cannot be made or read.
    #[error(transparent)]
    Certificate(#[from] AcError),
    /// An answer of the server is not as agreed.
    #[error("the answer of the server is not as agreed: {what}")]
    Answer {
        /// What is wrong.
        what: &'static str,
    },
    /// Several cards would do, and nobody chose.
    #[error("several cards would do")]
    Ambiguous {
        /// Their labels.
        cards: Vec<String>,
    },
    /// What is to be recorded locally cannot be.
    #[error("the journal cannot be written")]
    Journal(#[source] std::io::Error),
}

impl Failure {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Card(error) => error.code(),
            Self::Pin { error, .. } => error.code(),
            Self::WrongCard(error) => error.code(),
            Self::Server(error) => error.code(),
            Self::AreaCorrupt(_) => "area.corrupt",
            Self::AreaNone => "area.none",
            Self::Superseded => "issuance.superseded",
            Self::NothingUnwritten => "resume.none",
            Self::DelegationNone => "delegation.none",
            Self::DelegationInactive { .. } => "delegation.inactive",
            Self::DelegationExpired { .. } => "delegation.expired",
            Self::UnknownApplication { .. } => "application.unknown",
            Self::QueryRange { .. } => "query.range",
            Self::AuditPending { .. } => "audit.pending",
            Self::Certificate(error) => error.code(),
            Self::Answer { .. } => "server.answer",
            Self::Ambiguous { .. } => "card.ambiguous",
            Self::Journal(_) => "file.write",
        }
    }

    /// The facts that belong to the code.
    #[must_use]
    pub fn details(&self) -> Map<String, Value> {
        match self {
            Self::Card(error) => card_details(error),
            Self::Pin { card, error } => {
                let mut details = card.details();
                details.extend(card_details(error));
                details
            }
            Self::WrongCard(error) => error.details(),
            Self::Server(error) => server_details(error),
            Self::UnknownApplication { application } => facts([("application", application.clone().into())]),
            Self::QueryRange { from, to } => {
                facts([("from", from.to_string().into()), ("to", to.to_string().into())])
            }
            Self::AuditPending { serial, source } => {
                facts([("serial", serial.to_string().into()), ("reason", source.code().into())])
            }
            Self::Certificate(error) => {
                error.details().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
            }
            Self::Ambiguous { cards } => facts([("cards", cards.as_slice().into())]),
            Self::AreaCorrupt(error) => facts([("reason", error.code().into())]),
            Self::DelegationInactive { serial, deactivated_at } => {
                facts([("serial", serial.clone().into()), ("deactivated_at", deactivated_at.clone().into())])
            }
            Self::DelegationExpired { serial, not_after } => {
                facts([("serial", serial.clone().into()), ("not_after", not_after.to_string().into())])
            }
            Self::AreaNone
            | Self::Superseded
            | Self::NothingUnwritten
            | Self::DelegationNone
            | Self::Answer { .. }
            | Self::Journal(_) => Map::new(),
        }
    }
}

fn facts<const N: usize>(facts: [(&str, Value); N]) -> Map<String, Value> {
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn card_details(error: &CardError) -> Map<String, Value> {
    match error {
        CardError::PinIncorrect { tries_left } => facts([("tries_left", (*tries_left).into())]),
        CardError::AreaFull { needed, capacity } => {
            facts([("needed", (*needed).into()), ("capacity", (*capacity).into())])
        }
        CardError::Module { path, .. } => facts([("module", path.display().to_string().into())]),
        _ => Map::new(),
    }
}

fn server_details(error: &ServerError) -> Map<String, Value> {
    match error {
        ServerError::Refused(problem) => problem.details.clone(),
        ServerError::Connect { url, .. }
        | ServerError::Timeout { url }
        | ServerError::Tls { url, .. }
        | ServerError::NotFound { url } => facts([("url", url.clone().into())]),
        ServerError::Proxy { proxy, failure, .. } => {
            facts([("proxy", proxy.clone().into()), ("reason", failure.as_str().into())])
        }
        ServerError::Status { call, status } => {
            facts([("call", call.clone().into()), ("status", (*status).into())])
        }
        ServerError::Answer { call, .. } => facts([("call", call.clone().into())]),
        _ => Map::new(),
    }
}

/// What is wrong with the dates of a card's certificate at `now`.
pub(crate) fn check_dates(card: &CardFacts, now: UnixTime) -> Result<(), WrongCard> {
    let (not_before, not_after) = (card.certificate.not_before(), card.certificate.not_after());
    let named = || Box::new(NamedCard::new(card));
    if now < not_before {
        Err(WrongCard::NotYetValid { card: named(), not_before })
    } else if now > not_after {
        Err(WrongCard::Expired { card: named(), not_after })
    } else {
        Ok(())
    }
}
