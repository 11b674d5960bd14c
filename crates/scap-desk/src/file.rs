//! The settings file (F11): what may stand in it, and how a setting of it is read and changed.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    str::FromStr,
};

use scap_messages::language_of_tag;
use scap_proto::{Proxy, ServerUrl, UrlError};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    error::DeskError,
    password::{self, Place},
    proxy::OFF,
    readers::area_file,
};

/// Longest settings file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// A setting of the settings file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Key {
    /// The address of the server.
    Server,
    /// The proxy on the way to it, without an account, or `off` for none.
    Proxy,
    /// The account at the proxy.
    ProxyAccount,
    /// The password of that account: a secret, of which the file tells the [`Place`] alone.
    ProxyPassword,
    /// The PKCS#11 module: its path or a name that is known.
    Module,
    /// The reader that alone is used.
    Reader,
    /// The folder of soft cards.
    SoftCards,
    /// The file of a card that holds its authorization area.
    AreaFile,
    /// The language: `zh-TW` or `en`.
    Lang,
}

impl Key {
    /// Every setting.
    pub const ALL: [Self; 9] = [
        Self::Server,
        Self::Proxy,
        Self::ProxyAccount,
        Self::ProxyPassword,
        Self::Module,
        Self::Reader,
        Self::SoftCards,
        Self::AreaFile,
        Self::Lang,
    ];

    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Proxy => "proxy",
            Self::ProxyAccount => "proxy_account",
            Self::ProxyPassword => "proxy_password",
            Self::Module => "module",
            Self::Reader => "reader",
            Self::SoftCards => "soft_cards",
            Self::AreaFile => "area_file",
            Self::Lang => "lang",
        }
    }

    /// Whether this may be its value, as [`SettingsFile::set`] asks. An empty one removes the setting.
    ///
    /// # Errors
    ///
    /// [`DeskError::Url`], [`DeskError::AreaFile`] or [`DeskError::UnknownLanguage`] if it may not.
    pub fn check(self, value: &str) -> Result<(), DeskError> {
        let setting = self.as_str();
        let url = |result: Result<(), UrlError>| result.map_err(|source| DeskError::Url { setting, source });
        match self {
            _ if value.is_empty() => Ok(()),
            Self::Server => url(value.parse::<ServerUrl>().map(|_| ())),
            Self::Proxy if value != OFF => url(Proxy::without_account(value).map(|_| ())),
            Self::AreaFile => area_file(value).map(|_| ()),
            Self::Lang if language_of_tag(value).is_none() => Err(DeskError::UnknownLanguage),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Key {
    type Err = DeskError;

    /// The setting of this name, else [`DeskError::UnknownKey`].
    fn from_str(name: &str) -> Result<Self, DeskError> {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == name)
            .ok_or_else(|| DeskError::UnknownKey { key: name.to_owned() })
    }
}

/// What stands in a settings file, as it stands there. Unknown names are errors.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StoredSettings {
    /// [`Key::Server`].
    pub server: Option<String>,
    /// [`Key::Proxy`].
    pub proxy: Option<String>,
    /// [`Key::ProxyAccount`].
    pub proxy_account: Option<String>,
    /// Where the password of [`Key::ProxyPassword`] is kept; `None` if none is.
    pub proxy_password: Option<Place>,
    /// [`Key::Module`].
    pub module: Option<PathBuf>,
    /// [`Key::Reader`].
    pub reader: Option<String>,
    /// [`Key::SoftCards`].
    pub soft_cards: Option<PathBuf>,
    /// [`Key::AreaFile`].
    pub area_file: Option<String>,
    /// [`Key::Lang`].
    pub lang: Option<String>,
}

