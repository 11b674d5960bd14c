//! Cards behind a PKCS#11 module: the vendor's or any other.
//!
//! The signing certificate and its key are used as they are on business-certificate cards. The vendor's
//! layout of the authorization area is not public: here it is kept in objects of its own, on any token
//! that lets a user create public objects.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use cryptoki::{
    context::Pkcs11,
    error::{Error, RvError},
    slot::Slot,
};

mod area;
mod certificate;
mod failure;
mod known;
mod module;
mod object;
mod session;
mod sign;
mod token;

use self::{
    failure::{is_removal, reader_error},
    module::Module,
    token::{Identity, Pkcs11Token},
};
pub use self::{
    known::{MODULE_NAMES, known_module, known_modules},
    module::is_loaded,
};
use crate::{
    all::unique,
    error::CardError,
    poll::poll,
    readers::{CardSlot, NO_LABEL, Readers},
    token::Token,
};

/// How often a module is looked at while waiting, where PC/SC tells nothing of its readers.
const INTERVAL: Duration = Duration::from_millis(500);

/// The readers of a PKCS#11 module.
pub struct Pkcs11Readers {
    path: PathBuf,
    module: Arc<Module>,
    /// What was there when it was last looked at.
    seen: Vec<Seen>,
}

/// A reader, its slot in the module, and which token is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Seen {
    shown: CardSlot,
    slot: Slot,
    identity: Identity,
}

impl Pkcs11Readers {
    /// Loads the module of this path; a process loads each once.
    ///
    /// # Errors
    ///
    /// [`CardError::Module`] if it is no PKCS#11 module or does not start.
    pub fn load(path: &Path) -> Result<Self, CardError> {
        let mut readers = Self { path: path.to_owned(), module: Module::load(path)?, seen: Vec::new() };
        // If this fails, so will the first call of `slots`, which tells it.
        readers.seen = readers.look().unwrap_or_default();
        Ok(readers)
    }

    fn look(&self) -> Result<Vec<Seen>, CardError> {
        self.module.look(look).map_err(reader_error("listing readers"))
    }
}

/// What a module has in its slots. Opens no session.
fn look(module: &Pkcs11) -> Result<Vec<Seen>, Error> {
    let mut found = Vec::<Seen>::new();
    for slot in module.get_all_slots()? {
        let name = match module.get_slot_info(slot).map(|info| info.slot_description().trim().to_owned()) {
            Ok(description) if !description.is_empty() => description,
            // The reader left while the others were looked at.
            Err(Error::Pkcs11(RvError::SlotIdInvalid | RvError::DeviceRemoved, _)) => continue,
            _ => format!("Slot {slot}"),
        };
        let name = unique(&name, found.iter().map(|seen| &*seen.shown.reader));
        let identity = token_in(module, slot);
        let card = identity.as_ref().map(|identity| identity.label.clone());
        found.push(Seen { shown: CardSlot::new(name, card), slot, identity: identity.unwrap_or_default() });
    }
    Ok(found)
}

/// The token in a slot. One that was never initialized is no card.
fn token_in(module: &Pkcs11, slot: Slot) -> Option<Identity> {
    match module.get_token_info(slot) {
        Ok(info) => info.token_initialized().then(|| Identity::of(&info)),
        Err(Error::Pkcs11(value, _)) if is_removal(value) => None,
        // There is something, which does not tell what it is: opening it tells why.
        Err(_) => Some(Identity { label: NO_LABEL.to_owned(), serial: String::new() }),
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
        let is_it = |seen: &Seen| seen.shown.reader == slot.reader && seen.shown.card == slot.card;
        let found = self.look()?.into_iter().find(is_it).ok_or(CardError::Removed)?;
        Ok(Box::new(Pkcs11Token::open(&self.module, found.slot, &found.identity)?))
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        // C_WaitForSlotEvent is not asked: modules differ in it, and each event is told only once.
        poll(timeout, INTERVAL, || Ok(self.look()? != self.seen))
    }

    fn interval(&self) -> Duration {
        INTERVAL
    }

    /// Has the module make its list anew, as some go on with the one of the start: it is stopped and started again
    /// (PKCS#11 `C_Finalize`, `C_Initialize`) before it is asked next. That waits until none of its cards is open,
    /// since it would close them, and is not done to a module that another part of the program started.
    fn refresh(&mut self) {
        self.module.refresh();
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
