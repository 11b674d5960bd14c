//! Certificates in files, without a card or server; and what the program says of itself.

use std::collections::BTreeSet;

use scap_ac::{CardRank, Check};
use scap_messages::{Language, Messages};
use scap_test_pki::{
    fixed,
    status::{
        OcspAnswer, OcspHash, OcspResponse, OcspStatus, StatusAuthority, StatusEntry, StatusList,
        StatusRequest,
    },
};
use scap_test_stage::pem;
use serde_json::{Map, Value, json};

use crate::{
    paper::{authorization, authorization_for, crl_pem, old_authorization, revoking},
    stage::{Run, Stage, args},
};

/// When the certificates here are judged, unless a row says otherwise.
const NOW: &str = "2027-06-01T12:00:00Z";

/// A stage with the certificates of a good authorization, and with bad ones beside them.
fn stage() -> Stage {
    let stage = Stage::new();
    let (boss, amy, bob) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let mut request = fixed::request(CardRank::Primary, "4712");
    request.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let foreigner = fixed::card(&request, 3);
    for (name, card) in [("boss", &boss), ("amy", &amy), ("bob", &bob), ("foreigner", &foreigner)] {
        stage.write(&format!("{name}.pem"), pem(card.certificate.as_der()));
    }
    stage.write("impostor.pem", pem(fixed::impostor_ca().anchor_der()));
    stage.write("revoked.pem", revoking(&boss, "2025-01-01T00:00:00Z"));
    stage.write("revoked-later.pem", revoking(&boss, "2027-01-01T00:00:00Z"));

    let good = authorization(&amy, &boss);
    stage.write("good.der", good.as_der());
    stage.write("good.txt", good.to_text(Language::TraditionalChinese));
    let mut tampered = good.as_der().to_vec();
    let place = tampered.windows(8).position(|window| window == b"EINVOICE").unwrap();
    tampered[place] = b'F';
    stage.write("tampered.der", tampered);
    stage.write("foreign.der", authorization(&amy, &foreigner).as_der());
    stage.write("by-secondary.der", authorization(&amy, &bob).as_der());
    stage.write("sha1.der", old_authorization(&amy, &boss).as_der());
    stage.write("cut.der", &good.as_der()[..300]);
    stage.write("garbage", "not a certificate");
    stage
}

/// The arguments that make the good certificate valid.
fn verify(file: &str, change: &[&str]) -> Vec<String> {
    let mut arguments = vec!["ac", "verify", file];
    let defaults = [
        ("--anchors", "root.pem"),
        ("--intermediates", "ca.pem"),
        ("--signer", "boss.pem"),
        ("--holder", "amy.pem"),
        ("--at", NOW),
    ];
    for (flag, value) in defaults {
        if !change.contains(&flag) {
            arguments.extend([flag, value]);
        }
    }
    arguments.extend(change);
    args(arguments)
}

