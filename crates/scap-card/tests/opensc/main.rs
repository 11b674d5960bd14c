//! Cards behind OpenSC: PIV cards in software, in the virtual readers of a PC/SC service.
//!
//! Here is what SoftHSM cannot show: cards that come and go, and a PIN that the card locks.

#![cfg(all(feature = "pcsc", feature = "pkcs11", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod hang;
mod lab;
mod pin;
mod piv_card;
mod removal;
mod service;
mod signing;
