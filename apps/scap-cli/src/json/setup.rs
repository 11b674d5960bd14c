//! Settings, the version, and what is made for evaluation.

use serde::Serialize;

use super::CardCertificate;

/// A setting of the configuration file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Setting<'a> {
    /// Which setting.
    pub(crate) key: &'a str,
    /// Its value; `null` if it is not set.
    pub(crate) value: Option<&'a str>,
}

/// Where the configuration file is.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SettingsFile<'a> {
    pub(crate) path: &'a str,
}

/// The version of this program.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Version {
    pub(crate) version: &'static str,
}

/// The version of this program, and what the server says about it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct VersionCheck {
    pub(crate) version: &'static str,
    /// The server's own version.
    pub(crate) server: String,
    /// The oldest program that the server serves.
    pub(crate) minimum_client: String,
    /// The newest program that the server knows.
    pub(crate) newest_client: String,
    /// Whether that is another one than this.
    pub(crate) update_available: bool,
    /// Where the newest program is to be had; `null` if the server does not tell.
    pub(crate) download: Option<String>,
}

/// A new CA for evaluation.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NewTestCa {
    /// The folder of the CA.
    pub(crate) folder: String,
    /// The file of the root certificate.
    pub(crate) root: String,
    /// The file of the issuing CA's certificate.
    pub(crate) ca: String,
}

/// A new soft card.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NewSoftCard {
    /// The folder of the card.
    pub(crate) folder: String,
    /// The file of its certificate.
    pub(crate) certificate: String,
    pub(crate) card: CardCertificate,
}
