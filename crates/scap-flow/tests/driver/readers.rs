//! Readers that count what is asked of cards and pull one of them at a chosen call.

use std::sync::{Arc, Mutex, MutexGuard};

use scap_ac::CardCertificate;
use scap_card::{AreaState, CardError, CardSlot, Pin, PinState, Readers, Token, soft::SoftCards};

use crate::table::{ALICE, Table, pin};

/// When a card is pulled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum When {
    /// Before the call: it fails.
    Before,
    /// During the call: the card does it and cannot tell.
    During,
    /// After the call: the next one fails.
    After,
}

/// What is asked of readers and cards.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Call {
    Slots,
    Open,
    PinState,
    VerifyPin,
    Sign,
    AreaState,
    OpenArea,
    ReadArea,
    WriteArea,
}

/// An error that is no removal, once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fail {
    /// Of which calls; else of all.
    pub(crate) of: Option<Call>,
    /// At which of them, counted down: it has happened at zero.
    pub(crate) at: usize,
    /// Before the call or during it.
    pub(crate) when: When,
    pub(crate) error: fn() -> CardError,
}

/// What somebody does at a PIN pad.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pad {
    /// Enters the right PIN.
    Right,
    /// Enters a wrong PIN once, then the right one.
    WrongOnce,
    /// Presses the key that cancels.
    Cancels,
}

/// The notes of what happened; its clones are the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Noted>>);

/// What happened.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Insertions, by the card's name.
    pub(crate) insertions: Vec<String>,
    /// For each PIN that a card was given, during which insertion.
    pub(crate) pins: Vec<usize>,
    /// For each signature that a card made, during which insertion.
    pub(crate) signatures: Vec<usize>,
    /// Calls of cards.
    pub(crate) calls: usize,
    /// At which call a card is pulled.
    pub(crate) pull: Option<(usize, When)>,
    /// At which call what fails.
    pub(crate) fail: Option<Fail>,
    /// This signature, counted from 1, is wrong.
    pub(crate) wrong_signature: Option<usize>,
    /// The next write puts other bytes into the area.
    pub(crate) garbles: bool,
    /// Cards say at each PIN that they were taken out, and are there.
    pub(crate) lies: bool,
    /// The readers have PIN pads, at which somebody does this.
    pub(crate) pad: Option<Pad>,
    /// At this signature, counted from 1, another program resets the card: it forgets that the PIN was right.
    pub(crate) reset: Option<usize>,
    /// What was in the holder's area when a card was pulled.
    pub(crate) area_then: Option<Option<Vec<u8>>>,
}

impl Notes {
    pub(crate) fn see(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap()
    }

    /// Counts a call and tells whether the card is pulled at it.
    fn call(&self) -> Option<When> {
        let mut noted = self.see();
        noted.calls += 1;
        noted.pull.filter(|(at, _)| *at == noted.calls).map(|(_, when)| when)
    }

    /// Whether this call fails, when, and with what.
    fn fails(&self, call: Call) -> Option<(When, CardError)> {
        let mut noted = self.see();
        let fail = noted.fail.as_mut().filter(|fail| fail.at > 0 && fail.of.is_none_or(|of| of == call))?;
        fail.at -= 1;
        (fail.at == 0).then(|| (fail.when, (fail.error)()))
    }
}

/// The readers of a table.
#[derive(Debug)]
pub(crate) struct WatchedReaders {
    inner: SoftCards,
    table: Arc<Table>,
    notes: Notes,
}

#[derive(Debug)]
struct WatchedToken {
    inner: Box<dyn Token>,
    table: Arc<Table>,
    notes: Notes,
    /// A card that left is not the same one when it is back.
    gone: bool,
}

impl WatchedReaders {
    pub(crate) fn new(table: &Arc<Table>, notes: &Notes) -> Self {
        let inner = SoftCards::open(&table.inside());
        Self { inner, table: Arc::clone(table), notes: notes.clone() }
    }
}

