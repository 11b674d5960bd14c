//! What goes wrong with content, files, settings and what is asked for.

use std::fs;

use scap_card::soft::NewArea;
use scap_test_pki::fixed;
use serde_json::{Value, json};

use super::{Act, Row};
use crate::stage::{Stage, args, content};

/// Runs F2 with this content; no card is needed to find it wrong.
fn issue(stage: &Stage, content: &Value) -> Vec<String> {
    stage.write("content.json", content.to_string());
    stage.issue("amy")
}

fn holder(number: &str) -> Value {
    let mut content = content();
    content["holder_id"]["number"] = number.into();
    content
}

fn slots(slots: &[(u8, &str)]) -> Value {
    let mut content = content();
    let slots = slots.iter().map(|(slot, application)| json!({ "slot": slot, "application": application }));
    content["slots"] = slots.collect();
    content
}

/// A certificate for the usual content on amy's card.
fn issued(stage: &mut Stage) {
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    stage.scap(&stage.activate("amy")).succeeded();
    stage.write("content.json", content().to_string());
    stage.scap(&stage.issue("amy")).succeeded();
}

/// Runs F9 or F10 on amy's card.
fn change(stage: &Stage, change: &[&str]) -> Vec<String> {
    let mut arguments = args(change.iter().copied());
    arguments.extend(args(["--holder", "amy", "--pin-file", &stage.path("secrets/pin")]));
    arguments.extend(args(["--signer-pin-file", &stage.path("secrets/signer-pin")]));
    arguments
}

/// Makes a soft card of this name with the CA in this folder.
fn new_soft_card(stage: &Stage, name: &str, ca: &str) -> Vec<String> {
    let (cards, ca, pin) = (stage.path("cards"), stage.path(ca), stage.path("secrets/pin"));
    let card = ["--name", name, "--rank", "secondary", "--ubn", "12345675", "--ca", &ca, "--pin-file", &pin];
    args(["soft-card", "new", &cards].into_iter().chain(card))
}

pub(super) fn rows() -> Vec<Row> {
    [rules(), files(), asked()].into_iter().flatten().collect()
}

fn rules() -> Vec<Row> {
    vec![
        Row::new("holder_id.missing", "the number is blank", |stage| {
            Act::new(issue(stage, &holder(" ")), json!({ "rule": "missing" }))
        }),
        Row::new("holder_id.invalid", "the check digit is wrong", |stage| {
            Act::new(issue(stage, &holder("A123456788")), json!({ "rule": "checksum" }))
        }),
        Row::new("holder_id.invalid", "a digit is missing", |stage| {
            Act::new(issue(stage, &holder("A12345678")), json!({ "rule": "form" }))
        }),
        Row::new("slot.limit", "six applications", |stage| {
            let six = [(1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "E"), (5, "F")];
            Act::new(issue(stage, &slots(&six)), json!({ "count": 6 }))
        }),
        Row::new("slot.duplicate", "a slot twice", |stage| {
            let twice = [(2, "G2B-EHELPER"), (2, "EINVOICE")];
            Act::new(issue(stage, &slots(&twice)), json!({ "slot": 2 }))
        }),
        Row::new("slot.duplicate", "an application twice", |stage| {
            let twice = [(1, "EINVOICE"), (2, "EINVOICE")];
            Act::new(issue(stage, &slots(&twice)), json!({ "application": "EINVOICE" }))
        }),
        Row::new("slot.range", "there is no slot 6", |stage| {
            Act::new(issue(stage, &slots(&[(6, "EINVOICE")])), json!({ "number": 6 }))
        }),
        Row::new("slot.range", "slot 9 is to be set", |_| {
            Act::new(args(["modify", "--set", "9=EINVOICE"]), json!({ "number": 9 }))
        }),
        Row::new("slot.duplicate", "a slot is cancelled twice", |_| {
            Act::new(args(["cancel", "--slot", "2,2"]), json!({ "slot": 2 }))
        }),
        Row::new("slot.unused", "a slot that says nothing is to be cancelled", |stage| {
            issued(stage);
            Act::new(change(stage, &["cancel", "--slot", "5"]), json!({ "slot": 5 }))
        }),
        Row::new("slot.duplicate", "an application is set a second time", |stage| {
            issued(stage);
            let twice = change(stage, &["modify", "--set", "5=EINVOICE"]);
            Act::new(twice, json!({ "application": "EINVOICE" }))
        }),
        Row::new("area.none", "there is nothing to change", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            Act::new(change(stage, &["cancel", "--all"]), json!({}))
        }),
        Row::new("content.text", "a role is blank", |stage| {
            let mut content = content();
            content["slots"][0]["role"] = " ".into();
            Act::new(issue(stage, &content), json!({ "field": "role", "rule": "blank" }))
        }),
        Row::new("content.text", "a unit's name is too long", |stage| {
            let mut content = content();
            content["slots"][0]["unit_name"] = "字".repeat(257).into();
            let facts = json!({ "field": "unit_name", "rule": "too_long", "max": 256 });
            Act::new(issue(stage, &content), facts)
        }),
        Row::new("application.unknown", "the catalogue does not have it", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            Act::new(issue(stage, &slots(&[(1, "NOPE")])), json!({ "application": "NOPE" }))
        }),
    ]
}

