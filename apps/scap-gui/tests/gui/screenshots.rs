//! Pictures of every page, in both languages and two sizes of text: `cargo xtask screenshots` looks after them.

use std::{fs, path::PathBuf};

use egui::Key;
use scap_ac::Language;
use scap_messages::{Language as Spoken, Messages};
use scap_test_pki::fixed;
use scap_test_stage::{PIN, SIGNER_PIN, Stage, USER_CODE};
use serde_json::{Value, json};

use crate::person::Person;

/// Where the pictures go.
const FOLDER: &str = "SCAP_SCREENSHOTS";

/// A person who takes a picture of each page.
struct Photographer {
    person: Person,
    messages: Messages,
    folder: PathBuf,
    taken: u32,
}

impl Photographer {
    fn new(language: Language, text_size: u16, folder: &str) -> Self {
        let mut stage = Stage::new();
        stage.add("amy", &fixed::secondary());
        stage.serve(&[]);
        let folder = PathBuf::from(folder).join(format!("{}-{text_size}", language.tag()));
        fs::create_dir_all(&folder).unwrap();
        let person = Person::with(stage, f32::from(text_size) / 100.0, |overrides| {
            overrides.language = Some(language)
        });
        Self { person, messages: Messages::new(language), folder, taken: 0 }
    }

    fn text(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.messages.text(id, args)
    }

    fn shoot(&mut self, name: &str) {
        self.person.window.run_ok();
        self.taken += 1;
        let image = self.person.window.render().unwrap();
        image.save(self.folder.join(format!("{:02}-{name}.png", self.taken))).unwrap();
    }

    fn press(&mut self, id: &str) {
        let text = self.text(id, &[]);
        self.person.press(&text);
    }

    fn sees(&mut self, id: &str) {
        let text = self.text(id, &[]);
        self.person.sees(&text);
    }

    fn fill(&mut self, id: &str, text: &str) {
        let name = self.text(id, &[]);
        self.person.type_into(&name, text);
    }

    /// Enters a PIN, after a picture if it is the first.
    fn pin(&mut self, pin: &str, name: Option<&str>) {
        self.fill("gui-pin", pin);
        if let Some(name) = name {
            self.shoot(name);
        }
        self.press("gui-next");
    }

    fn activate(&mut self) {
        self.press("gui-activate");
        self.sees("activate-confirm");
        self.shoot("activate-card");
        self.press("gui-activate-yes");
        self.fill("gui-user-code", USER_CODE);
        self.shoot("activate-user-code");
        self.press("gui-next");
        self.pin(PIN, None);
        self.sees("gui-activated-next");
        self.shoot("activate-done");
        self.press("gui-home");
    }

    fn issue(&mut self) {
        self.press("gui-sign");
        self.shoot("choose");
        self.press("gui-issue");
        self.pin(PIN, Some("pin"));
        self.press("gui-terms-agree");
        self.shoot("terms");
        self.press("gui-next");
        let holder = self.text("form-holder-question", &[("kind", json!("national_id"))]);
        self.person.type_into(&holder, "A123456780");
        self.shoot("content-empty");
        self.person.type_into(&holder, "A123456789");
        self.fill("gui-content-search", "G2B");
        self.shoot("content-search");
        self.person.key(Key::Enter);
        let clear = self.text("gui-content-clear", &[("slot", json!(1))]);
        self.person.sees(&clear);
        self.shoot("content-filled");
        self.press("gui-content-next");
        self.sees("review-sign");
        self.shoot("review");
        self.press("review-sign");
        self.sees("insert-card-signer");
        self.person.stage.take_out("amy");
        self.person
            .stage
            .add("rival", &fixed::card(&fixed::request(scap_ac::CardRank::Secondary, "4711"), 3));
        self.sees("gui-failure-details");
        self.shoot("insert-wrong-card");
        self.person.stage.take_out("rival");
        self.person.stage.add("boss", &fixed::primary());
        self.pin(SIGNER_PIN, Some("pin-signer"));
        self.sees("gui-next-write");
        self.shoot("signed");
        self.press("gui-next-write");
        let back = self.text("gui-insert-back", &[("label", json!("amy"))]);
        self.person.sees(&back);
        self.shoot("insert");
        self.person.stage.put_in("amy");
        self.pin(PIN, None);
        self.sees("gui-save");
        self.shoot("issued");
        self.press("gui-home");
    }

    fn others(&mut self) {
        self.sees("gui-server-met");
        self.shoot("start");
        self.press("gui-records");
        self.shoot("records-search");
        self.press("gui-records-begin");
        self.sees("gui-next");
        self.shoot("choose-card");
        let rank = self.text("rank-primary", &[]);
        let boss = [
            ("rank", rank.as_str()),
            ("label", "boss"),
            ("serial", fixed::PRIMARY_SERIAL),
            ("reader", "Soft reader: boss"),
        ];
        let boss = self.text("gui-choose-card", &boss.map(|(name, value)| (name, json!(value))));
        self.person.press(&boss);
        self.press("gui-next");
        self.pin(SIGNER_PIN, None);
        self.sees("gui-home");
        self.shoot("records-found");
        self.press("gui-home");
        self.press("gui-settings");
        self.shoot("settings");
        self.press("gui-back");
        self.press("gui-about");
        self.shoot("about");
        self.press("gui-diagnosis");
        self.shoot("diagnosis");
    }
}

#[test]
#[ignore = "cargo xtask screenshots"]
fn every_page_in_both_languages_and_two_sizes() {
    let folder = std::env::var(FOLDER).unwrap();
    for language in Spoken::ALL {
        for text_size in [100, 150] {
            let mut photographer = Photographer::new(language, text_size, &folder);
            photographer.sees("gui-server-met");
            photographer.shoot("first");
            photographer.activate();
            photographer.issue();
            photographer.others();
        }
    }
}
