//! What goes wrong at the desk, one stable code each.

use std::{io, path::PathBuf};

use scap_card::{CardError, iso7816::ProfileError};
use scap_proto::UrlError;
use serde_json::{Map, Value, json};

use crate::file::Key;

/// Why settings cannot be used, or a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// A reader or a module failed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// A setting is no address.
    #[error("{setting}: {source}")]
    Url {
        /// Which setting.
        setting: &'static str,
        /// What is wrong with it.
        source: UrlError,
    },
    /// What was given as the file of the area is none.
    #[error(transparent)]
    AreaFile(ProfileError),
    /// The settings file is not as it should be.
    #[error("{}: {reason}", file.display())]
    Config {
        /// The settings file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no setting of this name.
    #[error("no setting {key:?}: there are {}", Key::ALL.map(Key::as_str).join(", "))]
    UnknownKey {
        /// The name.
        key: String,
    },
    /// A language that there is not.
    #[error("lang is zh-TW or en")]
    UnknownLanguage,
    /// The user has no home folder, so the settings file has no place.
    #[error("no home folder: give --config")]
    NoHome,
    /// The system's keyring is there, and does not do what it should; or it is gone, with the password in it.
    #[error("the keyring failed: {reason}")]
    Keyring {
        /// What the keyring says.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate is saved as text, so the name of the file ends in `.txt`.
    #[error("{} does not end in .txt", file.display())]
    Extension {
        /// The file.
        file: PathBuf,
    },
    /// The folder of soft cards cannot be read.
    #[error("the folder of soft cards {} cannot be read", folder.display())]
    SoftCards {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No reader has the name that was given.
    #[error("no reader is called {name:?}")]
    UnknownReader {
        /// The name.
        name: String,
        /// The names that there are.
        names: Vec<String>,
    },
    /// The clock of this machine is before 1970 or after 9999.
    #[error("the clock of this machine is wrong")]
    Clock,
}

impl DeskError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Card(error) => error.code(),
            Self::Url { source, .. } => source.code(),
            Self::AreaFile(_) => "config.area_file",
            Self::Config { .. } => "config.invalid",
            Self::UnknownKey { .. } | Self::UnknownLanguage | Self::NoHome => "usage",
            Self::Keyring { .. } => "keyring.failed",
            Self::Read { .. } => "file.read",
            Self::Write { .. } => "file.write",
            Self::Extension { .. } => "file.extension",
            Self::SoftCards { source, .. } => match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "reader.none",
                _ => "reader.failed",
            },
            Self::UnknownReader { .. } => "reader.unknown",
            Self::Clock => "clock.wrong",
        }
    }

    /// The facts that belong to the code.
    #[must_use]
    pub fn details(&self) -> Map<String, Value> {
        let details = match self {
            Self::Card(CardError::Module { path, .. }) => json!({ "module": path.display().to_string() }),
            Self::Url { setting, source } => json!({ "setting": setting, "url": source.url() }),
            Self::AreaFile(error) => json!({ "reason": error.to_string() }),
            Self::Config { file, reason } => json!({ "file": file.display().to_string(), "reason": reason }),
            Self::UnknownKey { .. } | Self::UnknownLanguage | Self::NoHome => {
                json!({ "reason": self.to_string() })
            }
            Self::Keyring { reason } => json!({ "reason": reason }),
            Self::Read { file, source } | Self::Write { file, source } => {
                json!({ "file": file.display().to_string(), "reason": source.to_string() })
            }
            Self::Extension { file } => json!({ "file": file.display().to_string() }),
            Self::SoftCards { folder, source } => {
                json!({ "folder": folder.display().to_string(), "reason": source.to_string() })
            }
            Self::UnknownReader { name, names } => json!({ "name": name, "names": names }),
            // Settings ask no card for what the facts of its other errors are about: PINs and areas.
            Self::Card(_) | Self::Clock => Value::Null,
        };
        match details {
            Value::Object(details) => details,
            _ => Map::new(),
        }
    }
}

impl From<keyring::Error> for DeskError {
    fn from(error: keyring::Error) -> Self {
        // Some of these errors hold what was in the keyring, though they do not tell it.
        Self::Keyring { reason: error.to_string() }
    }
}
