//! Settings: the configuration file, then the environment, then the command line.

mod file;
mod password;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use scap_ac::Language;
use scap_card::{
    AllReaders, CardError, CardSlot, Limited, Readers, Token,
    iso7816::FileProfile,
    pcsc::{FileAreas, PcscReaders},
    pkcs11::{MODULE_NAMES, Pkcs11Readers, known_module, known_modules},
    soft::SoftCards,
};
use scap_flow::Journal;
use scap_messages::{language as language_of_environment, language_of_tag};
use scap_proto::{Client, Proxy, ServerUrl};
use secrecy::{ExposeSecret, SecretString};

use self::file::{File, OFF, invalid, read};
pub(crate) use self::{
    file::{PROXY_PASSWORD, get, set, set_password},
    password::{Place, file as password_file},
};
use crate::{args::Global, error::CliError};

/// Where the server is if nothing says otherwise.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8461";

/// How long a module may take for a call: a card signs in a second or two.
const MODULE_LIMIT: Duration = Duration::from_secs(15);

/// The settings of one run.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    server: String,
    proxy: ProxySetting,
    module: Option<PathBuf>,
    reader: Option<String>,
    soft_cards: Option<PathBuf>,
    area_file: Option<String>,
}

/// Which proxy is asked for.
#[derive(Clone, Debug)]
enum ProxySetting {
    /// By option or variable, for this run: it may hold its account.
    Run(SecretString),
    /// By the configuration file, with the account of its own.
    Configured { url: String, account: Option<String>, password: Option<Place>, file: PathBuf },
    /// That of the environment, if it names one.
    Unset,
}

/// The language if nothing asks for one.
pub(crate) const DEFAULT_LANGUAGE: Language = Language::TraditionalChinese;

/// The language that the command line or the environment asks for.
pub(crate) fn language(global: &Global) -> Option<Language> {
    global.lang.or_else(environment_language)
}

/// The language that the environment asks for.
pub(crate) fn environment_language() -> Option<Language> {
    let variable = |name: &str| std::env::var(name).ok();
    language_of_environment(
        variable("LC_ALL").as_deref(),
        variable("LC_MESSAGES").as_deref(),
        variable("LANG").as_deref(),
    )
}

impl Settings {
    /// Reads the configuration file and puts environment and command line over it.
    pub(crate) fn read(global: &Global) -> Result<Self, CliError> {
        let path = path(global)?;
        Self::over(read(&path)?, &path, global)
    }

    /// The same as if there were no configuration file.
    pub(crate) fn without_file(global: &Global) -> Result<Self, CliError> {
        Self::over(File::default(), &path(global)?, global)
    }

    /// Puts environment and command line over what the configuration file says.
    fn over(file: File, path: &Path, global: &Global) -> Result<Self, CliError> {
        let of_file = file
            .lang
            .as_deref()
            .map(|tag| language_of_tag(tag).ok_or_else(|| invalid(path, "lang: zh-TW or en")));
        let language = language(global).or(of_file.transpose()?).unwrap_or(DEFAULT_LANGUAGE);
        let proxy = match (&global.proxy, file.proxy) {
            (Some(url), _) if !url.expose_secret().is_empty() => ProxySetting::Run(url.clone()),
            (_, Some(url)) if !url.is_empty() => ProxySetting::Configured {
                url,
                account: file.proxy_account,
                password: file.proxy_password,
                file: path.to_owned(),
            },
            _ => ProxySetting::Unset,
        };
        Ok(Self {
            language,
            server: text(&global.server).or(file.server).unwrap_or_else(|| DEFAULT_SERVER.to_owned()),
            proxy,
            module: place(&global.module).or(file.module),
            reader: text(&global.reader).or(file.reader),
            soft_cards: place(&global.soft_cards).or(file.soft_cards),
            area_file: text(&global.area_file).or(file.area_file),
        })
    }

    /// The server's address.
    pub(crate) fn server(&self) -> Result<ServerUrl, CliError> {
        self.server.parse().map_err(|source| CliError::Url { setting: "server", source })
    }

    /// A client of the server.
    pub(crate) fn client(&self) -> Result<Client, CliError> {
        let server = self.server()?;
        let proxy = self.proxy.resolve(&server)?;
        Ok(Client::new(server, proxy))
    }

