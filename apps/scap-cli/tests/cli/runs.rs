//! Runs with the cards that take part, and what comes of them.

use serde_json::{Value, json};

use crate::stage::{Stage, args};

impl Stage {
    /// A run that succeeds: its JSON.
    #[track_caller]
    pub(crate) fn done(&self, arguments: Vec<String>) -> Value {
        self.scap(&[arguments, args(["--json"])].concat()).succeeded().json()
    }

    /// A run that is refused: the code.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: Vec<String>) -> Value {
        self.refusal(arguments)["code"].clone()
    }

    /// A run that is refused: the error.
    #[track_caller]
    pub(crate) fn refusal(&self, arguments: Vec<String>) -> Value {
        let run = self.scap(&[arguments, args(["--json"])].concat());
        assert_eq!(run.code, Some(1), "{run:?}");
        run.json()["error"].clone()
    }

    /// Where the PIN of a card is: those of the names that are given to employees are secondary.
    pub(crate) fn pin_of(&self, card: &str) -> String {
        let is_secondary = ["amy", "bob", "dora"].contains(&card);
        self.path(if is_secondary { "secrets/pin" } else { "secrets/signer-pin" })
    }

    /// A command with these cards, and both PINs.
    pub(crate) fn between(&self, command: &[&str], holder: &str, signer: &str) -> Vec<String> {
        let (pin, signer_pin) = (self.pin_of(holder), self.pin_of(signer));
        let cards = ["--holder", holder, "--signer", signer];
        let pins = ["--pin-file", &pin, "--signer-pin-file", &signer_pin];
        args(command.iter().copied().chain(cards).chain(pins))
    }

    /// F2, F5 between these cards.
    pub(crate) fn issue_by(&self, holder: &str, signer: &str) -> Vec<String> {
        self.between(&["issue", "--content", "content.json"], holder, signer)
    }

    /// F3 between these cards.
    pub(crate) fn delegate(&self, holder: &str, signer: &str) -> Vec<String> {
        self.write("delegation.json", delegation().to_string());
        self.between(&["delegate", "--content", "delegation.json"], holder, signer)
    }

    /// F4 between these cards.
    pub(crate) fn undelegate(&self, holder: &str, signer: &str) -> Vec<String> {
        self.between(&["undelegate"], holder, signer)
    }

    /// F4 of this delegation, without the secondary card.
    pub(crate) fn undelegate_serial(&self, serial: &str, signer: &str) -> Vec<String> {
        let signer_pin = self.pin_of(signer);
        args(["undelegate", "--serial", serial, "--signer", signer, "--signer-pin-file", &signer_pin])
    }

    /// Serial, kind and state of each record of a card, newest first.
    pub(crate) fn records(&self, card: &str, direction: &str, kind: &str) -> Vec<(String, String, String)> {
        let range = ["records", "--from", "2020-01-01", "--to", "2039-12-31", "--card", card];
        let side = ["--direction", direction, "--kind", kind, "--pin-file", &self.pin_of(card)];
        let reply = self.done(args(range.into_iter().chain(side)));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let records = reply["records"].as_array().unwrap().iter();
        records
            .map(|record| (text(&record["serial"]), text(&record["kind"]), text(&record["state"])))
            .collect()
    }
}

/// The serial of a signer's certificate, followed by the number that the server gave.
pub(crate) fn serial(signer: &str, number: u32) -> String {
    format!("{signer}{number:06}")
}

/// The delegation that most tests give.
pub(crate) fn delegation() -> Value {
    json!({ "holder_id": { "kind": "other", "number": "EMP-0042" }, "unit_name": "總公司", "role": "主管" })
}
