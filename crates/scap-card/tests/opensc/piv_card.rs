//! The card: `fixtures/piv-card`, in a process of its own.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use scap_test_pki::{CardRequest, Usage, fixed, rsa::pkcs8::EncodePrivateKey};

/// The PIN of every card.
pub(crate) const PIN: &str = "246813";

/// A card: the keys and certificates for signing and for encryption, and a PIN that three wrong tries lock.
pub(crate) struct PivCard {
    process: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl PivCard {
    /// A card in no reader.
    pub(crate) fn new(card: &fixed::Card) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let request = fixed::request(card.certificate.rank(), "4096");
        let encryption = fixed::card(&CardRequest { usage: Usage::Encryption, ..request }, 3);
        let mut command = Command::new(program());
        command.arg(PIN);
        for (name, card) in [("signing", card), ("encryption", &encryption)] {
            let [key, certificate] =
                ["key", "crt"].map(|extension| dir.path().join(name).with_extension(extension));
            fs::write(&key, card.key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
            fs::write(&certificate, card.certificate.as_der()).unwrap();
            command.args([key, certificate]);
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let commands = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut card = Self { process, commands, answers };
        card.wait_for("ready");
        card
    }

    /// Puts it into the reader at this port. A card that is there already stays the one that is read.
    pub(crate) fn insert(&mut self, port: u16) {
        self.command(&format!("insert {port}"));
        self.wait_for("inserted");
    }

    /// Pulls it out.
    pub(crate) fn remove(&mut self) {
        self.command("remove");
        self.wait_for("removed");
    }

    /// Has it pulled out at the next command of this code.
    pub(crate) fn vanish_at(&mut self, ins: u8) {
        self.command(&format!("vanish {ins}"));
        // It obeys in order.
        self.pins();
    }

    /// What it answered to every PIN that ever reached it.
    pub(crate) fn pins(&mut self) -> Vec<String> {
        self.command("pins");
        self.wait_for("pins").split(' ').skip(1).map(str::to_owned).collect()
    }

    fn command(&mut self, command: &str) {
        writeln!(self.commands, "{command}").unwrap();
    }

    /// Waits for an answer of this first word.
    fn wait_for(&mut self, word: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.answers.read_line(&mut line).unwrap(), 0, "the card ended");
            match line.trim() {
                answer if answer.split(' ').next() == Some(word) => return answer.to_owned(),
                // The reader went away.
                "removed" => {}
                answer => panic!("{answer}"),
            }
        }
    }
}

impl Drop for PivCard {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Builds the card, which is quick but for the first time.
fn program() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/piv-card/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("piv-card");
    let built = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target)
        .status()
        .unwrap();
    assert!(built.success(), "{built}");
    target.join("debug/scap-piv-card")
}
