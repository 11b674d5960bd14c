//! What takes time to find out: the system, the modules, the proxy, the settings file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use scap_card::pkcs11::{MODULE_NAMES, Pkcs11Readers, is_loaded, known_module, known_modules};
use scap_desk::{Key, Overrides, Settings, SettingsFile};

/// What was found out.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) system: String,
    pub(super) modules: Vec<Module>,
    /// The proxy's address, if there is one, or the code of what is wrong with it.
    pub(super) proxy: Result<Option<String>, String>,
    pub(super) file: Option<PathBuf>,
    /// The settings that the file has, or the code of what is wrong with it.
    pub(super) set: Result<Vec<&'static str>, String>,
    /// Those that are said for this run.
    pub(super) said: Vec<&'static str>,
}

/// A module.
#[derive(Clone, Debug)]
pub(super) struct Module {
    /// The name by which it is known, else none.
    pub(super) name: Option<&'static str>,
    pub(super) path: Option<PathBuf>,
    pub(super) state: ModuleState,
}

/// How a module stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum ModuleState {
    Missing,
    Unused,
    Loaded,
    Failed(String),
}

/// Finds it out.
pub(super) fn look(overrides: &Overrides) -> Machine {
    let file = overrides.path().ok().map(SettingsFile::at);
    let stored = match &file {
        Some(file) => file.read().map_err(|error| error.code().to_owned()),
        None => Ok(Default::default()),
    };
    let settings = Settings::read(overrides).or_else(|_| Settings::without_file(overrides));
    let proxy = settings.and_then(|settings| settings.proxy());
    let said = stored.clone().unwrap_or_default();
    let is_set = |key: &Key| match key {
        Key::ProxyPassword => said.proxy_password.is_some(),
        key => file.as_ref().is_some_and(|file| matches!(file.get(*key), Ok(Some(_)))),
    };
    let module = overrides.module.clone().filter(|path| !path.as_os_str().is_empty()).or(said.module.clone());
    let has_soft_cards = overrides.soft_cards.is_some() || said.soft_cards.is_some();
    Machine {
        system: system(),
        modules: modules(module.as_deref(), has_soft_cards),
        proxy: proxy.map(|proxy| proxy.map(|proxy| proxy.address())).map_err(|error| error.code().to_owned()),
        set: stored.map(|_| Key::ALL.iter().filter(|key| is_set(key)).map(|key| key.as_str()).collect()),
        file: file.map(|file| file.path().to_owned()),
        said: said_for_this_run(overrides),
    }
}

fn said_for_this_run(overrides: &Overrides) -> Vec<&'static str> {
    let said = [
        (Key::Server, overrides.server.is_some()),
        (Key::Proxy, overrides.proxy.is_some()),
        (Key::Module, overrides.module.is_some()),
        (Key::Reader, overrides.reader.is_some()),
        (Key::SoftCards, overrides.soft_cards.is_some()),
        (Key::AreaFile, overrides.area_file.is_some()),
        (Key::Lang, overrides.language.is_some()),
    ];
    said.into_iter().filter(|(_, said)| *said).map(|(key, _)| key.as_str()).collect()
}

/// The modules that are known, and the one that is set.
fn modules(set: Option<&Path>, has_soft_cards: bool) -> Vec<Module> {
    let searched = if set.is_none() && !has_soft_cards { known_modules() } else { Vec::new() };
    let mut modules: Vec<_> = MODULE_NAMES
        .into_iter()
        .map(|name| {
            let path = known_module(name);
            let is_used = |path: &PathBuf| {
                set.is_some_and(|set| set == Path::new(name) || set == path) || searched.contains(path)
            };
            let state = match &path {
                None => ModuleState::Missing,
                Some(path) if is_used(path) => state(path),
                Some(_) => ModuleState::Unused,
            };
            Module { name: Some(name), path, state }
        })
        .collect();
    let is_known = |set: &Path| {
        modules
            .iter()
            .any(|known| known.path.as_deref() == Some(set) || known.name.map(Path::new) == Some(set))
    };
    if let Some(set) = set.filter(|set| !is_known(set)) {
        modules.push(Module { name: None, path: Some(set.to_owned()), state: state(set) });
    }
    modules
}

/// Whether a module that is used is loaded, or why not. One that is loaded is asked for nothing, as another thread may
/// be asking it.
fn state(path: &Path) -> ModuleState {
    if is_loaded(path) {
        return ModuleState::Loaded;
    }
    match Pkcs11Readers::load(path) {
        Ok(_) => ModuleState::Loaded,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            ModuleState::Failed(format!("{}{}", error.code(), cause.unwrap_or_default()))
        }
    }
}

fn system() -> String {
    let name = fs::read_to_string("/etc/os-release").ok().and_then(|text| {
        let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(name.trim_matches('"').to_owned())
    });
    let name = name.unwrap_or_else(|| std::env::consts::OS.to_owned());
    format!("{name} ({})", std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_set_and_cannot_be_loaded_tells_why() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("module.so");
        fs::write(&file, "no module").unwrap();
        let modules = modules(Some(&file), false);
        assert_eq!(modules.len(), MODULE_NAMES.len() + 1);
        let set = modules.last().unwrap();
        assert!(
            matches!(&set.state, ModuleState::Failed(why) if why.starts_with("reader.module: ")),
            "{set:?}"
        );
        let others = modules.iter().take(MODULE_NAMES.len());
        for known in others {
            assert!(matches!(known.state, ModuleState::Missing | ModuleState::Unused), "{known:?}");
        }
    }
}