impl Readers for WatchedReaders {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        match self.notes.fails(Call::Slots) {
            None => self.inner.slots(),
            Some((_, error)) => Err(error),
        }
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let when = self.notes.call();
        let name = slot.card.clone().unwrap_or_default();
        if when == Some(When::Before) {
            pull(&self.table, &self.notes, &name);
        }
        let fails = self.notes.fails(Call::Open);
        let inner = self.inner.open(slot)?;
        if let Some((_, error)) = fails {
            return Err(error);
        }
        let gone = matches!(when, Some(When::During | When::After));
        if gone {
            pull(&self.table, &self.notes, &name);
        }
        if when == Some(When::During) {
            return Err(CardError::Removed);
        }
        Ok(Box::new(WatchedToken { inner, table: Arc::clone(&self.table), notes: self.notes.clone(), gone }))
    }

    fn wait(&mut self, timeout: std::time::Duration) -> Result<bool, CardError> {
        self.inner.wait(timeout)
    }

    fn interval(&self) -> std::time::Duration {
        self.inner.interval()
    }
}

fn pull(table: &Table, notes: &Notes, name: &str) {
    assert!(table.pull(name), "{name} was not inside");
    notes.see().area_then = Some(table.area(ALICE));
}

impl WatchedToken {
    fn call<T>(
        &mut self,
        call: Call,
        ask: impl FnOnce(&mut dyn Token) -> Result<T, CardError>,
    ) -> Result<T, CardError> {
        if self.gone {
            return Err(CardError::Removed);
        }
        if let Some((when, error)) = self.notes.fails(call) {
            if when == When::During {
                ask(&mut *self.inner)?;
            }
            return Err(error);
        }
        let when = self.notes.call();
        let name = self.inner.label().to_owned();
        self.gone = when.is_some();
        match when {
            None => ask(&mut *self.inner),
            Some(When::Before) => {
                pull(&self.table, &self.notes, &name);
                ask(&mut *self.inner)
            }
            Some(when) => {
                let done = ask(&mut *self.inner);
                pull(&self.table, &self.notes, &name);
                if when == When::After { done } else { Err(CardError::Removed) }
            }
        }
    }
}

impl Token for WatchedToken {
    fn label(&self) -> &str {
        self.inner.label()
    }

    fn certificate(&self) -> &CardCertificate {
        self.inner.certificate()
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        let state = self.call(Call::PinState, |card| card.pin_state())?;
        let mut shown = PinState::new(state.tries_left);
        shown.at_reader = self.notes.see().pad.is_some();
        Ok(shown)
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        let notes = self.notes.clone();
        self.call(Call::VerifyPin, |card| {
            let mut noted = notes.see();
            let insertion = noted.insertions.len();
            noted.pins.push(insertion);
            let lies = noted.lies;
            drop(noted);
            if lies { Err(CardError::Removed) } else { card.verify_pin(pin) }
        })
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        let pad = self.notes.see().pad;
        let label = self.inner.label().to_owned();
        match pad {
            None => self.call(Call::VerifyPin, |card| card.verify_pin_at_reader()),
            Some(Pad::Cancels) => Err(CardError::PinRequired),
            Some(Pad::WrongOnce) => {
                self.notes.see().pad = Some(Pad::Right);
                self.verify_pin(&pin("nobody"))
            }
            Some(Pad::Right) => self.verify_pin(&pin(&label)),
        }
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        let notes = self.notes.clone();
        self.call(Call::Sign, |card| {
            let mut noted = notes.see();
            if noted.reset == Some(noted.signatures.len() + 1) {
                noted.reset = None;
                return Err(CardError::PinRequired);
            }
            drop(noted);
            let mut signature = card.sign(message)?;
            let mut noted = notes.see();
            if noted.wrong_signature == Some(noted.signatures.len() + 1) {
                signature.reverse();
            }
            let insertion = noted.insertions.len();
            noted.signatures.push(insertion);
            Ok(signature)
        })
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.call(Call::AreaState, |card| card.area_state())
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.call(Call::OpenArea, |card| card.open_area())
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.call(Call::ReadArea, |card| card.read_area())
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        let garbles = std::mem::take(&mut self.notes.see().garbles);
        self.call(Call::WriteArea, |card| match (garbles, certificate) {
            (true, [bytes @ .., _]) => card.write_area(bytes),
            _ => card.write_area(certificate),
        })
    }
}
