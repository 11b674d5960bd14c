//! The records of a card.

use scap_ac::{AuthorizationCertificate, json::CertificateJson};
use scap_proto::wire;
use serde::Serialize;

/// The records of a card that were asked for, newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Records {
    /// At most 40.
    pub(crate) records: Vec<Record>,
    /// What `--cursor` takes to go on; `null` if there are no more.
    pub(crate) next: Option<String>,
}

/// One certificate in the records.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Record {
    /// Its serial number, decimal.
    pub(crate) serial: String,
    pub(crate) kind: Kind,
    /// When it was recorded (RFC 3339 in UTC).
    pub(crate) issued_at: String,
    pub(crate) state: RecordState,
    /// When its write onto the card was recorded (RFC 3339 in UTC); `null` if it was not.
    pub(crate) written_at: Option<String>,
    /// When it was superseded or deactivated (RFC 3339 in UTC); `null` if it was not.
    pub(crate) ended_at: Option<String>,
    pub(crate) certificate: CertificateJson,
}

/// What a certificate grants.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The use of applications.
    Application,
    /// The right to authorize.
    Delegation,
}

/// Where a certificate is in its life.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum RecordState {
    /// The newest of its kind for the card, and in its validity.
    Active,
    /// A newer one of its kind was issued to the card.
    Superseded,
    /// A delegation that a primary card ended.
    Deactivated,
    /// Past its validity.
    Expired,
}

impl Record {
    /// A record, and what it holds.
    pub(crate) fn new(record: &wire::Record, certificate: &AuthorizationCertificate) -> Self {
        Self {
            serial: record.serial.clone(),
            kind: match record.kind {
                wire::Kind::Application => Kind::Application,
                wire::Kind::Delegation => Kind::Delegation,
            },
            issued_at: record.issued_at.clone(),
            state: match record.state {
                wire::RecordState::Active => RecordState::Active,
                wire::RecordState::Superseded => RecordState::Superseded,
                wire::RecordState::Deactivated => RecordState::Deactivated,
                wire::RecordState::Expired => RecordState::Expired,
            },
            written_at: record.written_at.clone(),
            ended_at: record.ended_at.clone(),
            certificate: CertificateJson::from(certificate),
        }
    }
}
