//! A card behind a PKCS#11 module, open.

use std::{fmt, sync::Arc};

use cryptoki::{
    object::ObjectHandle,
    slot::{Slot, TokenInfo},
};
use scap_ac::{CardCertificate, CardRank};

use super::{
    area, certificate,
    failure::pin_error,
    module::Module,
    object,
    session::CardSession,
    sign::{Reauthentication, Scheme},
};
use crate::{
    error::CardError,
    pin::Pin,
    token::{AreaState, PinState, Token},
};

/// A card behind a PKCS#11 module, open. Dropping it logs out and closes its session.
pub(super) struct Pkcs11Token {
    session: CardSession,
    /// Which token it was when it was opened, to notice a swap that the session survives.
    identity: Identity,
    certificate: CardCertificate,
    id: Vec<u8>,
    /// Known once something was signed.
    scheme: Option<Scheme>,
    key: Option<Key>,
}

/// What tells a token from another one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Identity {
    /// The label, without the spaces that fill it up.
    pub(super) label: String,
    pub(super) serial: String,
}

/// The private key, known once the PIN is verified.
struct Key {
    object: ObjectHandle,
    /// Holds the PIN only for a key that asks for it before every use.
    reauthentication: Reauthentication,
}

impl Identity {
    pub(super) fn of(info: &TokenInfo) -> Self {
        Self { label: info.label().trim().to_owned(), serial: info.serial_number().trim().to_owned() }
    }
}

impl Pkcs11Token {
    /// Opens the card in `slot`, where this token was seen.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::Unsupported`], [`CardError::Unreadable`].
    pub(super) fn open(module: &Arc<Module>, slot: Slot, seen: &Identity) -> Result<Self, CardError> {
        let mut session = CardSession::open(module, slot)?;
        let (certificate, id) = certificate::find(&mut session)?;
        let mut token = Self { session, identity: seen.clone(), certificate, id, scheme: None, key: None };
        // Only now it is certain that the certificate is that of the token that was seen.
        token.info()?;
        Ok(token)
    }

    /// What the token says of itself, if it is still the one that was opened.
    fn info(&mut self) -> Result<TokenInfo, CardError> {
        let info = self.session.token_info().and_then(|info| {
            self.session.check()?;
            if Identity::of(&info) == self.identity { Ok(info) } else { Err(CardError::Removed) }
        });
        self.noting(info)
    }

    /// Forgets the key, and the PIN with it, where a failure says that they are of no more use.
    fn noting<T>(&mut self, result: Result<T, CardError>) -> Result<T, CardError> {
        if let Err(
            CardError::Removed
            | CardError::PinRequired
            | CardError::PinIncorrect { .. }
            | CardError::PinLocked,
        ) = result
        {
            self.key = None;
        }
        result
    }

    /// Verifies this PIN, or the one that the reader asks for.
    fn verify(&mut self, pin: Option<&Pin>) -> Result<(), CardError> {
        if self.info()?.protected_authentication_path() == pin.is_some() {
            return Err(CardError::PinRequired);
        }
        self.key = None;
        self.session
            .log_in(pin)
            .map_err(pin_error("verifying the PIN"))
            .map_err(|error| self.refusal(error))?;
        let key = certificate::find_key(&mut self.session, &self.id)?.ok_or(CardError::Unsupported(None))?;
        let reauthentication = match (object::always_authenticates(&self.session, key)?, pin) {
            (false, _) => Reauthentication::None,
            (true, None) => Reauthentication::AtReader,
            (true, Some(pin)) => Reauthentication::Pin(pin.expose().into()),
        };
        self.key = Some(Key { object: key, reauthentication });
        Ok(())
    }

    /// How many tries a wrong PIN leaves, by the token's flags.
    fn refusal(&mut self, error: CardError) -> CardError {
        if !matches!(error, CardError::PinIncorrect { .. }) {
            return error;
        }
        match self.info().map(|info| tries_left(&info)) {
            Ok(Some(0)) => CardError::PinLocked,
            Ok(tries_left) => CardError::PinIncorrect { tries_left },
            Err(CardError::Removed) => CardError::Removed,
            // The PIN was wrong all the same.
            Err(_) => error,
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
        &self.identity.label
    }

    fn certificate(&self) -> &CardCertificate {
        &self.certificate
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        let info = self.info()?;
        let at_reader = info.protected_authentication_path();
        if self.key.is_some() {
            // The right PIN gave the tries back; some modules go on telling what was left before.
            return Ok(PinState { at_reader, ..PinState::default() });
        }
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
        let scheme = match self.scheme {
            Some(scheme) => scheme,
            None => *self.scheme.insert(Scheme::of(&self.session)?),
        };
        let signed = scheme.sign(&mut self.session, key.object, message, &key.reauthentication);
        self.noting(signed)
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.info()?;
        if self.certificate.rank() == CardRank::Primary {
            return Ok(AreaState::None);
        }
        Ok(match area::capacity(&mut self.session)? {
            Some(capacity) => AreaState::Open { capacity },
            None if self.session.token_info()?.write_protected() => AreaState::Unsupported,
            None => AreaState::Closed,
        })
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.info()?;
        self.check_area_writable()?;
        match area::capacity(&mut self.session)? {
            Some(_) => Err(CardError::AreaAlreadyOpen),
            None => area::open(&self.session),
        }
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.info()?;
        self.check_area()?;
        area::capacity(&mut self.session)?.ok_or(CardError::AreaNotOpen)?;
        area::read(&mut self.session)
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        let free = self.info()?.free_public_memory();
        self.check_area_writable()?;
        let capacity = area::capacity(&mut self.session)?.ok_or(CardError::AreaNotOpen)?;
        if certificate.len() > capacity {
            return Err(CardError::AreaFull { needed: certificate.len(), capacity });
        }
        area::write(&mut self.session, certificate, free)
    }
}

impl fmt::Debug for Pkcs11Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11Token")
            .field("label", &self.identity.label)
            .field("certificate", &self.certificate)
            .field("pin_verified", &self.key.is_some())
            .finish_non_exhaustive()
    }
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
