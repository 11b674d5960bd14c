//! `scap readers`.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

use scap_ac::hex;
use scap_card::{
    CardError, CardSlot, Readers,
    pcsc::{ReaderEvent, ReaderEvents, ReaderMonitor},
};
use scap_desk::Settings;

use crate::{
    error::CliError,
    json::{self, ReaderChange},
    terminal::{Audience, Terminal},
};

/// How long a wait for news takes at most before it is begun anew.
const HOUR: Duration = Duration::from_secs(3600);

/// Lists the readers and what is in them.
pub(super) fn list(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let slots = settings.readers()?.slots()?;
    let reader = |slot: &CardSlot| {
        let atr = slot.contact.as_ref().map(|contact| hex(&contact.atr));
        let atr = atr.filter(|atr| !atr.is_empty());
        json::Reader { name: slot.reader.clone(), card: slot.card.clone(), atr }
    };
    let readers = json::Readers { readers: slots.iter().map(reader).collect() };
    terminal.answer(&readers, || slots.iter().map(|slot| line(terminal, slot)).collect())
}

fn line(terminal: &Terminal, slot: &CardSlot) -> String {
    let empty = terminal.text("readers-empty", &[]);
    format!("{}\t{}\n", slot.reader, slot.card.as_ref().unwrap_or(&empty))
}

/// Tells each card and reader that comes or goes, until interrupted: a line each, with `--json` a document on each. It ends
/// when nobody reads it any more.
pub(super) fn watch(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let mut watch = Watch {
        terminal,
        readers: settings.readers()?,
        only: settings.reader(),
        known: Vec::new(),
        announced: if settings.has_pcsc() { Some(announced()?) } else { None },
    };
    loop {
        if watch.look()? == Audience::Left || watch.wait()? == Audience::Left {
            return Ok(());
        }
    }
}

fn announced() -> Result<ReaderEvents, CliError> {
    let failed = |source: std::io::Error| CardError::ReaderFailed {
        operation: "waiting for news of readers",
        source: source.into(),
    };
    Ok(ReaderMonitor::new().into_channel().map_err(failed)?)
}

/// What comes and goes: PC/SC announces it, and folders and modules without PC/SC are looked at.
struct Watch<'a> {
    terminal: &'a Terminal,
    readers: Box<dyn Readers>,
    /// The reader that alone is told of.
    only: Option<&'a str>,
    /// The cards that are not in readers of PC/SC, as they were told last.
    known: Vec<CardSlot>,
    announced: Option<ReaderEvents>,
}

impl Watch<'_> {
    /// Tells what came and went without being announced.
    fn look(&mut self) -> Result<Audience, CliError> {
        let slots = match self.readers.slots() {
            Ok(slots) => slots,
            // PC/SC tells when it is better.
            Err(_) if self.announced.is_some() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let slots: Vec<_> =
            slots.into_iter().filter(|slot| slot.card.is_some() && slot.contact.is_none()).collect();
        let known = std::mem::replace(&mut self.known, slots);
        let gone = known.iter().filter(|slot| !self.known.contains(slot));
        let come = self.known.iter().filter(|slot| !known.contains(slot));
        let gone = gone.map(|slot| (ReaderChange::Removed, slot));
        for (change, slot) in gone.chain(come.map(|slot| (ReaderChange::Inserted, slot))) {
            if self.tell(change, Some(&slot.reader), slot.card.clone())? == Audience::Left {
                return Ok(Audience::Left);
            }
        }
        Ok(Audience::Listens)
    }

    /// Waits for something to come or go, and tells it if PC/SC announced it.
    fn wait(&mut self) -> Result<Audience, CliError> {
        let Some(announced) = &self.announced else {
            while !self.readers.wait(HOUR)? {}
            return Ok(Audience::Listens);
        };
        match announced.receiver().recv_timeout(self.readers.interval().min(HOUR)) {
            Ok(event) => self.tell_announced(&event),
            Err(RecvTimeoutError::Timeout) => Ok(Audience::Listens),
            Err(RecvTimeoutError::Disconnected) => Ok(Audience::Left),
        }
    }

    fn tell_announced(&mut self, event: &ReaderEvent) -> Result<Audience, CliError> {
        match event {
            ReaderEvent::ServiceStarted => self.tell(ReaderChange::ServiceStarted, None, None),
            ReaderEvent::ServiceStopped => self.tell(ReaderChange::ServiceStopped, None, None),
            ReaderEvent::ReaderAdded { reader } => self.tell(ReaderChange::ReaderAdded, Some(reader), None),
            ReaderEvent::ReaderRemoved { reader } => {
                self.tell(ReaderChange::ReaderRemoved, Some(reader), None)
            }
            ReaderEvent::CardRemoved { reader } => self.tell(ReaderChange::Removed, Some(reader), None),
            ReaderEvent::CardInserted { reader, .. } => {
                // Its label is what a module calls it.
                let slots = self.readers.slots().unwrap_or_default();
                let label = slots.into_iter().find(|slot| slot.reader == *reader).and_then(|slot| slot.card);
                self.tell(ReaderChange::Inserted, Some(reader), label)
            }
            _ => Ok(Audience::Listens),
        }
    }

    fn tell(
        &self,
        event: ReaderChange,
        reader: Option<&str>,
        card: Option<String>,
    ) -> Result<Audience, CliError> {
        let is_meant =
            |only: &str| reader.is_none_or(|reader| reader == only) || card.as_deref() == Some(only);
        if !self.only.is_none_or(is_meant) {
            return Ok(Audience::Listens);
        }
        let text = match (event, &card) {
            (ReaderChange::Inserted, Some(_)) => "readers-inserted",
            (ReaderChange::Inserted, None) => "readers-inserted-unknown",
            (ReaderChange::Removed, _) => "readers-removed",
            (ReaderChange::ReaderAdded, _) => "readers-added",
            (ReaderChange::ReaderRemoved, _) => "readers-unplugged",
            (ReaderChange::ServiceStarted, _) => "readers-service-started",
            (ReaderChange::ServiceStopped, _) => "readers-service-stopped",
        };
        let args = [("reader", reader.into()), ("label", card.clone().into())];
        let document = json::ReaderEvent { event, reader: reader.map(str::to_owned), card };
        self.terminal.event(&document, || format!("{}\n", self.terminal.text(text, &args)))
    }
}
