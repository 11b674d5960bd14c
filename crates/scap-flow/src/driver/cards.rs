//! The cards that are open.

use std::time::Duration;

use scap_ac::SerialNumber;
use scap_card::{CardError, CardSlot, Pin, Readers, Token};

use crate::{
    event::{CardFacts, CardReply, Event},
    step::{CardRequest, CardRole},
};

/// The cards that a person named for each part; without a name the right one is found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an app fills in every field")]
pub struct CardSelection {
    /// For the holder or subject: a reader's name, a card's label, or the serial of its certificate.
    pub holder: Option<String>,
    /// For the signer.
    pub signer: Option<String>,
}

/// Every card that is open. A card stays open while it stays in its reader, so its PIN is asked once.
#[derive(Debug)]
pub(super) struct Cards {
    readers: Box<dyn Readers>,
    selection: CardSelection,
    open: Vec<OpenCard>,
    /// Whose PIN is being asked.
    asked: Option<[u8; 20]>,
    /// A card left while it was being looked at, so what the readers told is over.
    stale: bool,
    /// How often in a row a card said that it was taken out, and was there.
    contradictions: u8,
}

#[derive(Debug)]
struct OpenCard {
    slot: CardSlot,
    token: Box<dyn Token>,
    verified: bool,
}

impl Cards {
    pub(super) fn new(readers: Box<dyn Readers>, selection: CardSelection) -> Self {
        Self { readers, selection, open: Vec::new(), asked: None, stale: false, contradictions: 0 }
    }

    /// Begins anew with other cards; those that are open stay so.
    pub(super) fn begin(&mut self, selection: CardSelection) {
        self.selection = selection;
        self.asked = None;
    }

    pub(super) fn into_readers(self) -> Box<dyn Readers> {
        self.readers
    }

    /// The cards that are present and may play this part.
    pub(super) fn find(&mut self, role: CardRole) -> Event {
        let slots = match self.readers.slots() {
            Ok(slots) => slots,
            Err(error) => return Event::NoReaders(error),
        };
        let name = match role {
            CardRole::Holder | CardRole::Subject => self.selection.holder.clone(),
            CardRole::Signer | CardRole::Primary => self.selection.signer.clone(),
        };
        let was_stale = std::mem::take(&mut self.stale);
        // A card that left and came back has forgotten its PIN: only one that never left is kept.
        self.open.retain_mut(|card| slots.contains(&card.slot) && card.token.pin_state().is_ok());
        let serial = name.as_deref().and_then(|name| name.parse::<SerialNumber>().ok());
        let wanted = |slot: &CardSlot| {
            let named = || serial.is_some() || name.as_deref().is_none_or(|name| slot.is_named(name));
            slot.card.is_some() && named()
        };
        let is_meant = |card: &CardFacts| match (&name, &serial) {
            (Some(name), Some(serial)) => {
                card.certificate.serial() == serial || [&card.label, &card.reader].contains(&name)
            }
            _ => true,
        };
        let (mut cards, mut unreadable) = (Vec::new(), Vec::new());
        for slot in slots.into_iter().filter(wanted) {
            match self.facts(slot) {
                Ok(facts) if is_meant(&facts) => cards.push(facts),
                Ok(_) => {}
                // It left while it was being read: as if it had not been there. It may be back by now, so it
                // is looked for once more without a wait.
                Err(CardError::Removed) => self.stale = !was_stale,
                Err(error) => unreadable.push(error),
            }
        }
        // A reader or module that fails is no card that would be read if it were inserted again.
        let failed =
            |error: &CardError| matches!(error, CardError::ReaderFailed { .. } | CardError::Module { .. });
        match unreadable.iter().position(failed) {
            Some(at) if cards.is_empty() => Event::Card(Err(unreadable.swap_remove(at))),
            _ => Event::Cards { cards, unreadable },
        }
    }

