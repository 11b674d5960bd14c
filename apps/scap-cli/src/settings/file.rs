//! The configuration file: what may stand in it, and how a setting of it is read and changed.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use scap_messages::language_of_tag;
use scap_proto::{Proxy, ServerUrl, UrlError};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::password::{self, Place};
use crate::error::CliError;

/// Longest configuration file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;
/// The proxy that is none.
pub(super) const OFF: &str = "off";
/// The setting that is a secret.
pub(crate) const PROXY_PASSWORD: &str = "proxy_password";

/// The configuration file. Unknown keys are errors.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) server: Option<String>,
    pub(super) proxy: Option<String>,
    pub(super) proxy_account: Option<String>,
    pub(super) proxy_password: Option<Place>,
    pub(super) module: Option<PathBuf>,
    pub(super) reader: Option<String>,
    pub(super) soft_cards: Option<PathBuf>,
    pub(super) area_file: Option<String>,
    pub(super) lang: Option<String>,
}

/// The value of a setting; of the password, where it is kept.
pub(crate) fn get(path: &Path, key: &str) -> Result<Option<String>, CliError> {
    known_key(key)?;
    Ok(table(path)?.get(key).and_then(|value| value.as_str().map(str::to_owned)))
}

/// Changes a setting; an empty value removes it.
pub(crate) fn set(path: &Path, key: &str, value: &str) -> Result<(), CliError> {
    known_key(key)?;
    let mut table = table(path)?;
    if value.is_empty() {
        table.remove(key);
    } else {
        check(key, value)?;
        table.insert(key.to_owned(), value.into());
    }
    write(path, &table)
}

/// Keeps the proxy's password and says so in the file; an empty one is removed. Tells where it is.
pub(crate) fn set_password(path: &Path, password: &SecretString) -> Result<Option<Place>, CliError> {
    let mut file = read(path)?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| CliError::Write { file: path.to_owned(), source })?;
    }
    file.proxy_password = match (password.expose_secret(), file.proxy_password) {
        ("", Some(place)) => {
            password::forget(path, place)?;
            None
        }
        ("", None) => None,
        _ => Some(password::keep(path, password)?),
    };
    let table = toml::Table::try_from(&file).map_err(|error| invalid(path, &error.to_string()))?;
    write(path, &table)?;
    Ok(file.proxy_password)
}

/// A file that does not exist sets nothing.
pub(super) fn read(path: &Path) -> Result<File, CliError> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Ok(count) if u64::try_from(count).is_ok_and(|count| count > MAX_BYTES) => {
            Err(invalid(path, &format!("more than {MAX_BYTES} bytes")))
        }
        Ok(_) => toml::from_slice(&bytes).map_err(|error| invalid(path, error.message())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(File::default()),
        Err(source) => Err(CliError::Read { file: path.to_owned(), source }),
    }
}

pub(super) fn invalid(path: &Path, reason: &str) -> CliError {
    CliError::Config { file: path.to_owned(), reason: reason.to_owned() }
}

/// Writes a file that nobody else reads: where the user works is nobody else's business, and the password is less so.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // A file that was there keeps its mode.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    io::Write::write_all(&mut file, bytes)
}

fn table(path: &Path) -> Result<toml::Table, CliError> {
    toml::Table::try_from(read(path)?).map_err(|error| invalid(path, &error.to_string()))
}

fn write(path: &Path, table: &toml::Table) -> Result<(), CliError> {
    let text = toml::to_string(table).map_err(|error| invalid(path, &error.to_string()))?;
    let failed = |source| CliError::Write { file: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    write_private(path, text.as_bytes()).map_err(failed)
}

fn known_key(key: &str) -> Result<(), CliError> {
    const KEYS: [&str; 9] = [
        "server",
        "proxy",
        "proxy_account",
        PROXY_PASSWORD,
        "module",
        "reader",
        "soft_cards",
        "area_file",
        "lang",
    ];
    if KEYS.contains(&key) {
        Ok(())
    } else {
        Err(CliError::Usage(format!("no setting {key:?}: there are {}", KEYS.join(", "))))
    }
}

fn check(key: &str, value: &str) -> Result<(), CliError> {
    let url =
        |setting, result: Result<(), UrlError>| result.map_err(|source| CliError::Url { setting, source });
    match key {
        "server" => url("server", value.parse::<ServerUrl>().map(|_| ())),
        "proxy" if value != OFF => url("proxy", Proxy::without_account(value).map(|_| ())),
        "area_file" => super::area_file(value).map(|_| ()),
        "lang" if language_of_tag(value).is_none() => Err(CliError::Usage("lang is zh-TW or en".to_owned())),
        _ => Ok(()),
    }
}
