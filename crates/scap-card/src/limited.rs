//! A time limit for what may never answer: some PKCS#11 modules do not return from a call when the card is pulled at the
//! wrong moment.

use std::{
    fmt,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use scap_ac::CardCertificate;

use crate::{
    error::CardError,
    pin::Pin,
    readers::{CardSlot, Readers},
    token::{AreaState, PinState, Token},
};

/// How long a person may take at a reader's PIN pad, in place of the limit.
const AT_READER: Duration = Duration::from_secs(180);

/// Readers and cards that answer within a time limit, or fail with [`CardError::ReaderFailed`].
///
/// They work on threads of their own. What did not answer in time is given up and never asked again: a module that
/// hangs does so until the process ends.
#[derive(Debug)]
pub struct Limited {
    readers: Worker<Box<dyn Readers>>,
    interval: Duration,
    limit: Duration,
}

/// A card that answers within a time limit.
struct LimitedToken {
    token: Worker<Box<dyn Token>>,
    label: String,
    certificate: CardCertificate,
    /// The PIN was entered at the reader, which may ask for it again for a signature.
    at_reader: bool,
    limit: Duration,
}

/// A value on a thread of its own.
struct Worker<T> {
    /// None once a job did not end in time.
    jobs: Option<Sender<Job<T>>>,
    /// Closes when the value was dropped.
    ended: Receiver<()>,
    limit: Duration,
}

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

impl Limited {
    /// `readers`, with a limit for each call but waits for a person or a card.
    ///
    /// # Errors
    ///
    /// [`CardError::ReaderFailed`] if the system starts no thread.
    pub fn new(readers: Box<dyn Readers>, limit: Duration) -> Result<Self, CardError> {
        let interval = readers.interval();
        Ok(Self { readers: Worker::new(readers, limit)?, interval, limit })
    }
}

impl Readers for Limited {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.readers.run(self.limit, |readers| readers.slots())
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let slot = slot.clone();
        let token = self.readers.run(self.limit, move |readers| readers.open(&slot))?;
        let (label, certificate) = (token.label().to_owned(), token.certificate().clone());
        let token = Worker::new(token, self.limit)?;
        Ok(Box::new(LimitedToken { token, label, certificate, at_reader: false, limit: self.limit }))
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        self.readers.run(timeout.saturating_add(self.limit), move |readers| readers.wait(timeout))
    }

    fn interval(&self) -> Duration {
        self.interval
    }

    fn refresh(&mut self) {
        // What does not answer is told by the next call.
        let _ = self.readers.run(self.limit, |readers| {
            readers.refresh();
            Ok(())
        });
    }
}

impl LimitedToken {
    fn run<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut dyn Token) -> Result<R, CardError> + Send + 'static,
    ) -> Result<R, CardError> {
        self.token.run(self.limit, |token| work(&mut **token))
    }
}

impl Token for LimitedToken {
    fn label(&self) -> &str {
        &self.label
    }

    fn certificate(&self) -> &CardCertificate {
        &self.certificate
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        self.run(|token| token.pin_state())
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        let pin = pin.clone();
        self.run(move |token| token.verify_pin(&pin))
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.at_reader = true;
        self.token.run(AT_READER, |token| token.verify_pin_at_reader())
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        let message = message.to_owned();
        let limit = if self.at_reader { AT_READER } else { self.limit };
        self.token.run(limit, move |token| token.sign(&message))
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.run(|token| token.area_state())
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.run(|token| token.open_area())
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.run(|token| token.read_area())
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        let certificate = certificate.to_owned();
        self.run(move |token| token.write_area(&certificate))
    }
}

impl fmt::Debug for LimitedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitedToken")
            .field("label", &self.label)
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

impl<T: Send + 'static> Worker<T> {
    fn new(mut value: T, limit: Duration) -> Result<Self, CardError> {
        let (jobs, work) = channel::<Job<T>>();
        let (ends, ended) = channel();
        let thread = thread::Builder::new().name("card".to_owned()).spawn(move || {
            while let Ok(job) = work.recv() {
                job(&mut value);
            }
            // A card is logged out and closed before this is told.
            drop(value);
            drop::<Sender<()>>(ends);
        });
        match thread {
            Ok(_) => Ok(Self { jobs: Some(jobs), ended, limit }),
            Err(error) => Err(CardError::ReaderFailed {
                operation: "starting a thread for the card",
                source: error.into(),
            }),
        }
    }

    /// What `work` says of the value, if it does so within `limit`.
    fn run<R: Send + 'static>(
        &mut self,
        limit: Duration,
        work: impl FnOnce(&mut T) -> Result<R, CardError> + Send + 'static,
    ) -> Result<R, CardError> {
        let failed = |source: &str| CardError::ReaderFailed {
            operation: "waiting for the module of the card",
            source: source.into(),
        };
        let jobs = self.jobs.as_ref().ok_or_else(|| failed("it did not answer before"))?;
        let (answer, answered) = channel();
        let job: Job<T> = Box::new(move |value| {
            // Nobody hears it if it comes too late.
            let _ = answer.send(work(value));
        });
        jobs.send(job).map_err(|_| failed("it ended"))?;
        answered.recv_timeout(limit).unwrap_or_else(|error| {
            self.jobs = None;
            Err(match error {
                RecvTimeoutError::Timeout => failed("it does not answer: start this program again"),
                RecvTimeoutError::Disconnected => failed("it ended"),
            })
        })
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        // What hangs is not waited for.
        if self.jobs.take().is_some() {
            let _ = self.ended.recv_timeout(self.limit);
        }
    }
}

impl<T> fmt::Debug for Worker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("answers", &self.jobs.is_some()).finish_non_exhaustive()
    }
}
