//! What a card can be asked.

use std::fmt;

use scap_ac::CardCertificate;

use crate::{error::CardError, pin::Pin};

/// What a card tells of its PIN before it is asked.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct PinState {
    /// Tries left, if the card tells a number: 0 means locked.
    pub tries_left: Option<u8>,
    /// A wrong PIN was entered since the last right one, as the card tells without a number.
    pub low: bool,
    /// The reader has a PIN pad of its own: the PIN is entered there, see [`Token::verify_pin_at_reader`].
    pub at_reader: bool,
}

impl PinState {
    /// A PIN that is entered at the keyboard, with this many tries left if the card tells.
    #[must_use]
    pub const fn new(tries_left: Option<u8>) -> Self {
        Self { tries_left, low: false, at_reader: false }
    }
}

/// The state of the authorization area (動態資料區／授權區).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AreaState {
    /// The card has no such area: a primary card.
    None,
    /// Not opened yet: nothing can be written.
    Closed,
    /// Opened.
    Open {
        /// The most bytes that a certificate in it may have.
        capacity: usize,
    },
    /// Locked: nothing can be written until it is unlocked at MOEACA.
    Locked,
    /// There is no place on this card that this crate could use as one.
    Unsupported,
}

/// An open card. Dropping it logs out and closes it.
///
/// One PIN entry and at most one signature are asked of it per insertion; that is the caller's care.
pub trait Token: fmt::Debug + Send {
    /// The card's label: a token's label, a soft card's name.
    fn label(&self) -> &str;

    /// The signing certificate; needs no PIN.
    fn certificate(&self) -> &CardCertificate;

    /// What the card tells of its PIN; asks for none.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::Unreadable`].
    fn pin_state(&mut self) -> Result<PinState, CardError>;

    /// Verifies the PIN: one try is spent if it is wrong.
    ///
    /// # Errors
    ///
    /// [`CardError::PinIncorrect`], [`CardError::PinLocked`], [`CardError::Removed`];
    /// [`CardError::PinRequired`] if it is to be entered at the reader: then this one goes nowhere.
    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError>;

    /// Has the reader ask for the PIN at its PIN pad, and waits for it. Only where
    /// [`PinState::at_reader`] says so.
    ///
    /// # Errors
    ///
    /// As [`Token::verify_pin`]; [`CardError::PinRequired`] if the person cancelled or was too slow.
    fn verify_pin_at_reader(&mut self) -> Result<(), CardError>;

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-256; the card hashes it or this crate does.
    ///
    /// # Errors
    ///
    /// [`CardError::PinRequired`], [`CardError::Removed`], [`CardError::Unreadable`].
    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError>;

    /// The state of the authorization area.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::Unreadable`].
    fn area_state(&mut self) -> Result<AreaState, CardError>;

    /// Opens the authorization area.
    ///
    /// # Errors
    ///
    /// [`CardError::NoArea`], [`CardError::AreaAlreadyOpen`], [`CardError::AreaLocked`],
    /// [`CardError::PinRequired`], [`CardError::Removed`].
    fn open_area(&mut self) -> Result<(), CardError>;

    /// The bytes in the authorization area: `None` if it is open and empty. They are not judged here.
    ///
    /// # Errors
    ///
    /// [`CardError::NoArea`], [`CardError::AreaNotOpen`], [`CardError::Removed`],
    /// [`CardError::Unreadable`].
    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError>;

    /// Puts `certificate` into the authorization area in place of what is there. If it fails or the card
    /// is taken out, the area holds the old bytes or the new ones, whole.
    ///
    /// # Errors
    ///
    /// [`CardError::NoArea`], [`CardError::AreaNotOpen`], [`CardError::AreaLocked`],
    /// [`CardError::AreaFull`], [`CardError::PinRequired`], [`CardError::Removed`].
    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError>;
}
