//! The number of a first-generation card, in a file of its own.

use std::fmt;

use super::apdu::{Command, StatusWord, Transmit};
use crate::error::CardError;

/// The class of the commands of first-generation cards.
const CLASS: u8 = 0x80;

/// Where the number is.
const PATH: [[u8; 2]; 3] = [[0x3F, 0x00], [0x09, 0x00], [0x09, 0x03]];

/// Characters of a number.
const LENGTH: u8 = 16;

/// The number of a card: 16 printable ASCII characters.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CardNumber(String);

impl CardNumber {
    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of a first-generation card, from its file `3F00/0900/0903`: `None` for a card that has no such file,
/// or something else in it. Needs no PIN.
///
/// # Errors
///
/// [`CardError::Removed`], [`CardError::ReaderFailed`], [`CardError::Unreadable`].
pub fn card_number(card: &mut dyn Transmit) -> Result<Option<CardNumber>, CardError> {
    let operation = "reading the card's number";
    for file in &PATH {
        let select =
            Command { class: CLASS, instruction: 0xA4, parameters: [0, 0], data: file, expected: None };
        if select.exchange(card, operation)?.status != StatusWord::OK {
            return Ok(None);
        }
    }
    let read =
        Command { class: CLASS, instruction: 0xB0, parameters: [0, 0], data: &[], expected: Some(LENGTH) };
    let answer = read.exchange(card, operation)?;
    let is_number = answer.status == StatusWord::OK
        && answer.data.len() == usize::from(LENGTH)
        && answer.data.iter().all(u8::is_ascii_graphic);
    Ok(String::from_utf8(answer.data).ok().filter(|_| is_number).map(CardNumber))
}
