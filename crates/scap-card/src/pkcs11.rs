//! Cards behind a PKCS#11 module: the vendor's or any other.
//!
//! The signing certificate and its key are used as they are on business-certificate cards. The vendor's
//! layout of the authorization area is not public: here it is kept in objects of its own, on any token
//! that lets a user create public objects.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use cryptoki::{context::Pkcs11, error::Error, slot::Slot};

mod area;
mod certificate;
mod failure;
mod known;
mod module;
mod object;
mod sign;
mod token;

pub use self::known::{MODULE_NAMES, known_module, known_modules};
use self::{
    failure::{is_removal, reader_error},
    token::{Pkcs11Token, label_of},
};
use crate::{
    all::unique,
    error::CardError,
    readers::{CardSlot, NO_LABEL, Readers, poll},
    token::Token,
};

/// How often a module is looked at while waiting, where PC/SC tells nothing of its readers.
const INTERVAL: Duration = Duration::from_millis(500);

/// The readers of a PKCS#11 module.
pub struct Pkcs11Readers {
    path: PathBuf,
    module: Pkcs11,
    /// What was there when it was last looked at.
    seen: Vec<Seen>,
}

/// A reader, its slot in the module, and the serial number of the token in it.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Seen {
    shown: CardSlot,
    slot: Slot,
    serial: String,
}

impl Pkcs11Readers {
    /// Loads the module of this path; a process loads each once.
    ///
    /// # Errors
    ///
    /// [`CardError::Module`] if it is no PKCS#11 module or does not start.
    pub fn load(path: &Path) -> Result<Self, CardError> {
        let mut readers = Self { path: path.to_owned(), module: module::load(path)?, seen: Vec::new() };
        // If this fails, so will the first call of `slots`, which tells it.
        readers.seen = readers.look().unwrap_or_default();
        Ok(readers)
    }

    fn look(&self) -> Result<Vec<Seen>, CardError> {
        let mut found = Vec::<Seen>::new();
        for slot in self.module.get_all_slots().map_err(reader_error("listing readers"))? {
            let description =
                self.module.get_slot_info(slot).map(|info| info.slot_description().trim().to_owned());
            let name = match description {
                Ok(description) if !description.is_empty() => description,
                _ => format!("Slot {slot}"),
            };
            let name = unique(&name, found.iter().map(|seen| &*seen.shown.reader));
            let (card, serial) = self.card(slot);
            found.push(Seen { shown: CardSlot::new(name, card), slot, serial });
        }
        Ok(found)
    }

    /// The label and serial number of the token in a slot. One that was never initialized is no card.
    fn card(&self, slot: Slot) -> (Option<String>, String) {
        match self.module.get_token_info(slot) {
            Ok(info) if info.token_initialized() => (Some(label_of(&info)), info.serial_number().to_owned()),
            Ok(_) => (None, String::new()),
            Err(Error::Pkcs11(value, _)) if is_removal(value) => (None, String::new()),
            // There is something, which does not tell what it is: opening it tells why.
            Err(_) => (Some(NO_LABEL.to_owned()), String::new()),
        }
    }
}

impl Readers for Pkcs11Readers {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.seen = self.look()?;
        if self.seen.is_empty() {
            return Err(CardError::NoReader);
        }
        Ok(self.seen.iter().map(|seen| seen.shown.clone()).collect())
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        if slot.card.is_none() {
            return Err(CardError::Absent);
        }
        let found = self.look()?.into_iter().find(|seen| seen.shown == *slot).ok_or(CardError::Removed)?;
        Ok(Box::new(Pkcs11Token::open(&self.module, found.slot)?))
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        // C_WaitForSlotEvent is not asked: modules differ in it, and each event is told only once.
        poll(timeout, INTERVAL, || Ok(self.look()? != self.seen))
    }

    fn interval(&self) -> Duration {
        INTERVAL
    }
}

impl fmt::Debug for Pkcs11Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11Readers")
            .field("path", &self.path)
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}
