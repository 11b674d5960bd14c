//! Where cards are found.

use std::{
    fmt, thread,
    time::{Duration, Instant},
};

use crate::{error::CardError, token::Token};

/// A reader, or a slot of a module: its name and what is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CardSlot {
    /// The reader's name, as people see it; unique among the readers.
    pub reader: String,
    /// The label of the card in it (a token's label, a soft card's name); `None` without a card.
    pub card: Option<String>,
    /// Counts what came and left there, where PC/SC tells it: a card that left and is back is told from one
    /// that stayed. 0 where nothing counts.
    pub changes: u32,
}

impl CardSlot {
    /// A reader and the label of the card in it.
    #[must_use]
    pub const fn new(reader: String, card: Option<String>) -> Self {
        Self { reader, card, changes: 0 }
    }

    /// Whether a user who says `name` means this one: the reader's name or the card's label.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.reader == name || self.card.as_deref() == Some(name)
    }
}

/// The readers of one kind: of a PKCS#11 module, or a folder of soft cards.
pub trait Readers: fmt::Debug + Send {
    /// The readers as they are now. Opens no card and asks for no PIN.
    ///
    /// # Errors
    ///
    /// [`CardError::NoReader`], [`CardError::ReaderFailed`].
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError>;

    /// Opens the card that is in the reader of this name now.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`] if it left; [`CardError::Unreadable`], [`CardError::Unsupported`].
    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError>;

    /// Waits until a card or reader comes or goes, at most for `timeout`; returns whether one did. A
    /// change since the last call of [`Readers::slots`] counts.
    ///
    /// # Errors
    ///
    /// [`CardError::ReaderFailed`].
    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError>;
}

/// How often readers are looked at while waiting.
const INTERVAL: Duration = Duration::from_millis(50);

/// Looks at once and then again and again until `changed` or until `timeout` is over; returns which.
pub(crate) fn poll(
    timeout: Duration,
    mut changed: impl FnMut() -> Result<bool, CardError>,
) -> Result<bool, CardError> {
    let start = Instant::now();
    loop {
        if changed()? {
            return Ok(true);
        }
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(false);
        }
        thread::sleep(left.min(INTERVAL));
    }
}
