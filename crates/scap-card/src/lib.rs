//! Readers, cards and the authorization area.
//!
//! What a card can be asked is the trait [`Token`]; where cards are found is [`Readers`]. Implementations
//! stand behind features that pull in what they need: `pkcs11` (the vendor's and any other PKCS#11 module),
//! `pcsc` (readers as they come and go, and cards by their own commands) and `soft` (folders that behave like
//! cards, for evaluation and tests).
//!
//! This crate holds no policy: it never decides whether an operation is allowed.

mod all;
mod error;
#[cfg(feature = "pcsc")]
pub mod iso7816;
mod limited;
#[cfg(feature = "pcsc")]
pub mod pcsc;
mod pin;
#[cfg(feature = "pkcs11")]
pub mod pkcs11;
#[cfg(any(feature = "pkcs11", feature = "soft"))]
mod poll;
mod readers;
#[cfg(feature = "soft")]
pub mod soft;
mod token;

pub use crate::{
    all::AllReaders,
    error::CardError,
    limited::Limited,
    pin::{Pin, PinLengthError, UserCode},
    readers::{CardSlot, Contact, Readers},
    token::{AreaState, PinState, Token},
};