    /// Waits until a card comes or goes.
    pub(super) fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        if self.stale { Ok(true) } else { self.readers.wait(timeout) }
    }

    /// Notes whose PIN is asked next.
    pub(super) fn ask_pin(&mut self, card: &CardFacts) {
        self.asked = Some(*card.certificate.key_identifier());
    }

    /// Lets the card whose PIN is asked verify it, or the one that its reader asks for.
    pub(super) fn verify(&mut self, pin: Option<&Pin>) -> Event {
        let Some(key) = self.asked else { return Event::Card(Err(CardError::Removed)) };
        let Some(card) = self.by_key(key) else { return Event::Card(Err(CardError::Removed)) };
        let verified = match pin {
            Some(pin) => card.token.verify_pin(pin),
            None => card.token.verify_pin_at_reader(),
        };
        match verified {
            Ok(()) => {
                card.verified = true;
                Event::PinAccepted
            }
            Err(CardError::PinIncorrect { tries_left }) => Event::PinRejected { tries_left },
            Err(CardError::PinLocked) => Event::PinRejected { tries_left: Some(0) },
            // At a PIN pad people leave by its own key.
            Err(CardError::PinRequired) if pin.is_none() => Event::Cancel,
            Err(error) => Event::Card(Err(self.failed(key, error))),
        }
    }

    /// Lets the card with this key do something.
    pub(super) fn carry_out(&mut self, key: [u8; 20], request: &CardRequest) -> Result<CardReply, CardError> {
        let card = self.by_key(key).ok_or(CardError::Removed)?;
        let reply = match request {
            CardRequest::ReadArea => card.token.read_area().map(CardReply::Area),
            CardRequest::OpenArea => card.token.open_area().map(|()| CardReply::Done),
            CardRequest::WriteArea(certificate) => {
                card.token.write_area(certificate).map(|()| CardReply::Done)
            }
            CardRequest::Sign(message) => sign(&mut *card.token, message).map(CardReply::Signature),
        };
        match reply {
            Ok(reply) => {
                self.contradictions = 0;
                Ok(reply)
            }
            // Another program reset the card, or its login ran out: the PIN is asked once more, as of a card that
            // was taken out and came back.
            Err(CardError::PinRequired) if std::mem::take(&mut card.verified) => {
                Err(self.failed(key, CardError::Removed))
            }
            Err(error) => Err(self.failed(key, error)),
        }
    }

    fn by_key(&mut self, key: [u8; 20]) -> Option<&mut OpenCard> {
        self.open.iter_mut().find(|card| *card.token.certificate().key_identifier() == key)
    }

    /// Closes the cards that are gone. A card that says again and again that it was taken out, and is there, is
    /// one that cannot be used: to look for it once more would go round in circles, and ask for PINs.
    fn failed(&mut self, key: [u8; 20], error: CardError) -> CardError {
        if !matches!(error, CardError::Removed) {
            return error;
        }
        self.open.retain_mut(|card| card.token.pin_state().is_ok());
        if self.by_key(key).is_none() {
            self.contradictions = 0;
            return error;
        }
        self.contradictions += 1;
        if self.contradictions == 1 {
            return error;
        }
        self.contradictions = 0;
        let source = "it says that it was taken out, and is there".into();
        CardError::Unreadable { operation: "working with the card", source }
    }

    /// What the card in this slot tells, opening it unless it is open.
    fn facts(&mut self, slot: CardSlot) -> Result<CardFacts, CardError> {
        let at = match self.open.iter().position(|card| card.slot == slot) {
            Some(at) => at,
            None => {
                let token = self.readers.open(&slot)?;
                self.open.push(OpenCard { slot, token, verified: false });
                self.open.len() - 1
            }
        };
        let card = self.open.get_mut(at).ok_or(CardError::Removed)?;
        Ok(CardFacts {
            reader: card.slot.reader.clone(),
            label: card.token.label().to_owned(),
            certificate: card.token.certificate().clone(),
            pin: card.token.pin_state()?,
            area: card.token.area_state()?,
            verified: card.verified,
        })
    }
}

/// Has the card sign. Everybody who relies on its signature would refuse a wrong one, some of them only later: a wrong
/// record of a write would be sent again and again.
fn sign(token: &mut dyn Token, message: &[u8]) -> Result<Vec<u8>, CardError> {
    let signature = token.sign(message)?;
    if token.certificate().verifies(message, &signature) {
        Ok(signature)
    } else {
        let source = "its signature does not hold".into();
        Err(CardError::Unreadable { operation: "signing", source })
    }
}
