//! `scap ac verify --login`: may the card that logged in use the application?

use der::pem::{LineEnding, encode_string};
use scap_messages::{Language, Messages};
use scap_test_pki::{
    SignatureHash,
    fixed::{self, Card},
    login::LoginRequest,
};
use scap_test_stage::pem;
use serde_json::{Map, Value, json};

use crate::{
    paper::authorization,
    stage::{Stage, args},
};

const NOW: &str = "2027-06-01T12:00:00Z";
const CHALLENGE: &[u8] = b"session 0b25c1f0";
const NONCE: &[u8] = b"8fb3e1";

/// The login of a card that this request makes.
fn login(card: &Card, change: impl FnOnce(&mut LoginRequest<'_>)) -> Vec<u8> {
    let certificates = [card.certificate.as_der()];
    let mut request = LoginRequest::new(CHALLENGE, fixed::time(NOW));
    request.certificates = &certificates;
    change(&mut request);
    request.sign(&card.certificate, &card.key).unwrap()
}

/// A stage with an authorization of amy's card, and with logins.
fn stage() -> Stage {
    let stage = Stage::new();
    let (boss, amy, bob) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    for (name, card) in [("boss", &boss), ("amy", &amy), ("bob", &bob)] {
        stage.write(&format!("{name}.pem"), pem(card.certificate.as_der()));
    }
    stage.write("ac.der", authorization(&amy, &boss).as_der());
    stage.write("challenge", CHALLENGE);
    stage.write("line", [CHALLENGE, b"\n"].concat());
    stage.write("garbage", "no signature");
    let good = login(&amy, |_| {});
    stage.write("good.p7s", &good);
    stage.write("good.pem", encode_string("PKCS7", LineEnding::LF, &good).unwrap());
    let mut forged = good;
    *forged.last_mut().unwrap() ^= 1;
    stage.write("forged.p7s", forged);
    stage.write("bob.p7s", login(&bob, |_| {}));
    stage.write("bare.p7s", login(&amy, |request| request.certificates = &[]));
    stage.write("timeless.p7s", login(&amy, |request| request.signing_time = None));
    stage.write("nonce.p7s", login(&amy, |request| request.nonce = Some(NONCE)));
    stage.write("sha1.p7s", login(&amy, |request| request.hash = SignatureHash::Sha1));
    stage
}

/// The arguments with which the good login opens the application.
fn verify(change: &[&str]) -> Vec<String> {
    let mut arguments = vec!["ac", "verify", "ac.der", "--anchors", "root.pem", "--intermediates", "ca.pem"];
    let defaults = [
        ("--signer", "boss.pem"),
        ("--at", NOW),
        ("--login", "good.p7s"),
        ("--challenge", "challenge"),
        ("--application", "EINVOICE"),
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
fn a_login_tells_who_came_when_and_what_for() {
    let stage = stage();
    let verdict = stage.scap(&[verify(&[]), args(["--json"])].concat()).succeeded().json();
    assert_eq!((&verdict["valid"], &verdict["code"]), (&json!(true), &Value::Null));
    assert_eq!(verdict["not_checked"], json!(["revocation"]));
    let checks: Vec<_> =
        verdict["checks"].as_array().unwrap().iter().map(|told| told["check"].as_str().unwrap()).collect();
    // That of the login comes in addition; revocation was not asked about.
    assert_eq!(checks.len(), 1 + scap_ac::Check::ALL.len() - 1);
    assert_eq!((checks[0], checks.contains(&"holder_path")), ("login", true));
    let (login, authorization) = (&verdict["login"], &verdict["authorization"]);
    assert_eq!(
        (&login["card"]["serial"], &login["signed_at"]),
        (&json!(fixed::SECONDARY_SERIAL), &json!(NOW))
    );
    assert_eq!(authorization["slots"][0]["application"]["code"], "EINVOICE");

    let text = stage.scap(&verify(&["--explain", "--lang", "en"])).succeeded();
    let messages = Messages::new(Language::English);
    let told = format!(
        "Logged in: secondary card {} of entity {}, signed at {NOW}\n",
        fixed::SECONDARY_SERIAL,
        fixed::BUSINESS_NUMBER
    );
    for part in [&told, &messages.text("check-login", &[]), &messages.text("check-holder", &[])] {
        assert!(text.stdout().contains(part), "{part}: {text:?}");
    }
    assert!(!text.stdout().contains("Not checked"), "{text:?}");

    for change in [
        &["--login", "good.pem"][..],
        &["--login", "bare.p7s", "--holder", "amy.pem"],
        &["--login", "timeless.p7s"],
        &["--login", "nonce.p7s", "--nonce", "386662336531"],
        &["--login", "sha1.p7s", "--allow-sha1"],
        &["--at", "2027-06-01T12:10:00Z", "--login-max-age", "600"],
    ] {
        stage.scap(&verify(change)).succeeded();
    }
    let piped = stage.scap_reading(&verify(&["--challenge", "-"]), CHALLENGE);
    assert_eq!(piped.code, Some(0), "{piped:?}");
}

#[test]
fn each_way_of_not_being_let_in_has_exit_code_3_and_its_code() {
    let stage = stage();
    let late = "2027-06-01T12:05:01Z";
    let table: [(&str, &[&str], Value); 15] = [
        ("login.encoding", &["--login", "garbage"], json!({})),
        ("login.encoding", &["--login", "/dev/null"], json!({})),
        ("login.form", &["--login", "ac.der"], json!({ "part": "structure" })),
        ("login.signer", &["--login", "bare.p7s"], json!({ "reason": "certificate" })),
        ("login.signer", &["--holder", "bob.pem"], json!({ "reason": "certificate" })),
        ("login.sha1", &["--login", "sha1.p7s"], json!({})),
        ("login.challenge", &["--challenge", "line"], json!({})),
        ("login.nonce", &["--nonce", "00"], json!({})),
        ("login.nonce", &["--login", "nonce.p7s", "--nonce", "386662336532"], json!({})),
        ("login.signing_time", &["--at", late], json!({ "signed_at": NOW, "at": late, "max_age": "300" })),
        ("login.signing_time", &["--login", "timeless.p7s", "--login-max-age", "60"], json!({})),
        ("login.signature", &["--login", "forged.p7s"], json!({})),
        (
            "ac.holder_mismatch",
            &["--login", "bob.p7s"],
            json!({ "named": fixed::SECONDARY_SERIAL, "given": fixed::OTHER_SECONDARY_SERIAL }),
        ),
        ("ac.application", &["--application", "NOPE"], json!({ "application": "NOPE" })),
        // The login comes first.
        ("login.challenge", &["--challenge", "line", "--application", "NOPE"], json!({})),
    ];
    for (code, change, details) in table {
        let run = stage.scap(&[verify(change), args(["--json", "--lang", "en"])].concat());
        assert_eq!(run.code, Some(3), "{change:?}: {run:?}");
        let verdict = run.json();
        assert_eq!(verdict["code"], code, "{change:?}: {verdict}");
        assert_eq!((&verdict["valid"], &verdict["authorization"]), (&json!(false), &Value::Null));
        let of_login = code.starts_with("login.");
        assert_eq!(verdict["login"].is_null(), of_login, "{verdict}");
        let failed =
            verdict["checks"].as_array().unwrap().iter().find(|told| told["passed"] == false).unwrap();
        assert_eq!(failed["check"] == "login", of_login, "{verdict}");
        let details: &Map<String, Value> = details.as_object().unwrap();
        let english = Messages::new(Language::English).failure(code, details);
        assert_eq!(failed["detail"], english.message);

        let text = stage.scap(&[verify(change), args(["--lang", "zh-TW"])].concat());
        let chinese = Messages::new(Language::TraditionalChinese).failure(code, details);
        for part in [&chinese.message, &chinese.advice, code] {
            assert!(text.stdout().contains(part), "{part}: {text:?}");
        }
    }
    // A login that cannot be read shows no card, so nothing is said about one.
    let run = stage.scap(&[verify(&["--login", "garbage"]), args(["--json"])].concat()).json();
    let not_checked = json!(["holder", "holder_validity", "entity", "holder_path", "revocation"]);
    assert_eq!(run["not_checked"], not_checked);
}

#[test]
fn a_login_comes_with_its_challenge() {
    let stage = stage();
    let usage: [&[&str]; 6] = [
        &["--login", "good.p7s"],
        &["--challenge", "challenge"],
        &["--nonce", "00"],
        &["--login", "good.p7s", "--challenge", "challenge", "--nonce", "abc"],
        &["--login", "good.p7s", "--challenge", "challenge", "--login-max-age", "soon"],
        &["--login", "-", "--challenge", "-"],
    ];
    for arguments in usage {
        let base = args(["ac", "verify", "ac.der", "--anchors", "root.pem"]);
        let run = stage.scap(&[base, args(arguments.to_vec())].concat());
        assert_eq!((run.code, run.stdout()), (Some(2), ""), "{run:?}");
    }
    let run = stage.scap(&[verify(&["--challenge", "nothing"]), args(["--json"])].concat());
    assert_eq!((run.code, &run.json()["error"]["code"]), (Some(1), &json!("file.read")));
}
