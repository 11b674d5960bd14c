//! Settings: the settings file, and what is said for one run over it.

use std::path::PathBuf;

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use scap_ac::Language;
use scap_card::Readers;
use scap_flow::Journal;
use scap_messages::language_of_tag;
use scap_proto::{Client, Proxy, ServerUrl};
use secrecy::SecretString;

use crate::{
    error::DeskError,
    file::{SettingsFile, StoredSettings, invalid},
    proxy::ProxySetting,
    readers::ReaderSettings,
};

/// Where the server is if nothing says otherwise.
pub const DEFAULT_SERVER: &str = "http://127.0.0.1:8461";

/// What the command line or the environment says over the settings file, for one run. What is empty counts as not said.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Where the settings file is, if it is not in its usual place.
    pub config: Option<PathBuf>,
    /// The address of the server.
    pub server: Option<String>,
    /// The proxy, with its account if it has one, or `off` for none.
    pub proxy: Option<SecretString>,
    /// The PKCS#11 module: its path, or one of [`MODULE_NAMES`](scap_card::pkcs11::MODULE_NAMES).
    pub module: Option<PathBuf>,
    /// The reader that alone is used, by its name or the label of the card in it.
    pub reader: Option<String>,
    /// The folder of soft cards, for evaluation.
    pub soft_cards: Option<PathBuf>,
    /// The file of a card that holds its authorization area, as a [`FileProfile`](scap_card::iso7816::FileProfile).
    pub area_file: Option<String>,
    /// The language.
    pub language: Option<Language>,
    /// The folder of what is kept of runs that were cut off, if it is not in its usual place.
    pub journal: Option<PathBuf>,
}

impl Overrides {
    /// Where the settings file is, whether or not it is there.
    ///
    /// # Errors
    ///
    /// [`DeskError::NoHome`] if nothing says where, and the user has no home folder.
    pub fn path(&self) -> Result<PathBuf, DeskError> {
        match place(&self.config) {
            Some(path) => Ok(path),
            None => Ok(folders()?.config_dir().join("config.toml")),
        }
    }
}

/// The settings of one run.
///
/// They are text until they are used: a wrong one is told where it matters, and hinders nothing else.
#[derive(Clone, Debug)]
pub struct Settings {
    language: Option<Language>,
    server: String,
    proxy: ProxySetting,
    readers: ReaderSettings,
    journal: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings file and puts what is said for this run over it. A file that is not there says nothing.
    ///
    /// # Errors
    ///
    /// [`DeskError::Read`] and [`DeskError::Config`] if there is a file and it cannot be used;
    /// [`DeskError::NoHome`] as for [`Overrides::path`].
    pub fn read(overrides: &Overrides) -> Result<Self, DeskError> {
        let file = SettingsFile::at(overrides.path()?);
        Self::over(file.read()?, &file, overrides)
    }

    /// The same as if there were no settings file.
    ///
    /// # Errors
    ///
    /// [`DeskError::NoHome`] as for [`Overrides::path`].
    pub fn without_file(overrides: &Overrides) -> Result<Self, DeskError> {
        Self::over(StoredSettings::default(), &SettingsFile::at(overrides.path()?), overrides)
    }

    /// The same as if the settings file said this, with a proxy's password that is kept nowhere yet: so a form tries what
    /// is typed before it is saved.
    ///
    /// # Errors
    ///
    /// [`DeskError::NoHome`] as for [`Overrides::path`], [`DeskError::Config`] if the language is none.
    pub fn as_if(
        stored: StoredSettings,
        password: Option<SecretString>,
        overrides: &Overrides,
    ) -> Result<Self, DeskError> {
        let mut settings = Self::over(stored, &SettingsFile::at(overrides.path()?), overrides)?;
        if let Some(password) = password {
            settings.proxy = settings.proxy.with_password(password);
        }
        Ok(settings)
    }

    /// The proxy on the way to the server, if there is one: of it, its address is to be told.
    ///
    /// # Errors
    ///
    /// Those of [`client`](Self::client).
    pub fn proxy(&self) -> Result<Option<Proxy>, DeskError> {
        self.proxy.resolve(&self.server()?)
    }

