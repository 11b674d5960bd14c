//! Cards by their own commands ([ISO 7816-4]): the authorization area in a file of the card, and the number of
//! first-generation cards.
//!
//! What carries the commands is a [`Transmit`]; PC/SC does so for cards in readers, and tests do without.
//!
//! [ISO 7816-4]: https://www.iso.org/standard/77180.html

mod apdu;
mod area;
mod number;
mod profile;

pub use self::{
    apdu::{StatusError, StatusWord, Transmit},
    area::FileArea,
    number::{CardNumber, card_number},
    profile::{FileProfile, ProfileError},
};