#[test]
fn a_valid_certificate_tells_what_it_authorizes() {
    let stage = stage();
    let run = stage.scap(&[verify("good.txt", &["--application", "EINVOICE"]), args(["--json"])].concat());
    let verdict = run.succeeded().json();
    let keys: BTreeSet<_> = verdict.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["valid", "code", "checks", "not_checked", "login", "authorization"].into());
    assert_eq!((&verdict["not_checked"], &verdict["login"]), (&json!(["revocation"]), &Value::Null));
    assert_eq!((&verdict["valid"], &verdict["code"]), (&json!(true), &Value::Null));
    let checks: Vec<_> = verdict["checks"].as_array().unwrap().iter().collect();
    let made: Vec<_> = Check::ALL.iter().copied().filter(|check| *check != Check::Revocation).collect();
    assert_eq!(checks.len(), made.len());
    for (check, told) in made.into_iter().zip(checks) {
        assert_eq!((&told["check"], &told["passed"]), (&json!(check.as_str()), &json!(true)));
        assert!(!told["detail"].as_str().unwrap().is_empty());
        assert_eq!(told.as_object().unwrap().len(), 3);
    }
    let expected = json!({
        "kind": "application",
        "serial": format!("{}000019", fixed::PRIMARY_SERIAL),
        "business_number": fixed::BUSINESS_NUMBER,
        "holder_id": { "kind": "other", "number": "ABCDEFGH1234567890" },
        "slots": [{
            "slot": 2, "application": { "code": "EINVOICE", "name": "財政部電子發票整合服務平台" },
            "unit_name": null, "unit_code": null, "role": null,
        }],
        "not_after": "2029-12-31T23:59:59Z",
        "delegated": false,
    });
    assert_eq!(verdict["authorization"], expected);

    // Without the holder's card nothing about it is checked, and both forms say so.
    let anchors = ["--anchors", "root.pem", "ca.pem", "--signer", "boss.pem", "--at", NOW];
    let without = args(["ac", "verify", "good.der"].into_iter().chain(anchors));
    let verdict = stage.scap(&[without.clone(), args(["--json"])].concat()).succeeded().json();
    let checks = verdict["checks"].as_array().unwrap();
    assert!(checks.iter().all(|told| !told["check"].as_str().unwrap().starts_with("holder")), "{verdict}");
    assert_eq!(
        verdict["not_checked"],
        json!(["holder", "holder_validity", "entity", "holder_path", "revocation"])
    );
    let text = stage.scap(&[without, args(["--lang", "en"])].concat()).succeeded();
    let messages = Messages::new(Language::English);
    for check in ["holder", "holder-validity", "entity", "holder-path"] {
        let label = messages.text(&format!("check-{check}"), &[]);
        assert!(text.stdout().contains(&label), "{label}: {text:?}");
    }

    let run = stage.scap(&verify("good.der", &["--explain", "--lang", "en"])).succeeded();
    let messages = Messages::new(Language::English);
    // What is not checked is told, too.
    assert!(run.stdout().contains(&messages.text("ac-status-not-asked", &[])), "{run:?}");
    let not_made = [Check::Application, Check::Revocation];
    for check in Check::ALL.iter().copied().filter(|check| !not_made.contains(check)) {
        let label = messages.text(&format!("check-{}", check.as_str().replace('_', "-")), &[]);
        assert!(run.stdout().contains(&label), "{label}: {run:?}");
    }
}

