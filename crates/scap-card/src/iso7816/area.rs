//! The authorization area in a transparent file: two places for a certificate, and one byte that says which counts.
//!
//! | Bytes | Hold |
//! | --- | --- |
//! | 0 | the state: `00` or `FF` closed, `E0` open and empty, `A1` the first certificate counts, `B2` the second |
//! | 1–4 | `SCAP` |
//! | 5 | the version of this layout, 1 |
//! | 6–7 | the bytes that a certificate may have |
//! | 8–15 | zero |
//! | 16… | the first certificate: its length in two bytes, then its bytes |
//! | then | the second, likewise |
//!
//! A certificate is written beside the one that counts, read back, and then made to count by writing byte 0: a card
//! that is taken out at any command holds the old one or the new one, whole. Numbers have their high byte first.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{
    apdu::{Answer, Command, StatusError, StatusWord, Transmit, refused, unreadable},
    profile::FileProfile,
};
use crate::{error::CardError, pin::Pin, token::AreaState};

/// Bytes before the first certificate.
pub(super) const HEADER: usize = 16;

/// Bytes that hold the length of a certificate.
pub(super) const LENGTH: usize = 2;

const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const UPDATE_BINARY: u8 = 0xD6;
const VERIFY: u8 = 0x20;

/// Open, and nothing written yet.
const EMPTY: u8 = 0xE0;
/// The first certificate counts.
const FIRST: u8 = 0xA1;
/// The second one counts.
const SECOND: u8 = 0xB2;

/// What every file of ours has behind its first byte.
const MARK: [u8; 5] = *b"SCAP\x01";

/// Tries of a PIN that was right the last time.
const FULL_TRIES: u8 = 3;

/// Bytes of a PIN that is padded.
const PADDED_PIN: usize = 8;

/// The authorization area of a card, in the file that a [`FileProfile`] names.
pub struct FileArea<'a> {
    card: &'a mut dyn Transmit,
    profile: &'a FileProfile,
}

/// What the file's first bytes say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Nothing is written, or an opening was cut off.
    Closed,
    /// `current` counts: `None` if the area is empty.
    Open { capacity: usize, current: Option<Place> },
}

/// One of the two places for a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    First,
    Second,
}

impl Place {
    /// The place beside this one.
    const fn other(current: Option<Self>) -> Self {
        match current {
            Some(Self::First) => Self::Second,
            Some(Self::Second) | None => Self::First,
        }
    }

    /// Where it begins in the file.
    const fn offset(self, capacity: usize) -> usize {
        match self {
            Self::First => HEADER,
            Self::Second => HEADER + LENGTH + capacity,
        }
    }

    const fn state_byte(self) -> u8 {
        match self {
            Self::First => FIRST,
            Self::Second => SECOND,
        }
    }
}

impl<'a> FileArea<'a> {
    /// The area of this card, as the profile says. Nothing is sent yet.
    #[must_use]
    pub fn new(card: &'a mut dyn Transmit, profile: &'a FileProfile) -> Self {
        Self { card, profile }
    }

    /// The state of the area. That its PIN is locked is told, too, if the card tells it without a PIN.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`], [`CardError::ReaderFailed`], [`CardError::Unreadable`].
    pub fn state(&mut self) -> Result<AreaState, CardError> {
        match self.look() {
            Err(CardError::AreaUnsupported { .. }) => Ok(AreaState::Unsupported),
            state => state,
        }
    }

    fn look(&mut self) -> Result<AreaState, CardError> {
        self.select()?;
        if let Some(reference) = self.profile.pin_reference
            && is_locked(self.verify(reference, &[])?.status)
        {
            return Ok(AreaState::Locked);
        }
        Ok(match self.read_state()? {
            State::Closed => AreaState::Closed,
            State::Open { capacity, .. } => AreaState::Open { capacity },
        })
    }

    /// Opens the area. `pin` is sent only if the profile says which PIN lets the file be written, and the card says that
    /// it was not verified yet and no wrong one was sent before.
    ///
    /// # Errors
    ///
    /// [`CardError::AreaAlreadyOpen`], [`CardError::AreaLocked`], [`CardError::PinRequired`],
    /// [`CardError::PinIncorrect`]; [`CardError::AreaUnsupported`] if the card has no such file, or something else in it;
    /// and those of [`FileArea::state`].
    pub fn open(&mut self, pin: Option<&Pin>) -> Result<(), CardError> {
        self.select()?;
        if self.read_state()? != State::Closed {
            return Err(CardError::AreaAlreadyOpen);
        }
        self.authenticate(pin)?;
        let header = self.header();
        let (_, behind_state) = header.split_first().unwrap_or((&0, &[]));
        self.update(1, behind_state)?;
        self.update(0, &[EMPTY])
    }

