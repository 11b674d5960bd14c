//! The card: power, commands in, answers out, and what tests ask about it.

mod commands;

use std::{collections::BTreeMap, fmt, mem, thread, time::Duration};

use crate::{
    apdu::ins,
    fault::{Fault, Vanished},
    file::Place,
    profile::Profile,
};

/// A card in memory.
///
/// Contents, tries left, counters and faults outlast [`VirtualCard::reset`]; what was verified and selected
/// does not.
pub struct VirtualCard {
    profile: Profile,
    tries_left: u8,
    session: Session,
    vanished: bool,
    counters: Counters,
    log: Vec<Exchange>,
    /// By the number of the command since the card was made.
    faults: BTreeMap<u64, Fault>,
}

/// What a card forgets when it loses power.
struct Session {
    verified: bool,
    selected: Place,
    /// What GET RESPONSE fetches.
    pending: Vec<u8>,
}

impl Session {
    const NEW: Self = Self { verified: false, selected: Place::ROOT, pending: Vec::new() };
}

/// How often a card was asked, faults included.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Counters {
    /// Commands.
    pub commands: u64,
    /// VERIFYs that carried a PIN, right or wrong.
    pub pins: u64,
    /// UPDATE BINARYs.
    pub updates: u64,
}

/// A command and what became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Exchange {
    /// The command; of a VERIFY only the first four bytes.
    pub command: Vec<u8>,
    /// The status word, if there was an answer of at least two bytes.
    pub status: Option<u16>,
}

/// An answer, and how long it takes.
pub(crate) struct Reply {
    pub(crate) delay: Duration,
    pub(crate) answer: Result<Vec<u8>, Vanished>,
}

impl VirtualCard {
    /// A card that was not used yet.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            tries_left: profile.pin.tries,
            profile,
            session: Session::NEW,
            vanished: false,
            counters: Counters::default(),
            log: Vec::new(),
            faults: BTreeMap::new(),
        }
    }

    /// Executes a command and gives the answer: data, if any, and a status word.
    ///
    /// # Errors
    ///
    /// [`Vanished`] if a fault let the card vanish; it stays away until [`VirtualCard::reset`].
    pub fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Vanished> {
        let reply = self.reply(command);
        thread::sleep(reply.delay);
        reply.answer
    }

    /// As [`VirtualCard::transmit`], but leaves the waiting to the caller.
    pub(crate) fn reply(&mut self, command: &[u8]) -> Reply {
        if self.vanished {
            return Reply { delay: Duration::ZERO, answer: Err(Vanished) };
        }
        self.count(command);
        let (delay, answer) = match self.faults.remove(&self.counters.commands) {
            None => (Duration::ZERO, Some(self.execute(command, None))),
            Some(Fault::Slow(delay)) => (delay, Some(self.execute(command, None))),
            Some(Fault::Garbage(bytes)) => (Duration::ZERO, Some(bytes)),
            Some(Fault::Status(status)) => (Duration::ZERO, Some(status.to_be_bytes().to_vec())),
            Some(Fault::VanishBefore) => (Duration::ZERO, None),
            Some(Fault::VanishAfter) => {
                self.execute(command, None);
                (Duration::ZERO, None)
            }
            Some(Fault::TearUpdate { written }) => {
                if command.get(1) == Some(&ins::UPDATE_BINARY) {
                    self.execute(command, Some(written));
                }
                (Duration::ZERO, None)
            }
        };
        self.vanished = answer.is_none();
        self.log.push(Exchange {
            command: loggable(command).to_vec(),
            status: answer.as_ref().and_then(|answer| answer.last_chunk()).map(|sw| u16::from_be_bytes(*sw)),
        });
        Reply { delay, answer: answer.ok_or(Vanished) }
    }

    fn count(&mut self, command: &[u8]) {
        self.counters.commands += 1;
        match command.get(1) {
            Some(&ins::VERIFY) if command.len() > 5 => self.counters.pins += 1,
            Some(&ins::UPDATE_BINARY) => self.counters.updates += 1,
            _ => {}
        }
    }

    /// Takes the power away and gives it again; brings a card back that vanished.
    pub fn reset(&mut self) {
        self.session = Session::NEW;
        self.vanished = false;
    }

    /// Whether a fault let it vanish since the last reset.
    #[must_use]
    pub const fn has_vanished(&self) -> bool {
        self.vanished
    }

    /// Lets `fault` happen at the `nth` command from now, counted from 1; at 0 nothing happens.
    pub fn fail_at(&mut self, nth: u64, fault: Fault) {
        self.faults.insert(self.counters.commands.saturating_add(nth), fault);
    }

    /// Forgets the faults that did not happen yet.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// How often it was asked since it was made.
    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// The commands since it was made or [`VirtualCard::take_log`] was called.
    #[must_use]
    pub fn log(&self) -> &[Exchange] {
        &self.log
    }

    /// The log, which is empty afterwards.
    pub fn take_log(&mut self) -> Vec<Exchange> {
        mem::take(&mut self.log)
    }

    /// What is in the file at `path`, which begins at the MF.
    #[must_use]
    pub fn contents(&self, path: &[u16]) -> Option<&[u8]> {
        self.profile.files.get(path).map(|file| file.contents.as_slice())
    }

    /// What is in the file at `path`, to change it directly: no PIN, no count.
    #[must_use]
    pub fn contents_mut(&mut self, path: &[u16]) -> Option<&mut Vec<u8>> {
        self.profile.files.get_mut(path).map(|file| &mut file.contents)
    }

    /// How many wrong PINs it still takes.
    #[must_use]
    pub const fn tries_left(&self) -> u8 {
        self.tries_left
    }

    /// Whether the PIN was verified since the last reset.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        self.session.verified
    }

    /// Unlocks the PIN, as MOEACA does.
    pub const fn unlock(&mut self) {
        self.tries_left = self.profile.pin.tries;
    }

    /// The answer to reset.
    #[must_use]
    pub fn atr(&self) -> &[u8] {
        &self.profile.atr
    }
}

impl Default for VirtualCard {
    fn default() -> Self {
        Self::new(Profile::default())
    }
}

impl fmt::Debug for VirtualCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VirtualCard")
            .field("tries_left", &self.tries_left)
            .field("verified", &self.session.verified)
            .field("selected", &self.session.selected)
            .field("vanished", &self.vanished)
            .field("counters", &self.counters)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What of a command may be kept: no PIN.
fn loggable(command: &[u8]) -> &[u8] {
    match command.first_chunk::<4>() {
        Some(header @ [_, ins::VERIFY, ..]) => header,
        _ => command,
    }
}
