//! Whether a card is still in its reader, as PC/SC says, and cards that are not asked for anything once it is not.

use std::{
    ffi::CString,
    fmt,
    time::{Duration, Instant},
};

use pcsc::{Context, ReaderState, State};
use scap_ac::CardCertificate;

use super::card::{context, name};
use crate::{
    error::CardError,
    pin::Pin,
    token::{AreaState, PinState, Token},
};

/// How long a reader may take to say that its card left, after something failed.
pub(super) const NOTICE: Duration = Duration::from_secs(1);

/// A card in a reader of PC/SC.
pub(super) struct Presence {
    context: Context,
    name: CString,
    /// The count of the reader at which this card was there: `None` for whichever is there.
    changes: Option<u32>,
}

/// A card that another layer opened, and that PC/SC watches: a module may not say, or not return at all, when a card that
/// left is asked for something. Once it left it stays so, whatever came in its place.
struct WatchedToken {
    token: Box<dyn Token>,
    presence: Presence,
    gone: bool,
}

impl Presence {
    /// The card that is in this reader since it counted so many changes; without a count, whichever is there.
    pub(super) const fn new(context: Context, name: CString, changes: Option<u32>) -> Self {
        Self { context, name, changes }
    }

    /// Whether the card has left: within this time, which ends when it has.
    pub(super) fn has_left(&self, within: Duration) -> bool {
        let end = Instant::now() + within;
        let mut states = [ReaderState::new(self.name.clone(), State::UNAWARE)];
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if self.context.get_status_change(left, &mut states).is_err() {
                // Nothing changed; or the service is gone, which whoever asks next is told.
                return false;
            }
            let [state] = &mut states;
            // The upper half of what a monitor counts is of the service.
            let is_another = self.changes.is_some_and(|changes| changes & 0xFFFF != state.event_count());
            if !state.event_state().contains(State::PRESENT) || is_another {
                return true;
            }
            state.sync_current_state();
        }
    }
}

/// `token`, watched by PC/SC in this reader; as it is if PC/SC cannot.
pub(super) fn watched(token: Box<dyn Token>, reader: &str, changes: u32) -> Box<dyn Token> {
    match context().and_then(|context| Ok((name(&context, reader)?, context))) {
        Ok((name, context)) => {
            let presence = Presence::new(context, name, Some(changes));
            Box::new(WatchedToken { token, presence, gone: false })
        }
        Err(_) => token,
    }
}

impl WatchedToken {
    fn run<T>(&mut self, work: impl FnOnce(&mut dyn Token) -> Result<T, CardError>) -> Result<T, CardError> {
        self.gone = self.gone || self.presence.has_left(Duration::ZERO);
        if self.gone {
            return Err(CardError::Removed);
        }
        let result = work(&mut *self.token);
        // Modules often say no more than that it failed.
        let left = match &result {
            Err(CardError::Removed) => true,
            Err(CardError::Unreadable { .. } | CardError::ReaderFailed { .. }) => {
                self.presence.has_left(NOTICE)
            }
            _ => false,
        };
        if left {
            self.gone = true;
            return Err(CardError::Removed);
        }
        result
    }
}

impl Token for WatchedToken {
    fn label(&self) -> &str {
        self.token.label()
    }

    fn certificate(&self) -> &CardCertificate {
        self.token.certificate()
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        self.run(|token| token.pin_state())
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        self.run(|token| token.verify_pin(pin))
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.run(|token| token.verify_pin_at_reader())
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.run(|token| token.sign(message))
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
        self.run(|token| token.write_area(certificate))
    }
}

impl fmt::Debug for WatchedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedToken")
            .field("token", &self.token)
            .field("reader", &self.presence.name)
            .field("gone", &self.gone)
            .finish_non_exhaustive()
    }
}
