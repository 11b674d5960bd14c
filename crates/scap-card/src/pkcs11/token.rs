//! A card behind a PKCS#11 module, open.

use std::fmt;

use cryptoki::{
    context::Pkcs11,
    error::{Error, RvError},
    object::ObjectHandle,
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
};
use scap_ac::{CardCertificate, CardRank};

use super::{
    area, certificate,
    failure::card_error,
    object,
    sign::{Reauthentication, Scheme},
};
use crate::{
    error::CardError,
    pin::Pin,
    token::{AreaState, PinState, Token},
};

/// A card behind a PKCS#11 module, open. Dropping it logs out and closes its session.
pub(super) struct Pkcs11Token {
    module: Pkcs11,
    slot: Slot,
    session: Session,
    label: String,
    /// The token's own serial number, to notice a swap that the session survives.
    serial: String,
    scheme: Scheme,
    certificate: CardCertificate,
    id: Vec<u8>,
    key: Option<Key>,
}

/// The private key, known once the PIN is verified.
struct Key {
    object: ObjectHandle,
    /// Holds the PIN only for a key that asks for it before every use.
    reauthentication: Reauthentication,
}

impl Pkcs11Token {
    /// Opens the card in `slot`.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::Unsupported`], [`CardError::Unreadable`].
    pub(super) fn open(module: &Pkcs11, slot: Slot) -> Result<Self, CardError> {
        let info = module.get_token_info(slot).map_err(card_error("reading the token"))?;
        let session = match module.open_rw_session(slot) {
            Err(Error::Pkcs11(RvError::TokenWriteProtected, _)) => module.open_ro_session(slot),
            session => session,
        };
        let session = session.map_err(card_error("opening a session"))?;
        let (certificate, id) = certificate::find(&session)?;
        Ok(Self {
            module: module.clone(),
            slot,
            session,
            label: label_of(&info),
            serial: info.serial_number().to_owned(),
            scheme: Scheme::of(module, slot)?,
            certificate,
            id,
            key: None,
        })
    }

    /// What the token says of itself, if it is still the one that was opened.
    fn info(&mut self) -> Result<TokenInfo, CardError> {
        let info = self.module.get_token_info(self.slot).map_err(card_error("reading the token"));
        let info = info.and_then(|info| {
            self.session.get_session_info().map_err(card_error("reading the session"))?;
            let same = info.serial_number() == self.serial && label_of(&info) == self.label;
            if same { Ok(info) } else { Err(CardError::Removed) }
        });
        if matches!(info, Err(CardError::Removed)) {
            self.key = None;
        }
        info
    }

    /// Logs in by this PIN, or by the one that the reader asks for.
    fn log_in(&self, pin: Option<&Pin>) -> Result<(), Error> {
        let pin = pin.map(Pin::as_secret);
        match self.session.login(UserType::User, pin) {
            // Another session of this process did: this PIN was not looked at, so log in anew.
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
                self.session.logout()?;
                self.session.login(UserType::User, pin)
            }
            result => result,
        }
    }

    /// Verifies this PIN, or the one that the reader asks for.
    fn verify(&mut self, pin: Option<&Pin>) -> Result<(), CardError> {
        if self.info()?.protected_authentication_path() == pin.is_some() {
            return Err(CardError::PinRequired);
        }
        self.key = None;
        if let Err(error) = self.log_in(pin) {
            return Err(self.refusal(error));
        }
        let key = certificate::find_key(&self.session, &self.id)?.ok_or(CardError::Unsupported(None))?;
        let reauthentication = match (object::always_authenticates(&self.session, key)?, pin) {
            (false, _) => Reauthentication::None,
            (true, None) => Reauthentication::AtReader,
            (true, Some(pin)) => Reauthentication::Pin(pin.expose().into()),
        };
        self.key = Some(Key { object: key, reauthentication });
        Ok(())
    }

    /// What a refused PIN means, by the flags that it leaves.
    fn refusal(&mut self, error: Error) -> CardError {
        match error {
            Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
                match self.info().map(|info| tries_left(&info)) {
                    Ok(Some(0)) => CardError::PinLocked,
                    Ok(tries_left) => CardError::PinIncorrect { tries_left },
                    Err(error) => error,
                }
            }
            // Cancelled at the reader's own PIN pad.
            Error::Pkcs11(RvError::FunctionCanceled | RvError::FunctionRejected, _) => CardError::PinRequired,
            error => card_error("verifying the PIN")(error),
        }
    }

    /// That the PIN was verified and the card has an area, which only secondary cards have.
    fn check_area_writable(&self) -> Result<(), CardError> {
        self.check_area()?;
        if self.key.is_some() { Ok(()) } else { Err(CardError::PinRequired) }
    }

    fn check_area(&self) -> Result<(), CardError> {
        match self.certificate.rank() {
            CardRank::Primary => Err(CardError::NoArea),
            CardRank::Secondary => Ok(()),
        }
    }
}

impl Token for Pkcs11Token {
    fn label(&self) -> &str {
        &self.label
    }

    fn certificate(&self) -> &CardCertificate {
        &self.certificate
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        let info = self.info()?;
        let at_reader = info.protected_authentication_path();
        Ok(PinState { low: info.user_pin_count_low(), at_reader, ..PinState::new(tries_left(&info)) })
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        self.verify(Some(pin))
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.verify(None)
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.info()?;
        let key = self.key.as_ref().ok_or(CardError::PinRequired)?;
        self.scheme.sign(&self.session, key.object, message, &key.reauthentication)
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.info()?;
        if self.certificate.rank() == CardRank::Primary {
            return Ok(AreaState::None);
        }
        let capacity = area::capacity(&self.session)?;
        Ok(capacity.map_or(AreaState::Closed, |capacity| AreaState::Open { capacity }))
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.info()?;
        self.check_area_writable()?;
        match area::capacity(&self.session)? {
            Some(_) => Err(CardError::AreaAlreadyOpen),
            None => area::open(&self.session),
        }
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.info()?;
        self.check_area()?;
        area::capacity(&self.session)?.ok_or(CardError::AreaNotOpen)?;
        area::read(&self.session)
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        let free = self.info()?.free_public_memory();
        self.check_area_writable()?;
        let capacity = area::capacity(&self.session)?.ok_or(CardError::AreaNotOpen)?;
        if certificate.len() > capacity {
            return Err(CardError::AreaFull { needed: certificate.len(), capacity });
        }
        area::write(&self.session, certificate, free)
    }
}

impl Drop for Pkcs11Token {
    fn drop(&mut self) {
        if self.key.is_some() {
            // If it fails the card is gone, and with it the login.
            let _ = self.session.logout();
        }
    }
}

impl fmt::Debug for Pkcs11Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11Token")
            .field("slot", &self.slot.id())
            .field("label", &self.label)
            .field("certificate", &self.certificate)
            .field("pin_verified", &self.key.is_some())
            .finish_non_exhaustive()
    }
}

/// The label of a token, without the spaces that fill it up.
pub(super) fn label_of(info: &TokenInfo) -> String {
    info.label().trim().to_owned()
}

/// Tries left by the token's flags. `CKF_USER_PIN_COUNT_LOW` tells no number: some set it from the first
/// wrong try on.
fn tries_left(info: &TokenInfo) -> Option<u8> {
    if info.user_pin_locked() {
        Some(0)
    } else if info.user_pin_final_try() {
        Some(1)
    } else {
        None
    }
}