    /// The readers: of the module and the soft cards that are set, else of the modules in their known places. Unless there
    /// are soft cards alone, those that PC/SC knows are shown, too.
    pub(crate) fn readers(&self) -> Result<Box<dyn Readers>, CliError> {
        let mut sources: Vec<Box<dyn Readers>> = Vec::new();
        if let Some(folder) = &self.soft_cards {
            // A folder that was named and is not there is no reader that is empty.
            let unreadable = |source| CliError::SoftCards { folder: folder.clone(), source };
            fs::read_dir(folder).map_err(unreadable)?;
            sources.push(Box::new(SoftCards::open(folder)));
        }
        let mut modules = Vec::new();
        match &self.module {
            Some(module) => modules.push(Pkcs11Readers::load(&module_path(module)?)?),
            None if self.soft_cards.is_none() => {
                for module in known_modules() {
                    match Pkcs11Readers::load(&module) {
                        Ok(readers) => modules.push(readers),
                        // Nobody asked for this one, and another may do.
                        Err(error) => tracing::warn!(%error, "skipped"),
                    }
                }
            }
            None => {}
        }
        let profile = self.area_file.as_deref().map(area_file).transpose()?;
        for module in modules {
            let module: Box<dyn Readers> = match &profile {
                Some(profile) => Box::new(FileAreas::new(Box::new(module), profile.clone())),
                None => Box::new(module),
            };
            sources.push(Box::new(Limited::new(module, MODULE_LIMIT)?));
        }
        let mut all = AllReaders::new(sources);
        if self.has_pcsc() {
            all = all.beside(Box::new(PcscReaders::new()));
        }
        let Some(name) = &self.reader else { return Ok(Box::new(all)) };
        let slots = all.slots()?;
        if slots.iter().any(|slot| slot.is_named(name)) {
            Ok(Box::new(OneReader { name: name.clone(), all }))
        } else {
            let names = slots.into_iter().map(|slot| slot.reader).collect();
            Err(CliError::UnknownReader { name: name.clone(), names })
        }
    }

    /// Whether readers of PC/SC are among the readers.
    pub(crate) const fn has_pcsc(&self) -> bool {
        self.soft_cards.is_none() || self.module.is_some()
    }

    /// The reader that alone is used.
    pub(crate) fn reader(&self) -> Option<&str> {
        self.reader.as_deref()
    }

    /// Where write records wait that have not reached the server.
    pub(crate) fn journal(&self) -> Result<Journal, CliError> {
        Ok(Journal::new(folders()?.data_dir().join("pending")))
    }
}

impl ProxySetting {
    /// The proxy on the way to this server. Account and password of the file are told to its own proxy alone.
    fn resolve(&self, server: &ServerUrl) -> Result<Option<Proxy>, CliError> {
        let invalid = |source| CliError::Url { setting: "proxy", source };
        match self {
            Self::Run(url) => match url.expose_secret() {
                OFF => Ok(None),
                url => Proxy::new(url).map(Some).map_err(invalid),
            },
            Self::Configured { url, .. } if url == OFF => Ok(None),
            Self::Configured { url, account, password, file } => {
                let proxy = Proxy::without_account(url).map_err(invalid)?;
                let Some(account) = account else { return Ok(Some(proxy)) };
                let password = password.map(|place| password::fetch(file, place)).transpose()?;
                proxy.with_account(account, password.as_ref()).map(Some).map_err(invalid)
            }
            Self::Unset => Proxy::of_environment(server, |name| std::env::var(name).ok()).map_err(invalid),
        }
    }
}

/// One reader alone, by its name or the label of the card in it.
#[derive(Debug)]
struct OneReader {
    name: String,
    all: AllReaders,
}

impl Readers for OneReader {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let mut slots = self.all.slots()?;
        slots.retain(|slot| slot.is_named(&self.name));
        if slots.is_empty() { Err(CardError::NoReader) } else { Ok(slots) }
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        self.all.open(slot)
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        self.all.wait(timeout)
    }

    fn interval(&self) -> Duration {
        self.all.interval()
    }
}

/// The path of a module that was given by its path or by a name that is known.
fn module_path(given: &Path) -> Result<PathBuf, CliError> {
    match given.to_str().filter(|name| MODULE_NAMES.contains(name)) {
        Some(name) => known_module(name).ok_or_else(|| {
            let source = "it is not installed at its usual places".into();
            CardError::Module { path: given.to_owned(), source }.into()
        }),
        None => Ok(given.to_owned()),
    }
}

/// The file of cards that holds their area.
pub(crate) fn area_file(text: &str) -> Result<FileProfile, CliError> {
    text.parse().map_err(CliError::AreaFile)
}

/// Where the configuration file is.
pub(crate) fn path(global: &Global) -> Result<PathBuf, CliError> {
    match place(&global.config) {
        Some(path) => Ok(path),
        None => Ok(folders()?.config_dir().join("config.toml")),
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
fn folders() -> Result<impl AppStrategy, CliError> {
    let program = AppStrategyArgs {
        author: "SCAP".to_owned(),
        app_name: "scap".to_owned(),
        ..AppStrategyArgs::default()
    };
    choose_app_strategy(program).map_err(|_| CliError::Usage("no home folder: give --config".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_a_path_or_a_name_that_is_known() {
        for name in MODULE_NAMES {
            match (module_path(Path::new(name)), known_module(name)) {
                (Ok(path), Some(known)) => assert_eq!(path, known),
                (Err(error), None) => assert_eq!(error.code(), "reader.module", "{name}"),
                (given, known) => panic!("{name}: {given:?}, {known:?}"),
            }
        }
        for path in ["./hicos", "hicos.so", "/usr/lib/other.so", "HICOS"] {
            assert_eq!(module_path(Path::new(path)).unwrap(), Path::new(path));
        }
    }
}
