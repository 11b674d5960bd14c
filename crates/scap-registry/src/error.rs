//! Why the registry refuses or fails: one stable code each.

use scap_ac::{
    AcError, PathError, SerialError, SerialNumber, SlotError, TextError, UnifiedBusinessNumber, UnixTime,
    json::JsonError,
};
use serde_json::{Map, Value};

/// Why the registry refuses or fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// `request.malformed`: the request is not as agreed.
    #[error("the request is not as agreed")]
    Malformed {
        /// The field that is wrong, where it is known.
        field: Option<String>,
    },
    /// `request.signature`: the signature of the request does not hold.
    #[error("the signature of the request does not hold")]
    RequestSignature,
    /// `request.url`: the request was signed for another address.
    #[error("the request was signed for another address")]
    Url {
        /// The address that was expected.
        expected: String,
    },
    /// `request.nonce`: the nonce was never given, is spent or has expired.
    #[error("the nonce was never given, is spent or has expired")]
    Nonce,
    /// `card.unsupported`: not the certificate of a business-certificate card.
    #[error("not the certificate of a business-certificate card")]
    CardUnsupported,
    /// `card.certificate_expired`, `card.certificate_not_yet_valid`, `card.certificate_revoked` or
    /// `card.untrusted`.
    #[error("the certificate of card {serial} is not to be trusted")]
    CardPath {
        /// The serial of the card's certificate.
        serial: Box<SerialNumber>,
        /// Why not.
        source: PathError,
    },
    /// `card.not_secondary`: a secondary card was needed.
    #[error("a secondary card is needed")]
    NotSecondary,
    /// `card.not_primary`: a primary card was needed.
    #[error("a primary card is needed")]
    NotPrimary,
    /// `card.not_registered`: the card is not in the register.
    #[error("the card is not in the register")]
    NotRegistered,
    /// `card.changed`: not the card that the certificate was issued for.
    #[error("card {found} is not the card {expected} that the certificate was issued for")]
    CardChanged {
        /// The serial of the card that signed.
        found: Box<SerialNumber>,
        /// The serial of the holder's card.
        expected: Box<SerialNumber>,
    },
    /// `user_code.incorrect`.
    #[error("the user code is not right")]
    UserCodeIncorrect {
        /// How many tries are left.
        tries_left: u32,
    },
    /// `user_code.locked`: after three wrong tries.
    #[error("the user code is locked")]
    UserCodeLocked,
    /// `area.not_open`: the card was never activated.
    #[error("the card was never activated")]
    AreaNotOpen,
    /// `catalogue.none`: no catalogue has been imported.
    #[error("no catalogue has been imported")]
    NoCatalogue,
    /// `terms.outdated`: the consent names terms that are not the present ones.
    #[error("the consent names terms that are not the present ones")]
    TermsOutdated {
        /// The present version.
        current: String,
    },
    /// `entity.mismatch`: signer and holder belong to different entities.
    #[error("the signer belongs to entity {signer}, the holder to {holder}")]
    EntityMismatch {
        /// The signer's entity.
        signer: UnifiedBusinessNumber,
        /// The holder's entity.
        holder: UnifiedBusinessNumber,
    },
    /// `delegation.self`: the card that signs is the one that is authorized.
    #[error("the card that signs is the one that is authorized")]
    DelegationSelf,
    /// `delegation.none`: no delegation was ever given to the card, or the entity has none of this serial.
    #[error("there is no such delegation")]
    DelegationNone,
    /// `delegation.inactive`: the delegation was deactivated, or superseded by a newer one.
    #[error("delegation {serial} was ended at {deactivated_at}")]
    DelegationInactive {
        /// The serial of the delegation.
        serial: String,
        /// When it was ended.
        deactivated_at: UnixTime,
    },
    /// `delegation.expired`: the delegation is past its end.
    #[error("delegation {serial} expired at {not_after}")]
    DelegationExpired {
        /// The serial of the delegation.
        serial: String,
        /// The last second of its validity.
        not_after: UnixTime,
    },
    /// `application.unknown`: no application of the catalogue has this code and name.
    #[error("no application of the catalogue has this code and name")]
    ApplicationUnknown {
        /// The code.
        application: String,
    },
    /// `holder_id.*`, `slot.*` or `content.text`: a rule of the content.
    #[error("the content is not usable")]
    Content(#[source] JsonError),
    /// `serial.exhausted` or `serial.too_large`.
    #[error("no serial number can be given")]
    Serial(#[source] SerialError),
    /// `issuance.unknown`: there is no such issuance.
    #[error("there is no such issuance")]
    IssuanceUnknown,
    /// `issuance.conflict`: the issuance is there with something else.
    #[error("the issuance was made with something else")]
    IssuanceConflict,
    /// `issuance.abandoned`: the certificate did not come in time.
    #[error("the issuance was abandoned")]
    IssuanceAbandoned,
    /// `issuance.superseded`: a newer certificate was recorded for the card, so this one is void.
    #[error("a newer certificate was recorded for the card")]
    IssuanceSuperseded,
    /// `issuance.limit`: too many certificates of the card are waited for.
    #[error("too many certificates of this card are waited for")]
    IssuanceLimit,
    /// `issuance.outdated`: a change of a certificate that is not the newest of the card.
    #[error("certificate {current} is newer than {replaces}, which is to be changed")]
    IssuanceOutdated {
        /// The serial of the certificate that is to be changed.
        replaces: String,
        /// The serial of the newest.
        current: String,
    },
    /// `issuance.not_issued`: the certificate has not come yet.
    #[error("the certificate has not been recorded yet")]
    NotIssued,
    /// `ac.not_as_agreed`: the certificate says something else than was agreed.
    #[error("the certificate says something else than was agreed")]
    NotAsAgreed,
    /// `ac.*`: the certificate cannot be read, or its signature does not hold.
    #[error("the certificate is not usable")]
    Certificate(#[source] AcError),
    /// `query.range`: the start comes after the end.
    #[error("the start of the range comes after its end")]
    QueryRange {
        /// The start.
        from: UnixTime,
        /// The end.
        to: UnixTime,
    },
    /// `query.cursor`: the cursor is none of this server.
    #[error("the cursor is none of this server")]
    QueryCursor,
    /// `server.database`: the database failed. Asking again is safe.
    #[error("the database failed")]
    Database(#[source] DatabaseError),
    /// `server.internal`: the system failed, such as its random numbers.
    #[error("the system failed")]
    Internal(#[source] InternalError),
}

/// What the database said.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct DatabaseError(sqlx::Error);

/// What failed in the system.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InternalError {
    /// No random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
    /// A user code cannot be hashed.
    #[error("a user code cannot be hashed")]
    UserCode(#[source] argon2::password_hash::Error),
    /// A background task was ended.
    #[error("a background task was ended")]
    Task(#[source] tokio::task::JoinError),
    /// A thread ended early.
    #[error("a thread ended early")]
    Thread,
    /// What was stored is not readable any more.
    #[error("a stored consent is not readable")]
    Stored(#[source] serde_json::Error),
}

impl RegistryError {
    /// The refusal of a JSON body, with the field that is wrong. Nothing else of the error is kept: it may
    /// quote a value, such as a user code.
    #[must_use]
    pub fn malformed(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let start =
            ["missing field `", "unknown field `"].iter().find_map(|start| message.strip_prefix(start));
        let name = start.and_then(|rest| rest.split_once('`')).map(|(name, _)| name);
        let last = path.rsplit('.').next();
        let field = match (path.as_str(), name) {
            ("." | "?", None) => None,
            ("." | "?", Some(name)) => Some(name.to_owned()),
            (_, Some(name)) if last != Some(name) => Some(format!("{path}.{name}")),
            _ => Some(path),
        };
        Self::Malformed { field }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "request.malformed",
            Self::RequestSignature => "request.signature",
            Self::Url { .. } => "request.url",
            Self::Nonce => "request.nonce",
            Self::CardUnsupported => "card.unsupported",
            Self::CardPath { source, .. } => source.code(),
            Self::NotSecondary => "card.not_secondary",
            Self::NotPrimary => "card.not_primary",
            Self::NotRegistered => "card.not_registered",
            Self::CardChanged { .. } => "card.changed",
            Self::UserCodeIncorrect { .. } => "user_code.incorrect",
            Self::UserCodeLocked => "user_code.locked",
            Self::AreaNotOpen => "area.not_open",
            Self::NoCatalogue => "catalogue.none",
            Self::TermsOutdated { .. } => "terms.outdated",
            Self::EntityMismatch { .. } => "entity.mismatch",
            Self::DelegationSelf => "delegation.self",
            Self::DelegationNone => "delegation.none",
            Self::DelegationInactive { .. } => "delegation.inactive",
            Self::DelegationExpired { .. } => "delegation.expired",
            Self::ApplicationUnknown { .. } => "application.unknown",
            Self::Content(error) => error.code(),
            Self::Serial(error) => error.code(),
            Self::IssuanceUnknown => "issuance.unknown",
            Self::IssuanceConflict => "issuance.conflict",
            Self::IssuanceAbandoned => "issuance.abandoned",
            Self::IssuanceSuperseded => "issuance.superseded",
            Self::IssuanceLimit => "issuance.limit",
            Self::IssuanceOutdated { .. } => "issuance.outdated",
            Self::NotIssued => "issuance.not_issued",
            Self::NotAsAgreed => "ac.not_as_agreed",
            Self::Certificate(error) => error.code(),
            Self::QueryRange { .. } => "query.range",
            Self::QueryCursor => "query.cursor",
            Self::Database(_) => "server.database",
            Self::Internal(_) => "server.internal",
        }
    }

    /// The facts that belong to the code, by name.
    #[must_use]
    pub fn details(&self) -> Map<String, Value> {
        let facts: Vec<(&str, Value)> = match self {
            Self::Malformed { field: Some(field) } => vec![("field", field.as_str().into())],
            Self::Url { expected } => vec![("expected", expected.as_str().into())],
            Self::CardPath { serial, source } => {
                let end = match source {
                    PathError::Expired { not_after } => Some(("not_after", not_after.to_string().into())),
                    PathError::NotYetValid { not_before } => {
                        Some(("not_before", not_before.to_string().into()))
                    }
                    _ => None,
                };
                [("serial", serial.to_string().into())].into_iter().chain(end).collect()
            }
            Self::CardChanged { found, expected } => {
                vec![("found", found.to_string().into()), ("expected", expected.to_string().into())]
            }
            Self::QueryRange { from, to } => {
                vec![("from", from.to_string().into()), ("to", to.to_string().into())]
            }
            Self::UserCodeIncorrect { tries_left } => vec![("tries_left", (*tries_left).into())],
            Self::TermsOutdated { current } => vec![("current", current.as_str().into())],
            Self::EntityMismatch { signer, holder } => {
                vec![("signer", signer.as_str().into()), ("holder", holder.as_str().into())]
            }
            Self::DelegationInactive { serial, deactivated_at } => vec![
                ("serial", serial.as_str().into()),
                ("deactivated_at", deactivated_at.to_string().into()),
            ],
            Self::DelegationExpired { serial, not_after } => {
                vec![("serial", serial.as_str().into()), ("not_after", not_after.to_string().into())]
            }
            Self::IssuanceOutdated { replaces, current } => {
                vec![("replaces", replaces.as_str().into()), ("current", current.as_str().into())]
            }
            Self::ApplicationUnknown { application } => vec![("application", application.as_str().into())],
            Self::Content(JsonError::HolderId(error)) => vec![("rule", error.rule().into())],
            Self::Content(JsonError::Slot(error)) => match error {
                SlotError::Limit { count } => vec![("count", (*count).into())],
                SlotError::DuplicateSlot { slot } => vec![("slot", slot.number().into())],
                SlotError::DuplicateApplication { application } => {
                    vec![("application", application.as_str().into())]
                }
                SlotError::Range { number } => vec![("number", (*number).into())],
                _ => Vec::new(),
            },
            Self::Content(JsonError::Text { field, source }) => {
                let max = match source {
                    TextError::TooLong { max } => Some(("max", (*max).into())),
                    _ => None,
                };
                [("field", (*field).into()), ("rule", source.rule().into())].into_iter().chain(max).collect()
            }
            Self::Certificate(error) => {
                error.details().into_iter().map(|(name, value)| (name, value.into())).collect()
            }
            _ => Vec::new(),
        };
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Whether a rule said no, as opposed to something that failed.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        !matches!(self, Self::Database(_) | Self::Internal(_))
    }
}

impl From<sqlx::Error> for RegistryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(DatabaseError(error))
    }
}

impl From<sqlx::migrate::MigrateError> for RegistryError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Database(DatabaseError(error.into()))
    }
}

impl From<InternalError> for RegistryError {
    fn from(error: InternalError) -> Self {
        Self::Internal(error)
    }
}

impl From<getrandom::Error> for RegistryError {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(InternalError::Random(error))
    }
}

impl From<JsonError> for RegistryError {
    fn from(error: JsonError) -> Self {
        Self::Content(error)
    }
}

impl From<SerialError> for RegistryError {
    fn from(error: SerialError) -> Self {
        Self::Serial(error)
    }
}

impl From<AcError> for RegistryError {
    fn from(error: AcError) -> Self {
        Self::Certificate(error)
    }
}
