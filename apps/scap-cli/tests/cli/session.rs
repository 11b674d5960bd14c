//! One session through every function of the manual, with all cards in SoftHSM tokens: what an office does in a year.

use std::process::Command;

use scap_test_pki::{
    fixed::{self, Card},
    softhsm,
};
use scap_test_stage::{operate, pem};
use serde_json::{Value, json};

use crate::{
    config::proxy::{PROXY_PASSWORD, TestProxy, set, without_keyring},
    runs::serial,
    stage::{Stage, args},
};

const PIN: &str = "Hz3_mQx8";

/// The primary card `chief`, and the secondary cards `amy` and `bob`, in one module.
fn office() -> Stage {
    let mut stage = without_keyring();
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

    // F11, F12, F13: settings, with a proxy and its account; the version, whether there is a newer one.
    let proxy = TestProxy::new();
    let password = stage.write("secrets/password", PROXY_PASSWORD);
    let module = softhsm::module();
    for setting in [
        &["module", module.to_str().unwrap()][..],
        &["proxy", &proxy.url],
        &["proxy_account", "me"],
        &["proxy_password", "--value-file", &password],
    ] {
        set(&stage, setting);
    }
    for (key, value) in [("proxy", &*proxy.url), ("proxy_account", "me"), ("proxy_password", "file")] {
        assert_eq!(stage.done(args(["config", "get", key]))["value"], value);
    }
    let version = stage.done(args(["version", "--check"]));
    assert_eq!((&version["update_available"], proxy.asked().is_empty()), (&json!(false), false));
    set(&stage, &["proxy", "off"]);

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

    // F14: the card that is to sign does not come, and the office closes: nothing has changed.
    let before = (stage.done(stage.view("bob")), stage.records("bob", "received", "application"));
    let waiting = [stage.issue_by("bob", "nobody"), args(["--wait", "30", "--lang", "en"])].concat();
    let mut was_asked = false;
    let run = stage.play(&waiting, |program, line| {
        if line.starts_with("Insert the card that is to sign") {
            was_asked = true;
            let id = program.id().to_string();
            assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        }
    });
    assert_eq!((was_asked, run.code, run.stdout()), (true, None, ""), "{run:?}");
    assert_eq!((stage.done(stage.view("bob")), stage.records("bob", "received", "application")), before);

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

    // F2 for all of them: a new year, from one file.
    let header = "card,holder_kind,holder_number,slot,application";
    stage.write(
        "year.csv",
        format!("{header}\namy,other,EMP-0042,1,EINVOICE\nbob,other,EMP-0043,1,EINVOICE\n"),
    );
    let pins = ["--pin-file", "secrets/pin", "--signer-pin-file", "secrets/signer-pin"];
    let batch = stage.done(args(["batch", "year.csv", "--signer", "chief"].into_iter().chain(pins)));
    assert_eq!((&batch["issued"], &batch["failed"]), (&json!(2), &json!(0)), "{batch}");
    for (card, result) in ["amy", "bob"].into_iter().zip(batch["results"].as_array().unwrap()) {
        // The office that closed took no number.
        let number = if card == "amy" { 5 } else { 6 };
        assert_eq!(result["serial"], serial(fixed::PRIMARY_SERIAL, number));
        assert_eq!(stage.done(stage.view(card))["serial"], result["serial"]);
    }

    // F15: every serial is accounted for, and the log is whole.
    stage.stop();
    operate(stage.folder(), &["audit", "verify"]);
    assert!(operate(stage.folder(), &["accounting"]).contains(fixed::PRIMARY_SERIAL));
}
