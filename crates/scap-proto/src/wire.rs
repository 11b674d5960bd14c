//! The JSON bodies. Serials are decimal strings, times RFC 3339 in UTC, certificates base64 of their DER.
//!
//! | call | request | answer |
//! | --- | --- | --- |
//! | `GET /v1/version` | | [`VersionReply`] |
//! | `GET /v1/nonce` | | [`NonceReply`] |
//! | `GET /v1/terms` | | [`Terms`] |
//! | `GET /v1/applications` | | [`Catalogue`] |
//! | `GET /v1/applications/{code}` | | [`ApplicationDetail`] |
//! | `POST /v1/activations` | JWS of [`Activation`] | [`ActivationReply`] |
//! | `POST /v1/issuances` | [`IssuanceRequest`] | [`IssuanceReply`] |
//! | `PUT /v1/issuances/{id}/certificate` | [`CertificateUpload`] | [`CertificateReply`] |
//! | `POST /v1/issuances/{id}/written` | JWS of [`WriteRecord`] | [`WriteReply`] |
//! | `POST /v1/delegations/{serial}/deactivation` | JWS of [`Deactivation`] | [`DeactivationReply`] |
//! | `POST /v1/records/query` | JWS of [`RecordsQuery`] | [`RecordsReply`] |
//!
//! Every refusal is a [`Problem`](crate::Problem).

use scap_ac::{
    SerialNumber,
    json::{ApplicationJson, GrantJson, HolderIdJson},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{base64::Base64, jws::Jws};

/// The path of activations.
pub const ACTIVATIONS: &str = "/v1/activations";
/// The path of issuances.
pub const ISSUANCES: &str = "/v1/issuances";
/// The path of delegations.
pub const DELEGATIONS: &str = "/v1/delegations";
/// The path of queries of records.
pub const RECORDS_QUERY: &str = "/v1/records/query";

/// The path of the certificate of an issuance.
#[must_use]
pub fn certificate_path(id: Uuid) -> String {
    format!("{ISSUANCES}/{id}/certificate")
}

/// The path of the write record of an issuance.
#[must_use]
pub fn written_path(id: Uuid) -> String {
    format!("{ISSUANCES}/{id}/written")
}

/// The path of the deactivation of a delegation.
#[must_use]
pub fn deactivation_path(serial: &SerialNumber) -> String {
    format!("{DELEGATIONS}/{serial}/deactivation")
}

/// The versions of client that the server knows.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct VersionReply {
    /// The server's own version.
    pub server: String,
    /// The oldest client that it serves.
    pub minimum_client: String,
    /// The newest client.
    pub newest_client: String,
    /// Where the newest client is to be had.
    pub download: Option<String>,
}

/// A nonce for one signed request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NonceReply {
    /// The nonce.
    pub nonce: String,
    /// Seconds until it expires: long enough for a person to fill in the content.
    pub expires_in: u64,
}

/// The terms that the holder of a secondary card agrees to before anything is issued.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Terms {
    /// Which version the consent names.
    pub version: String,
    /// The text in each language, by its tag (`zh-TW`, `en`).
    pub text: std::collections::BTreeMap<String, String>,
}

/// The applications that can be authorized.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Catalogue {
    /// Code and name of each.
    pub applications: Vec<ApplicationJson>,
}

/// An application with its units and roles: proposals, as both are free text in a certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ApplicationDetail {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The top units.
    pub units: Vec<Unit>,
    /// The roles.
    pub roles: Vec<String>,
}

/// A unit of the tree: its own level only, not joined with those above.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Unit {
    /// The name.
    pub name: String,
    /// The code.
    pub code: String,
    /// The units below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Self>,
}

/// F1: asks to open the authorization area of the signing card.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// The user code: a secret.
    pub user_code: String,
}

impl std::fmt::Debug for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Activation(..)")
    }
}

/// The area may be opened. Asking again with the right code is answered alike, so that a card that was
/// taken out in between can still be opened.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ActivationReply {
    /// When the server first agreed.
    pub activated_at: String,
}

