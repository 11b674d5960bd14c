//! Every reader that PC/SC knows, also those whose cards no module serves.

use std::time::{Duration, Instant};

use super::{
    monitor::{ReaderMonitor, ReaderStatus},
    presence::watched,
};
use crate::{
    error::CardError,
    readers::{CardSlot, Contact, NO_LABEL, Readers},
    token::Token,
};

/// The readers that PC/SC knows. Cards in them are seen, not opened: for that a PKCS#11 module is needed.
#[derive(Debug, Default)]
pub struct PcscReaders {
    monitor: ReaderMonitor,
    /// What was told last: whether the service runs, and the readers.
    told: (bool, Vec<ReaderStatus>),
}

impl PcscReaders {
    /// The readers of this machine. Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The readers as they are now.
    pub(super) fn look(&mut self) -> &[ReaderStatus] {
        while let Ok(Some(_)) = self.monitor.next(Some(Duration::ZERO)) {}
        self.monitor.readers()
    }
}

impl Readers for PcscReaders {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let slots: Vec<_> = self.look().iter().map(slot).collect();
        self.told = (self.monitor.service_runs(), self.monitor.readers().to_vec());
        if !slots.is_empty() {
            return Ok(slots);
        }
        // On Windows the service runs only while there is a reader.
        if self.monitor.service_runs() || cfg!(windows) {
            Err(CardError::NoReader)
        } else {
            let source = "the smart-card service is not running".into();
            Err(CardError::ReaderFailed { operation: "listing readers", source })
        }
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        match self.look().iter().find(|reader| reader.name == slot.reader) {
            Some(ReaderStatus { card: None, .. }) => Err(CardError::Absent),
            Some(reader) if slot.contact.as_ref() == Some(&contact(reader)) => Err(CardError::NoModule),
            _ => Err(CardError::Removed),
        }
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        let start = Instant::now();
        loop {
            self.look();
            if self.monitor.service_runs() != self.told.0 || self.monitor.readers() != self.told.1 {
                return Ok(true);
            }
            let left = timeout.saturating_sub(start.elapsed());
            if !matches!(self.monitor.next(Some(left)), Ok(Some(_))) {
                return Ok(false);
            }
        }
    }

    fn interval(&self) -> Duration {
        Duration::MAX
    }

    fn watch(&self, token: Box<dyn Token>, slot: &CardSlot) -> Box<dyn Token> {
        match &slot.contact {
            Some(contact) => watched(token, &slot.reader, contact.changes),
            None => token,
        }
    }
}

fn contact(reader: &ReaderStatus) -> Contact {
    Contact { changes: reader.changes, atr: reader.card.clone().unwrap_or_default() }
}

fn slot(reader: &ReaderStatus) -> CardSlot {
    let card = reader.card.as_ref().map(|_| NO_LABEL.to_owned());
    CardSlot { contact: Some(contact(reader)), ..CardSlot::new(reader.name.clone(), card) }
}
