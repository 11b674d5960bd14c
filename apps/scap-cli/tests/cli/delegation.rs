//! F3, F4, F5 as people and scripts use them: a delegation is given, signed by, and ended.

use std::{collections::BTreeMap, fs, path::Path};

use scap_ac::CardRank;
use scap_messages::{Language, Messages};
use scap_test_pki::fixed::{self, Card};
use scap_test_stage::pem;
use serde_json::{Value, json};

use crate::{
    paper::revoking,
    runs::serial,
    stage::{Stage, args},
};

/// When the certificate of dora's card ends: before all others.
const DORA_UNTIL: &str = "2029-06-30T15:59:59Z";
const DORA_SERIAL: &str = "4711";

/// A secondary card that no server knows and whose area is closed: signing needs neither.
fn dora() -> Card {
    let mut request = fixed::request(CardRank::Secondary, DORA_SERIAL);
    request.not_after = fixed::time(DORA_UNTIL);
    fixed::card(&request, 3)
}

/// A primary card that is issued when boss is lost.
fn chief() -> Card {
    fixed::card(&fixed::request(CardRank::Primary, "9001"), 4)
}

/// boss, amy and dora in their readers, a server, and the certificates of the cards in files.
fn office() -> Stage {
    let stage = Stage::with_cards_and_server();
    stage.add("dora", &dora());
    let cards = [("boss", fixed::primary()), ("amy", fixed::secondary()), ("dora", dora())];
    for (name, card) in cards {
        stage.write(&format!("{name}.pem"), pem(card.certificate.as_der()));
    }
    stage
}

/// Every file of a card's area.
fn area(stage: &Stage, card: &str) -> BTreeMap<String, Vec<u8>> {
    let read = |path: &Path| (path.display().to_string(), fs::read(path).unwrap());
    let files = fs::read_dir(stage.card(card).join("area")).unwrap();
    files.map(|file| read(&file.unwrap().path())).collect()
}

/// A certificate that this card granted.
fn certificate(stage: &Stage, card: &str, serial: &str) -> Value {
    let records = ["records", "--direction", "granted", "--serial", serial];
    let card = ["--card", card, "--pin-file", &stage.pin_of(card)];
    stage.done(args(records.into_iter().chain(card)))["records"][0]["certificate"].clone()
}

/// Whether a file with a certificate for amy is valid, by dora's signature and this delegation; else why not.
fn verdict(stage: &Stage, file: &str, delegation: &[&str]) -> (Option<i32>, Value) {
    let trust = ["ac", "verify", file, "--anchors", "root.pem", "--intermediates", "ca.pem", "--json"];
    let cards = ["--holder", "amy.pem", "--signer", "dora.pem", "--signer", "boss.pem"];
    let run = stage.scap(&args(trust.into_iter().chain(cards).chain(delegation.iter().copied())));
    (run.code, run.json()["code"].clone())
}

#[test]
fn a_delegation_is_given_and_ended_in_text_in_both_languages() {
    for language in Language::ALL {
        let stage = office();
        let messages = Messages::new(language);
        let before = area(&stage, "amy");
        let say = |id: &str, args: &[(&str, &str)]| {
            let args: Vec<_> = args.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
            messages.text(id, &args)
        };
        let text = |arguments: Vec<String>| {
            stage.scap(&[arguments, args(["--lang", language.tag()])].concat()).succeeded()
        };
        let number = serial(fixed::PRIMARY_SERIAL, 1);

        let given = text(stage.delegate("amy", "boss"));
        for shown in [&number, "總公司", "主管", "EMP-0042", fixed::SECONDARY_SERIAL] {
            assert!(given.stdout().contains(shown), "{shown}: {given:?}");
        }
        let done = say("delegate-done", &[("serial", &number), ("label", "amy")]);
        assert_eq!(given.stdout().lines().last(), Some(&*done));
        // What the holder's card agreed to is on stderr, the holder's number masked.
        for shown in [
            say("issue-review-header", &[]),
            say("issue-signed", &[("kind", "delegation"), ("serial", &number)]),
        ] {
            assert!(given.stderr.lines().any(|line| line == shown), "{shown}: {given:?}");
        }
        assert!(!given.stderr.contains("EMP-0042"), "{given:?}");

        let records = stage.received("amy");
        assert!(text(records.clone()).stdout().contains(&say("records-state", &[("state", "active")])));
        let ended = text(stage.undelegate("amy", "boss"));
        let at = stage.done(records.clone())["records"][0]["ended_at"].as_str().unwrap().to_owned();
        let done = say("undelegate-done", &[("serial", &number), ("at", &at)]);
        assert_eq!(ended.stdout(), format!("{done}\n"));
        assert!(ended.stderr.contains(&say("undelegate-header", &[])), "{ended:?}");
        assert!(ended.stderr.contains(&number) && !ended.stderr.contains("EMP-0042"), "{ended:?}");
        let fields = certificate(&stage, "boss", &number);
        for unread in ["signature", "authority_key_identifier"] {
            assert!(!ended.stderr.contains(fields[unread].as_str().unwrap()), "{unread}: {ended:?}");
        }
        assert!(text(records).stdout().contains(&say("records-state", &[("state", "deactivated")])));

        assert_eq!(area(&stage, "amy"), before, "nothing is written onto the card");
    }
}

