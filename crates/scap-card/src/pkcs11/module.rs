//! Loading a module, once per process.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11},
    error::{Error, RvError},
};

use crate::error::CardError;

/// The modules that are loaded: they stay so until the process ends, because sessions may outlive readers.
static LOADED: Mutex<Vec<(PathBuf, Pkcs11)>> = Mutex::new(Vec::new());

/// The module of this path, loaded and initialized (PKCS#11 `C_Initialize`).
///
/// # Errors
///
/// [`CardError::Module`].
pub(super) fn load(path: &Path) -> Result<Pkcs11, CardError> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = loaded.iter().find(|(known, _)| known == path) {
        return Ok(module.clone());
    }
    let failed = |error: Error| CardError::Module { path: path.to_owned(), source: error.into() };
    let module = Pkcs11::new(path).map_err(failed)?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        // Another path to the same library, or another part of this program, was first.
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, Function::Initialize)) => {}
        Err(error) => return Err(failed(error)),
    }
    loaded.push((path.to_owned(), module.clone()));
    Ok(module)
}
