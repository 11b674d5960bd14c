//! F9 and F10: what is on a card is changed and cancelled, slot by slot or as a whole.

use scap_test_pki::fixed;
use serde_json::{Value, json};

use crate::stage::{Stage, args};

/// What is on amy's card, which boss signed.
fn issued() -> Stage {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    stage.scap(&stage.activate("amy")).succeeded();
    stage.scap(&stage.issue("amy")).succeeded();
    stage
}

/// The new certificate, which is the one on the card then.
#[track_caller]
fn changed(stage: &Stage, change: &[&str]) -> Value {
    let mut arguments = args(change.iter().copied());
    arguments.extend(args(["--holder", "amy", "--pin-file", &stage.path("secrets/pin")]));
    arguments.extend(args(["--signer-pin-file", &stage.path("secrets/signer-pin"), "--json"]));
    let certificate = stage.scap(&arguments).succeeded().json()["certificate"].clone();
    let mut view = stage.view("amy");
    view.push("--json".to_owned());
    assert_eq!(stage.scap(&view).succeeded().json(), certificate);
    certificate
}

/// Number and code of each used slot.
fn used(certificate: &Value) -> Vec<(u64, &str)> {
    let slots = certificate["slots"].as_array().unwrap().iter();
    slots
        .map(|slot| (slot["slot"].as_u64().unwrap(), slot["application"]["code"].as_str().unwrap()))
        .collect()
}

#[test]
fn slots_are_set_cleared_and_left_as_they_are() {
    let stage = issued();
    let moved = changed(
        &stage,
        &["modify", "--set", "4=", "--set", "2=EINVOICE;unit-name=總公司》會計;role=查詢發票"],
    );
    assert_eq!(used(&moved), [(1, "G2B-EHELPER"), (2, "EINVOICE")]);
    assert_eq!(moved["serial"], format!("{}000002", fixed::PRIMARY_SERIAL));
    assert_eq!(moved["slots"][0]["unit_code"], "028》78616600", "a slot that is not set stays");
    assert_eq!(moved["holder_id"], json!({ "kind": "national_id", "number": "A123456789" }));
    let slot = &moved["slots"][1];
    assert_eq!((&slot["unit_name"], &slot["unit_code"]), (&json!("總公司》會計"), &Value::Null));
    assert_eq!(slot["role"], "查詢發票");

    let short = changed(&stage, &["modify", "--set", "1=G2B-EHELPER"]);
    assert_eq!(short["slots"][0]["role"], Value::Null, "a slot says what it is set to, no more");
}

#[test]
fn slots_are_cancelled_one_by_one_or_all_at_once() {
    let stage = issued();
    let one = changed(&stage, &["cancel", "--slot", "1"]);
    assert_eq!(used(&one), [(4, "EINVOICE")]);
    let none = changed(&stage, &["cancel", "--all"]);
    assert_eq!(used(&none), []);
    assert_eq!(none["kind"], "application");
    assert_eq!(none["holder_id"]["number"], "A123456789", "the holder stays known");

    // It is a valid certificate that authorizes nothing, and all three are in the records.
    let again = changed(&stage, &["modify", "--set", "5=EINVOICE"]);
    assert_eq!(used(&again), [(5, "EINVOICE")]);
    let mut received = stage.received("amy");
    received.push("--json".to_owned());
    assert_eq!(stage.scap(&received).succeeded().json()["records"].as_array().unwrap().len(), 4);
}

#[test]
fn wrong_changes_are_usage_errors() {
    let stage = Stage::new();
    for change in [
        &["modify"][..],
        &["modify", "--set", "EINVOICE"],
        &["modify", "--set", "1=EINVOICE;colour=red"],
        &["cancel"],
        &["cancel", "--slot", "1", "--all"],
        &["cancel", "--slot", "one"],
    ] {
        assert_eq!(stage.scap(&args(change.iter().copied())).code, Some(2), "{change:?}");
    }
}
