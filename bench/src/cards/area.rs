//! The area of a card in a reader: written and read by `scap-card`, and by nothing but the same commands.

use std::{ffi::CString, time::Duration};

use pcsc::{Card, Context, Disposition, MAX_BUFFER_SIZE, Protocols, Scope, ShareMode, Transaction};
use scap_card::{
    CardError, Pin,
    iso7816::{FileArea, FileProfile},
    pcsc::{ReaderEvent, ReaderMonitor, with_card},
};
use scap_virtual_card::{AREA_FILE, Ef, InsertedCard, Profile, VirtualCard, VirtualReader};

use crate::{Outcome, print, timed};

/// How often each thing is done in a round; even, as writes go to one place and the other.
const REPEATS: usize = 40;

/// The certificates that are written in turn.
const CERTIFICATES: [[u8; 4096]; 2] = [[0x0A; 4096], [0x0B; 4096]];

const PROFILE: &str = "3F00/5343/4150;size=8212;pin=81;chunk=200";
const READ_BINARY: Option<&u8> = Some(&0xB0);
const UPDATE_BINARY: Option<&u8> = Some(&0xD6);

/// A card in its reader, its PIN verified.
pub struct Desk {
    inserted: InsertedCard,
    reader: String,
    profile: FileProfile,
    /// Stays connected, as a PKCS#11 module does: so the card keeps its power and remembers the PIN.
    bare: Card,
    write: usize,
    read: usize,
    read_back: usize,
}

/// The times of a round.
#[derive(Default)]
struct Times {
    bare: Vec<Duration>,
    connected: Vec<Duration>,
    ours: Vec<Duration>,
}

impl Desk {
    /// Puts a card in and opens its area.
    pub fn new(reader: &VirtualReader) -> Outcome<Self> {
        let file = Ef::pin_to_write(vec![0xFF; 8212]);
        let inserted = reader.insert(VirtualCard::new(Profile::default().with_file(AREA_FILE, file)))?;
        let mut monitor = ReaderMonitor::new();
        while !matches!(monitor.next(None)?, Some(ReaderEvent::CardInserted { .. })) {}
        let bare = connect(&context()?, reader.name())?;
        let (reader, profile) = (reader.name().to_owned(), PROFILE.parse()?);
        let pin = Pin::new("123456".into())?;
        with_card(&reader, |card| FileArea::new(card, &profile).open(Some(&pin)))?;
        with_card(&reader, |card| FileArea::new(card, &profile).write(&CERTIFICATES[1], None))?;
        inserted.card().take_log();
        Ok(Self { inserted, reader, profile, bare, write: 0, read: 0, read_back: 0 })
    }

    pub fn round(&mut self) -> Outcome {
        let (mut write, mut read, mut read_back) = (Times::default(), Times::default(), Vec::new());
        for certificate in CERTIFICATES.iter().cycle().take(REPEATS) {
            let sent = self.take_turns(&mut write, |area| area.write(certificate, None), |()| true)?;
            self.write = sent.len();
            // What comes behind the first UPDATE and reads.
            let written = sent.iter().skip_while(|command| command.get(1) != UPDATE_BINARY);
            let sent: Vec<_> = written.filter(|command| command.get(1) == READ_BINARY).cloned().collect();
            self.read_back = sent.len();
            let mut buffer = [0; MAX_BUFFER_SIZE];
            let transaction = self.bare.transaction()?;
            read_back.push(timed(|| send(&transaction, &sent, &mut buffer))?.1);
            drop(transaction);
            self.inserted.card().take_log();

            let is_it = |read: Option<Vec<u8>>| read.is_some_and(|read| read == certificate);
            self.read = self.take_turns(&mut read, |area| area.read(), is_it)?.len();
        }
        write.print("write");
        print("write-read-back", &mut read_back);
        read.print("read");

        let mut connecting = Times::default();
        for _ in 0..REPEATS {
            connecting.connected.push(timed(|| alone(&self.reader, |_| Ok(())))?.1);
            connecting.ours.push(timed(|| Ok(with_card(&self.reader, |_| Ok(()))?))?.1);
        }
        connecting.print("connect");
        Ok(())
    }

    pub fn counts(&self) {
        println!("#write {}\n#write-read-back {}\n#read {}", self.write, self.read_back, self.read);
    }

    /// Works on the area by `scap-card`, then sends the very same commands: over a connection that is there, and over
    /// one of their own. Returns them.
    fn take_turns<T>(
        &mut self,
        times: &mut Times,
        work: impl FnOnce(&mut FileArea<'_>) -> Result<T, CardError>,
        fits: impl FnOnce(T) -> bool,
    ) -> Outcome<Vec<Vec<u8>>> {
        let ours = || Ok(with_card(&self.reader, |card| work(&mut FileArea::new(card, &self.profile)))?);
        let (result, time) = timed(ours)?;
        times.ours.push(time);
        let sent = self.sent();
        if sent.is_empty() || !fits(result) {
            return Err("what is measured has failed".into());
        }
        let mut buffer = [0; MAX_BUFFER_SIZE];
        let transaction = self.bare.transaction()?;
        times.bare.push(timed(|| send(&transaction, &sent, &mut buffer))?.1);
        drop(transaction);
        let connected = || alone(&self.reader, |transaction| send(transaction, &sent, &mut buffer));
        times.connected.push(timed(connected)?.1);
        if self.sent() != [&*sent, &*sent].concat() {
            return Err("other commands reached the card".into());
        }
        Ok(sent)
    }

    /// The commands since it was last asked. None has a PIN in it, so they are in the log as they were sent.
    fn sent(&self) -> Vec<Vec<u8>> {
        self.inserted.card().take_log().into_iter().map(|exchange| exchange.command).collect()
    }
}

impl Times {
    fn print(mut self, name: &str) {
        print(&format!("{name}-bare"), &mut self.bare);
        print(&format!("{name}-connected"), &mut self.connected);
        print(&format!("{name}-ours"), &mut self.ours);
    }
}

fn context() -> Outcome<Context> {
    Ok(Context::establish(Scope::User)?)
}

fn connect(context: &Context, reader: &str) -> Outcome<Card> {
    Ok(context.connect(&CString::new(reader)?, ShareMode::Shared, Protocols::ANY)?)
}

/// Connects, begins a transaction and ends it, by the crate `pcsc` alone.
fn alone(reader: &str, work: impl FnOnce(&Transaction<'_>) -> Outcome) -> Outcome {
    let mut card = connect(&context()?, reader)?;
    let transaction = card.transaction()?;
    work(&transaction)?;
    transaction.end(Disposition::LeaveCard).map_err(|(_, error)| error)?;
    Ok(card.disconnect(Disposition::LeaveCard).map_err(|(_, error)| error)?)
}

/// Sends commands, each of which has to succeed.
fn send(transaction: &Transaction<'_>, commands: &[Vec<u8>], buffer: &mut [u8]) -> Outcome {
    for command in commands {
        if !transaction.transmit(command, buffer)?.ends_with(&[0x90, 0x00]) {
            return Err("a command has failed".into());
        }
    }
    Ok(())
}