#[test]
fn each_way_of_not_being_valid_has_exit_code_3_and_its_code() {
    let stage = stage();
    let table: [(&str, &str, &[&str], Value); 18] = [
        (
            "ac.expired",
            "good.der",
            &["--at", "2030-01-01T00:00:00Z"],
            json!({
                "at": "2030-01-01T00:00:00Z", "not_after": "2029-12-31T23:59:59Z",
            }),
        ),
        (
            "ac.not_yet_valid",
            "good.der",
            &["--at", "2025-12-31T23:59:59Z"],
            json!({
                "at": "2025-12-31T23:59:59Z", "not_before": "2026-01-01T00:00:00Z",
            }),
        ),
        (
            "ac.holder_mismatch",
            "good.der",
            &["--holder", "bob.pem"],
            json!({
                "named": fixed::SECONDARY_SERIAL, "given": fixed::OTHER_SECONDARY_SERIAL,
            }),
        ),
        ("ac.signer_unknown", "good.der", &["--signer", "bob.pem"], json!({})),
        ("ac.application", "good.der", &["--application", "NOPE"], json!({ "application": "NOPE" })),
        ("ac.signature", "tampered.der", &[], json!({})),
        (
            "ac.entity_mismatch",
            "foreign.der",
            &["--signer", "foreigner.pem"],
            json!({
                "signer": fixed::OTHER_BUSINESS_NUMBER, "holder": fixed::BUSINESS_NUMBER,
            }),
        ),
        ("ac.delegation_missing", "by-secondary.der", &["--signer", "bob.pem"], json!({})),
        (
            "ac.delegation_kind",
            "by-secondary.der",
            &["--signer", "bob.pem", "--signer", "boss.pem", "--delegation", "good.der"],
            json!({}),
        ),
        ("ac.sha1", "sha1.der", &[], json!({})),
        ("ac.signer_revoked", "good.der", &["--crl", "revoked.pem"], json!({})),
        ("ac.signer_untrusted", "good.der", &["--anchors", "impostor.pem"], json!({})),
        ("ac.signer_untrusted", "good.der", &["--intermediates", "root.pem"], json!({})),
        ("ac.encoding", "garbage", &[], json!({})),
        ("ac.encoding", "root.pem", &[], json!({})),
        ("ac.der", "cut.der", &[], json!({})),
        ("ac.encoding", "good.der", &["--delegation", "garbage"], json!({})),
        ("ac.encoding", "/dev/null", &[], json!({})),
    ];
    for (code, file, change, details) in table {
        let json = stage.scap(&[verify(file, change), args(["--json", "--lang", "en"])].concat());
        assert_eq!(json.code, Some(3), "{code}: {json:?}");
        let verdict = json.json();
        assert_eq!(verdict["code"], code, "{verdict}");
        assert_eq!((&verdict["valid"], &verdict["authorization"]), (&json!(false), &Value::Null));
        let failed = verdict["checks"].as_array().unwrap().iter().find(|told| told["passed"] == false);
        let english = told(Language::English, code, &details);
        assert_eq!(failed.unwrap()["detail"], english[0], "{code}");
        // It says which of the two certificates is none.
        if code == "ac.encoding" {
            let check = if change.contains(&"--delegation") { "delegation" } else { "decode" };
            assert_eq!(failed.unwrap()["check"], check);
        }

        let text = stage.scap(&[verify(file, change), args(["--lang", "zh-TW"])].concat());
        assert_eq!(text.code, Some(3));
        let chinese = Messages::new(Language::TraditionalChinese);
        assert!(text.stdout().starts_with(&chinese.text("ac-invalid", &[])), "{text:?}");
        let [message, advice] = told(Language::TraditionalChinese, code, &details);
        for part in [&message, &advice, code] {
            assert!(text.stdout().contains(part), "{part}: {text:?}");
        }
    }
    for (file, change) in [
        ("sha1.der", &["--allow-sha1"][..]),
        // What was signed before the card was revoked stays good.
        ("good.der", &["--crl", "revoked-later.pem"]),
        ("good.der", &["--signer", "bob.pem", "--signer", "amy.pem", "--signer", "boss.pem"]),
    ] {
        stage.scap(&verify(file, change)).succeeded();
    }
}