    /// The certificate that counts: `None` if the area is open and empty.
    ///
    /// # Errors
    ///
    /// [`CardError::AreaNotOpen`], [`CardError::AreaUnsupported`], and those of [`FileArea::state`].
    pub fn read(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.select()?;
        let State::Open { capacity, current } = self.read_state()? else {
            return Err(CardError::AreaNotOpen);
        };
        let Some(place) = current else { return Ok(None) };
        let operation = "reading the area";
        let start = place.offset(capacity);
        let length = self.read_range(start..start + LENGTH)?;
        let length = length.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
        if length == 0 || length > capacity {
            return Err(unreadable(operation, "a length that does not fit the area"));
        }
        self.read_range(start + LENGTH..start + LENGTH + length).map(Some)
    }

    /// Puts `certificate` into the area in place of what is there: beside it, read back, then made to count.
    ///
    /// # Errors
    ///
    /// [`CardError::AreaNotOpen`], [`CardError::AreaLocked`], [`CardError::AreaFull`], [`CardError::PinRequired`],
    /// [`CardError::PinIncorrect`], [`CardError::AreaUnsupported`], and those of [`FileArea::state`].
    pub fn write(&mut self, certificate: &[u8], pin: Option<&Pin>) -> Result<(), CardError> {
        self.select()?;
        let State::Open { capacity, current } = self.read_state()? else {
            return Err(CardError::AreaNotOpen);
        };
        let needed = certificate.len();
        let length = u16::try_from(needed).ok().filter(|_| needed <= capacity);
        let length = length.ok_or(CardError::AreaFull { needed, capacity })?;
        if length == 0 {
            return Err(unreadable("writing the area", "no certificate has no bytes"));
        }
        self.authenticate(pin)?;
        let place = Place::other(current);
        let start = place.offset(capacity);
        let content = [&length.to_be_bytes()[..], certificate].concat();
        self.update(start, &content)?;
        if self.read_range(start..start + content.len())? != content {
            return Err(unreadable("writing the area", "the card holds other bytes than were written"));
        }
        self.update(0, &[place.state_byte()])
    }

    /// Selects the file, from the master file on, one identifier after the other.
    fn select(&mut self) -> Result<(), CardError> {
        let operation = "selecting the file of the area";
        for file in &self.profile.path {
            let answer = self.command(SELECT, [0, 0], &file.to_be_bytes(), None, operation)?;
            if answer.status == StatusWord::NO_FILE {
                return Err(CardError::AreaUnsupported { source: Box::new(StatusError(answer.status)) });
            }
            answer.ok(operation)?;
        }
        Ok(())
    }

    /// What the first bytes say. Bytes of another layout are never taken for a closed area, which would be written over.
    fn read_state(&mut self) -> Result<State, CardError> {
        let operation = "reading the state of the area";
        let found = self.read_range(0..HEADER)?;
        let (state, behind) = found.split_first().ok_or_else(|| unreadable(operation, "an empty file"))?;
        let capacity = behind.get(MARK.len()..).and_then(|rest| rest.first_chunk::<2>());
        let capacity = capacity.map_or(0, |capacity| usize::from(u16::from_be_bytes(*capacity)));
        let is_ours = behind.starts_with(&MARK)
            && capacity > 0
            && Place::Second.offset(capacity) + LENGTH + capacity <= usize::from(self.profile.size);
        let current = match *state {
            EMPTY => None,
            FIRST => Some(Place::First),
            SECOND => Some(Place::Second),
            0x00 | 0xFF => {
                // What an opening that was cut off left is a part of what it writes.
                let ours = self.header();
                let blank = |(found, ours): (&u8, &u8)| [0x00, 0xFF, *ours].contains(found);
                return if behind.iter().zip(ours.iter().skip(1)).all(blank) {
                    Ok(State::Closed)
                } else {
                    Err(foreign())
                };
            }
            _ => return Err(foreign()),
        };
        if is_ours { Ok(State::Open { capacity, current }) } else { Err(foreign()) }
    }

