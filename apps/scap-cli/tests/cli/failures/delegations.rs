//! What goes wrong when a delegation is given (F3), ended (F4), or signed by (F5).

use std::fs;

use scap_ac::CardRank;
use scap_card::soft::NewArea;
use scap_test_pki::fixed::{self, Card};
use scap_test_stage::{Answer, Gate};
use serde_json::{Value, json};

use super::{Act, Row, facts_of};
use crate::{
    paper::revoking,
    runs::{delegation, serial},
    stage::{Stage, args},
};

/// The cards: amy's is open, and bob's is for signing.
fn cards(stage: &Stage) {
    stage.add("boss", &fixed::primary());
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
    stage.add("bob", &fixed::other_secondary());
}

fn office(stage: &mut Stage) {
    cards(stage);
    stage.serve(&[]);
}

/// An office in which boss has given bob a delegation; its serial.
fn delegated(stage: &mut Stage) -> String {
    office(stage);
    let done = stage.done(stage.delegate("bob", "boss"));
    done["certificate"]["serial"].as_str().unwrap().to_owned()
}

/// An office in which that delegation is ended; the facts.
fn ended(stage: &mut Stage) -> Value {
    delegated(stage);
    let done = stage.done(stage.undelegate("bob", "boss"));
    json!({ "serial": done["serial"], "deactivated_at": done["deactivated_at"] })
}

/// From now on the PIN of the primary card cannot be read: a run that wants it fails otherwise.
fn without_signer_pin(stage: &Stage) {
    fs::remove_file(stage.path("secrets/signer-pin")).unwrap();
}

/// The primary card of another entity.
fn stranger() -> Card {
    let mut request = fixed::request(CardRank::Primary, "4712");
    request.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    fixed::card(&request, 3)
}

/// A door that refuses requests that start like this, as if the delegation had expired; the facts.
fn expired(stage: &mut Stage, request: &'static str) -> Value {
    let facts = json!({ "serial": serial(fixed::PRIMARY_SERIAL, 1), "not_after": "2026-01-31T23:59:59Z" });
    let problem = json!({
        "type": "urn:scap:error:delegation.expired", "title": "it expired", "status": 403,
        "code": "delegation.expired", "details": facts,
    });
    cards(stage);
    let gate = Gate::new(move |this| match this.starts_with(request) {
        true => Answer::Say(403, "application/problem+json", problem.to_string()),
        false => Answer::Pass,
    });
    stage.serve_behind(gate, &[]);
    facts
}

/// F3 with this content; no card is needed to find it wrong.
fn delegate(stage: &Stage, content: &Value) -> Vec<String> {
    let arguments = stage.delegate("bob", "boss");
    stage.write("delegation.json", content.to_string());
    arguments
}

fn changed(field: &str, value: &str) -> Value {
    let mut content = delegation();
    content[field] = value.into();
    content
}

fn holder(number: &str) -> Value {
    let mut content = delegation();
    content["holder_id"] = json!({ "kind": "national_id", "number": number });
    content
}

fn nothing_is_written(stage: &Stage) {
    assert!(!stage.card("amy").join("area/certificate.der").exists());
}

pub(super) fn rows() -> Vec<Row> {
    [none(), inactive(), others(), wrong_cards(), content(), asked()].into_iter().flatten().collect()
}