#[test]
fn what_revokes_a_certificate_and_whom_it_is_for_is_told_by_files_and_names() {
    let stage = stage();
    let (amy, boss) = (fixed::secondary(), fixed::primary());
    let good = authorization(&amy, &boss);
    let time = fixed::time;
    let request = StatusRequest::new("狀態服務", time("2025-01-01T00:00:00Z"), time("2035-01-01T00:00:00Z"));
    let authority = StatusAuthority::new(&request.unwrap(), fixed::card_key(5)).unwrap();
    stage.write("authority.pem", pem(authority.certificate_der()));
    let (this_update, next_update) = (time("2027-06-01T00:00:00Z"), time("2027-06-08T00:00:00Z"));
    let since = time("2027-05-01T00:00:00Z");
    let entry = StatusEntry::new(Some(boss.certificate.subject().clone()), *good.serial(), since);
    for (name, entries) in [("none", vec![]), ("listed", vec![entry])] {
        let crl = authority.list(&StatusList::new(this_update, next_update, entries)).unwrap();
        stage.write(&format!("{name}.pem"), crl_pem(&crl));
    }
    for (name, status, next_update) in [
        ("good.ocsp", OcspStatus::Good, next_update),
        ("stale.ocsp", OcspStatus::Good, time("2027-06-01T00:00:01Z")),
        ("revoked.ocsp", OcspStatus::Revoked(since, Some(9)), next_update),
    ] {
        let answer = OcspAnswer {
            signer: boss.certificate.clone(),
            serial: *good.serial(),
            hash: OcspHash::Sha256,
            status,
            this_update,
            next_update: Some(next_update),
            extensions: Vec::new(),
        };
        stage.write(name, authority.respond(&OcspResponse::new(this_update, vec![answer])).unwrap());
    }
    stage.write("for-tender.der", authorization_for(&amy, &boss, "tender.example").as_der());

    let since = |reason| json!({ "since": "2027-05-01T00:00:00Z", "reason": reason });
    let trusted = ["--revocation-authority", "authority.pem"];
    let table: [(&str, &str, &[&str], Value); 12] = [
        ("valid", "good.der", &["--ac-crl", "none.pem", "--require-status"], json!({})),
        ("ac.revoked", "good.der", &["--ac-crl", "listed.pem"], since("unspecified")),
        ("ac.revoked", "good.der", &["--ac-crl", "none.pem", "--ac-crl", "listed.pem"], json!({})),
        ("valid", "good.der", &["--ocsp", "good.ocsp", "--require-status"], json!({})),
        ("ac.revoked", "good.der", &["--ocsp", "revoked.ocsp"], since("privilege_withdrawn")),
        ("ac.revoked", "good.der", &["--ocsp", "good.ocsp", "--ocsp", "revoked.ocsp"], json!({})),
        ("ac.status_unusable", "good.der", &["--ocsp", "stale.ocsp"], json!({ "reason": "stale" })),
        ("ac.status_unusable", "good.der", &["--ocsp", "garbage"], json!({ "reason": "der" })),
        ("ac.status_unknown", "good.der", &["--require-status"], json!({})),
        (
            "valid",
            "for-tender.der",
            &["--target", "https://a.example/", "--target", "Tender.example"],
            json!({}),
        ),
        ("ac.target", "for-tender.der", &["--target", "https://tender.example/"], json!({})),
        ("ac.target", "for-tender.der", &[], json!({})),
    ];
    for (code, file, change, details) in table {
        let arguments = verify(file, &[&trusted[..], change].concat());
        let run = stage.scap(&[arguments, args(["--json", "--lang", "en"])].concat());
        let verdict = run.json();
        if code == "valid" {
            run.succeeded();
            let asked = change.iter().any(|flag| ["--ac-crl", "--ocsp"].contains(flag));
            let expected = if asked { json!([]) } else { json!(["revocation"]) };
            assert_eq!(verdict["not_checked"], expected, "{change:?}");
            continue;
        }
        assert_eq!((run.code, &verdict["code"]), (Some(3), &json!(code)), "{change:?}: {run:?}");
        let failed = verdict["checks"].as_array().unwrap().iter().find(|told| told["passed"] == false);
        if code != "ac.revoked" || details != json!({}) {
            assert_eq!(failed.unwrap()["detail"], told(Language::English, code, &details)[0], "{change:?}");
        }
    }
    // A list needs its authority.
    let run = stage.scap(&[verify("good.der", &["--ac-crl", "none.pem"]), args(["--json"])].concat());
    assert_eq!((run.code, &run.json()["error"]["code"]), (Some(1), &json!("file.content")), "{run:?}");
}

fn told(language: Language, code: &str, details: &Value) -> [String; 2] {
    let text = Messages::new(language).failure(code, details.as_object().unwrap());
    [text.message, text.advice]
}

