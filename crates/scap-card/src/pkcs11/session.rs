//! The one session of an open card.

use std::sync::Arc;

use cryptoki::{
    error::{Error, RvError},
    object::{Attribute, ObjectHandle},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
};

use super::{
    failure::card_error,
    module::{Lease, Module},
};
use crate::{error::CardError, pin::Pin};

/// How often something is tried again that a module refuses for a passing reason.
const TRIES: usize = 2;

/// The one session of an open card. Dropping it logs out and closes it.
pub(super) struct CardSession {
    session: Session,
    slot: Slot,
    /// A log-in was asked for, which is to be undone.
    logged_in: bool,
    /// Last, as it is to be dropped after the session.
    lease: Lease,
}

impl CardSession {
    /// Opens a session with the card in `slot`: for writing, unless it is write-protected.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::Unsupported`], [`CardError::Unreadable`].
    pub(super) fn open(module: &Arc<Module>, slot: Slot) -> Result<Self, CardError> {
        let lease = module.lease();
        let session = open(&lease, slot).map_err(card_error("opening a session"))?;
        Ok(Self { session, slot, logged_in: false, lease })
    }

    /// What the token in the slot says of itself.
    pub(super) fn token_info(&self) -> Result<TokenInfo, CardError> {
        self.lease.pkcs11().get_token_info(self.slot).map_err(card_error("reading the token"))
    }

    /// That the session was not closed by the card's removal.
    pub(super) fn check(&self) -> Result<(), CardError> {
        self.session.get_session_info().map(drop).map_err(card_error("reading the session"))
    }

    /// The module and the slot, for what concerns the token.
    pub(super) fn of_slot<T>(
        &self,
        ask: impl Fn(&cryptoki::context::Pkcs11, Slot) -> Result<T, Error>,
    ) -> Result<T, Error> {
        with_room(|| ask(self.lease.pkcs11(), self.slot))
    }

    /// The objects that have these attributes.
    pub(super) fn find(&mut self, template: &[Attribute]) -> Result<Vec<ObjectHandle>, CardError> {
        self.start(|session| session.find_objects(template)).map_err(card_error("listing objects"))
    }

    /// What only this session can do, without beginning an operation that goes over several calls.
    pub(super) const fn session(&self) -> &Session {
        &self.session
    }

    /// Begins an operation, and ends it if `begin` does. Another one that was not ended (`CKR_OPERATION_ACTIVE`), or
    /// does not end for a buffer, blocks the session: then a new one takes its place.
    pub(super) fn start<T>(&mut self, begin: impl Fn(&Session) -> Result<T, Error>) -> Result<T, Error> {
        for _ in 0..TRIES {
            match begin(&self.session) {
                Err(Error::Pkcs11(RvError::OperationActive | RvError::BufferTooSmall, _)) => {
                    // The log-in is the token's, not the session's, as long as one is open: the new one first.
                    self.session = open(&self.lease, self.slot)?;
                }
                result => return result,
            }
        }
        begin(&self.session)
    }

    /// Logs in by this PIN, or by the one that the reader asks for.
    pub(super) fn log_in(&mut self, pin: Option<&Pin>) -> Result<(), Error> {
        let pin = pin.map(Pin::as_secret);
        // Also if the answer is lost.
        self.logged_in = true;
        match self.session.login(UserType::User, pin) {
            // Another session of this process did: this PIN was not looked at, so log in anew.
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn | RvError::UserAnotherAlreadyLoggedIn, _)) => {
                self.session.logout()?;
                self.session.login(UserType::User, pin)
            }
            result => result,
        }
    }
}

impl Drop for CardSession {
    fn drop(&mut self) {
        if self.logged_in {
            // If it fails the card is gone, and with it the log-in.
            let _ = self.session.logout();
        }
    }
}

fn open(lease: &Lease, slot: Slot) -> Result<Session, Error> {
    match lease.pkcs11().open_rw_session(slot) {
        Err(Error::Pkcs11(RvError::TokenWriteProtected, _)) => lease.pkcs11().open_ro_session(slot),
        session => session,
    }
}

/// Asks again where a module says that a buffer of the size that it told is too small: it is told anew each time.
pub(super) fn with_room<T>(ask: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 0..TRIES {
        match ask() {
            Err(Error::Pkcs11(RvError::BufferTooSmall, _)) => {}
            result => return result,
        }
    }
    ask()
}
