//! Why a command fails: one stable code each, and the exit code.

use std::{error::Error, fmt, path::PathBuf};

use scap_ac::{AcError, SerialNumber, SlotError, TextError, TrustError, json::JsonError};
use scap_card::{CardError, PinLengthError};
use scap_desk::DeskError;
use scap_flow::Failure;
use scap_proto::ServerError;
use scap_test_pki::PkiError;
use serde_json::{Map, Value, json};

use crate::batch::BatchError;

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// A flow ended without its outcome.
    #[error(transparent)]
    Flow(#[from] Failure),
    /// Settings, or a file, cannot be used.
    #[error(transparent)]
    Desk(DeskError),
    /// A PIN is blank or too long.
    #[error(transparent)]
    PinLength(#[from] PinLengthError),
    /// The content file is not as it should be.
    #[error("{}: {reason}", file.display())]
    Content { file: PathBuf, reason: String },
    /// A batch cannot be begun, or was not finished.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The content breaks a rule.
    #[error(transparent)]
    Rule(#[from] JsonError),
    /// A slot that is to be cancelled is not in use.
    #[error("slot {slot} is not in use")]
    SlotUnused { slot: u8 },
    /// One card is named for both parts.
    #[error("the card that signs and the card that is authorized are the same")]
    OneCard,
    /// The card has no record of this serial.
    #[error("the card has no record of certificate {serial}")]
    UnknownRecord { serial: Box<SerialNumber> },
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] AcError),
    /// A file holds no certificate or revocation list that can be used.
    #[error("{} holds no {what} that can be used", file.display())]
    Holds { file: PathBuf, what: Contents, source: Option<TrustError> },
    /// What is to be made is there already.
    #[error("{} is there already", file.display())]
    Exists { file: PathBuf },
    /// Not the name of a soft card.
    #[error("{name:?} cannot be the name of a soft card")]
    SoftCardName { name: String },
    /// No card has the name that was given.
    #[error("no card is called {name:?}")]
    UnknownCard { name: String, names: Vec<String> },
    /// A file holds no certificate of a card.
    #[error("{} holds no certificate of a card", file.display())]
    CardCertificate { file: PathBuf, source: Option<scap_ac::CardCertificateError> },
    /// A question cannot be asked, as there is no terminal.
    #[error("there is no terminal to ask at: give {flag}")]
    InputNeeded { flag: &'static str },
    /// A secret stands in the environment, where other programs can see it.
    #[error("{variable} is set: secrets are not taken from the environment")]
    SecretInEnvironment { variable: &'static str },
    /// Something is used in a way that cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// The evaluation CA failed.
    #[error(transparent)]
    TestPki(#[from] PkiError),
    /// The person left.
    #[error("cancelled")]
    Cancelled,
}

/// What a file was expected to hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Contents {
    Certificate,
    RevocationList,
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate",
            Self::RevocationList => "revocation_list",
        })
    }
}

impl From<DeskError> for CliError {
    /// That a card failed is one failure, whether it failed when the readers were opened or in a flow.
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Card(error) => error.into(),
            error => Self::Desk(error),
        }
    }
}

impl From<CardError> for CliError {
    fn from(error: CardError) -> Self {
        Self::Flow(error.into())
    }
}

impl From<ServerError> for CliError {
    fn from(error: ServerError) -> Self {
        Self::Flow(error.into())
    }
}

impl CliError {
    /// The stable code.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Flow(failure) => failure.code(),
            Self::Desk(error) => error.code(),
            Self::PinLength(error) => error.code(),
            Self::TestPki(_) => "file.read",
            Self::Holds { .. } => "file.content",
            Self::Exists { .. } => "file.exists",
            Self::SoftCardName { .. } => "soft_card.name",
            Self::UnknownCard { .. } => "card.unknown",
            Self::Content { .. } => "content.file",
            Self::Batch(error) => error.code(),
            Self::Rule(error) => error.code(),
            Self::SlotUnused { .. } => "slot.unused",
            Self::OneCard => "delegation.self",
            Self::UnknownRecord { .. } => "record.none",
            Self::Certificate(error) => error.code(),
            Self::CardCertificate { .. } => "card.unsupported",
            Self::InputNeeded { .. } => "input.needed",
            Self::SecretInEnvironment { .. } | Self::Usage(_) => "usage",
            Self::Cancelled => "cancelled",
        }
    }

    /// The facts that belong to the code.
    pub(crate) fn details(&self) -> Map<String, Value> {
        let details = match self {
            Self::Flow(failure) => return failure.details(),
            Self::Desk(error) => return error.details(),
            Self::Certificate(error) => {
                return error
                    .details()
                    .into_iter()
                    .map(|(name, fact)| (name.to_owned(), fact.into()))
                    .collect();
            }
            Self::Content { file, reason } => {
                json!({ "file": file.display().to_string(), "reason": reason })
            }
            Self::Exists { file } | Self::CardCertificate { file, .. } => {
                json!({ "file": file.display().to_string() })
            }
            Self::Holds { file, what, .. } => {
                json!({ "file": file.display().to_string(), "what": what.to_string() })
            }
            Self::SoftCardName { name } => json!({ "name": name }),
            Self::UnknownCard { name, names } => {
                json!({ "name": name, "names": names })
            }
            Self::Batch(error) => error.details(),
            Self::Rule(error) => rule_details(error),
            Self::UnknownRecord { serial } => json!({ "serial": serial.to_string() }),
            Self::SlotUnused { slot } => json!({ "slot": slot }),
            Self::InputNeeded { flag } => json!({ "flag": flag }),
            Self::SecretInEnvironment { .. } | Self::Usage(_) | Self::TestPki(_) => {
                json!({ "reason": self.to_string() })
            }
            Self::PinLength(_) | Self::OneCard | Self::Cancelled => Value::Null,
        };
        match details {
            Value::Object(details) => details,
            _ => Map::new(),
        }
    }

    /// The exit code of the command line contract.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::SecretInEnvironment { .. }
            | Self::Desk(DeskError::UnknownKey { .. } | DeskError::UnknownLanguage | DeskError::NoHome) => 2,
            Self::Cancelled => 130,
            _ => 1,
        }
    }

    /// The errors below, outermost first.
    pub(crate) fn chain(&self) -> impl Iterator<Item = String> {
        let mut next = self.source();
        std::iter::from_fn(move || {
            let error = next?;
            next = error.source();
            Some(error.to_string())
        })
    }
}

fn rule_details(error: &JsonError) -> Value {
    match error {
        JsonError::HolderId(error) => json!({ "rule": error.rule() }),
        JsonError::Slot(SlotError::Limit { count }) => json!({ "count": count }),
        JsonError::Slot(SlotError::DuplicateSlot { slot }) => json!({ "slot": slot.number() }),
        JsonError::Slot(SlotError::DuplicateApplication { application }) => {
            json!({ "application": application.as_str() })
        }
        JsonError::Slot(SlotError::Range { number }) => json!({ "number": number }),
        JsonError::Text { field, source: source @ TextError::TooLong { max } } => {
            json!({ "field": field, "rule": source.rule(), "max": max })
        }
        JsonError::Text { field, source } => json!({ "field": field, "rule": source.rule() }),
        _ => Value::Null,
    }
}
