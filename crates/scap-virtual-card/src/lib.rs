//! A virtual card for tests and evaluation: strict, countable, and faulty when it is told to be.
//!
//! [`VirtualCard`] is the card itself, in memory: a tree of files, a PIN with a counter, and an answer to every
//! command. A [`Profile`] says what it is like, a [`Fault`] what goes wrong at which command.
//!
//! ```
//! use scap_virtual_card::{Fault, NUMBER_FILE, Profile, VirtualCard};
//!
//! let mut card = VirtualCard::new(Profile::default());
//! assert_eq!(card.transmit(&[0x80, 0xA4, 0, 0, 2, 0x09, 0x00]).unwrap(), [0x90, 0x00]);
//! assert_eq!(card.transmit(&[0x80, 0xA4, 0, 0, 2, 0x09, 0x03]).unwrap(), [0x90, 0x00]);
//! let answer = card.transmit(&[0x80, 0xB0, 0, 0, 16]).unwrap();
//! assert_eq!(answer.split_last_chunk(), card.contents(NUMBER_FILE).map(|number| (number, &[0x90, 0x00])));
//!
//! card.fail_at(1, Fault::VanishBefore);
//! assert!(card.transmit(&[0x80, 0xB0, 0, 0, 16]).is_err());
//! ```
//!
//! With the feature `vpcd` it goes into a [`VirtualReader`], where any PC/SC client finds it. On Linux [`pcscd`] starts a
//! private PC/SC daemon with such readers.
//!
//! No program of this project depends on this crate.

mod apdu;
mod card;
mod fault;
mod file;
#[cfg(all(feature = "vpcd", target_os = "linux"))]
pub mod pcscd;
mod profile;
#[cfg(feature = "vpcd")]
mod reader;

#[cfg(feature = "vpcd")]
pub use crate::reader::{InsertedCard, VirtualReader};
pub use crate::{
    card::{Counters, Exchange, VirtualCard},
    fault::{Fault, Vanished},
    file::{Access, Ef, Files},
    profile::{AREA_FILE, NUMBER_FILE, Padding, Pin, Profile},
};
