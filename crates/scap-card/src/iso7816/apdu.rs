//! Commands and answers (APDUs), with what cards of the protocol T=0 want: data that is fetched, lengths that are
//! corrected.

use std::{error::Error, fmt};

use zeroize::Zeroizing;

use crate::error::CardError;

/// Longest answer of a short command: 256 bytes and the status word.
const MAX_ANSWER: usize = 258;

/// Most commands that one exchange takes, and with them the most data that is fetched: 8 KiB.
const MAX_ROUNDS: usize = 32;

/// GET RESPONSE.
const GET_RESPONSE: u8 = 0xC0;

/// Carries commands to a card.
pub trait Transmit {
    /// Sends a command APDU and returns the answer: data, then the two bytes of the status word.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::ReaderFailed`], [`CardError::Unreadable`].
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError>;
}

/// The two bytes at the end of every answer, SW1 and SW2.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct StatusWord(pub(super) u16);

impl StatusWord {
    pub(super) const OK: Self = Self(0x9000);
    /// The file ended before so many bytes.
    pub(super) const END_OF_FILE: Self = Self(0x6282);
    pub(super) const PIN_BLOCKED: Self = Self(0x6983);
    pub(super) const PIN_UNUSABLE: Self = Self(0x6984);
    pub(super) const SECURITY: Self = Self(0x6982);
    pub(super) const NO_FILE: Self = Self(0x6A82);

    /// SW1 and SW2 as one number, such as `0x6A82`.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Tries left, if this tells them: `63Cx`.
    pub(super) fn tries_left(self) -> Option<u8> {
        let [high, low] = self.0.to_be_bytes();
        (high == 0x63 && low & 0xF0 == 0xC0).then_some(low & 0x0F)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusWord({self})")
    }
}

/// A card answered with a status word that is none of those that were expected.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the card answered {0}")]
pub struct StatusError(pub StatusWord);

/// A short command, cases 1 to 4 of ISO 7816-3.
#[derive(Clone, Copy)]
pub(super) struct Command<'a> {
    pub(super) class: u8,
    pub(super) instruction: u8,
    /// P1 and P2.
    pub(super) parameters: [u8; 2],
    /// At most 255 bytes.
    pub(super) data: &'a [u8],
    /// The bytes that are expected, at most: 0 means 256. `None` expects none.
    pub(super) expected: Option<u8>,
}

/// What a card answered.
pub(super) struct Answer {
    pub(super) data: Vec<u8>,
    pub(super) status: StatusWord,
}

impl Answer {
    /// The data, if the card did what it was told.
    pub(super) fn ok(self, operation: &'static str) -> Result<Vec<u8>, CardError> {
        match self.status {
            StatusWord::OK => Ok(self.data),
            status => Err(refused(operation, status)),
        }
    }
}

impl Command<'_> {
    /// The bytes, which are wiped, as a PIN may be among them.
    fn encode(&self, operation: &'static str) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let [p1, p2] = self.parameters;
        let mut bytes = Zeroizing::new(Vec::with_capacity(6 + self.data.len()));
        bytes.extend([self.class, self.instruction, p1, p2]);
        if !self.data.is_empty() {
            let length = u8::try_from(self.data.len());
            bytes.push(length.map_err(|error| unreadable(operation, error))?);
            bytes.extend(self.data);
        }
        bytes.extend(self.expected);
        Ok(bytes)
    }

    /// Sends it, corrects the expected length if the card says so (`6Cxx`), and fetches what the card keeps to be
    /// fetched (`61xx`, GET RESPONSE).
    pub(super) fn exchange(
        mut self,
        card: &mut dyn Transmit,
        operation: &'static str,
    ) -> Result<Answer, CardError> {
        let mut data = Vec::new();
        let mut corrected = false;
        for _ in 0..MAX_ROUNDS {
            let mut answer = card.transmit(&self.encode(operation)?)?;
            if answer.len() > MAX_ANSWER {
                return Err(unreadable(operation, "an answer that is too long"));
            }
            let (Some(low), Some(high)) = (answer.pop(), answer.pop()) else {
                return Err(unreadable(operation, "an answer without a status word"));
            };
            match (high, low) {
                (0x61, length) => {
                    data.append(&mut answer);
                    let (class, instruction) = (self.class, GET_RESPONSE);
                    self =
                        Command { class, instruction, parameters: [0, 0], data: &[], expected: Some(length) };
                }
                (0x6C, length) if !corrected => {
                    corrected = true;
                    self.expected = Some(length);
                }
                _ => {
                    data.append(&mut answer);
                    return Ok(Answer { data, status: StatusWord(u16::from_be_bytes([high, low])) });
                }
            }
        }
        Err(unreadable(operation, "an answer that does not end"))
    }
}