/// A settings file, whether or not it is there. Nobody but its owner can read it once it is written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// The file at this path, which [`Overrides::path`](crate::Overrides::path) tells.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that holds the proxy's password if its place is [`Place::File`].
    #[must_use]
    pub fn password_file(&self) -> PathBuf {
        password::file(&self.path)
    }

    /// All that stands in it; a file that does not exist sets nothing.
    ///
    /// # Errors
    ///
    /// [`DeskError::Read`] if it cannot be read, [`DeskError::Config`] if it is no settings file.
    pub fn read(&self) -> Result<StoredSettings, DeskError> {
        let mut bytes = Vec::new();
        let read =
            fs::File::open(&self.path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        match read {
            Ok(count) if u64::try_from(count).is_ok_and(|count| count > MAX_BYTES) => {
                Err(invalid(&self.path, &format!("more than {MAX_BYTES} bytes")))
            }
            Ok(_) => toml::from_slice(&bytes).map_err(|error| invalid(&self.path, error.message())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(StoredSettings::default()),
            Err(source) => Err(DeskError::Read { file: self.path.clone(), source }),
        }
    }

    /// The value of a setting; of the password, where it is kept.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    pub fn get(&self, key: Key) -> Result<Option<String>, DeskError> {
        Ok(self.table()?.get(key.as_str()).and_then(|value| value.as_str().map(str::to_owned)))
    }

    /// Changes a setting; an empty value removes it. One of [`Key::ProxyPassword`] is kept as
    /// [`set_password`](Self::set_password) does.
    ///
    /// # Errors
    ///
    /// Those of [`Key::check`] and [`read`](Self::read), and [`DeskError::Write`] if the file cannot be written.
    pub fn set(&self, key: Key, value: &str) -> Result<(), DeskError> {
        if key == Key::ProxyPassword {
            return self.set_password(&value.into()).map(drop);
        }
        let mut table = self.table()?;
        key.check(value)?;
        if value.is_empty() {
            table.remove(key.as_str());
        } else {
            table.insert(key.as_str().to_owned(), value.into());
        }
        self.write(&table)
    }

    /// Keeps the proxy's password and says so in the file; an empty one is removed. Tells where it is.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read), [`DeskError::Write`] if a file cannot be written, [`DeskError::Keyring`] if the keyring
    /// fails.
    pub fn set_password(&self, password: &SecretString) -> Result<Option<Place>, DeskError> {
        let mut stored = self.read()?;
        self.make_folder()?;
        stored.proxy_password = match (password.expose_secret(), stored.proxy_password) {
            ("", Some(place)) => {
                password::forget(&self.path, place)?;
                None
            }
            ("", None) => None,
            _ => Some(password::keep(&self.path, password)?),
        };
        self.write(&self.table_of(&stored)?)?;
        Ok(stored.proxy_password)
    }

    /// Puts the file aside, under the name that is returned, as nobody can make sense of it: without it all settings are
    /// as they were at first.
    ///
    /// # Errors
    ///
    /// [`DeskError::Write`] if it cannot be renamed.
    pub fn put_aside(&self) -> Result<PathBuf, DeskError> {
        let mut name = self.path.clone().into_os_string();
        name.push(".old");
        fs::rename(&self.path, &name).map_err(|source| self.failed(source))?;
        Ok(name.into())
    }

    fn table(&self) -> Result<toml::Table, DeskError> {
        self.table_of(&self.read()?)
    }

    fn table_of(&self, stored: &StoredSettings) -> Result<toml::Table, DeskError> {
        toml::Table::try_from(stored).map_err(|error| invalid(&self.path, &error.to_string()))
    }

    fn write(&self, table: &toml::Table) -> Result<(), DeskError> {
        let text = toml::to_string(table).map_err(|error| invalid(&self.path, &error.to_string()))?;
        self.make_folder()?;
        write_private(&self.path, text.as_bytes()).map_err(|source| self.failed(source))
    }

    fn make_folder(&self) -> Result<(), DeskError> {
        self.path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> DeskError {
        DeskError::Write { file: self.path.clone(), source }
    }
}

pub(crate) fn invalid(path: &Path, reason: &str) -> DeskError {
    DeskError::Config { file: path.to_owned(), reason: reason.to_owned() }
}

/// Writes a file that nobody else reads: where the user works is nobody else's business, and the password is less so.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
