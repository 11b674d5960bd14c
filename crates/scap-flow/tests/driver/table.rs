//! Two folders, one with the cards that are in readers, one with those beside: moving a card's folder inserts
//! or pulls it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use scap_card::{
    CardError, Pin, Readers, Token,
    soft::{CreateSoftCard, NewArea, SoftCard, SoftCards, Work},
};
use scap_flow::Journal;
use scap_test_pki::fixed::Card;
use tempfile::TempDir;

use crate::cards::{HOLDER, SIGNER, earlier_certificate};

/// The holder's card and its PIN.
pub(crate) const ALICE: &str = "Alice";

/// The signer's card.
pub(crate) const COMPANY: &str = "Company";

/// A table with the cards of [`ALICE`] and [`COMPANY`] beside the readers.
#[derive(Debug)]
pub(crate) struct Table {
    folder: TempDir,
}

impl Table {
    /// The holder's area as cards are handed out.
    pub(crate) fn new() -> Self {
        Self::with_area(NewArea::Closed)
    }

    /// The holder's area open, with last year's certificate in it.
    pub(crate) fn with_earlier_certificate() -> Self {
        let table = Self::with_area(NewArea::Open);
        let area = table.beside().join(ALICE).join("area/certificate.der");
        fs::write(area, earlier_certificate().as_der()).unwrap();
        table
    }

    pub(crate) fn with_area(area: NewArea) -> Self {
        // Soft cards write durably; in memory that costs nothing.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let table = Self { folder: folder.unwrap() };
        fs::create_dir(table.inside()).unwrap();
        table.create(ALICE, &HOLDER, area);
        table.create(COMPANY, &SIGNER, area);
        table
    }

    /// Makes one more card beside the readers.
    pub(crate) fn create(&self, name: &str, card: &Card, area: NewArea) {
        let work = Work::Light;
        let pin = pin(name);
        let card = CreateSoftCard { area, work, ..CreateSoftCard::new(&card.certificate, &card.key, &pin) };
        SoftCard::create(&self.beside(), name, &card).unwrap();
    }

    /// The folder whose cards are in readers.
    pub(crate) fn inside(&self) -> PathBuf {
        self.folder.path().join("inside")
    }

    fn beside(&self) -> PathBuf {
        self.folder.path().join("beside")
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::new(self.journal_folder())
    }

    pub(crate) fn journal_folder(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    /// Inserts a card; whether it was beside.
    pub(crate) fn insert(&self, name: &str) -> bool {
        rename(&self.beside().join(name), &self.inside().join(name))
    }

    /// Pulls a card; whether it was inside.
    pub(crate) fn pull(&self, name: &str) -> bool {
        rename(&self.inside().join(name), &self.beside().join(name))
    }

    /// Pulls every card but this one.
    pub(crate) fn leave_only(&self, name: &str) {
        for entry in fs::read_dir(self.inside()).unwrap() {
            let other = entry.unwrap().file_name().into_string().unwrap();
            if other != name {
                self.pull(&other);
            }
        }
    }

    /// A card as it is, wherever it lies.
    pub(crate) fn card(&self, name: &str) -> Box<dyn Token> {
        let folder = [self.inside(), self.beside()].into_iter().find(|folder| folder.join(name).is_dir());
        let mut readers = SoftCards::open(&folder.unwrap());
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named(name));
        readers.open(&slot.unwrap()).unwrap()
    }

    /// The bytes in a card's area; none if it is not open.
    pub(crate) fn area(&self, name: &str) -> Option<Vec<u8>> {
        match self.card(name).read_area() {
            Err(CardError::AreaNotOpen) => None,
            read => read.unwrap(),
        }
    }

    pub(crate) fn tries_left(&self, name: &str) -> u8 {
        self.card(name).pin_state().unwrap().tries_left.unwrap()
    }
}

fn rename(from: &Path, to: &Path) -> bool {
    match fs::rename(from, to) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => panic!("{error}"),
    }
}

/// The PIN of each card: digits that stand nowhere else.
pub(crate) const PINS: [(&str, &str); 3] = [(ALICE, "73915846"), (COMPANY, "84620517"), ("", "95138264")];

/// A PIN that is none of any card here.
pub(crate) const WRONG_PIN: &str = "61749350";

pub(crate) fn pin(name: &str) -> Pin {
    let known = PINS.iter().find(|(known, _)| *known == name).unwrap_or(&PINS[2]);
    Pin::new(known.1.into()).unwrap()
}
