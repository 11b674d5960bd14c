//! The modules that are loaded, and starting them again where they keep what is no longer true.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11},
    error::{Error, RvError},
};

use super::failure::is_of_module;
use crate::error::CardError;

/// The modules that are loaded: they stay so until the process ends, because cards may outlive readers.
static LOADED: Mutex<Vec<(PathBuf, Arc<Module>)>> = Mutex::new(Vec::new());

/// A loaded module. A process has each only once, since starting and stopping it (PKCS#11 `C_Initialize`,
/// `C_Finalize`) concerns all of its users.
pub(super) struct Module {
    pkcs11: Pkcs11,
    state: Mutex<State>,
}

struct State {
    /// How many cards are open. Stopping the module would close them, and a session that is closed later may
    /// then be another's that was given the same number.
    open: usize,
    /// It was started here, not by another part of this program, whose sessions would be closed.
    ours: bool,
    /// What it lists may be of before: it is to be started again once no card is open.
    stale: bool,
}

/// A card of a module that is open: while there is one, the module is not stopped.
pub(super) struct Lease(Arc<Module>);

impl Module {
    /// The module of this path, loaded and started.
    ///
    /// # Errors
    ///
    /// [`CardError::Module`].
    pub(super) fn load(path: &Path) -> Result<Arc<Self>, CardError> {
        // One file has one name here; what only the loader finds by its own search keeps the name it was given.
        let key = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, module)) = loaded.iter().find(|(known, _)| *known == key) {
            return Ok(Arc::clone(module));
        }
        let failed = |error: Error| CardError::Module { path: path.to_owned(), source: error.into() };
        let pkcs11 = Pkcs11::new(path).map_err(failed)?;
        let ours = start(&pkcs11).map_err(failed)?;
        let module = Arc::new(Self { pkcs11, state: Mutex::new(State { open: 0, ours, stale: false }) });
        loaded.push((key, Arc::clone(&module)));
        Ok(module)
    }

    /// Looks at what the module has. If its list is of before, or it fails as one that must be started again, it is
    /// started again, unless a card is open.
    pub(super) fn look<T>(&self, look: impl Fn(&Pkcs11) -> Result<T, Error>) -> Result<T, Error> {
        let mut state = self.state();
        if state.stale && state.open == 0 {
            self.restart(&mut state)?;
        }
        match look(&self.pkcs11) {
            Err(Error::Pkcs11(value, _)) if is_of_module(value) && state.open == 0 => {
                self.restart(&mut state)?;
                look(&self.pkcs11)
            }
            result => result,
        }
    }

    /// Says that what the module lists may be of before.
    pub(super) fn refresh(&self) {
        self.state().stale = true;
    }

    /// Keeps the module from being stopped.
    pub(super) fn lease(self: &Arc<Self>) -> Lease {
        self.state().open += 1;
        Lease(Arc::clone(self))
    }

    fn restart(&self, state: &mut State) -> Result<(), Error> {
        if state.ours {
            // What does not stop says so when it is started.
            let _ = self.pkcs11.clone().finalize();
        }
        state.ours |= start(&self.pkcs11)?;
        state.stale = false;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this process has loaded the module of this path.
#[must_use]
pub fn is_loaded(path: &Path) -> bool {
    let key = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    LOADED.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|(known, _)| *known == key)
}

/// Starts a module; returns whether it was not started yet.
fn start(pkcs11: &Pkcs11) -> Result<bool, Error> {
    match pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) => Ok(true),
        Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, Function::Initialize)) => Ok(false),
        Err(error) => Err(error),
    }
}

impl Lease {
    /// The functions of the module.
    pub(super) fn pkcs11(&self) -> &Pkcs11 {
        &self.0.pkcs11
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.open = state.open.saturating_sub(1);
    }
}