fn files() -> Vec<Row> {
    vec![
        Row::new("content.file", "a field that there is not", |stage| {
            let mut content = content();
            content["slots"][0]["unit"] = "宜蘭第六廠".into();
            let arguments = issue(stage, &content);
            let reason = json!({ "contains": "`unit`" });
            Act::new(arguments, json!({ "file": stage.path("content.json"), "reason": reason }))
        }),
        Row::new("content.file", "a file without end", |_| {
            let arguments = args(["issue", "--content", "/dev/zero"]);
            Act::new(arguments, json!({ "file": "/dev/zero", "reason": { "contains": "65536" } }))
        }),
        Row::new("config.invalid", "a file without end", |_| {
            let arguments = args(["readers", "--config", "/dev/zero"]);
            Act::new(arguments, json!({ "file": "/dev/zero", "reason": { "contains": "65536" } }))
        }),
        Row::new("config.url", "an account in the server's address, which is not told", |_| {
            let arguments = args(["activate", "--server", "https://me:s3cr3t@scap.example"]);
            Act::new(arguments, json!({ "setting": "server", "url": "https://scap.example" }))
        }),
        Row::new("content.file", "no JSON", |stage| {
            let file = stage.write("content.json", "holder_id: A123456789");
            Act::new(stage.issue("amy"), json!({ "file": file, "reason": { "contains": "line 1" } }))
        }),
        Row::new("file.read", "the content file is missing", |stage| {
            let file = stage.path("no-content.json");
            let reason = json!({ "contains": "os error 2" });
            Act::new(args(["issue", "--content", &file]), json!({ "file": file, "reason": reason }))
        }),
        Row::new("file.read", "the PIN file is missing", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            let file = stage.path("no-pin");
            let reason = json!({ "contains": "os error 2" });
            Act::new(args(["view", "--pin-file", &file]), json!({ "file": file, "reason": reason }))
        }),
        Row::new("file.read", "the PIN file is a folder", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            let file = stage.path("secrets");
            let reason = json!({ "contains": "os error 21" });
            Act::new(args(["view", "--pin-file", &file]), json!({ "file": file, "reason": reason }))
        }),
        Row::new("file.read", "the folder of the CA is missing", |stage| {
            let reason = json!({ "contains": "os error 2" });
            let file = stage.path("no-ca/root.pem");
            Act::new(new_soft_card(stage, "carl", "no-ca"), json!({ "file": file, "reason": reason }))
        }),
        Row::new("file.content", "an anchor is no certificate", |stage| {
            let file = stage.path("content.json");
            let verify = args(["ac", "verify", &file, "--anchors", &file]);
            Act::new(verify, json!({ "file": file, "what": "certificate" }))
        }),
        Row::new("file.content", "a revocation list is none", |stage| {
            let (root, file) = (stage.path("root.pem"), stage.path("content.json"));
            let verify = args(["ac", "verify", &file, "--anchors", &root, "--crl", &file]);
            Act::new(verify, json!({ "file": file, "what": "revocation_list" }))
        }),
        Row::new("file.exists", "a CA is in the folder", |stage| {
            let folder = stage.path("ca");
            let new = args(["test-ca", "new", &folder]);
            stage.scap(&new).succeeded();
            Act::new(new, json!({ "file": format!("{folder}/root.key") }))
        }),
        Row::new("file.exists", "a card has the name", |stage| {
            stage.add("carl", &fixed::secondary());
            stage.scap(&args(["test-ca", "new", &stage.path("ca")])).succeeded();
            Act::new(new_soft_card(stage, "carl", "ca"), json!({ "file": stage.path("cards/carl") }))
        }),
        Row::new("soft_card.name", "a folder cannot have the name", |stage| {
            stage.scap(&args(["test-ca", "new", &stage.path("ca")])).succeeded();
            Act::new(new_soft_card(stage, "a/b", "ca"), json!({ "name": "a/b" }))
        }),
        Row::new("file.write", "the folder to save in is missing", |stage| {
            stage.add("boss", &fixed::primary());
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            let file = stage.path("no-folder/saved.txt");
            let mut arguments = stage.issue("amy");
            arguments.extend(args(["--save", &file]));
            Act::new(arguments, json!({ "file": file, "reason": { "contains": "os error 2" } }))
        })
        // Nothing was issued and then reported as failed.
        .and_then(|stage| assert!(!stage.card("amy").join("area/certificate.der").exists())),
        Row::new("file.write", "a folder has the name to save under", |stage| {
            let file = stage.path("folder.txt");
            fs::create_dir(&file).unwrap();
            let mut arguments = stage.view("amy");
            arguments.extend(args(["--save", &file]));
            Act::new(arguments, json!({ "file": file, "reason": { "contains": "directory" } }))
        }),
        Row::new("file.extension", "saving as a PDF", |stage| {
            let mut arguments = stage.view("amy");
            arguments.extend(args(["--save", "saved.pdf"]));
            Act::new(arguments, json!({ "file": "saved.pdf" }))
        }),
        Row::new("config.invalid", "a setting that there is not", |stage| {
            let file = stage.write("config.toml", "sever = \"https://scap.example\"\n");
            let reason = json!({ "contains": "`sever`" });
            Act::new(args(["card", "show", "--config", &file]), json!({ "file": file, "reason": reason }))
        }),
        Row::new("config.area_file", "the file of the area has no size", |_| {
            Act::new(
                args(["card", "show", "--area-file", "3F00/0900"]),
                json!({ "reason": { "contains": "size" } }),
            )
        }),
        Row::new("config.url", "the server's address is none", |_| {
            Act::new(
                args(["activate", "--server", "scap.example"]),
                json!({ "setting": "server", "url": "scap.example" }),
            )
        }),
        Row::new("config.url", "plain HTTP to another machine", |stage| {
            let mut arguments = stage.issue("amy");
            arguments.extend(args(["--server", "http://scap.example"]));
            Act::new(arguments, json!({ "setting": "server", "url": "http://scap.example" }))
        }),
        Row::new("config.url", "the proxy's address is none, and its password is not told", |_| {
            Act::new(
                args(["activate", "--proxy", "nonsense://me:secret@"]),
                json!({ "setting": "proxy", "url": "nonsense://" }),
            )
        }),
    ]
}

