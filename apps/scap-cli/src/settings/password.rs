//! Where the proxy's password is kept: in the system's keyring, or where there is none, as on a server, in a file for
//! its owner alone.
//!
//! On Linux the keyring is the Secret Service by D-Bus in pure Rust: the kernel's own keyring would forget the
//! password with the next restart, and libsecret would have to be installed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use keyring::Entry;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::file::write_private;
use crate::{error::CliError, secret};

/// What the password belongs to in the keyring, beside the configuration file.
const SERVICE: &str = "scap";

/// Where a password is kept. The configuration file says this, never the password.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Keyring,
    File,
}

impl Place {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

impl<'de> Deserialize<'de> for Place {
    /// Whatever else stands there may be a password, so nothing of it is in the error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)?.as_str() {
            Some("keyring") => Ok(Self::Keyring),
            Some("file") => Ok(Self::File),
            _ => Err(D::Error::custom(
                "proxy_password: no password stands in this file; \"scap config set proxy_password\" asks for it",
            )),
        }
    }
}

/// Keeps the password for this configuration file; tells where.
pub(super) fn keep(config: &Path, password: &SecretString) -> Result<Place, CliError> {
    if let Err(error) = Entry::store_status() {
        tracing::debug!(%error, "no keyring");
        let file = file(config);
        write_private(&file, password.expose_secret().as_bytes())
            .map_err(|source| CliError::Write { file, source })?;
        return Ok(Place::File);
    }
    entry(config)?.set_password(password.expose_secret())?;
    forget(config, Place::File)?;
    Ok(Place::Keyring)
}

/// The password that is kept for this configuration file.
pub(super) fn fetch(config: &Path, place: Place) -> Result<SecretString, CliError> {
    match place {
        Place::Keyring => Ok(entry(config)?.get_password()?.into()),
        Place::File => secret::read(&file(config)),
    }
}

/// Removes the password that is kept for this configuration file, if it is there.
pub(super) fn forget(config: &Path, place: Place) -> Result<(), CliError> {
    match place {
        Place::Keyring => match entry(config)?.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            outcome => Ok(outcome?),
        },
        Place::File => {
            let file = file(config);
            match fs::remove_file(&file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                outcome => outcome.map_err(|source| CliError::Write { file, source }),
            }
        }
    }
}

/// The file beside the configuration file.
pub(crate) fn file(config: &Path) -> PathBuf {
    config.with_extension("proxy-password")
}

fn entry(config: &Path) -> Result<Entry, CliError> {
    let config = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
    match Entry::store_status() {
        Ok(()) => Ok(Entry::new(SERVICE, &config.to_string_lossy())?),
        Err(error) => Err(CliError::Keyring { reason: error.to_string() }),
    }
}

impl From<keyring::Error> for CliError {
    fn from(error: keyring::Error) -> Self {
        // Some of these errors hold what was in the keyring, though they do not tell it.
        Self::Keyring { reason: error.to_string() }
    }
}
