//! What the flows end with.

use scap_ac::json::CertificateJson;
use serde::Serialize;

use super::CardCertificate;

/// The authorization area of a card was opened.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Activated {
    /// Always true.
    pub(crate) activated: bool,
    pub(crate) card: CardCertificate,
    /// When the server first agreed (RFC 3339 in UTC).
    pub(crate) activated_at: String,
}

/// How an issuance, a modification or a cancellation ended.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Issued {
    /// False if the person let the card stay as it was; nothing else is there then.
    pub(crate) issued: bool,
    /// The certificate that is on the card now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<CertificateJson>,
    /// When the server recorded the write onto the card (RFC 3339 in UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) written_at: Option<String>,
}

/// How the issuance of a delegation ended.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Delegated {
    /// False if the person left it as it was; nothing else is there then.
    pub(crate) delegated: bool,
    /// The delegation. The server keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<CertificateJson>,
}

/// How the deactivation of a delegation ended.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Deactivated {
    /// False if the person left it as it was; nothing else is there then.
    pub(crate) deactivated: bool,
    /// The serial number of the delegation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) serial: Option<String>,
    /// When it was deactivated (RFC 3339 in UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deactivated_at: Option<String>,
}