    /// Puts what is said for this run over what the settings file says.
    fn over(stored: StoredSettings, file: &SettingsFile, overrides: &Overrides) -> Result<Self, DeskError> {
        let of_file = stored
            .lang
            .as_deref()
            .map(|tag| language_of_tag(tag).ok_or_else(|| invalid(file.path(), "lang: zh-TW or en")));
        Ok(Self {
            language: overrides.language.or(of_file.transpose()?),
            proxy: ProxySetting::new(overrides.proxy.as_ref(), &stored, file),
            server: text(&overrides.server).or(stored.server).unwrap_or_else(|| DEFAULT_SERVER.to_owned()),
            readers: ReaderSettings {
                module: place(&overrides.module).or(stored.module),
                reader: text(&overrides.reader).or(stored.reader),
                soft_cards: place(&overrides.soft_cards).or(stored.soft_cards),
                area_file: text(&overrides.area_file).or(stored.area_file),
            },
            journal: place(&overrides.journal),
        })
    }

    /// The language that is said for this run, else that of the file. If neither says one, the environment may
    /// ([`environment_language`](crate::environment_language)), and it is [`DEFAULT_LANGUAGE`](crate::DEFAULT_LANGUAGE) at
    /// last.
    #[must_use]
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// The server's address.
    ///
    /// # Errors
    ///
    /// [`DeskError::Url`] if it is none.
    pub fn server(&self) -> Result<ServerUrl, DeskError> {
        self.server.parse().map_err(|source| DeskError::Url { setting: "server", source })
    }

    /// A client of the server, through the proxy that is set, else through that of the environment.
    ///
    /// # Errors
    ///
    /// [`DeskError::Url`] if the server or the proxy is no address, [`DeskError::Keyring`] or [`DeskError::Read`] if the
    /// proxy's password is not where it was kept.
    pub fn client(&self) -> Result<Client, DeskError> {
        Ok(Client::new(self.server()?, self.proxy()?))
    }

    /// The readers: of the module and the soft cards that are set, else of the modules in their known places. Unless there
    /// are soft cards alone, those that PC/SC knows are shown, too.
    ///
    /// This loads modules and may take seconds.
    ///
    /// # Errors
    ///
    /// [`DeskError::Card`] if the module that is set cannot be loaded, or the readers cannot be listed to find the one that
    /// alone is used; [`DeskError::UnknownReader`] if it is not among them; [`DeskError::SoftCards`] if the folder cannot be
    /// read; [`DeskError::AreaFile`] if the file of the area is none.
    pub fn readers(&self) -> Result<Box<dyn Readers>, DeskError> {
        self.readers.open()
    }

    /// Whether readers of PC/SC are among the readers.
    #[must_use]
    pub const fn has_pcsc(&self) -> bool {
        self.readers.has_pcsc()
    }

    /// The reader that alone is used.
    #[must_use]
    pub fn reader(&self) -> Option<&str> {
        self.readers.reader.as_deref()
    }

    /// Where write records wait that have not reached the server.
    ///
    /// # Errors
    ///
    /// [`DeskError::NoHome`] if the user has no home folder.
    pub fn journal(&self) -> Result<Journal, DeskError> {
        match &self.journal {
            Some(folder) => Ok(Journal::new(folder)),
            None => Ok(Journal::new(folders()?.data_dir().join("pending"))),
        }
    }
}

/// What was given; an empty variable gives nothing.
fn text(given: &Option<String>) -> Option<String> {
    given.clone().filter(|text| !text.is_empty())
}

/// The same of a path.
fn place(given: &Option<PathBuf>) -> Option<PathBuf> {
    given.clone().filter(|path| !path.as_os_str().is_empty())
}

/// The user's folders for settings and data.
fn folders() -> Result<impl AppStrategy, DeskError> {
    let program = AppStrategyArgs {
        author: "SCAP".to_owned(),
        app_name: "scap".to_owned(),
        ..AppStrategyArgs::default()
    };
    choose_app_strategy(program).map_err(|_| DeskError::NoHome)
}
