//! Cards whose authorization area is a file: certificate, PIN and signature by a PKCS#11 module, the area by commands
//! over PC/SC.

use std::{fmt, time::Duration};

use scap_ac::{CardCertificate, CardRank};

use super::{
    card::{reset, with_card},
    monitor::ReaderStatus,
    readers::PcscReaders,
};
use crate::{
    error::CardError,
    iso7816::{FileArea, FileProfile},
    pin::Pin,
    readers::{CardSlot, Readers, is_reader},
    token::{AreaState, PinState, Token},
};

/// The readers of a module, with the area of each secondary card in the file that a profile names.
///
/// The card is looked for in the reader of PC/SC that has the name of the module's slot; if none has, in the only reader
/// with a card.
#[derive(Debug)]
pub struct FileAreas {
    module: Box<dyn Readers>,
    profile: FileProfile,
    pcsc: PcscReaders,
}

/// A card with its area in a file.
struct FileAreaToken {
    token: Box<dyn Token>,
    reader: String,
    profile: FileProfile,
    /// The PIN that was right, for the file's own VERIFY; wiped when the card is closed.
    pin: Option<Pin>,
    verified: bool,
}

impl FileAreas {
    /// The readers of `module`, with areas as `profile` says.
    #[must_use]
    pub fn new(module: Box<dyn Readers>, profile: FileProfile) -> Self {
        Self { module, profile, pcsc: PcscReaders::new() }
    }

    /// The reader of PC/SC that the module calls `name`.
    fn reader(&mut self, name: &str) -> Result<String, CardError> {
        let readers = self.pcsc.look();
        let with_cards = readers.iter().filter(|reader| reader.card.is_some());
        let only = match with_cards.collect::<Vec<_>>().as_slice() {
            [only] => Some(only.name.clone()),
            _ => None,
        };
        let named = |reader: &&ReaderStatus| is_reader(name, &reader.name);
        let found = readers.iter().find(named).map(|reader| reader.name.clone()).or(only);
        found.ok_or_else(|| CardError::ReaderFailed {
            operation: "looking for the reader of the card's area",
            source: format!("PC/SC has no reader called {name:?}").into(),
        })
    }
}

impl Readers for FileAreas {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.module.slots()
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let token = self.module.open(slot)?;
        if token.certificate().rank() != CardRank::Secondary {
            return Ok(token);
        }
        let reader = self.reader(&slot.reader)?;
        Ok(Box::new(FileAreaToken {
            token,
            reader,
            profile: self.profile.clone(),
            pin: None,
            verified: false,
        }))
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        self.module.wait(timeout)
    }

    fn interval(&self) -> Duration {
        self.module.interval()
    }

    fn refresh(&mut self) {
        self.module.refresh();
    }
}

impl FileAreaToken {
    fn forget_pin(&mut self) {
        (self.pin, self.verified) = (None, false);
    }

    /// What the area is told to keep is asked for by a person, also where the card lets anybody write.
    fn check_pin(&self) -> Result<(), CardError> {
        if self.verified { Ok(()) } else { Err(CardError::PinRequired) }
    }

    /// Runs `work` on the area, if the card is still the one that was opened.
    fn area<T>(
        &mut self,
        work: impl FnOnce(&mut FileArea<'_>, Option<&Pin>) -> Result<T, CardError>,
    ) -> Result<T, CardError> {
        self.token.pin_state()?;
        let pin = self.pin.as_ref();
        with_card(&self.reader, |card| work(&mut FileArea::new(card, &self.profile), pin))
    }
}

impl Token for FileAreaToken {
    fn label(&self) -> &str {
        self.token.label()
    }

    fn certificate(&self) -> &CardCertificate {
        self.token.certificate()
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        self.token.pin_state()
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        self.forget_pin();
        self.token.verify_pin(pin)?;
        self.verified = true;
        self.pin = Some(pin.clone());
        Ok(())
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.forget_pin();
        self.token.verify_pin_at_reader()?;
        self.verified = true;
        Ok(())
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.token.sign(message)
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.area(|area, _| area.state())
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.check_pin()?;
        self.area(|area, pin| area.open(pin))
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.area(|area, _| area.read())
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        self.check_pin()?;
        self.area(|area, pin| area.write(certificate, pin))
    }
}

impl Drop for FileAreaToken {
    fn drop(&mut self) {
        // What the file's own VERIFY left is taken back, so that nobody writes the file without the PIN.
        if self.verified && self.profile.has_pin() {
            reset(&self.reader);
        }
    }
}

impl fmt::Debug for FileAreaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileAreaToken")
            .field("token", &self.token)
            .field("reader", &self.reader)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}
