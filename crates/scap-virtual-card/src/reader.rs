//! A card in a virtual reader: on a port where vpcd, the driver of virtual readers, waits for cards.

use std::{
    io, mem,
    net::{Ipv4Addr, Shutdown, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use vpicc::VSmartCard;

use crate::card::VirtualCard;

/// How long a card waits before it looks again for a reader whose driver has gone.
const RETRY: Duration = Duration::from_millis(10);

/// A virtual reader.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VirtualReader {
    name: String,
    port: u16,
}

impl VirtualReader {
    /// The reader on this port of this machine, known by this name.
    #[must_use]
    pub const fn new(name: String, port: u16) -> Self {
        Self { name, port }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Puts a card in. If one is in already, this one comes into effect when that one goes.
    ///
    /// A card that vanishes is out, and stays out until it is pulled and inserted again. vpcd gives its client an
    /// empty answer to that command, and an error from the next one on. It knows no other empty answer: a card that
    /// gives one ([`Fault::Garbage`](crate::Fault::Garbage)) loses contact and power and is back within a second,
    /// which PC/SC does not notice. Where the driver goes away, the next one on the port finds the card, without power.
    ///
    /// # Errors
    ///
    /// Nobody waits on the port.
    pub fn insert(&self, mut card: VirtualCard) -> io::Result<InsertedCard> {
        let stream = self.connect()?;
        card.reset();
        let atr = card.atr().to_vec();
        let slot = Arc::new(Slot { card: Mutex::new(card), link: Mutex::default(), changed: Condvar::new() });
        let mut contact = Contact { slot: Arc::clone(&slot), atr };
        let reader = self.clone();
        let thread = thread::Builder::new()
            .name(format!("card in {}", self.name))
            .spawn(move || contact.stay_in(&reader, stream))?;
        Ok(InsertedCard { slot, thread: Some(thread) })
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        // Where nobody waits, a port that the system gave to this very connection would answer.
        if stream.local_addr()?.port() == self.port {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// A card in a reader. Dropping it pulls the card.
#[derive(Debug)]
pub struct InsertedCard {
    slot: Arc<Slot>,
    thread: Option<JoinHandle<()>>,
}

impl InsertedCard {
    /// The card, to look at it and to set faults; it answers no command while this is held.
    pub fn card(&self) -> MutexGuard<'_, VirtualCard> {
        lock(&self.slot.card)
    }

    /// Pulls the card, also in the middle of a command.
    #[must_use = "drop the handle to pull the card for good"]
    pub fn pull(mut self) -> VirtualCard {
        self.end();
        mem::take(&mut *self.card())
    }

    /// Waits until the card has power, which a PC/SC daemon gives as soon as it has found it: whether it came within
    /// this time.
    #[must_use]
    pub fn has_power_within(&self, time: Duration) -> bool {
        let link = lock(&self.slot.link);
        let waited = self.slot.changed.wait_timeout_while(link, time, |link| !link.powered);
        waited.unwrap_or_else(PoisonError::into_inner).0.powered
    }

    /// Waits until the card is out by itself: a fault let it vanish.
    ///
    /// Without such a fault this never returns.
    #[must_use = "drop the handle to pull the card for good"]
    pub fn wait_until_vanished(mut self) -> VirtualCard {
        self.join();
        self.pull()
    }

    fn end(&mut self) {
        let mut link = lock(&self.slot.link);
        link.pulled = true;
        if let Some(stream) = &link.stream {
            break_off(stream);
        }
        drop(link);
        self.slot.changed.notify_all();
        self.join();
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread panics only if a holder of `card()` did, who told already.
            let _ = thread.join();
        }
    }
}

impl Drop for InsertedCard {
    fn drop(&mut self) {
        self.end();
    }
}

/// What the holder of a card and its thread share.
#[derive(Debug)]
struct Slot {
    card: Mutex<VirtualCard>,
    link: Mutex<Link>,
    changed: Condvar,
}

/// The connection to the driver.
#[derive(Debug, Default)]
struct Link {
    stream: Option<TcpStream>,
    powered: bool,
    pulled: bool,
}

impl Slot {
    /// Waits for `time`, or until the card is pulled: then `true`.
    fn is_pulled_within(&self, time: Duration) -> bool {
        let link = lock(&self.link);
        let waited = self.changed.wait_timeout_while(link, time, |link| !link.pulled);
        waited.unwrap_or_else(PoisonError::into_inner).0.pulled
    }
}

/// The card's side of the connection.
struct Contact {
    slot: Arc<Slot>,
    atr: Vec<u8>,
}

impl Contact {
    /// Answers until the card is out, on `stream` and on those that follow it.
    fn stay_in(&mut self, reader: &VirtualReader, mut stream: TcpStream) {
        loop {
            // Whatever ends the connection, the card has no power any more.
            let _ = self.answer(stream);
            {
                let mut link = lock(&self.slot.link);
                (link.stream, link.powered) = (None, false);
            }
            if lock(&self.slot.card).has_vanished() {
                return;
            }
            lock(&self.slot.card).reset();
            stream = loop {
                if self.slot.is_pulled_within(RETRY) {
                    return;
                }
                if let Ok(stream) = reader.connect() {
                    break stream;
                }
            };
        }
    }

    fn answer(&mut self, stream: TcpStream) -> io::Result<()> {
        {
            let mut link = lock(&self.slot.link);
            if link.pulled {
                return Ok(());
            }
            link.stream = Some(stream.try_clone()?);
        }
        let mut connection = vpicc::Connection::from(stream.try_clone()?);
        loop {
            acknowledge_at_once(&stream)?;
            connection.poll(self)?;
        }
    }
}

impl VSmartCard for Contact {
    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn power_on(&mut self) {
        lock(&self.slot.link).powered = true;
        self.slot.changed.notify_all();
    }

    fn power_off(&mut self) {
        lock(&self.slot.link).powered = false;
        self.lose_power();
    }

    fn reset(&mut self) {
        self.lose_power();
    }

    fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        let reply = lock(&self.slot.card).reply(command);
        if !reply.delay.is_zero() {
            self.slot.is_pulled_within(reply.delay);
        }
        let answer = reply.answer.unwrap_or_default();
        if answer.is_empty() {
            // The driver would wait for ever. Now sending the answer fails, which ends the polling.
            if let Some(stream) = &lock(&self.slot.link).stream {
                break_off(stream);
            }
        }
        answer
    }
}

impl Contact {
    fn lose_power(&self) {
        let mut card = lock(&self.slot.card);
        // The driver's farewell to a card that vanished brings it not back.
        if !card.has_vanished() {
            card.reset();
        }
    }
}

/// The driver sends a length and what follows it apart: it waits for the acknowledgement of the first, and that
/// would come after 40 ms only. The system forgets this setting now and again.
#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) -> io::Result<()> {
    std::os::linux::net::TcpStreamExt::set_quickack(stream, true)
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

/// Ends a connection, whoever is waiting for something from it.
fn break_off(stream: &TcpStream) {
    // It fails only if the other side was faster.
    let _ = stream.shutdown(Shutdown::Both);
}

/// Panics of other holders leave a card as a test may see it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
