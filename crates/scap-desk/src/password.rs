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

use crate::{error::DeskError, file::write_private, secret::read_secret};

/// What the password belongs to in the keyring, beside the settings file.
const SERVICE: &str = "scap";

/// Where a password is kept. The settings file says this, never the password.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "an app tells people of every place")]
pub enum Place {
    /// In the keyring of the system.
    Keyring,
    /// In a file that its owner alone can read: [`SettingsFile::password_file`](crate::SettingsFile::password_file).
    File,
}

impl Place {
    /// Its name in the settings file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
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

/// Keeps the password for this settings file; tells where.
pub(crate) fn keep(config: &Path, password: &SecretString) -> Result<Place, DeskError> {
    if let Err(error) = Entry::store_status() {
        tracing::debug!(%error, "no keyring");
        let file = file(config);
        write_private(&file, password.expose_secret().as_bytes())
            .map_err(|source| DeskError::Write { file, source })?;
        return Ok(Place::File);
    }
    entry(config)?.set_password(password.expose_secret())?;
    forget(config, Place::File)?;
    Ok(Place::Keyring)
}

/// The password that is kept for this settings file.
pub(crate) fn fetch(config: &Path, place: Place) -> Result<SecretString, DeskError> {
    match place {
        Place::Keyring => Ok(entry(config)?.get_password()?.into()),
        Place::File => read_secret(&file(config)),
    }
}

/// Removes the password that is kept for this settings file, if it is there.
pub(crate) fn forget(config: &Path, place: Place) -> Result<(), DeskError> {
    match place {
        Place::Keyring => match entry(config)?.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            outcome => Ok(outcome?),
        },
        Place::File => {
            let file = file(config);
            match fs::remove_file(&file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                outcome => outcome.map_err(|source| DeskError::Write { file, source }),
            }
        }
    }
}

/// The file beside the settings file.
pub(crate) fn file(config: &Path) -> PathBuf {
    config.with_extension("proxy-password")
}

fn entry(config: &Path) -> Result<Entry, DeskError> {
    let config = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
    match Entry::store_status() {
        Ok(()) => Ok(Entry::new(SERVICE, &config.to_string_lossy())?),
        Err(error) => Err(DeskError::Keyring { reason: error.to_string() }),
    }
}
