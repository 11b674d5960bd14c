//! Settings: the configuration file, then the environment, then the command line.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use scap_ac::Language;
use scap_card::{
    AllReaders, CardError, CardSlot, Readers, Token,
    pkcs11::{Pkcs11Readers, known_modules},
    soft::SoftCards,
};
use scap_flow::Journal;
use scap_messages::{language as language_of_environment, language_of_tag};
use scap_proto::{Client, Proxy, ServerUrl};
use serde::{Deserialize, Serialize};

use crate::{args::Global, error::CliError};

/// Longest configuration file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;
/// Where the server is if nothing says otherwise.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8461";

/// The configuration file. Unknown keys are errors.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    server: Option<String>,
    proxy: Option<String>,
    module: Option<PathBuf>,
    reader: Option<String>,
    soft_cards: Option<PathBuf>,
    lang: Option<String>,
}

/// The settings of one run.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    server: String,
    proxy: Option<String>,
    module: Option<PathBuf>,
    reader: Option<String>,
    soft_cards: Option<PathBuf>,
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
        Ok(Self {
            language,
            server: text(&global.server).or(file.server).unwrap_or_else(|| DEFAULT_SERVER.to_owned()),
            proxy: text(&global.proxy).or(file.proxy),
            module: place(&global.module).or(file.module),
            reader: text(&global.reader).or(file.reader),
            soft_cards: place(&global.soft_cards).or(file.soft_cards),
        })
    }

    /// The server's address.
    pub(crate) fn server(&self) -> Result<ServerUrl, CliError> {
        self.server.parse().map_err(|source| CliError::Url { setting: "server", source })
    }

    /// A client of the server.
    pub(crate) fn client(&self) -> Result<Client, CliError> {
        let server = self.server()?;
        let proxy = match self.proxy.as_deref().filter(|proxy| !proxy.is_empty()) {
            Some(url) => Proxy::new(url).map(Some),
            None => Proxy::of_environment(&server, |name| std::env::var(name).ok()),
        };
        let proxy = proxy.map_err(|source| CliError::Url { setting: "proxy", source })?;
        Ok(Client::new(server, proxy))
    }

    /// The readers: of the module and the soft cards that are set, else of the modules in their known places.
    pub(crate) fn readers(&self) -> Result<Box<dyn Readers>, CliError> {
        let mut sources: Vec<Box<dyn Readers>> = Vec::new();
        if let Some(folder) = &self.soft_cards {
            // A folder that was named and is not there is no reader that is empty.
            let unreadable = |source| CliError::SoftCards { folder: folder.clone(), source };
            fs::read_dir(folder).map_err(unreadable)?;
            sources.push(Box::new(SoftCards::open(folder)));
        }
        match &self.module {
            Some(module) => sources.push(Box::new(Pkcs11Readers::load(module)?)),
            None if self.soft_cards.is_none() => {
                for module in known_modules() {
                    match Pkcs11Readers::load(&module) {
                        Ok(readers) => sources.push(Box::new(readers)),
                        // Nobody asked for this one, and another may do.
                        Err(error) => tracing::warn!(%error, "skipped"),
                    }
                }
            }
            None => {}
        }
        let mut all = AllReaders::new(sources);
        let Some(name) = &self.reader else { return Ok(Box::new(all)) };
        let slots = all.slots()?;
        if slots.iter().any(|slot| slot.is_named(name)) {
            Ok(Box::new(OneReader { name: name.clone(), all }))
        } else {
            let names = slots.into_iter().map(|slot| slot.reader).collect();
            Err(CliError::UnknownReader { name: name.clone(), names })
        }
    }

    /// Where write records wait that have not reached the server.
    pub(crate) fn journal(&self) -> Result<Journal, CliError> {
        Ok(Journal::new(folders()?.data_dir().join("pending")))
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

    fn wait(&mut self, timeout: std::time::Duration) -> Result<bool, CardError> {
        self.all.wait(timeout)
    }
}

/// The value of a setting in the configuration file.
pub(crate) fn get(path: &Path, key: &str) -> Result<Option<String>, CliError> {
    let file = toml::Table::try_from(read(path)?).map_err(|error| invalid(path, &error.to_string()))?;
    known_key(key)?;
    Ok(file.get(key).and_then(|value| value.as_str().map(str::to_owned)))
}

/// Changes a setting in the configuration file; an empty value removes it.
pub(crate) fn set(path: &Path, key: &str, value: &str) -> Result<(), CliError> {
    known_key(key)?;
    let mut table = toml::Table::try_from(read(path)?).map_err(|error| invalid(path, &error.to_string()))?;
    if value.is_empty() {
        table.remove(key);
    } else {
        check(key, value)?;
        table.insert(key.to_owned(), value.into());
    }
    let text = toml::to_string(&table).map_err(|error| invalid(path, &error.to_string()))?;
    let write = |source| CliError::Write { file: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(write)?;
    }
    write_private(path, text.as_bytes()).map_err(write)
}

fn known_key(key: &str) -> Result<(), CliError> {
    const KEYS: [&str; 6] = ["server", "proxy", "module", "reader", "soft_cards", "lang"];
    if KEYS.contains(&key) {
        Ok(())
    } else {
        Err(CliError::Usage(format!("no setting {key:?}: there are {}", KEYS.join(", "))))
    }
}

fn check(key: &str, value: &str) -> Result<(), CliError> {
    let url = |setting, result: Result<(), scap_proto::UrlError>| {
        result.map_err(|source| CliError::Url { setting, source })
    };
    match key {
        "server" => url("server", value.parse::<ServerUrl>().map(|_| ())),
        "proxy" => url("proxy", Proxy::new(value).map(|_| ())),
        "lang" if language_of_tag(value).is_none() => Err(CliError::Usage("lang is zh-TW or en".to_owned())),
        _ => Ok(()),
    }
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

/// A file that does not exist sets nothing.
fn read(path: &Path) -> Result<File, CliError> {
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

fn invalid(path: &Path, reason: &str) -> CliError {
    CliError::Config { file: path.to_owned(), reason: reason.to_owned() }
}

/// A proxy's password may be in it: nobody else reads it.
fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // A file that was there keeps its mode.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    io::Write::write_all(&mut file, text)
}