fn none() -> Vec<Row> {
    vec![
        Row::new("delegation.none", "a secondary card is the only one that could sign", |stage| {
            cards(stage);
            stage.take_out("boss");
            stage.serve(&[]);
            Act::new(stage.issue("amy"), facts_of("bob", &fixed::other_secondary(), json!({})))
        })
        .and_then(nothing_is_written),
        Row::new("delegation.none", "a secondary card is named to sign, beside a primary card", |stage| {
            office(stage);
            let bob = facts_of("bob", &fixed::other_secondary(), json!({}));
            Act::new(stage.issue_by("amy", "bob"), bob)
        })
        .and_then(nothing_is_written),
        Row::new("delegation.none", "there is none to end", |stage| {
            office(stage);
            without_signer_pin(stage);
            Act::new(stage.undelegate("bob", "boss"), json!({}))
        }),
        Row::new("delegation.none", "no delegation has the serial", |stage| {
            delegated(stage);
            let other = serial(fixed::PRIMARY_SERIAL, 2);
            Act::new(stage.undelegate_serial(&other, "boss"), json!({ "serial": other }))
        }),
        Row::new("delegation.none", "an application has the serial", |stage| {
            office(stage);
            stage.done(stage.issue_by("amy", "boss"));
            let application = serial(fixed::PRIMARY_SERIAL, 1);
            Act::new(stage.undelegate_serial(&application, "boss"), json!({ "serial": application }))
        }),
        Row::new("delegation.none", "another entity's delegation has the serial", |stage| {
            let serial = delegated(stage);
            stage.add("chief", &stranger());
            Act::new(stage.undelegate_serial(&serial, "chief"), json!({ "serial": serial }))
        })
        .and_then(|stage| {
            stage.done(stage.undelegate("bob", "boss"));
        }),
    ]
}

fn inactive() -> Vec<Row> {
    vec![
        Row::new("delegation.inactive", "the card that is to sign had one", |stage| {
            let ended = ended(stage);
            let bob = facts_of("bob", &fixed::other_secondary(), ended);
            Act::new(stage.issue_by("amy", "bob"), bob)
        })
        .and_then(nothing_is_written),
        Row::new("delegation.inactive", "it was ended before", |stage| {
            let ended = ended(stage);
            without_signer_pin(stage);
            Act::new(stage.undelegate("bob", "boss"), ended)
        }),
        Row::new("delegation.inactive", "the one of the serial was ended before", |stage| {
            let ended = ended(stage);
            let serial = ended["serial"].as_str().unwrap().to_owned();
            Act::new(stage.undelegate_serial(&serial, "boss"), ended)
        }),
        Row::new("delegation.expired", "the one of the card that is to sign is past its end", |stage| {
            let facts = expired(stage, "POST /v1/issuances");
            let bob = facts_of("bob", &fixed::other_secondary(), facts);
            Act::new(stage.issue_by("amy", "bob"), bob)
        })
        .and_then(nothing_is_written),
        Row::new("delegation.expired", "the one of the serial is past its end", |stage| {
            let facts = expired(stage, "POST /v1/delegations/");
            Act::new(stage.undelegate_serial(&serial(fixed::PRIMARY_SERIAL, 1), "boss"), facts)
        }),
    ]
}

fn others() -> Vec<Row> {
    vec![
        Row::new("delegation.self", "a card is to authorize itself", |stage| {
            cards(stage);
            Act::new(stage.issue_by("amy", "amy"), json!({}))
        })
        .and_then(|stage| assert_eq!(stage.tries("amy"), 3)),
        Row::new("delegation.self", "a card is to give itself a delegation", |stage| {
            cards(stage);
            Act::new(stage.delegate("bob", "bob"), json!({}))
        }),
        Row::new("delegation.self", "a card is to end its own delegation", |stage| {
            cards(stage);
            Act::new(stage.undelegate("bob", "bob"), json!({}))
        }),
    ]
}