#[test]
fn what_a_script_gives_is_what_the_answer_the_file_and_the_records_say() {
    let stage = office();
    stage.write("saved.txt", "old");
    let given = stage.done([stage.delegate("dora", "boss"), args(["--save", "saved.txt"])].concat());
    assert_eq!(given["delegated"], true);
    let certificate = &given["certificate"];
    let expected = json!({
        "kind": "delegation",
        "serial": serial(fixed::PRIMARY_SERIAL, 1),
        "not_after": DORA_UNTIL,
        "holder_id": { "kind": "other", "number": "EMP-0042" },
        "slots": [],
        "delegation": { "unit_name": "總公司", "role": "主管" },
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(certificate[field], *value, "{field}");
    }
    assert_eq!(certificate["holder"]["serial"], DORA_SERIAL);
    assert_eq!(stage.done(args(["ac", "show", "saved.txt"])), *certificate);

    // Unit and role may be left out; the former delegation gives way.
    let command = stage.delegate("dora", "boss");
    stage.write("delegation.json", json!({ "holder_id": { "kind": "other", "number": "1" } }).to_string());
    let again = stage.done(command);
    assert_eq!(again["certificate"]["delegation"], json!({ "unit_name": null, "role": null }));
    let row = |number, state: &str| {
        (serial(fixed::PRIMARY_SERIAL, number), "delegation".to_owned(), state.to_owned())
    };
    let rows = [row(2, "active"), row(1, "superseded")];
    assert_eq!(stage.records("dora", "received", "delegation"), rows);
    assert_eq!(stage.records("boss", "granted", "delegation"), rows);
    assert_eq!(stage.records("dora", "received", "application"), []);
    let former = stage.undelegate_serial(&serial(fixed::PRIMARY_SERIAL, 1), "boss");
    assert_eq!(stage.refused(former), "delegation.inactive");

    let ended = stage.done(stage.undelegate("dora", "boss"));
    assert_eq!(ended["deactivated"], true);
    assert_eq!(ended["serial"], serial(fixed::PRIMARY_SERIAL, 2));
    let record = stage.done(stage.received("dora"))["records"][0].clone();
    assert_eq!((&record["state"], &record["ended_at"]), (&json!("deactivated"), &ended["deactivated_at"]));
}

#[test]
fn what_a_delegate_signs_lasts_as_long_as_her_delegation_and_is_verified_with_it() {
    let stage = office();
    stage.done([stage.delegate("dora", "boss"), args(["--save", "delegation.txt"])].concat());
    let issued = stage.done([stage.issue_by("amy", "dora"), args(["--save", "amy.txt"])].concat());
    let certificate = &issued["certificate"];
    assert_eq!(certificate["serial"], serial(DORA_SERIAL, 1));
    assert_eq!(certificate["not_after"], DORA_UNTIL);
    assert_eq!(stage.done(stage.view("amy")), *certificate);
    assert_eq!(verdict(&stage, "amy.txt", &["--delegation", "delegation.txt"]), (Some(0), Value::Null));
    assert_eq!(verdict(&stage, "amy.txt", &[]), (Some(3), json!("ac.delegation_missing")));

    // It stays valid when the delegation has ended, but no other is signed.
    stage.done(stage.undelegate("dora", "boss"));
    assert_eq!(verdict(&stage, "amy.txt", &["--delegation", "delegation.txt"]), (Some(0), Value::Null));
    let change = ["modify", "--set", "2=EINVOICE", "--set", "4="];
    assert_eq!(stage.refused(stage.between(&change, "amy", "dora")), "delegation.inactive");
    assert_eq!(stage.done(stage.view("amy")), *certificate);
}

#[test]
fn a_primary_card_that_is_there_signs_unless_the_delegate_is_named() {
    let stage = office();
    stage.done(stage.delegate("dora", "boss"));
    let issue = stage.issue("amy");
    let first = stage.done(issue.clone());
    assert_eq!(first["certificate"]["serial"], serial(fixed::PRIMARY_SERIAL, 2));
    assert_eq!(first["certificate"]["not_after"], fixed::NOT_AFTER);

    stage.take_out("boss");
    let mut by_delegate = issue;
    let pin = by_delegate.len() - 1;
    by_delegate[pin] = stage.pin_of("dora");
    let second = stage.done(by_delegate);
    assert_eq!(second["certificate"]["serial"], serial(DORA_SERIAL, 1));
}

#[test]
fn a_lost_card_is_not_needed_to_end_its_delegation() {
    let stage = office();
    stage.done(stage.delegate("dora", "boss"));
    stage.take_out("dora");
    // Its serial is in the records of the primary card, whenever it was given.
    let list = args(["records", "--direction", "granted", "--kind", "delegation", "--pin-file"]);
    let list = [list, vec![stage.pin_of("boss")], args(["--card", "boss"])].concat();
    let number = stage.done(list)["records"][0]["serial"].as_str().unwrap().to_owned();
    assert_eq!(number, serial(fixed::PRIMARY_SERIAL, 1));
    let ended = stage.done(stage.undelegate_serial(&number, "boss"));
    assert_eq!((&ended["deactivated"], &ended["serial"]), (&json!(true), &json!(number)));

    stage.put_in("dora");
    let refusal = stage.refusal(stage.issue_by("amy", "dora"));
    assert_eq!(refusal["code"], "delegation.inactive");
    assert_eq!(refusal["details"]["deactivated_at"], ended["deactivated_at"]);
    assert_eq!(refusal["details"]["card_serial"], DORA_SERIAL);
}

#[test]
fn a_new_primary_card_takes_over_what_the_former_one_granted() {
    let mut stage = office();
    let granted = stage.done([stage.issue_by("amy", "boss"), args(["--save", "amy.txt"])].concat());
    stage.done(stage.delegate("dora", "boss"));
    stage.stop();
    let crl = stage.write("list.pem", revoking(&fixed::primary(), "2025-01-01T00:00:00Z"));
    stage.start(&["--crl", &crl]);
    assert_eq!(stage.refused(stage.issue_by("amy", "boss")), "card.certificate_revoked");
    stage.take_out("boss");
    stage.add("chief", &chief());

    let modified = stage.done(stage.between(&["modify", "--set", "4="], "amy", "chief"));
    assert_eq!(modified["certificate"]["serial"], serial("9001", 1));
    assert_eq!(modified["certificate"]["slots"][0], granted["certificate"]["slots"][0]);
    let cancelled = stage.done(stage.between(&["cancel", "--all"], "amy", "chief"));
    assert_eq!(cancelled["certificate"]["slots"], json!([]));
    // Until it is ended, the delegation of the former card lets dora sign.
    stage.done(stage.issue_by("amy", "dora"));
    let ended = stage.done(stage.undelegate("dora", "chief"));
    assert_eq!(ended["serial"], serial(fixed::PRIMARY_SERIAL, 2));
    assert_eq!(stage.refused(stage.issue_by("amy", "dora")), "delegation.inactive");

    // What the former card signed stays valid.
    assert_eq!(verdict(&stage, "amy.txt", &[]), (Some(0), Value::Null));
}
