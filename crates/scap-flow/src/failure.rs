//! Why a flow ends, one stable code each.

use scap_ac::{AcError, CardCertificate, SerialNumber, UnifiedBusinessNumber, UnixTime};
use scap_card::CardError;
use scap_proto::ServerError;
use serde_json::{Map, Value};

/// A card that is present is not the one that is needed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WrongCard {
    /// A secondary card is needed.
    #[error("card {label} in {reader} is no secondary card")]
    NotSecondary {
        /// The card's label.
        label: String,
        /// Its reader.
        reader: String,
    },
    /// A primary card is needed.
    #[error("card {label} in {reader} is no primary card")]
    NotPrimary {
        /// The card's label.
        label: String,
        /// Its reader.
        reader: String,
    },
    /// Another card than the one that the work began with.
    #[error("card {found} is not the one that the work began with, {expected}")]
    Changed {
        /// The serial of the certificate that is expected.
        expected: Box<SerialNumber>,
        /// The serial of the certificate that is there.
        found: Box<SerialNumber>,
    },
    /// A card of another entity.
    #[error("the signer belongs to entity {signer}, the holder to {holder}")]
    Entity {
        /// The signer's entity.
        signer: UnifiedBusinessNumber,
        /// The holder's entity.
        holder: UnifiedBusinessNumber,
    },
    /// The card's certificate is over.
    #[error("the card's certificate is not valid after {not_after}")]
    Expired {
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// The card's certificate has not begun.
    #[error("the card's certificate is not valid before {not_before}")]
    NotYetValid {
        /// The first second of its validity.
        not_before: UnixTime,
    },
    /// No business-certificate card.
    #[error("the card is no business-certificate card")]
    Unsupported,
    /// The card cannot be read.
    #[error("the card cannot be read")]
    Unreadable,
    /// The card was taken out while it was needed.
    #[error("the card was taken out")]
    Removed,
}

impl WrongCard {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSecondary { .. } => "card.not_secondary",
            Self::NotPrimary { .. } => "card.not_primary",
            Self::Changed { .. } => "card.changed",
            Self::Entity { .. } => "entity.mismatch",
            Self::Expired { .. } => "card.certificate_expired",
            Self::NotYetValid { .. } => "card.certificate_not_yet_valid",
            Self::Unsupported => "card.unsupported",
            Self::Unreadable => "card.unreadable",
            Self::Removed => "card.removed",
        }
    }

    /// The facts that belong to the code.
    #[must_use]
    pub fn details(&self) -> Map<String, Value> {
        match self {
            Self::NotSecondary { label, reader } | Self::NotPrimary { label, reader } => {
                facts([("card", label.clone().into()), ("reader", reader.clone().into())])
            }
            Self::Changed { expected, found } => {
                facts([("expected", expected.to_string().into()), ("found", found.to_string().into())])
            }
            Self::Entity { signer, holder } => {
                facts([("signer", signer.as_str().into()), ("holder", holder.as_str().into())])
            }
            Self::Expired { not_after } => facts([("not_after", not_after.to_string().into())]),
            Self::NotYetValid { not_before } => facts([("not_before", not_before.to_string().into())]),
            Self::Unsupported | Self::Unreadable | Self::Removed => Map::new(),
        }
    }
}

/// Why a flow ended without its outcome.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A reader or card failed.
    #[error(transparent)]
    Card(#[from] CardError),
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
            Self::WrongCard(error) => error.code(),
            Self::Server(error) => error.code(),
            Self::AreaCorrupt(_) => "area.corrupt",
            Self::AreaNone => "area.none",
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
            Self::AreaNone | Self::Answer { .. } | Self::Journal(_) => Map::new(),
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
        ServerError::Status { call, status } => {
            facts([("call", call.clone().into()), ("status", (*status).into())])
        }
        ServerError::Answer { call, .. } => facts([("call", call.clone().into())]),
        _ => Map::new(),
    }
}

/// What is wrong with a certificate's dates at `now`.
pub(crate) fn check_dates(certificate: &CardCertificate, now: UnixTime) -> Result<(), WrongCard> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now < not_before {
        Err(WrongCard::NotYetValid { not_before })
    } else if now > not_after {
        Err(WrongCard::Expired { not_after })
    } else {
        Ok(())
    }
}
