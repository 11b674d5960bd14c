//! What the driver keeps in the journal, so that a run that is cut off can be finished: certificates until they are
//! written, write records until the server has them.

use std::io;

use scap_proto::ServerError;
use uuid::Uuid;

use super::{Driver, News};
use crate::{
    event::Event,
    journal::{PendingRecord, Unwritten},
    step::ServerRequest,
};

impl Driver {
    /// Hands in a certificate; it stays in the journal until it is written, or a rule of the server refuses it. An
    /// earlier one for the same card is void then.
    pub(super) fn record(&mut self, unwritten: Unwritten) -> Event {
        let (id, holder) = (unwritten.id, unwritten.certificate.holder());
        let kept = self.journal.keep_unwritten(self.server_url(), &unwritten);
        match kept {
            Ok(()) => self.left_unwritten = Some(*unwritten.certificate.serial()),
            // It can be issued again if this run does not end well.
            Err(error) => self.without_journal(&error),
        }
        // A server that does not serve this version has not refused the certificate.
        if let Err(error) = self.meet_server() {
            return Event::Server(Err(error));
        }
        let event = self.ask_server(ServerRequest::Record(unwritten));
        let is_void: &dyn Fn(&Unwritten) -> bool = match &event {
            Event::Server(Ok(_)) => &|other| other.id != id && other.certificate.holder() == holder,
            Event::Server(Err(error @ ServerError::Refused(_))) if !error.is_passing() => {
                self.left_unwritten = None;
                &|other| other.id == id
            }
            _ => &|_| false,
        };
        for void in self.unwritten().iter().filter(|unwritten| is_void(unwritten)) {
            self.forget_unwritten(void.id);
        }
        event
    }

    /// Forgets the certificate that is not written any more, as the card holds a newer one.
    pub(super) fn forget_superseded(&mut self) {
        let Some(serial) = self.left_unwritten.take() else { return };
        for void in self.unwritten().iter().filter(|void| *void.certificate.serial() == serial) {
            self.forget_unwritten(void.id);
        }
    }

    /// What earlier runs did not write, the newest first.
    pub(super) fn unwritten(&mut self) -> Vec<Unwritten> {
        match self.journal.unwritten(self.server_url()) {
            Ok(unwritten) => unwritten,
            Err(error) => {
                self.without_journal(&error);
                Vec::new()
            }
        }
    }

    /// Sends a write record; it stays in the journal until the server has it.
    pub(super) fn send_record(&mut self, record: PendingRecord) -> io::Result<Event> {
        let id = record.id;
        let kept = self.journal.keep(&record);
        self.left_unwritten = None;
        let event = self.ask_server(ServerRequest::Written(record));
        match (&event, kept) {
            (Event::Server(Ok(_)), Ok(())) => self.forget(id),
            (Event::Server(Ok(_)), Err(_)) => self.forget_unwritten(id),
            (_, kept) => kept?,
        }
        Ok(event)
    }

    /// Sends what an earlier run could not. What fails again stays, also what a rule refuses: it is evidence, and the
    /// server may have lost what it is about.
    pub(super) fn send_pending(&mut self) {
        let pending = match self.journal.pending(self.server_url()) {
            Ok(pending) => pending,
            Err(error) => return self.without_journal(&error),
        };
        for record in pending {
            let (id, serial) = (record.id, record.serial.clone());
            let Some(server) = &mut self.server else { return };
            match server.call(ServerRequest::Written(record)) {
                Ok(_) => {
                    self.forget(id);
                    self.news.push(News::RecordSent { serial });
                }
                Err(error @ ServerError::Refused(_)) if !error.is_passing() => {
                    self.news.push(News::RecordRefused { serial, code: error.code().to_owned() });
                }
                Err(error) => tracing::warn!(serial, code = error.code(), "a write record stays pending"),
            }
        }
    }

    fn forget(&mut self, id: Uuid) {
        self.journal.forget(id).unwrap_or_else(|error| self.without_journal(&error));
    }

    fn forget_unwritten(&mut self, id: Uuid) {
        self.journal.forget_unwritten(id).unwrap_or_else(|error| self.without_journal(&error));
    }

    fn without_journal(&mut self, error: &io::Error) {
        tracing::warn!(%error, "the journal cannot be read or written");
        let news = News::NoJournal { reason: error.to_string() };
        if !self.news.contains(&news) {
            self.news.push(news);
        }
    }
}