    /// The first bytes of an area that is open and empty.
    fn header(&self) -> [u8; HEADER] {
        let [high, low] = u16::try_from(self.profile.capacity()).unwrap_or_default().to_be_bytes();
        let [s, c, a, p, version] = MARK;
        [EMPTY, s, c, a, p, version, high, low, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    /// Has the card know the PIN that lets the file be written, if it asks for one.
    fn authenticate(&mut self, pin: Option<&Pin>) -> Result<(), CardError> {
        let Some(reference) = self.profile.pin_reference else { return Ok(()) };
        match self.verify(reference, &[])?.status {
            // The module that logged in verified the same one.
            StatusWord::OK => return Ok(()),
            status if is_locked(status) => return Err(CardError::AreaLocked),
            // The PIN that was right a moment ago is another one: it must not lock the area, run by run.
            status => match status.tries_left() {
                Some(left) if left < FULL_TRIES => {
                    return Err(CardError::PinIncorrect { tries_left: Some(left) });
                }
                _ => {}
            },
        }
        let pin = self.padded(pin.ok_or(CardError::PinRequired)?)?;
        match self.verify(reference, &pin)?.status {
            StatusWord::OK => Ok(()),
            status if is_locked(status) => Err(CardError::AreaLocked),
            status => Err(match status.tries_left() {
                Some(left) => CardError::PinIncorrect { tries_left: Some(left) },
                None => refused("verifying the PIN of the area", status),
            }),
        }
    }

    /// The bytes of a PIN as the card wants them.
    fn padded(&self, pin: &Pin) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(PADDED_PIN.max(pin.expose().len())));
        bytes.extend(pin.expose().as_bytes());
        match self.profile.padding {
            Some(_) if bytes.len() > PADDED_PIN => {
                Err(unreadable("verifying the PIN of the area", "it has more bytes than a padded PIN"))
            }
            Some(padding) => {
                bytes.resize(PADDED_PIN, padding);
                Ok(bytes)
            }
            None => Ok(bytes),
        }
    }

    /// VERIFY; without a PIN it asks what is left.
    fn verify(&mut self, reference: u8, pin: &[u8]) -> Result<Answer, CardError> {
        self.command(VERIFY, [0, reference], pin, None, "verifying the PIN of the area")
    }

    /// READ BINARY of this part of the file, in chunks.
    fn read_range(&mut self, range: Range<usize>) -> Result<Vec<u8>, CardError> {
        let operation = "reading the area";
        let mut bytes = Vec::with_capacity(range.len());
        while bytes.len() < range.len() {
            let wanted = (range.len() - bytes.len()).min(usize::from(self.profile.chunk));
            let offset = offset(range.start + bytes.len(), operation)?;
            let expected = u8::try_from(wanted).map_err(|error| unreadable(operation, error))?;
            let answer = self.command(READ_BINARY, offset, &[], Some(expected), operation)?;
            let answer = match answer.status {
                StatusWord::END_OF_FILE => answer.data,
                _ => answer.ok(operation)?,
            };
            if answer.is_empty() || answer.len() > wanted {
                return Err(unreadable(operation, "the file ends too early"));
            }
            bytes.extend(answer);
        }
        Ok(bytes)
    }

    /// UPDATE BINARY from `start` on, in chunks.
    fn update(&mut self, start: usize, bytes: &[u8]) -> Result<(), CardError> {
        let operation = "writing the area";
        for (number, chunk) in bytes.chunks(usize::from(self.profile.chunk).max(1)).enumerate() {
            let offset = offset(start + number * usize::from(self.profile.chunk), operation)?;
            let answer = self.command(UPDATE_BINARY, offset, chunk, None, operation)?;
            if [StatusWord::SECURITY, StatusWord::PIN_UNUSABLE].contains(&answer.status) {
                return Err(CardError::PinRequired);
            }
            answer.ok(operation)?;
        }
        Ok(())
    }

    fn command(
        &mut self,
        instruction: u8,
        parameters: [u8; 2],
        data: &[u8],
        expected: Option<u8>,
        operation: &'static str,
    ) -> Result<Answer, CardError> {
        let class = self.profile.class;
        Command { class, instruction, parameters, data, expected }.exchange(self.card, operation)
    }
}

impl std::fmt::Debug for FileArea<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileArea").field("profile", self.profile).finish_non_exhaustive()
    }
}

/// The file is somebody else's.
fn foreign() -> CardError {
    CardError::AreaUnsupported { source: "the file holds something else".into() }
}

/// An offset as P1 and P2; its highest bit would mean something else.
fn offset(offset: usize, operation: &'static str) -> Result<[u8; 2], CardError> {
    let offset = u16::try_from(offset).ok().filter(|offset| *offset <= 0x7FFF);
    offset.map(u16::to_be_bytes).ok_or_else(|| unreadable(operation, "an offset beyond 32767"))
}

fn is_locked(status: StatusWord) -> bool {
    status == StatusWord::PIN_BLOCKED || status.tries_left() == Some(0)
}