fn wrong_cards() -> Vec<Row> {
    vec![
        Row::new("card.not_primary", "a secondary card is to give a delegation", |stage| {
            office(stage);
            Act::new(stage.delegate("bob", "amy"), facts_of("amy", &fixed::secondary(), json!({})))
        }),
        Row::new("card.not_primary", "a secondary card is to end a delegation", |stage| {
            delegated(stage);
            Act::new(stage.undelegate("bob", "amy"), facts_of("amy", &fixed::secondary(), json!({})))
        }),
        Row::new("card.not_primary", "the card itself is to end its delegation, by the serial", |stage| {
            let serial = delegated(stage);
            let bob = facts_of("bob", &fixed::other_secondary(), json!({}));
            Act::new(stage.undelegate_serial(&serial, "bob"), bob)
        }),
        Row::new("card.not_secondary", "a primary card is to get a delegation", |stage| {
            office(stage);
            Act::new(stage.delegate("boss", "amy"), facts_of("boss", &fixed::primary(), json!({})))
        }),
        Row::new("entity.mismatch", "another entity's primary card is to give a delegation", |stage| {
            office(stage);
            stage.add("chief", &stranger());
            let numbers = json!({ "signer": fixed::OTHER_BUSINESS_NUMBER, "holder": fixed::BUSINESS_NUMBER });
            Act::new(stage.delegate("bob", "chief"), facts_of("chief", &stranger(), numbers))
        }),
        Row::new("card.certificate_revoked", "a revoked primary card is to end a delegation", |stage| {
            let crl = stage.write("list.pem", revoking(&fixed::primary(), "2025-01-01T00:00:00Z"));
            delegated(stage);
            stage.stop();
            stage.start(&["--crl", &crl]);
            Act::new(stage.undelegate("bob", "boss"), json!({ "serial": fixed::PRIMARY_SERIAL }))
        }),
    ]
}

fn content() -> Vec<Row> {
    vec![
        Row::new("content.file", "a delegation has no slots", |stage| {
            let mut content = delegation();
            content["slots"] = json!([]);
            let arguments = delegate(stage, &content);
            let reason = json!({ "contains": "`slots`" });
            Act::new(arguments, json!({ "file": "delegation.json", "reason": reason }))
        }),
        Row::new("content.file", "a delegation without a holder", |stage| {
            let arguments = delegate(stage, &json!({ "role": "主管" }));
            let reason = json!({ "contains": "`holder_id`" });
            Act::new(arguments, json!({ "file": "delegation.json", "reason": reason }))
        }),
        Row::new("holder_id.invalid", "the check digit of the delegate's number is wrong", |stage| {
            Act::new(delegate(stage, &holder("A123456788")), json!({ "rule": "checksum" }))
        }),
        Row::new("holder_id.missing", "the delegate's number is blank", |stage| {
            Act::new(delegate(stage, &holder("")), json!({ "rule": "missing" }))
        }),
        Row::new("content.text", "the role of the delegate is blank", |stage| {
            let details = json!({ "field": "role", "rule": "blank" });
            Act::new(delegate(stage, &changed("role", " ")), details)
        }),
        Row::new("content.text", "the unit of the delegate has two lines", |stage| {
            let details = json!({ "field": "unit_name", "rule": "control" });
            Act::new(delegate(stage, &changed("unit_name", "總公司\n會計")), details)
        }),
        Row::new("file.extension", "a delegation is to be saved as a PDF", |stage| {
            delegated(stage);
            let arguments = [stage.delegate("amy", "boss"), args(["--save", "amy.pdf"])].concat();
            Act::new(arguments, json!({ "file": "amy.pdf" }))
        })
        .and_then(|stage| assert_eq!(stage.records("amy", "received", "delegation"), [])),
    ]
}

fn asked() -> Vec<Row> {
    vec![
        Row::new("input.needed", "no content of a delegation and no terminal", |stage| {
            office(stage);
            Act::new(stage.between(&["delegate"], "bob", "boss"), json!({ "flag": "--content" }))
        }),
        Row::new("input.needed", "no PIN file of the card that has the delegation", |stage| {
            delegated(stage);
            let arguments = args(["undelegate", "--holder", "bob", "--signer", "boss"]);
            Act::new(arguments, json!({ "flag": "--pin-file" }))
        }),
        Row::new("input.needed", "no PIN file of the card that ends a delegation", |stage| {
            let serial = delegated(stage);
            let arguments = args(["undelegate", "--serial", &serial]);
            Act::new(arguments, json!({ "flag": "--signer-pin-file" }))
        })
        .and_then(|stage| {
            let serial = serial(fixed::PRIMARY_SERIAL, 1);
            let active = (serial, "delegation".to_owned(), "active".to_owned());
            assert_eq!(stage.records("bob", "received", "delegation"), [active]);
        }),
    ]
}