/// A card that did not do what it was told.
pub(super) fn refused(operation: &'static str, status: StatusWord) -> CardError {
    unreadable(operation, StatusError(status))
}

/// A card that cannot be read.
pub(super) fn unreadable(
    operation: &'static str,
    source: impl Into<Box<dyn Error + Send + Sync>>,
) -> CardError {
    CardError::Unreadable { operation, source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command and its answer.
    type Exchange = (&'static [u8], &'static [u8]);

    /// A card that expects these commands, one after the other, and gives these answers.
    struct Script(Vec<Exchange>);

    /// What a command is, how the card answers, and the data and status word that come of it.
    type Row = (Command<'static>, Vec<Exchange>, Option<(&'static [u8], u16)>);

    impl Transmit for Script {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
            let (expected, answer) = self.0.remove(0);
            assert_eq!(command, expected);
            Ok(answer.to_vec())
        }
    }

    const READ: Command<'_> =
        Command { class: 0x80, instruction: 0xB0, parameters: [0x01, 0x02], data: &[], expected: Some(16) };

    #[test]
    fn lengths_are_corrected_and_data_is_fetched() {
        let select = Command { instruction: 0xA4, data: &[0x3F, 0x00], expected: None, ..READ };
        let table: [Row; 8] = [
            (READ, vec![(&[0x80, 0xB0, 1, 2, 16], &[7, 8, 0x90, 0x00])], Some((&[7, 8], 0x9000))),
            (
                READ,
                vec![(&[0x80, 0xB0, 1, 2, 16], &[0x6C, 0x02]), (&[0x80, 0xB0, 1, 2, 2], &[7, 8, 0x90, 0x00])],
                Some((&[7, 8], 0x9000)),
            ),
            (
                select,
                vec![
                    (&[0x80, 0xA4, 1, 2, 2, 0x3F, 0x00], &[0x61, 0x02]),
                    (&[0x80, 0xC0, 0, 0, 2], &[7, 8, 0x61, 0x01]),
                    (&[0x80, 0xC0, 0, 0, 1], &[9, 0x90, 0x00]),
                ],
                Some((&[7, 8, 9], 0x9000)),
            ),
            (select, vec![(&[0x80, 0xA4, 1, 2, 2, 0x3F, 0x00], &[0x6A, 0x82])], Some((&[], 0x6A82))),
            // A card that corrects for ever is not believed twice.
            (
                READ,
                vec![(&[0x80, 0xB0, 1, 2, 16], &[0x6C, 0x02]), (&[0x80, 0xB0, 1, 2, 2], &[0x6C, 0x03])],
                Some((&[], 0x6C03)),
            ),
            (READ, vec![(&[0x80, 0xB0, 1, 2, 16], &[])], None),
            (READ, vec![(&[0x80, 0xB0, 1, 2, 16], &[0x90])], None),
            (READ, vec![(&[0x80, 0xB0, 1, 2, 16], &[0; 300])], None),
        ];
        for (number, (command, script, expected)) in table.into_iter().enumerate() {
            let mut card = Script(script);
            let answer = command.exchange(&mut card, "test");
            assert!(card.0.is_empty(), "{number}");
            let answer = answer.as_ref().map(|answer| (&*answer.data, answer.status.get()));
            match expected {
                Some(expected) => assert_eq!(answer.unwrap(), expected, "{number}"),
                None => assert_eq!(answer.unwrap_err().code(), "card.unreadable", "{number}"),
            }
        }
    }

    #[test]
    fn an_answer_without_end_is_given_up() {
        struct Endless;
        impl Transmit for Endless {
            fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
                Ok([&[1; 256][..], &[0x61, 0x00]].concat())
            }
        }
        assert!(READ.exchange(&mut Endless, "test").is_err());
    }
}
