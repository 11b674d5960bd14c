//! What a card is like: its PIN, its files and its manners.

use std::fmt;

use crate::file::{Ef, Files};

/// The file of the card number on first-generation cards: 16 ASCII characters.
pub const NUMBER_FILE: &[u16] = &[0x3F00, 0x0900, 0x0903];

/// The file that [`Profile::default`] has for the authorization area.
///
/// Where the vendor's cards have theirs is not public.
pub const AREA_FILE: &[u16] = &[0x3F00, 0x5343, 0x4150];

/// The PIN of a card. It does not show in `Debug`.
#[derive(Clone, Eq, PartialEq)]
pub struct Pin {
    /// The PIN, without padding.
    pub value: Vec<u8>,
    /// The reference that VERIFY gives in P2.
    pub reference: u8,
    /// How many wrong tries lock it.
    pub tries: u8,
    /// How it is padded in VERIFY, if it is.
    pub padding: Option<Padding>,
}

/// How a PIN is padded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Padding {
    /// The length of all, in bytes.
    pub length: usize,
    /// The byte that fills it.
    pub byte: u8,
}

impl Pin {
    /// Whether `data` has a length that VERIFY may carry.
    pub(crate) fn takes(&self, data: &[u8]) -> bool {
        match self.padding {
            Some(padding) => data.len() == padding.length,
            None => !data.is_empty(),
        }
    }

    /// What VERIFY has to carry.
    pub(crate) fn padded(&self) -> Vec<u8> {
        let mut padded = self.value.clone();
        if let Some(padding) = self.padding {
            padded.resize(padding.length.max(padded.len()), padding.byte);
        }
        padded
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pin(..)")
    }
}

/// What a card is like.
///
/// The default is a secondary card: PIN `123456` under reference 0x81 with three tries, the number
/// `SC00000000000001` and 8 KiB of [`AREA_FILE`], which anyone may read and which is written after VERIFY.
#[derive(Clone)]
pub struct Profile {
    /// The answer to reset.
    pub atr: Vec<u8>,
    /// The class bytes that it knows; any other is answered by 6E00.
    pub classes: Vec<u8>,
    /// The PIN.
    pub pin: Pin,
    /// The most bytes that READ BINARY may ask for or UPDATE BINARY may carry, else 6700.
    pub max_data: usize,
    /// Whether it takes APDUs of extended length, else 6700.
    pub extended: bool,
    /// Whether SELECT is answered by a file control template where P2 asks for one.
    pub fci: bool,
    /// Manners of T=0: the answer of SELECT has to be fetched by GET RESPONSE (61xx), and an Le that does not
    /// fit is answered by the right one (6Cxx).
    pub t0: bool,
    /// The files.
    pub files: Files,
}

impl Profile {
    /// A card without files.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            // T=0 and T=1 are offered, nothing else is said.
            atr: vec![0x3B, 0x80, 0x80, 0x01, 0x01],
            classes: vec![0x00, 0x80],
            pin: Pin { value: b"123456".to_vec(), reference: 0x81, tries: 3, padding: None },
            max_data: 200,
            extended: false,
            fci: false,
            t0: false,
            files: Files::default(),
        }
    }

    /// The same with one file more: see [`Files::insert`].
    #[must_use]
    pub fn with_file(mut self, path: &[u16], file: Ef) -> Self {
        self.files.insert(path, file);
        self
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::empty()
            .with_file(NUMBER_FILE, Ef::read_only(b"SC00000000000001".to_vec()))
            .with_file(AREA_FILE, Ef::pin_to_write(vec![0; 8192]))
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Profile").field("atr", &self.atr).finish_non_exhaustive()
    }
}
