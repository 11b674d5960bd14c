//! How long it takes until a card that came or went is told: by `ReaderMonitor`, and by `SCardGetStatusChange` alone,
//! which wait for the same card at the same time.

use std::{
    ffi::CString,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use pcsc::{Context, ReaderState, Scope, State};
use scap_card::pcsc::{ReaderEvent, ReaderMonitor};
use scap_virtual_card::{VirtualCard, VirtualReader};

use crate::Outcome;

/// How often the daemon looks at a reader.
const PERIOD: Duration = Duration::from_millis(400);

/// How long the daemon may take.
const LONG: Duration = Duration::from_secs(10);

/// When a card was seen to have come or gone, and whether it is there.
type Seen = (Instant, bool);

/// Two threads that wait for the same.
pub struct Watch {
    bare: Receiver<Seen>,
    ours: Receiver<Seen>,
}

impl Watch {
    /// Both threads wait until the process ends.
    pub fn start(reader: &VirtualReader) -> Outcome<Self> {
        let (sender, bare) = channel();
        let name = CString::new(reader.name())?;
        thread::spawn(move || watch_bare(name, &sender));
        let (sender, ours) = channel();
        let name = reader.name().to_owned();
        thread::spawn(move || watch(&name, &sender));
        Ok(Self { bare, ours })
    }

    pub fn round(&self, reader: &VirtualReader, round: u32) -> Outcome {
        // The daemon is met at another point of its period each time, all over it.
        let phase = PERIOD.mul_f64(f64::from(round) * 0.618 % 1.0);
        thread::sleep(phase);
        let start = Instant::now();
        let card = reader.insert(VirtualCard::default())?;
        self.print("insertion", start, true)?;
        thread::sleep(phase);
        let start = Instant::now();
        drop(card);
        self.print("removal", start, false)
    }

    fn print(&self, name: &str, start: Instant, present: bool) -> Outcome {
        let (bare, ours) = (self.bare.recv_timeout(LONG)?, self.ours.recv_timeout(LONG)?);
        if (bare.1, ours.1) != (present, present) {
            return Err("another event was told".into());
        }
        let [bare, ours] = [bare, ours].map(|(seen, _)| seen.duration_since(start).as_secs_f64() * 1e6);
        println!("{name}-bare {bare}\n{name}-ours {ours}\n{name}-added {}", ours - bare);
        Ok(())
    }
}

fn watch(name: &str, seen: &Sender<Seen>) {
    let mut monitor = ReaderMonitor::new();
    while let Ok(Some(event)) = monitor.next(None) {
        let now = Instant::now();
        let present = match &event {
            ReaderEvent::CardInserted { reader, .. } if reader == name => true,
            ReaderEvent::CardRemoved { reader } if reader == name => false,
            _ => continue,
        };
        if seen.send((now, present)).is_err() {
            return;
        }
    }
}

fn watch_bare(name: CString, seen: &Sender<Seen>) -> Option<()> {
    let context = Context::establish(Scope::User).ok()?;
    let mut states = [ReaderState::new(name, State::UNAWARE)];
    let mut before = false;
    loop {
        context.get_status_change(None, &mut states).ok()?;
        let now = Instant::now();
        let [state] = &mut states;
        state.sync_current_state();
        let present = state.event_state().contains(State::PRESENT);
        if present != before {
            before = present;
            seen.send((now, present)).ok()?;
        }
    }
}
