//! One reader and a person who swaps cards when asked to.

use std::{fs, process::Command};

use scap_card::soft::NewArea;
use scap_messages::{Language, Messages};
use scap_test_pki::fixed;
use scap_test_stage::{Answer, Gate};
use serde_json::json;

use crate::{
    failures::facts_of,
    stage::{Run, Stage, args},
};

/// A person at a program that asks for cards: puts in the next card at each prompt.
struct Person<'a> {
    stage: &'a Stage,
    messages: Messages,
    present: Option<&'static str>,
    /// What is put in at each prompt, in order.
    next: std::vec::IntoIter<&'static str>,
    /// The prompts that came.
    prompts: Vec<&'static str>,
}

const PROMPTS: [&str; 3] = ["insert-card-holder", "insert-card-signer", "insert-card-subject"];

impl<'a> Person<'a> {
    fn new(stage: &'a Stage, language: Language, next: Vec<&'static str>) -> Self {
        let messages = Messages::new(language);
        Self { stage, messages, present: None, next: next.into_iter(), prompts: Vec::new() }
    }

    /// Reads a line. Returns the card that this person is about to put in, and `swap` does it.
    fn reads(&mut self, line: &str) -> Option<&'static str> {
        let prompt = PROMPTS.into_iter().find(|id| self.messages.text(id, &[]) == line)?;
        self.prompts.push(prompt);
        self.next.next()
    }

    fn swap(&mut self, card: &'static str) {
        if let Some(present) = self.present.replace(card) {
            self.stage.take_out(present);
        }
        self.stage.put_in(card);
    }
}

/// An empty reader, three cards beside it, a server.
fn stage() -> Stage {
    let stage = Stage::with_cards_and_server();
    stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Open);
    for name in ["boss", "amy", "bob"] {
        stage.take_out(name);
    }
    stage
}

/// Issues without naming a card, waiting for each.
fn issue(stage: &Stage, language: Language) -> Vec<String> {
    let mut issue = stage.issue("amy");
    issue.retain(|argument| !["--holder", "amy"].contains(&argument.as_str()));
    issue.extend(args(["--wait", "30", "--json", "--lang", language.tag()]));
    issue
}

fn play(person: &mut Person<'_>, arguments: &[String]) -> Run {
    let stage = person.stage;
    stage.play(arguments, |_, line| {
        if let Some(card) = person.reads(line) {
            person.swap(card);
        }
    })
}

#[test]
fn cards_are_asked_for_in_the_order_of_the_manual() {
    for language in Language::ALL {
        let stage = stage();
        let mut person = Person::new(&stage, language, vec!["amy", "boss", "amy"]);
        let run = play(&mut person, &issue(&stage, language)).succeeded();
        assert_eq!(person.prompts, ["insert-card-holder", "insert-card-signer", "insert-card-holder"]);
        let certificate = &run.json()["certificate"];
        assert_eq!(certificate["holder"]["serial"], fixed::SECONDARY_SERIAL);

        let waiting = args(["--wait", "30", "--json", "--lang", language.tag()]);
        for (command, prompt) in
            [(stage.view("amy"), "insert-card-holder"), (stage.received("amy"), "insert-card-subject")]
        {
            stage.take_out("amy");
            let mut person = Person::new(&stage, language, vec!["amy"]);
            let document = play(&mut person, &[command, waiting.clone()].concat()).succeeded().json();
            assert_eq!(person.prompts, [prompt]);
            let shown = document.get("records").map_or(&document, |records| &records[0]["certificate"]);
            assert_eq!(shown, certificate);
        }
    }
}

#[test]
fn a_wrong_card_is_told_and_the_right_one_goes_on() {
    let language = Language::English;
    let messages = Messages::new(language);
    let stage = stage();
    // At the first prompt a primary card; at the second another secondary card, then the holder's own; at the third
    // the wrong one.
    let order = vec!["boss", "amy", "bob", "amy", "boss", "bob", "amy"];
    let mut person = Person::new(&stage, language, order);
    let run = play(&mut person, &issue(&stage, language)).succeeded();
    let (holder, signer) = ("insert-card-holder", "insert-card-signer");
    assert_eq!(person.prompts, [holder, holder, signer, signer, signer, holder, holder]);

    let serials = json!({ "expected": fixed::SECONDARY_SERIAL, "found": fixed::OTHER_SECONDARY_SERIAL });
    let wrong = [
        ("card.not_secondary", "boss", fixed::primary(), json!({})),
        ("delegation.none", "bob", fixed::other_secondary(), json!({})),
        ("delegation.self", "amy", fixed::secondary(), json!({})),
        ("card.changed", "bob", fixed::other_secondary(), serials),
    ];
    for (code, name, card, more) in wrong {
        let details = facts_of(name, &card, more);
        let message = messages.failure(code, details.as_object().unwrap()).message;
        let line = messages.text("insert-card-wrong", &[("message", message.into())]);
        assert!(run.stderr.lines().any(|told| told == line), "{line}: {run:?}");
    }
    assert_eq!(run.json()["certificate"]["holder"]["serial"], fixed::SECONDARY_SERIAL);
    assert!(!stage.folder().join("drawer/bob/area/certificate.der").exists());
}

#[test]
fn a_write_record_that_the_server_missed_reaches_it_later() {
    let language = Language::English;
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
    // The address stays the same while the server is away.
    stage.serve_behind(Gate::new(|_| Answer::Pass), &[]);
    stage.take_out("boss");
    stage.take_out("amy");
    let serial = format!("{}000001", fixed::PRIMARY_SERIAL);

    let server = stage.server().to_string();
    let mut person = Person::new(&stage, language, vec!["amy", "boss", "amy"]);
    let run = stage.play(&issue(&stage, language), |_, line| {
        if let Some(card) = person.reads(line) {
            if person.prompts.len() == 3 {
                // The certificate is recorded and not written: now the power goes.
                let killed = Command::new("kill").args(["-KILL", &server]).status().unwrap();
                assert!(killed.success());
            }
            person.swap(card);
        }
    });
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(
        run.json()["error"]["details"],
        json!({ "serial": serial, "reason": "net.connect" }),
        "{run:?}"
    );
    assert_eq!(run.json()["error"]["code"], "audit.pending");
    let pending = stage.path("home/data/scap/pending");
    assert_eq!(fs::read_dir(&pending).unwrap().count(), 1);

    // It stays while the server is away, and nothing that works without one minds.
    stage.scap(&stage.view("amy")).succeeded();
    assert_eq!(stage.scap(&stage.received("amy")).code, Some(1));
    assert_eq!(fs::read_dir(&pending).unwrap().count(), 1);

    stage.kill_server();
    stage.start(&[]);
    let records = stage.scap(&[stage.received("amy"), args(["--json"])].concat()).succeeded().json();
    assert_eq!(records["records"][0]["serial"], serial);
    assert!(records["records"][0]["written_at"].is_string(), "{records}");
    assert_eq!(fs::read_dir(&pending).unwrap().count(), 0);
}
