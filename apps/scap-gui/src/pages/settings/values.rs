//! What stands in the fields, and how it stands in the settings file.

use std::path::Path;

use scap_card::pkcs11::MODULE_NAMES;
use scap_desk::{Key, StoredSettings};

use crate::desk::Trouble;

/// What is said in the settings file for no proxy.
const OFF: &str = "off";

/// Which proxy is used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ProxyChoice {
    System,
    Off,
    This,
}

/// Where the module comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ModuleChoice {
    Automatic,
    Known(&'static str),
    File,
}

/// What stands in the fields.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Values {
    pub(super) server: String,
    pub(super) proxy: ProxyChoice,
    pub(super) proxy_address: String,
    pub(super) account: String,
    pub(super) module: ModuleChoice,
    pub(super) module_file: String,
    pub(super) reader: Option<String>,
    pub(super) soft_cards: String,
    pub(super) area_file: String,
}

/// What is wrong with a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Problem {
    /// It is needed, and the text with this id says so.
    Blank(&'static str),
    Refused(Trouble),
}

/// What is set in these fields.
pub(super) const KEYS: [Key; 7] =
    [Key::Server, Key::Proxy, Key::ProxyAccount, Key::Module, Key::Reader, Key::SoftCards, Key::AreaFile];

impl Values {
    /// What the settings file says.
    pub(super) fn of(stored: &StoredSettings) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let path = |path: &Path| path.display().to_string();
        let (proxy, proxy_address) = match stored.proxy.as_deref() {
            None | Some("") => (ProxyChoice::System, String::new()),
            Some(OFF) => (ProxyChoice::Off, String::new()),
            Some(address) => (ProxyChoice::This, address.to_owned()),
        };
        let named = stored.module.as_deref().and_then(Path::to_str);
        let known = MODULE_NAMES.into_iter().find(|name| named == Some(name));
        let (module, module_file) = match (&stored.module, known) {
            (None, _) => (ModuleChoice::Automatic, String::new()),
            (_, Some(name)) => (ModuleChoice::Known(name), String::new()),
            (Some(file), None) => (ModuleChoice::File, path(file)),
        };
        Self {
            server: text(&stored.server),
            proxy,
            proxy_address,
            account: text(&stored.proxy_account),
            module,
            module_file,
            reader: stored.reader.clone().filter(|reader| !reader.is_empty()),
            soft_cards: stored.soft_cards.as_deref().map(path).unwrap_or_default(),
            area_file: text(&stored.area_file),
        }
    }

    /// The value of a setting as it stands in the file: an empty one is none.
    pub(super) fn value(&self, key: Key) -> String {
        let text = match key {
            Key::Server => &self.server,
            Key::Proxy => match self.proxy {
                ProxyChoice::System => "",
                ProxyChoice::Off => OFF,
                ProxyChoice::This => &self.proxy_address,
            },
            Key::ProxyAccount => &self.account,
            Key::Module => match self.module {
                ModuleChoice::Automatic => "",
                ModuleChoice::Known(name) => name,
                ModuleChoice::File => &self.module_file,
            },
            Key::Reader => self.reader.as_deref().unwrap_or_default(),
            Key::SoftCards => &self.soft_cards,
            Key::AreaFile => &self.area_file,
            _ => "",
        };
        text.trim().to_owned()
    }

    /// The settings that are other than these.
    pub(super) fn changes(&self, before: &Self) -> Vec<(Key, String)> {
        let changed = |key: &Key| self.value(*key) != before.value(*key);
        KEYS.into_iter().filter(changed).map(|key| (key, self.value(key))).collect()
    }

    /// Whether there is anything to be saved, or chosen and not told yet.
    pub(super) fn is_changed(&self, before: &Self) -> bool {
        (self.proxy, self.module) != (before.proxy, before.module) || !self.changes(before).is_empty()
    }

    /// Whether the way to the server is another one.
    pub(super) fn is_another_way(&self, before: &Self) -> bool {
        [Key::Server, Key::Proxy, Key::ProxyAccount].iter().any(|key| self.value(*key) != before.value(*key))
    }

    /// What is wrong, with the field that it is about.
    pub(super) fn problems(&self) -> Vec<(Key, Problem)> {
        let problem = |key: Key| {
            let value = self.value(key);
            let blank = match key {
                Key::Proxy if self.proxy == ProxyChoice::This => Some("gui-settings-proxy-blank"),
                Key::Module if self.module == ModuleChoice::File => Some("gui-settings-module-blank"),
                _ => None,
            };
            match (blank, value.as_str()) {
                (Some(id), "") => Some((key, Problem::Blank(id))),
                // An address, not the word that stands for none.
                (Some(_), OFF) if key == Key::Proxy => {
                    Some((key, Problem::Blank("gui-settings-proxy-blank")))
                }
                _ => key.check(&value).err().map(|error| (key, Problem::Refused((&error).into()))),
            }
        };
        KEYS.into_iter().filter_map(problem).collect()
    }

    /// What the settings file would say of the way to the server.
    pub(super) fn way(&self, stored: &StoredSettings) -> StoredSettings {
        let some = |key| Some(self.value(key)).filter(|value| !value.is_empty());
        let mut stored = stored.clone();
        stored.server = some(Key::Server);
        stored.proxy = some(Key::Proxy);
        stored.proxy_account = some(Key::ProxyAccount);
        stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_says_is_what_would_be_written() {
        let files = [
            "",
            "server = \"https://scap.example\"",
            "proxy = \"off\"",
            "proxy = \"http://proxy.example:3128\"\nproxy_account = \"me\"",
            "module = \"hicos\"",
            "module = \"/usr/lib/other.so\"\nreader = \"ACS 0\"",
            "soft_cards = \"/cards\"\narea_file = \"3F00/0900/0A01;size=8212\"",
        ];
        for text in files {
            let folder = tempfile::tempdir().unwrap();
            let file = scap_desk::SettingsFile::at(folder.path().join("config.toml"));
            std::fs::write(file.path(), text).unwrap();
            let values = Values::of(&file.read().unwrap());
            for key in KEYS {
                assert_eq!(values.value(key), file.get(key).unwrap().unwrap_or_default(), "{text}");
            }
            assert_eq!(values.changes(&values), []);
            assert_eq!(values.problems(), [], "{text}");
        }
    }

    #[test]
    fn only_what_changed_is_written() {
        let before = Values::of(&StoredSettings::default());
        let mut values = before.clone();
        values.server = " https://scap.example ".to_owned();
        values.module_file = "/typed/and/not/chosen.so".to_owned();
        assert_eq!(values.changes(&before), [(Key::Server, "https://scap.example".to_owned())]);
        values.proxy = ProxyChoice::Off;
        assert_eq!(values.changes(&before).len(), 2);
    }

    #[test]
    fn what_is_chosen_and_not_told_is_missed() {
        let mut values = Values::of(&StoredSettings::default());
        values.proxy = ProxyChoice::This;
        values.module = ModuleChoice::File;
        assert!(values.is_changed(&Values::of(&StoredSettings::default())));
        let keys = |values: &Values| values.problems().iter().map(|(key, _)| *key).collect::<Vec<_>>();
        assert_eq!(keys(&values), [Key::Proxy, Key::Module]);
        values.proxy_address = "off".to_owned();
        assert_eq!(keys(&values), [Key::Proxy, Key::Module]);
        values.proxy_address = "http://proxy.example:3128".to_owned();
        values.module_file = "/usr/lib/other.so".to_owned();
        assert_eq!(keys(&values), []);
    }
}
