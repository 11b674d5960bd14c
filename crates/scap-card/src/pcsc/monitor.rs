//! What comes and goes at the readers, as PC/SC tells it (`SCardGetStatusChange`).
//!
//! # Examples
//!
//! ```no_run
//! use scap_card::pcsc::{ReaderEvent, ReaderMonitor};
//!
//! let events = ReaderMonitor::new().into_channel()?;
//! for event in events.receiver() {
//!     if let ReaderEvent::CardInserted { reader, .. } = event {
//!         println!("a card in {reader}");
//!         break;
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```

use std::{
    collections::VecDeque,
    fmt, io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use pcsc::{Context, Error, PNP_NOTIFICATION, ReaderState, Scope, State};

/// How often it is tried to reach a service that is not running: nothing announces that one starts.
const RETRY: Duration = Duration::from_millis(250);

/// How often readers are listed where PC/SC does not announce new ones.
const RELIST: Duration = Duration::from_secs(1);

/// How often they are listed where it does, as one that is plugged in at the very start of a wait may be missed.
const RELIST_ANNOUNCED: Duration = Duration::from_secs(10);

/// How often a wait is interrupted until it has noticed: one that was just about to begin misses the first.
const INTERRUPT: Duration = Duration::from_millis(5);

/// A reader, and whether a card is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReaderStatus {
    /// The reader's name.
    pub name: String,
    /// The answer to reset (ATR) of the card in it, empty if the card does not answer; `None` without a card.
    pub card: Option<Vec<u8>>,
    /// Counts insertions and removals, and in its upper half how often the service was met anew.
    pub changes: u32,
}

/// Something came or went.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReaderEvent {
    /// The smart-card service runs. Its readers follow.
    ServiceStarted,
    /// The smart-card service does not run, or not any more. Its readers were told to be gone before.
    ServiceStopped,
    /// A reader was plugged in.
    ReaderAdded {
        /// Its name.
        reader: String,
    },
    /// A reader was unplugged.
    ReaderRemoved {
        /// Its name.
        reader: String,
    },
    /// A card was inserted.
    CardInserted {
        /// The reader's name.
        reader: String,
        /// The card's answer to reset (ATR), empty if it does not answer.
        atr: Vec<u8>,
    },
    /// A card was taken out.
    CardRemoved {
        /// The reader's name.
        reader: String,
    },
}

/// The wait was cancelled, and so is every other one of this monitor.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Tells what comes and goes at the readers, beginning with what is there.
///
/// A service that does not run is no error: it is told, and waited for.
pub struct ReaderMonitor {
    service: Service,
    /// How often the service was met.
    met: u16,
    readers: Vec<ReaderStatus>,
    events: VecDeque<ReaderEvent>,
    interruption: Arc<Interruption>,
}

enum Service {
    /// Not looked for yet.
    Unknown,
    Stopped,
    Running(Connection),
}

struct Connection {
    context: Context,
    states: Vec<ReaderState>,
    /// PC/SC announces readers. Some versions of macOS do not.
    announces: bool,
    /// It answered once.
    answers: bool,
    met: u16,
}

/// Cancels the waits of a [`ReaderMonitor`], from any thread.
#[derive(Clone)]
pub struct Canceller(Arc<Interruption>);

#[derive(Default)]
struct Interruption {
    state: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    cancelled: bool,
    /// What the monitor waits in at the moment.
    context: Option<Context>,
}

/// Events that come through a channel, from a thread of their own, until this is dropped.
#[derive(Debug)]
pub struct ReaderEvents {
    receiver: Receiver<ReaderEvent>,
    canceller: Canceller,
    thread: Option<JoinHandle<()>>,
}

impl ReaderMonitor {
    /// A monitor. Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            service: Service::Unknown,
            met: 0,
            readers: Vec::new(),
            events: VecDeque::new(),
            interruption: Arc::default(),
        }
    }

    /// The next thing that came or went, waiting at most for `timeout`, or for ever: `None` when the time is over.
    ///
    /// # Errors
    ///
    /// [`Cancelled`].
    pub fn next(&mut self, timeout: Option<Duration>) -> Result<Option<ReaderEvent>, Cancelled> {
        let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            if self.interruption.lock().cancelled {
                return Err(Cancelled);
            }
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            self.look(left);
            if self.events.is_empty() && left.is_some_and(|left| left.is_zero()) {
                return Ok(None);
            }
        }
    }

    /// The readers as [`ReaderMonitor::next`] last saw them: with all that it has told, and what it is about to tell.
    #[must_use]
    pub fn readers(&self) -> &[ReaderStatus] {
        &self.readers
    }

    /// Whether the service runs, as [`ReaderMonitor::next`] last saw it.
    #[must_use]
    pub const fn service_runs(&self) -> bool {
        matches!(self.service, Service::Running(_))
    }

    /// Cancels the waits of this monitor, at once.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.interruption))
    }

    /// Sends the events through a channel, from a thread of their own.
    ///
    /// # Errors
    ///
    /// That of the system, if it starts no thread.
    pub fn into_channel(mut self) -> io::Result<ReaderEvents> {
        let canceller = self.canceller();
        let (sender, receiver) = channel();
        let thread = thread::Builder::new().name("reader-events".to_owned()).spawn(move || {
            while let Ok(event) = self.next(None) {
                let Some(event) = event else { continue };
                if sender.send(event).is_err() {
                    return;
                }
            }
        })?;
        Ok(ReaderEvents { receiver, canceller, thread: Some(thread) })
    }

    /// Looks what is there, waiting for a change at most for `timeout`.
    fn look(&mut self, timeout: Option<Duration>) {
        let connection = match &mut self.service {
            Service::Running(connection) => connection,
            // The first attempt waits for nothing.
            Service::Unknown | Service::Stopped => match Connection::open(self.met) {
                Ok(connection) => {
                    self.met = self.met.wrapping_add(1);
                    self.events.push_back(ReaderEvent::ServiceStarted);
                    self.service = Service::Running(connection);
                    return;
                }
                Err(_) => return self.await_service(timeout),
            },
        };
        match connection.look(timeout, &self.interruption) {
            Ok(readers) => {
                connection.answers = true;
                self.tell(readers);
            }
            Err(error) => {
                if !connection.answers {
                    self.interruption.pause(timeout.unwrap_or(RETRY).min(RETRY));
                }
                tracing::debug!(%error, "the smart-card service stopped");
                self.tell(Vec::new());
                self.service = Service::Stopped;
                self.events.push_back(ReaderEvent::ServiceStopped);
            }
        }
    }

    /// Waits a moment for the service, which is not running.
    fn await_service(&mut self, timeout: Option<Duration>) {
        if let Service::Unknown = self.service {
            self.service = Service::Stopped;
            self.events.push_back(ReaderEvent::ServiceStopped);
        } else {
            self.interruption.pause(timeout.unwrap_or(RETRY).min(RETRY));
        }
    }

    /// Tells how `readers` differ from those before.
    fn tell(&mut self, readers: Vec<ReaderStatus>) {
        tell_differences(&self.readers, &readers, |event| self.events.push_back(event));
        self.readers = readers;
    }
}

impl Default for ReaderMonitor {
    fn default() -> Self {
        Self::new()
    }
}

impl Connection {
    fn open(met: u16) -> Result<Self, Error> {
        let context = Context::establish(Scope::User)?;
        let states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        Ok(Self { context, states, announces: true, answers: false, met })
    }

    /// The readers as they are, after a change or `timeout`.
    fn look(
        &mut self,
        timeout: Option<Duration>,
        interruption: &Interruption,
    ) -> Result<Vec<ReaderStatus>, Error> {
        let names = self.context.list_readers_owned()?;
        let is_pnp = |state: &ReaderState| state.name() == PNP_NOTIFICATION();
        if self.announces && self.states.iter().any(|state| is_pnp(state) && is_unknown(state)) {
            self.announces = false;
        }
        let announces = self.announces;
        self.states.retain(|state| {
            if is_pnp(state) {
                announces
            } else {
                !is_unknown(state) && names.iter().any(|name| **name == *state.name())
            }
        });
        for name in names {
            if !self.states.iter().any(|state| *state.name() == *name) {
                // One that is not known yet is told at once.
                self.states.push(ReaderState::new(name, State::UNAWARE));
            }
        }
        for state in &mut self.states {
            state.sync_current_state();
        }
        let longest = if announces { RELIST_ANNOUNCED } else { RELIST };
        let timeout = timeout.unwrap_or(longest).min(longest);
        if self.states.is_empty() {
            interruption.pause(timeout);
            return Ok(Vec::new());
        }
        let changed =
            interruption.wait_in(&self.context, || self.context.get_status_change(timeout, &mut self.states));
        match changed {
            // A reader that was unplugged meanwhile is found by listing them anew.
            Ok(()) | Err(Error::Timeout | Error::Cancelled | Error::UnknownReader) => {}
            Err(error) => return Err(error),
        }
        let readers = self.states.iter().filter(|state| !is_pnp(state) && !is_unknown(state));
        Ok(readers.map(|state| status(state, self.met)).collect())
    }
}

/// Whether there is no such reader (any more).
fn is_unknown(state: &ReaderState) -> bool {
    state.event_state().intersects(State::UNKNOWN | State::IGNORE)
}

fn status(state: &ReaderState, met: u16) -> ReaderStatus {
    let present = state.event_state().contains(State::PRESENT);
    ReaderStatus {
        name: state.name().to_string_lossy().into_owned(),
        card: present.then(|| state.atr().to_vec()),
        changes: state.event_count() | u32::from(met) << 16,
    }
}

/// Tells what came and went between two looks, removals first.
fn tell_differences(before: &[ReaderStatus], after: &[ReaderStatus], mut tell: impl FnMut(ReaderEvent)) {
    let find = |readers: &[ReaderStatus], name: &str| -> Option<ReaderStatus> {
        readers.iter().find(|reader| reader.name == name).cloned()
    };
    for old in before {
        let reader = || old.name.clone();
        let now = find(after, &old.name);
        let stayed = now.as_ref().is_some_and(|now| now.card == old.card && now.changes == old.changes);
        if old.card.is_some() && !stayed {
            tell(ReaderEvent::CardRemoved { reader: reader() });
        }
        if now.is_none() {
            tell(ReaderEvent::ReaderRemoved { reader: reader() });
        }
    }
    for new in after {
        let reader = || new.name.clone();
        let old = find(before, &new.name);
        if old.is_none() {
            tell(ReaderEvent::ReaderAdded { reader: reader() });
        }
        let stayed = old.is_some_and(|old| old.card == new.card && old.changes == new.changes);
        if let (Some(atr), false) = (&new.card, stayed) {
            tell(ReaderEvent::CardInserted { reader: reader(), atr: atr.clone() });
        }
    }
}

impl Interruption {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits so long, or until it is cancelled.
    fn pause(&self, timeout: Duration) {
        let is_waiting = |waiting: &mut Waiting| !waiting.cancelled;
        drop(self.changed.wait_timeout_while(self.lock(), timeout, is_waiting));
    }

    /// Runs `wait`, which blocks in this context until it is cancelled.
    fn wait_in<T>(&self, context: &Context, wait: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        {
            let mut waiting = self.lock();
            if waiting.cancelled {
                return Err(Error::Cancelled);
            }
            waiting.context = Some(context.clone());
        }
        let result = wait();
        self.lock().context = None;
        self.changed.notify_all();
        result
    }
}

impl Canceller {
    /// Ends the wait of the monitor and every later one, and returns when the present one has ended.
    pub fn cancel(&self) {
        let mut waiting = self.0.lock();
        waiting.cancelled = true;
        self.0.changed.notify_all();
        while let Some(context) = waiting.context.clone() {
            // If this fails the service has ended, and the wait with it.
            let _ = context.cancel();
            let woken = self.0.changed.wait_timeout(waiting, INTERRUPT);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl ReaderEvents {
    /// Where the events come.
    #[must_use]
    pub const fn receiver(&self) -> &Receiver<ReaderEvent> {
        &self.receiver
    }

    /// Ends the events, from any thread: the channel closes.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }
}

impl Drop for ReaderEvents {
    fn drop(&mut self) {
        self.canceller.cancel();
        if let Some(thread) = self.thread.take() {
            // It returns nothing, and has nothing to panic about.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for ReaderMonitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderMonitor")
            .field("service_runs", &self.service_runs())
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canceller").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(name: &str, card: Option<u8>, changes: u32) -> ReaderStatus {
        ReaderStatus { name: name.to_owned(), card: card.map(|atr| vec![atr]), changes }
    }

    #[test]
    fn every_difference_is_told_removals_first() {
        let table: [(Vec<ReaderStatus>, Vec<ReaderStatus>, &[&str]); 8] = [
            (vec![], vec![reader("A", Some(1), 0)], &["+A", "A in"]),
            (vec![reader("A", None, 0)], vec![reader("A", Some(1), 1)], &["A in"]),
            (vec![reader("A", Some(1), 1)], vec![reader("A", None, 2)], &["A out"]),
            // The same card or another one, out and in between two looks.
            (vec![reader("A", Some(1), 1)], vec![reader("A", Some(1), 3)], &["A out", "A in"]),
            (vec![reader("A", Some(1), 1)], vec![reader("A", Some(2), 1)], &["A out", "A in"]),
            (vec![reader("A", None, 0)], vec![reader("A", None, 2)], &[]),
            (vec![reader("A", Some(1), 1)], vec![reader("B", Some(1), 1)], &["A out", "-A", "+B", "B in"]),
            (vec![reader("A", Some(1), 1)], vec![reader("A", Some(1), 1)], &[]),
        ];
        for (before, after, expected) in table {
            let mut told = Vec::new();
            tell_differences(&before, &after, |event| {
                told.push(match event {
                    ReaderEvent::ReaderAdded { reader } => format!("+{reader}"),
                    ReaderEvent::ReaderRemoved { reader } => format!("-{reader}"),
                    ReaderEvent::CardInserted { reader, .. } => format!("{reader} in"),
                    ReaderEvent::CardRemoved { reader } => format!("{reader} out"),
                    service => format!("{service:?}"),
                });
            });
            assert_eq!(told, expected, "{before:?} to {after:?}");
        }
    }
}