/// What the secondary card signs before anything is issued to it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The issuance, chosen by the client: asking twice with the same id is one issuance.
    pub id: Uuid,
    /// The version of the terms that were agreed to.
    pub terms: String,
    /// Who holds the card.
    pub holder_id: HolderIdJson,
    /// What is to be granted.
    pub grant: GrantJson,
    /// The serial of the certificate that this one is a change of: it must be the newest of its kind that is
    /// recorded for the card, if any is. None if the content does not depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Asks for the serial of a new certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceRequest {
    /// A [`Consent`] signed by the secondary card.
    pub consent: Jws,
    /// The certificate of the card that will sign.
    pub signer_certificate: Base64,
}

/// What the server gives to a new certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct IssuanceReply {
    /// The issuance.
    pub id: Uuid,
    /// The serial of the certificate.
    pub serial: String,
    /// The first second of its validity.
    pub not_before: String,
    /// The last second of its validity.
    pub not_after: String,
    /// The delegation by which a secondary card signs; none if a primary card does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Base64>,
}

/// Hands in the signed certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateUpload {
    /// The certificate.
    pub certificate: Base64,
}

/// The certificate is recorded: from now on it survives any crash of the server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CertificateReply {
    /// Its serial.
    pub serial: String,
    /// The nonce of this issuance's write record. It does not expire, as the record must reach the server
    /// even days later. None for a delegation, which is written onto no card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_nonce: Option<String>,
}

/// What the secondary card signs after the certificate was written onto it and read back.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WriteRecord {
    /// The issuance.
    pub id: Uuid,
    /// SHA-256 of the certificate's DER, lower-case hex.
    pub certificate_sha256: String,
}

/// The write is recorded.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WriteReply {
    /// When it was first recorded.
    pub written_at: String,
}

/// F4: what the primary card signs to end a delegation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Deactivation {
    /// The serial of the delegation.
    pub serial: String,
}

/// The delegation is deactivated. The identical request is answered alike.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DeactivationReply {
    /// The serial of the delegation.
    pub serial: String,
    /// When it was deactivated.
    pub deactivated_at: String,
}

/// Which side of the records.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a card signs or is granted to")]
pub enum Direction {
    /// Certificates that the card signed.
    Granted,
    /// Certificates for the card.
    Received,
}

/// Which kind of certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the manual knows these two kinds")]
pub enum Kind {
    /// 應用授權.
    Application,
    /// 分層授權.
    Delegation,
}

/// F8: asks for the records of the signing card, newest first.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RecordsQuery {
    /// The first second.
    pub from: String,
    /// The last second.
    pub to: String,
    /// Signed by the card or granted to it.
    pub direction: Direction,
    /// Only this kind.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Only the certificate of this serial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Goes on where an earlier answer ended.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl RecordsQuery {
    /// The most records in one answer (manual § 7.4).
    pub const LIMIT: usize = 40;
}

/// Where a certificate is in its life.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a wire form")]
pub enum RecordState {
    /// The newest of its kind for the card, and in its validity.
    Active,
    /// A newer one of its kind was issued to the card (manual § 7.5, § 7.6).
    Superseded,
    /// A delegation that a primary card ended (manual § 7.2.3.2 step 7).
    Deactivated,
    /// Past its validity.
    Expired,
}

/// One certificate in the records.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Record {
    /// Its serial.
    pub serial: String,
    /// Its kind.
    pub kind: Kind,
    /// When it was recorded.
    pub issued_at: String,
    /// Where it is in its life now.
    pub state: RecordState,
    /// When its write onto the card was recorded.
    pub written_at: Option<String>,
    /// When it was superseded or deactivated.
    pub ended_at: Option<String>,
    /// The certificate.
    pub certificate: Base64,
}

/// The newest records in the range.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RecordsReply {
    /// At most [`RecordsQuery::LIMIT`], newest first.
    pub records: Vec<Record>,
    /// The cursor of the next ones, if there are more.
    pub next: Option<String>,
}
