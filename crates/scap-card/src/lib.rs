//! Readers, cards and the authorization area.
//!
//! What a card can be asked is the trait [`Token`]; where cards are found is [`Readers`]. Implementations
//! stand behind features that pull in what they need: `pkcs11` (the vendor's and any other PKCS#11 module)
//! and `soft` (folders that behave like cards, for evaluation and tests).
//!
//! This crate holds no policy: it never decides whether an operation is allowed.

mod all;
mod error;
mod pin;
#[cfg(feature = "pkcs11")]
pub mod pkcs11;
mod readers;
#[cfg(feature = "soft")]
pub mod soft;
mod token;

pub use crate::{
    all::AllReaders,
    error::CardError,
    pin::{Pin, PinLengthError, UserCode},
    readers::{CardSlot, Readers},
    token::{AreaState, PinState, Token},
};
