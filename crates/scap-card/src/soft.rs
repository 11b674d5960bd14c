//! Soft cards: folders that behave like cards, for evaluation and tests.
//!
//! Each subfolder of a folder is a card in a reader of its own. Moving it out of the folder pulls the
//! card, moving it in inserts it. A card's folder holds
//!
//! | File | Holds |
//! | --- | --- |
//! | `certificate.pem` | the signing certificate |
//! | `encryption.pem` | the encryption certificate, if there is one |
//! | `key.pem` | the key of the signing certificate, PKCS#8, encrypted under the PIN, mode 0600 |
//! | `state.json` | the PIN's tries left |
//! | `area/state.json` | the state and capacity of the authorization area; a primary card has none |
//! | `area/certificate.der` | what was written into it |
//! | `lock` | is locked while the card changes |
//!
//! Every file is replaced whole, durably, or not at all. A try of the PIN is spent before the PIN is
//! checked. What a folder cannot do as a card does: whoever can read `key.pem` can guess PINs elsewhere,
//! whoever can write `state.json` can give himself tries, and a card that is moved out and back between
//! two operations is not noticed.
//!
//! # Examples
//!
//! ```
//! use scap_card::{Pin, Readers, soft::{CreateSoftCard, SoftCard, SoftCards}};
//! use scap_test_pki::fixed;
//!
//! # let dir = tempfile::tempdir()?;
//! # let dir = dir.path();
//! let (card, pin) = (fixed::secondary(), Pin::new("1234".into())?);
//! SoftCard::create(dir, "Alice", &CreateSoftCard::new(&card.certificate, &card.key, &pin))?;
//!
//! let mut readers = SoftCards::open(dir);
//! let slots = readers.slots()?;
//! assert_eq!(slots[0].card.as_deref(), Some("Alice"));
//! let mut token = readers.open(&slots[0])?;
//! token.verify_pin(&pin)?;
//! assert_eq!(token.sign(b"message")?, card.sign_sha256(b"message"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

pub use rsa;

mod area;
mod card;
mod create;
mod folder;
mod key;
mod tries;

pub use self::{
    card::SoftCard,
    create::{CreateSoftCard, NewArea},
};
use crate::{
    error::CardError,
    poll::poll,
    readers::{CardSlot, Readers},
    token::Token,
};

/// How often the folder is looked at while waiting.
const INTERVAL: Duration = Duration::from_millis(50);

/// The reader that is there while no card is.
const EMPTY_READER: &str = "Soft reader";

/// How hard a PIN is to guess from the key's file: what scrypt ([RFC 7914]) costs for each guess.
///
/// [RFC 7914]: https://www.rfc-editor.org/rfc/rfc7914
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Work {
    /// 16 MiB of memory and some 50 to 100 ms.
    #[default]
    Normal,
    /// Next to nothing: for tests.
    Light,
}

impl Work {
    /// log2 of N, and p; r is 8 always.
    const fn cost(self) -> (u8, u32) {
        match self {
            Self::Normal => (14, 2),
            Self::Light => (4, 1),
        }
    }
}

/// The soft cards in a folder.
#[derive(Debug)]
pub struct SoftCards {
    dir: PathBuf,
    /// What was there when it was last looked at.
    seen: Option<Vec<Seen>>,
}

/// A card in the folder: its name, and when it got its certificate, to tell a card that took another's name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Seen {
    name: String,
    made: Option<SystemTime>,
}

impl SoftCards {
    /// The soft cards in the folder `dir`, whether it is there or not.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), seen: look(dir).ok() }
    }
}

impl Readers for SoftCards {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let found = look(&self.dir);
        self.seen = found.as_ref().ok().cloned();
        let found = found.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => CardError::NoReader,
            _ => CardError::ReaderFailed { operation: "listing soft cards", source: error.into() },
        })?;
        if found.is_empty() {
            return Ok(vec![CardSlot::new(EMPTY_READER.to_owned(), None)]);
        }
        let slot = |card: Seen| CardSlot::new(format!("{EMPTY_READER}: {}", card.name), Some(card.name));
        Ok(found.into_iter().map(slot).collect())
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let name = slot.card.as_deref().ok_or(CardError::Absent)?;
        if !is_card_name(name) {
            return Err(CardError::Removed);
        }
        let folder = folder::Folder::new(self.dir.join(name));
        if !folder.is_there() {
            return Err(CardError::Removed);
        }
        Ok(Box::new(SoftCard::open(folder, name.to_owned())?))
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        poll(timeout, INTERVAL, || Ok(look(&self.dir).ok() != self.seen))
    }

    fn interval(&self) -> Duration {
        INTERVAL
    }
}

/// The cards in a folder, by name.
fn look(dir: &Path) -> io::Result<Vec<Seen>> {
    let mut cards = Vec::new();
    for entry in fs::read_dir(dir)? {
        let Ok(name) = entry?.file_name().into_string() else { continue };
        if !is_card_name(&name) {
            continue;
        }
        if let Ok(certificate) = fs::metadata(dir.join(&name).join(card::CERTIFICATE)) {
            cards.push(Seen { name, made: certificate.modified().ok() });
        }
    }
    cards.sort_unstable();
    Ok(cards)
}

/// Whether this may be the name of a card's folder: one part of a path, and not hidden.
fn is_card_name(name: &str) -> bool {
    !name.starts_with('.')
        && !name.is_empty()
        && name.len() <= 128
        && !name.chars().any(|char| char.is_control() || matches!(char, '/' | '\\' | ':'))
}
