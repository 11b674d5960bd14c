//! One session through every function of the manual, with all cards in SoftHSM tokens: what an office does in a year.

use scap_test_pki::{
    fixed::{self, Card},
    softhsm,
};
use serde_json::{Value, json};

use crate::{
    paper::pem,
    runs::serial,
    server::operate,
    stage::{Stage, args},
};

const PIN: &str = "Hz3_mQx8";

/// The primary card `chief`, and the secondary cards `amy` and `bob`, in one module.
fn office() -> Stage {
    let mut stage = Stage::new();
    let folder = stage.folder().join("hsm");
    for (label, Card { key, certificate }) in
        [("chief", fixed::primary()), ("amy", fixed::secondary()), ("bob", fixed::other_secondary())]
    {
        softhsm::provision(&folder, label, PIN, &key, certificate.as_der()).unwrap();
        stage.write(&format!("{label}.pem"), pem(certificate.as_der()));
    }
    stage.write("secrets/pin", PIN);
    stage.write("secrets/signer-pin", PIN);
    stage.set(softhsm::CONFIG_VARIABLE, folder.join("softhsm2.conf").to_str().unwrap());
    stage.serve(&[]);
    stage
}

#[test]
fn a_year_of_an_office_with_every_function() {
    let mut stage = office();

    // F11, F12, F13: settings, the version, whether there is a newer one.
    stage.done(args(["config", "set", "module", softhsm::module().to_str().unwrap()]));
    let version = stage.done(args(["version", "--check"]));
    assert_eq!(version["update_available"], false);

    // F1: amy was opened in the year before; her token has an area of its own, as has bob's.
    for card in ["amy", "bob"] {
        assert_eq!(stage.done(stage.activate(card))["activated"], true);
        assert_eq!(stage.refused(stage.activate(card)), "area.already_open");
    }

    // F5 before F3: bob may not be authorized by amy yet, nor amy by herself.
    assert_eq!(stage.refused(stage.issue_by("bob", "amy")), "delegation.none");
    assert_eq!(stage.refused(stage.issue_by("amy", "amy")), "delegation.self");
    assert_eq!(stage.refused(stage.undelegate("amy", "chief")), "delegation.none");

    // F2, F3: the primary card authorizes amy and lets her authorize others; a secondary card cannot.
    let granted = stage.done(stage.issue_by("amy", "chief"));
    assert_eq!(granted["certificate"]["serial"], serial(fixed::PRIMARY_SERIAL, 1));
    assert_eq!(stage.refused(stage.delegate("amy", "bob")), "card.not_primary");
    let delegated = stage.done(stage.delegate("amy", "chief"));
    assert_eq!(delegated["certificate"]["serial"], serial(fixed::PRIMARY_SERIAL, 2));
    assert_eq!(delegated["certificate"]["delegation"], json!({ "unit_name": "總公司", "role": "主管" }));
    assert_eq!(
        stage.done(stage.view("amy")),
        granted["certificate"],
        "a delegation is not written to the card"
    );

    // F5, F9, F10: amy authorizes bob, changes it, and the primary card cancels it.
    let by_amy = stage.done(stage.issue_by("bob", "amy"));
    assert_eq!(by_amy["certificate"]["serial"], serial(fixed::SECONDARY_SERIAL, 1));
    let changed = stage.done(stage.between(&["modify", "--set", "4=", "--set", "2=EINVOICE"], "bob", "amy"));
    assert_eq!(changed["certificate"]["slots"][1]["slot"], 2);

    // F6, F7: what is on the card, as text in a file that is named .txt and nothing else.
    let saved = stage.path("bob.txt");
    let view = |file: &str| [stage.view("bob"), args(["--save", file])].concat();
    assert_eq!(stage.refused(view("bob.pdf")), "file.extension");
    assert_eq!(stage.done(view(&saved)), changed["certificate"]);

    // F16: anybody can verify it with the delegation, and not without.
    let received =
        ["records", "--direction", "received", "--card", "amy", "--pin-file", &stage.path("secrets/pin")];
    let by_serial = ["--serial", &serial(fixed::PRIMARY_SERIAL, 2), "--save", "amy-delegation.txt"];
    stage.done(args(received.into_iter().chain(by_serial)));
    let verify = |more: &[&str]| {
        let trust = ["ac", "verify", &saved, "--anchors", "root.pem", "--intermediates", "ca.pem"];
        let cards = ["--signer", "amy.pem", "--signer", "chief.pem", "--holder", "bob.pem"];
        let run =
            stage.scap(&args(trust.into_iter().chain(cards).chain(more.iter().copied()).chain(["--json"])));
        (run.code, run.json()["code"].clone())
    };
    let with = ["--delegation", "amy-delegation.txt", "--application", "EINVOICE"];
    assert_eq!(verify(&with), (Some(0), Value::Null));
    assert_eq!(verify(&[]), (Some(3), json!("ac.delegation_missing")));

    let cancelled = stage.done(stage.between(&["cancel", "--all"], "bob", "chief"));
    assert_eq!(cancelled["certificate"]["slots"], json!([]));

    // F4: the delegation ends, also without the card it was given to; nothing more is signed by it.
    let ended = stage.done(stage.undelegate("amy", "chief"));
    assert_eq!(ended["serial"], serial(fixed::PRIMARY_SERIAL, 2));
    assert_eq!(stage.refused(stage.undelegate("amy", "chief")), "delegation.inactive");
    assert_eq!(stage.refused(stage.issue_by("bob", "amy")), "delegation.inactive");
    stage.done(stage.delegate("amy", "chief"));
    let lost = stage.undelegate_serial(&serial(fixed::PRIMARY_SERIAL, 4), "chief");
    assert_eq!(stage.done(lost)["serial"], serial(fixed::PRIMARY_SERIAL, 4));

    // F8: each card sees its own side of it.
    let row = |signer: &str, number, kind: &str, state: &str| {
        (serial(signer, number), kind.to_owned(), state.to_owned())
    };
    assert_eq!(
        stage.records("chief", "granted", "delegation"),
        [
            row(fixed::PRIMARY_SERIAL, 4, "delegation", "deactivated"),
            row(fixed::PRIMARY_SERIAL, 2, "delegation", "deactivated"),
        ]
    );
    assert_eq!(
        stage.records("amy", "granted", "application"),
        [
            row(fixed::SECONDARY_SERIAL, 2, "application", "superseded"),
            row(fixed::SECONDARY_SERIAL, 1, "application", "superseded"),
        ]
    );
    assert_eq!(
        stage.records("bob", "received", "application").first(),
        Some(&row(fixed::PRIMARY_SERIAL, 3, "application", "active"))
    );
    let of_others = ["--serial", &serial(fixed::PRIMARY_SERIAL, 3)];
    assert_eq!(stage.refused(args(received.into_iter().chain(of_others))), "record.none");
    let reversed = ["records", "--from", "2026-02-01", "--to", "2026-01-01", "--direction", "granted"];
    assert_eq!(stage.refused(args(reversed)), "query.range");

    // F15: every serial is accounted for, and the log is whole.
    stage.stop();
    operate(stage.folder(), &["audit", "verify"]);
    assert!(operate(stage.folder(), &["accounting"]).contains(fixed::PRIMARY_SERIAL));
}
