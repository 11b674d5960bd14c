//! A virtual card, and what is asked of it.

use scap_card::{
    AreaState, CardError, Pin,
    iso7816::{FileArea, FileProfile, Transmit},
};
use scap_virtual_card::{AREA_FILE, Ef, Padding, Profile, VirtualCard};

/// The PIN of the card.
pub(crate) const PIN: &str = "123456";

/// A card in memory as something that carries commands.
pub(crate) struct Card(pub(crate) VirtualCard);

impl Transmit for Card {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.transmit(command).map_err(|_| CardError::Removed)
    }
}

/// What a card and its profile are like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// Bytes of the file.
    pub(crate) size: u16,
    pub(crate) chunk: u8,
    /// As first-generation cards speak: class 80, and the manners of T=0.
    pub(crate) first_generation: bool,
    pub(crate) padded: bool,
}

/// An area for 4 KiB.
pub(crate) const USUAL: Kind = Kind { size: 8212, chunk: 200, first_generation: false, padded: false };

/// An area that is small, so that every cut of it can be tried.
pub(crate) const SMALL: Kind = Kind { size: 128, chunk: 16, first_generation: false, padded: false };

impl Kind {
    pub(crate) fn profile(self) -> FileProfile {
        let path: Vec<_> = AREA_FILE.iter().map(|file| format!("{file:04X}")).collect();
        let (class, pad) =
            (if self.first_generation { "80" } else { "00" }, if self.padded { ";pad=FF" } else { "" });
        let (path, size, chunk) = (path.join("/"), self.size, self.chunk);
        format!("{path};size={size};class={class};pin=81;chunk={chunk}{pad}").parse().unwrap()
    }

    /// A new card, its area erased.
    pub(crate) fn card(self) -> Card {
        let mut profile =
            Profile::default().with_file(AREA_FILE, Ef::pin_to_write(vec![0xFF; self.size.into()]));
        profile.max_data = self.chunk.into();
        profile.t0 = self.first_generation;
        profile.classes = vec![if self.first_generation { 0x80 } else { 0x00 }];
        profile.pin.padding = self.padded.then_some(Padding { length: 8, byte: 0xFF });
        Card(VirtualCard::new(profile))
    }

    /// A card whose area is open.
    pub(crate) fn open_card(self) -> Card {
        let mut card = self.card();
        card.open(self).unwrap();
        card.0.reset();
        card
    }
}

pub(crate) fn pin(text: &str) -> Pin {
    Pin::new(text.into()).unwrap()
}

impl Card {
    pub(crate) fn state(&mut self, kind: Kind) -> Result<AreaState, CardError> {
        FileArea::new(self, &kind.profile()).state()
    }

    pub(crate) fn open(&mut self, kind: Kind) -> Result<(), CardError> {
        FileArea::new(self, &kind.profile()).open(Some(&pin(PIN)))
    }

    pub(crate) fn read(&mut self, kind: Kind) -> Result<Option<Vec<u8>>, CardError> {
        FileArea::new(self, &kind.profile()).read()
    }

    pub(crate) fn write(&mut self, kind: Kind, certificate: &[u8]) -> Result<(), CardError> {
        FileArea::new(self, &kind.profile()).write(certificate, Some(&pin(PIN)))
    }
}

pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}