#[test]
fn what_cannot_be_read_is_no_verdict() {
    let stage = stage();
    stage.write("empty.pem", "");
    let table: [(&str, &[&str], &str); 7] = [
        ("nothing.der", &[], "file.read"),
        ("good.der", &["--holder", "nobody.pem"], "file.read"),
        ("good.der", &["--anchors", "empty.pem"], "file.content"),
        ("good.der", &["--intermediates", "garbage"], "file.content"),
        ("good.der", &["--signer", "garbage"], "file.content"),
        ("good.der", &["--crl", "garbage"], "file.content"),
        ("good.der", &["--holder", "root.pem"], "card.unsupported"),
    ];
    for (file, change, code) in table {
        let run = stage.scap(&[verify(file, change), args(["--json"])].concat());
        assert_eq!(run.code, Some(1), "{change:?}: {run:?}");
        assert_eq!(run.json()["error"]["code"], code, "{change:?}");
        assert!(run.json()["error"]["details"]["file"].is_string(), "{run:?}");
    }
    for (arguments, code) in [
        (["ac", "show", "garbage"], "ac.encoding"),
        (["ac", "show", "cut.der"], "ac.der"),
        (["ac", "show", "nothing.der"], "file.read"),
    ] {
        let run = stage.scap(&args(arguments.into_iter().chain(["--json"])));
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(run.json()["error"]["code"], code);
    }
    let run = stage.scap_reading(&args(["ac", "convert", "-", "--to", "pem", "--lang", "en"]), b"garbage");
    assert_eq!((run.code, run.stdout()), (Some(1), ""));
    assert!(run.stderr.contains("ac.encoding"), "{run:?}");
}

#[test]
fn wrong_usage_has_exit_code_2_and_help_has_none() {
    let stage = Stage::new();
    let usage: [&[&str]; 9] = [
        &[],
        &["nonsense"],
        &["ac", "verify", "file"],
        &["ac", "verify", "file", "--anchors", "root.pem", "--at", "yesterday"],
        &["records", "--from", "2026-01-01", "--to", "2026-01-02"],
        &["records", "--from", "2026-01-01", "--to", "2026-01-02", "--direction", "sideways"],
        &["issue", "--pin", "1234"],
        &["readers", "--lang", "fr"],
        &["view", "--wait", "soon"],
    ];
    for arguments in usage {
        let run = stage.scap(&args(arguments.to_vec()));
        assert_eq!((run.code, run.stdout()), (Some(2), ""), "{run:?}");
        assert!(!run.stderr.is_empty());
        for language in Language::ALL {
            let json = ["--json", "--lang", language.tag()];
            // The flag that is wrong about the language keeps the default.
            let told = if arguments.contains(&"fr") { Language::TraditionalChinese } else { language };
            let run = stage.scap(&args(arguments.iter().copied().chain(json)));
            check_usage(&run, told);
        }
    }
    // What no parser can tell.
    let date = ["records", "--from", "2026-13-01", "--to", "2026-12-31", "--direction", "granted", "--json"];
    let run = stage.scap(&args(date));
    check_usage(&run, Language::TraditionalChinese);

    for arguments in [&["--help"][..], &["issue", "--help"], &["help"], &["--version"], &["ac", "--help"]] {
        let run = stage.scap(&args(arguments.to_vec()));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        assert!(run.stdout().contains("scap"), "{run:?}");
    }
    // What a command alone takes comes first.
    let help = stage.scap(&args(["issue", "--help"])).succeeded();
    let (own, every) = help.stdout().split_once("\nOptions of every command:\n").unwrap();
    assert!(own.contains("--content") && !own.contains("--json"), "{help:?}");
    assert!(every.contains("--json"), "{help:?}");
    let about = stage.scap(&args(["version", "--lang", "en"])).succeeded();
    assert!(about.stdout().starts_with("scap 0.1.0\nSecondary-card authorization"), "{about:?}");
    assert_eq!(stage.scap(&args(["version", "--json"])).json(), json!({ "version": "0.1.0" }));
}

