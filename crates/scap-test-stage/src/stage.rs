//! A private stage for each test: a folder with soft cards and, if wanted, a server.

use std::{
    fs,
    path::{Path, PathBuf},
};

use der::pem::LineEnding;
use scap_ac::CardRank;
use scap_card::{
    Pin,
    soft::{CreateSoftCard, NewArea, SoftCard, Work},
};
use scap_test_pki::fixed::{self, Card};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    gate::Gate,
    server::{Server, copy_database, database},
};

/// The PIN of every secondary card.
pub const PIN: &str = "Qz7_kPw2";
/// The PIN of every primary card.
pub const SIGNER_PIN: &str = "vN4_hTr9";
/// The user code of every registered card.
pub const USER_CODE: &str = "Ostrich-Verandah-83";

/// A folder: the cards in `cards` are in readers, those in `drawer` are not.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    server: Option<Server>,
    gate: Option<Gate>,
}

/// A certificate as PEM.
#[must_use]
pub fn pem(der: &[u8]) -> String {
    der::pem::encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// The CA's certificates and an empty folder of cards.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("scap-stage-").tempdir().unwrap();
        let stage = Self { folder, server: None, gate: None };
        for name in ["home", "cards", "drawer"] {
            fs::create_dir(stage.folder().join(name)).unwrap();
        }
        stage.write("root.pem", pem(fixed::ca().anchor_der()));
        stage.write("ca.pem", pem(fixed::ca().intermediate_der()));
        stage
    }

    /// The same with a server behind it and the cards of the manual's example: `boss`, the primary card, and `amy`,
    /// a secondary card that is activated.
    #[must_use]
    pub fn with_cards_and_server() -> Self {
        let mut stage = Self::new();
        stage.add_example();
        stage.serve(&[]);
        stage
    }

    /// Puts the cards of the manual's example into readers.
    pub fn add_example(&self) {
        self.add("boss", &fixed::primary());
        self.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The path of a file or folder in it.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.folder().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file; returns its path.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.folder().join(name), text).unwrap();
        self.path(name)
    }

    // Cards.

    /// Puts a new soft card into a reader.
    pub fn add(&self, name: &str, card: &Card) {
        self.add_with(name, card, |_| {});
    }

    /// The same, made otherwise than most.
    pub fn add_with(&self, name: &str, card: &Card, change: impl FnOnce(&mut CreateSoftCard<'_>)) {
        let pin = match card.certificate.rank() {
            CardRank::Primary => SIGNER_PIN,
            CardRank::Secondary => PIN,
        };
        let pin = Pin::new(pin.into()).unwrap();
        let mut new = CreateSoftCard::new(&card.certificate, &card.key, &pin);
        new.work = Work::Light;
        change(&mut new);
        SoftCard::create(&self.folder().join("cards"), name, &new).unwrap();
    }

    /// The folder of the card in a reader.
    #[must_use]
    pub fn card(&self, name: &str) -> PathBuf {
        self.folder().join("cards").join(name)
    }

    /// Takes a card out of its reader.
    pub fn take_out(&self, name: &str) {
        fs::rename(self.card(name), self.folder().join("drawer").join(name)).unwrap();
    }

    /// Puts it back.
    pub fn put_in(&self, name: &str) {
        fs::rename(self.folder().join("drawer").join(name), self.card(name)).unwrap();
    }

    /// What moves a card, for another thread.
    pub fn mover(&self, from: &str, to: &str, name: &str) -> impl Fn() + Send + 'static {
        let (from, to) = (self.folder().join(from).join(name), self.folder().join(to).join(name));
        move || fs::rename(&from, &to).unwrap()
    }

    /// The tries that are left of the card's PIN.
    #[must_use]
    pub fn tries(&self, name: &str) -> Value {
        let state = fs::read(self.card(name).join("state.json")).unwrap();
        serde_json::from_slice::<Value>(&state).unwrap()["pin_tries_left"].clone()
    }

    // The server.

    /// Serves with a copy of the prepared database.
    pub fn serve(&mut self, arguments: &[&str]) {
        copy_database(self.folder());
        self.start(arguments);
    }

    /// The same behind a door.
    pub fn serve_behind(&mut self, gate: Gate, arguments: &[&str]) {
        self.gate = Some(gate);
        self.serve(arguments);
    }

    /// Serves with the database that is there.
    pub fn start(&mut self, arguments: &[&str]) {
        let public = self.gate.as_ref().map(|gate| gate.url.clone());
        let public = public.iter().flat_map(|url| ["--public-url", url]);
        let arguments: Vec<_> = arguments.iter().copied().chain(public).collect();
        let server = Server::start(self.folder(), &arguments);
        if let Some(gate) = &self.gate {
            gate.lead_to(&server.address);
        }
        self.server = Some(server);
    }

    /// Whether there is a server.
    #[must_use]
    pub const fn serves(&self) -> bool {
        self.server.is_some() || self.gate.is_some()
    }

    /// Where the server is, or the door in front of it.
    #[must_use]
    pub fn url(&self) -> String {
        match (&self.gate, &self.server) {
            (Some(gate), _) => gate.url.clone(),
            (None, Some(server)) => format!("http://{}", server.address),
            (None, None) => panic!("there is no server"),
        }
    }

    /// The process that serves.
    #[must_use]
    pub fn server(&self) -> u32 {
        self.server.as_ref().unwrap().id()
    }

    /// Ends the server as an operator does.
    pub fn stop(&mut self) {
        self.server.take().unwrap().stop();
    }

    /// Ends the server as a power cut does.
    pub fn kill_server(&mut self) {
        drop(self.server.take().unwrap());
    }

    /// Where the server's database is.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        database(self.folder())
    }
}
