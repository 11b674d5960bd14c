//! Cards whose authorization area is a file: certificate, PIN and signature by a PKCS#11 module, the area by commands
//! over PC/SC.

use std::{fmt, time::Duration};

use scap_ac::{CardCertificate, CardRank};

use super::{
    card::{reset, with_this_card},
    monitor::ReaderStatus,
    readers::PcscReaders,
};
use crate::{
    error::CardError,
    iso7816::{FileArea, FileProfile},
    pin::Pin,
    readers::{CardSlot, Readers, find_reader},
    token::{AreaState, PinState, Token},
};

/// The readers of a module, with the area of each secondary card in the file that a profile names.
///
/// The card is looked for in the reader of PC/SC that has the name of the module's slot. If none has, and the module has one
/// card and PC/SC one, that is it.
#[derive(Debug)]
pub struct FileAreas {
    module: Box<dyn Readers>,
    profile: FileProfile,
    pcsc: PcscReaders,
    /// The slots of the module with a token, as they were told last.
    tokens: Vec<CardSlot>,
}

/// A card with its area in a file.
struct FileAreaToken {
    token: Box<dyn Token>,
    /// Its reader, with the count of changes since which it is there.
    reader: ReaderStatus,
    profile: FileProfile,
    /// The PIN that was right, for the file's own VERIFY; wiped when the card is closed.
    pin: Option<Pin>,
    verified: bool,
    /// The card with the area left: then this one is closed, whatever the module says.
    gone: bool,
}

impl FileAreas {
    /// The readers of `module`, with areas as `profile` says.
    #[must_use]
    pub fn new(module: Box<dyn Readers>, profile: FileProfile) -> Self {
        Self { module, profile, pcsc: PcscReaders::new(), tokens: Vec::new() }
    }

    /// The reader of PC/SC that has the card in this slot of the module.
    fn reader(&mut self, slot: &CardSlot) -> Result<ReaderStatus, CardError> {
        let is_only = matches!(&*self.tokens, [only] if only == slot);
        let readers = self.pcsc.look();
        let named = find_reader(&slot.reader, readers.iter().map(|reader| &*reader.name));
        let found = match named.and_then(|at| readers.get(at)) {
            Some(named) => Some(named),
            // The module names readers otherwise: with one card on each side, that is the one.
            None if is_only => {
                let mut with_cards = readers.iter().filter(|reader| reader.card.is_some());
                with_cards.next().filter(|_| with_cards.next().is_none())
            }
            None => None,
        };
        if found.is_none() && readers.iter().all(|reader| reader.card.is_none()) {
            return Err(CardError::Removed);
        }
        found.cloned().ok_or_else(|| CardError::ReaderFailed {
            operation: "looking for the reader of the card's area",
            source: format!("PC/SC has no reader called {:?}", slot.reader).into(),
        })
    }
}

impl Readers for FileAreas {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let slots = self.module.slots()?;
        self.tokens = slots.iter().filter(|slot| slot.card.is_some()).cloned().collect();
        Ok(slots)
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        // Before it is opened: what comes after that is another card.
        let reader = self.reader(slot);
        let token = self.module.open(slot)?;
        if token.certificate().rank() != CardRank::Secondary {
            return Ok(token);
        }
        Ok(Box::new(FileAreaToken {
            token,
            reader: reader?,
            profile: self.profile.clone(),
            pin: None,
            verified: false,
            gone: false,
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

    fn check_present(&self) -> Result<(), CardError> {
        if self.gone { Err(CardError::Removed) } else { Ok(()) }
    }

    /// What the area is told to keep is asked for by a person, also where the card lets anybody write.
    fn check_pin(&self) -> Result<(), CardError> {
        self.check_present()?;
        if self.verified { Ok(()) } else { Err(CardError::PinRequired) }
    }

    /// Runs `work` on the area, if the card is still the one that was opened.
    fn area<T>(
        &mut self,
        work: impl FnOnce(&mut FileArea<'_>, Option<&Pin>) -> Result<T, CardError>,
    ) -> Result<T, CardError> {
        self.pin_state()?;
        let pin = self.pin.as_ref();
        let changes = Some(self.reader.changes);
        let result = with_this_card(&self.reader.name, changes, |card| {
            work(&mut FileArea::new(card, &self.profile), pin)
        });
        if matches!(result, Err(CardError::Removed)) {
            self.gone = true;
            self.forget_pin();
        }
        result
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
        self.check_present()?;
        self.token.pin_state()
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        self.check_present()?;
        self.forget_pin();
        self.token.verify_pin(pin)?;
        self.verified = true;
        self.pin = Some(pin.clone());
        Ok(())
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.check_present()?;
        self.forget_pin();
        self.token.verify_pin_at_reader()?;
        self.verified = true;
        Ok(())
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.check_present()?;
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
            reset(&self.reader.name);
        }
    }
}

impl fmt::Debug for FileAreaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileAreaToken")
            .field("token", &self.token)
            .field("reader", &self.reader.name)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}
