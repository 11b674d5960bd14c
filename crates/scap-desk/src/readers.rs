//! The readers that settings ask for.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use scap_card::{
    AllReaders, CardError, CardSlot, Limited, Readers, Token,
    iso7816::FileProfile,
    pcsc::{FileAreas, PcscReaders},
    pkcs11::{MODULE_NAMES, Pkcs11Readers, known_module, known_modules},
    soft::SoftCards,
};

use crate::error::DeskError;

/// How long a module may take for a call: a card signs in a second or two.
const MODULE_LIMIT: Duration = Duration::from_secs(15);

/// Which readers are asked for.
#[derive(Clone, Debug)]
pub(crate) struct ReaderSettings {
    pub(crate) module: Option<PathBuf>,
    pub(crate) reader: Option<String>,
    pub(crate) soft_cards: Option<PathBuf>,
    pub(crate) area_file: Option<String>,
}

impl ReaderSettings {
    /// The readers.
    pub(crate) fn open(&self) -> Result<Box<dyn Readers>, DeskError> {
        let mut sources: Vec<Box<dyn Readers>> = Vec::new();
        if let Some(folder) = &self.soft_cards {
            // A folder that was named and is not there is no reader that is empty.
            let unreadable = |source| DeskError::SoftCards { folder: folder.clone(), source };
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
            Err(DeskError::UnknownReader { name: name.clone(), names })
        }
    }

    /// Whether readers of PC/SC are among the readers.
    pub(crate) const fn has_pcsc(&self) -> bool {
        self.soft_cards.is_none() || self.module.is_some()
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
fn module_path(given: &Path) -> Result<PathBuf, DeskError> {
    match given.to_str().filter(|name| MODULE_NAMES.contains(name)) {
        Some(name) => known_module(name).ok_or_else(|| {
            let source = "it is not installed at its usual places".into();
            CardError::Module { path: given.to_owned(), source }.into()
        }),
        None => Ok(given.to_owned()),
    }
}

/// The file of cards that holds their area.
pub(crate) fn area_file(text: &str) -> Result<FileProfile, DeskError> {
    text.parse().map_err(DeskError::AreaFile)
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