#[track_caller]
fn check_usage(run: &Run, language: Language) {
    assert_eq!(run.code, Some(2), "{run:?}");
    let error = run.json()["error"].clone();
    assert_eq!(error["code"], "usage");
    let details: &Map<String, Value> = error["details"].as_object().unwrap();
    assert!(!details["reason"].as_str().unwrap().is_empty(), "{error}");
    let text = Messages::new(language).failure("usage", details);
    assert_eq!((&error["message"], &error["advice"]), (&json!(text.message), &json!(text.advice)));
}

#[test]
fn readers_and_cards_are_shown_without_a_pin() {
    let stage = Stage::new();
    let empty = stage.scap(&args(["readers", "--json"])).succeeded().json();
    assert_eq!(empty, json!({ "readers": [{ "name": "Soft reader", "card": null, "atr": null }] }));
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    let readers = stage.scap(&args(["readers", "--lang", "en"])).succeeded();
    assert_eq!(readers.stdout(), "Soft reader: amy\tamy\nSoft reader: boss\tboss\n");
    let cards = stage.scap(&args(["card", "show", "--json"])).succeeded().json();
    let cards = cards["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 2);
    let amy = &cards[0];
    for (field, value) in [
        ("label", json!("amy")),
        ("reader", json!("Soft reader: amy")),
        ("rank", json!("secondary")),
        ("business_number", json!(fixed::BUSINESS_NUMBER)),
        ("serial", json!(fixed::SECONDARY_SERIAL)),
        ("not_before", json!(fixed::NOT_BEFORE)),
        ("not_after", json!(fixed::NOT_AFTER)),
        ("tries_left", json!(3)),
        ("area", json!({ "state": "closed", "capacity": null, "certificate_serial": null })),
    ] {
        assert_eq!(amy[field], value, "{field}");
    }
    let text = stage.scap(&args(["card", "show", "--lang", "en", "--reader", "amy"])).succeeded();
    assert!(text.stdout().contains(fixed::SECONDARY_SERIAL), "{text:?}");
    assert!(!text.stdout().contains(fixed::PRIMARY_SERIAL), "{text:?}");
}

#[test]
fn a_card_that_cannot_be_read_hides_no_other() {
    let stage = Stage::new();
    stage.add("amy", &fixed::secondary());
    stage.add("bob", &fixed::other_secondary());
    std::fs::write(stage.card("amy").join("certificate.pem"), "-----BEGIN CERT").unwrap();
    let cards = stage.scap(&args(["card", "show", "--json"])).succeeded().json()["cards"].clone();
    assert_eq!((&cards[0]["label"], &cards[0]["reader"]), (&json!("amy"), &json!("Soft reader: amy")));
    assert_eq!(cards[0]["error"]["code"], "card.unreadable");
    assert_eq!(cards[1]["serial"], fixed::OTHER_SECONDARY_SERIAL);
    let text = stage.scap(&args(["card", "show"])).succeeded();
    for shown in ["amy", "card.unreadable", fixed::OTHER_SECONDARY_SERIAL] {
        assert!(text.stdout().contains(shown), "{shown}: {text:?}");
    }
    stage.take_out("bob");
    let none = stage.scap(&args(["card", "show", "--json"]));
    assert_eq!((none.code, &none.json()["error"]["code"]), (Some(1), &json!("card.unreadable")));
}

#[test]
fn why_it_failed_is_told_when_more_is_asked_for() {
    let stage = Stage::new();
    let why = Messages::new(Language::English).failure("file.read", &Map::new()).why;
    for (flags, told) in [(&[][..], false), (&["-v"], true), (&["-v", "--json"], true)] {
        let command = ["ac", "show", "missing.txt", "--lang", "en"];
        let run = stage.scap(&args(command.into_iter().chain(flags.iter().copied())));
        assert_eq!((run.code, run.stderr.contains(&why)), (Some(1), told), "{flags:?}: {run:?}");
    }
}
