//! Where cards are found.

use std::{fmt, time::Duration};

use crate::{error::CardError, token::Token};

/// Shown in the place of a label for a card that does not tell its own.
pub(crate) const NO_LABEL: &str = "?";

/// A reader, or a slot of a module: its name and what is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CardSlot {
    /// The reader's name, as people see it; unique among the readers.
    pub reader: String,
    /// The label of the card in it (a token's label, a soft card's name); `None` without a card.
    pub card: Option<String>,
    /// What PC/SC tells, of one of its readers.
    pub contact: Option<Contact>,
}

/// What PC/SC tells of a reader.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Contact {
    /// Counts what came and left there: a card that left and is back is told from one that stayed.
    pub changes: u32,
    /// The card's answer to reset (ATR): empty if it does not answer, or is not there.
    pub atr: Vec<u8>,
}

impl CardSlot {
    /// A reader and the label of the card in it.
    #[must_use]
    pub const fn new(reader: String, card: Option<String>) -> Self {
        Self { reader, card, contact: None }
    }

    /// Whether there is a card that tells what it is.
    pub(crate) fn is_known(&self) -> bool {
        self.card.as_deref().is_some_and(|card| card != NO_LABEL)
    }

    /// Whether a user who says `name` means this one: the reader's name or the card's label.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.reader == name || self.card.as_deref() == Some(name)
    }
}

/// Bytes of the name of a slot in PKCS#11 (`slotDescription`), where the name of a reader may have been cut.
const SLOT_NAME: usize = 64;

/// Which of these readers of PC/SC a source means that says `name`: the one called so; else the one whose name the source
/// cut, or numbered as it has several slots for it. None if there could be two.
pub(crate) fn find_reader<'a>(name: &str, readers: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
    let called = |name: &str| readers.clone().position(|reader| reader == name);
    let numbered = || called(name.strip_suffix(')')?.rsplit_once(" (")?.0);
    // Cut within a character, it has up to three bytes less.
    let is_cut = (SLOT_NAME - 3..=SLOT_NAME).contains(&name.len());
    let begins = |reader: &&str| is_cut && reader.starts_with(name);
    let cut = || match readers.clone().filter(begins).count() {
        1 => readers.clone().position(|reader| begins(&reader)),
        _ => None,
    };
    called(name).or_else(numbered).or_else(cut)
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

    /// How often these readers have to be looked at while waiting, as nothing announces what they see; what PC/SC
    /// announces is looked at besides.
    fn interval(&self) -> Duration;

    /// PC/SC has other readers than before: whatever keeps a list of them from the start makes a new one.
    fn refresh(&mut self) {}

    /// A card that a module opened in this reader, watched by whoever announces cards: one that left is asked for nothing.
    fn watch(&self, token: Box<dyn Token>, _slot: &CardSlot) -> Box<dyn Token> {
        token
    }
}