fn asked() -> Vec<Row> {
    vec![
        Row::new("input.needed", "no PIN file and no terminal", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            Act::new(args(["view"]), json!({ "flag": "--pin-file" }))
        })
        .and_then(|stage| assert_eq!(stage.tries("amy"), 3)),
        Row::new("input.needed", "no file with the user code and no terminal", |stage| {
            stage.add("bob", &fixed::other_secondary());
            stage.serve(&[]);
            let arguments = args(["activate", "--pin-file", &stage.path("secrets/pin")]);
            Act::new(arguments, json!({ "flag": "--user-code-file" }))
        }),
        Row::new("input.needed", "no content and no terminal", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            let arguments = args(["issue", "--pin-file", &stage.path("secrets/pin")]);
            Act::new(arguments, json!({ "flag": "--content" }))
        }),
        Row::new("input.needed", "no PIN file of the signer and no terminal", |stage| {
            stage.add("boss", &fixed::primary());
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            let arguments =
                ["issue", "--content", &stage.path("content.json"), "--pin-file", &stage.path("secrets/pin")]
                    .map(str::to_owned);
            Act::new(arguments.into(), json!({ "flag": "--signer-pin-file" }))
        }),
        Row::new("query.range", "the end comes before the start", |_| {
            let range = ["records", "--from", "2026-02-02", "--to", "2026-02-01", "--direction", "received"];
            Act::new(args(range), json!({ "from": "2026-02-01T16:00:00Z", "to": "2026-02-01T15:59:59Z" }))
        }),
        Row::new("record.none", "the card has no record of the serial", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            let mut arguments = stage.received("amy");
            arguments.extend(args(["--serial", "4711000001", "--save", "record.txt"]));
            Act::new(arguments, json!({ "serial": "4711000001" }))
        })
        .and_then(|stage| assert!(!stage.folder().join("record.txt").exists())),
        Row::new("query.cursor", "a cursor that no answer gave", |stage| {
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            let mut arguments = stage.received("amy");
            arguments.extend(args(["--cursor", "page 2"]));
            Act::new(arguments, json!({}))
        }),
    ]
}
