//! Cards behind a real PKCS#11 module: SoftHSM.
//!
//! The module reads its configuration once per process, so each test runs a second time in a process of
//! its own, which is told where its tokens are.

#![cfg(feature = "pkcs11")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
    time::Duration,
};

use scap_ac::CardRank;
use scap_card::{AreaState, CardError, CardSlot, Pin, Readers, Token, pkcs11::Pkcs11Readers};
use scap_test_pki::{
    CardRequest, Usage, fixed,
    rsa::{Pkcs1v15Sign, PublicKey, pkcs1::DecodeRsaPublicKey},
    softhsm::{self, CONFIG_VARIABLE, ENCRYPTION_ID, SIGNING_ID, SoftHsm},
};
use sha2::{Digest, Sha256};

const PIN: &str = "s3cr3t";

/// Names the folder of the tokens in the second process.
const DIR: &str = "SCAP_TEST_DIR";

/// Runs `case` in a process that sees the tokens that `prepare` makes.
fn with_tokens(test: &str, prepare: impl FnOnce(&SoftHsm), case: impl FnOnce(&SoftHsm)) {
    if let Some(dir) = env::var_os(DIR) {
        case(&SoftHsm::new(Path::new(&dir)).unwrap());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let softhsm = SoftHsm::new(dir.path()).unwrap();
    prepare(&softhsm);
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CONFIG_VARIABLE, softhsm.config())
        .env(DIR, dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "{test} is no test: {text}");
}

fn add_card(softhsm: &SoftHsm, label: &str, card: &fixed::Card) {
    softhsm.add_token(label, PIN).unwrap();
    add_pair(softhsm, label, SIGNING_ID, card);
}

fn add_pair(softhsm: &SoftHsm, label: &str, id: &str, card: &fixed::Card) {
    let name = if id == SIGNING_ID { "cert1" } else { "cert2" };
    softhsm.add_pair((label, PIN), (id, name), &card.key, card.certificate.as_der()).unwrap();
}

fn pin(text: &str) -> Pin {
    Pin::new(text.into()).unwrap()
}

fn readers() -> Pkcs11Readers {
    Pkcs11Readers::load(&softhsm::module()).unwrap()
}

fn open(label: &str) -> Box<dyn Token> {
    let mut readers = readers();
    let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named(label)).unwrap();
    readers.open(&slot).unwrap()
}

fn open_with_pin(label: &str) -> Box<dyn Token> {
    let mut token = open(label);
    token.verify_pin(&pin(PIN)).unwrap();
    token
}

fn code<T: std::fmt::Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}

/// Whether the certificate of `token` verifies `signature`.
fn verifies(token: &dyn Token, message: &[u8], signature: &[u8]) -> bool {
    let key = PublicKey::from_pkcs1_der(token.certificate().public_key()).unwrap();
    key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message), signature).is_ok()
}

fn pkcs11_tool(softhsm: &SoftHsm, arguments: &[&str]) -> Output {
    let output = Command::new("pkcs11-tool")
        .arg("--module")
        .arg(softhsm::module())
        .args(arguments)
        .env(CONFIG_VARIABLE, softhsm.config())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

#[test]
fn lists_initialized_tokens_beside_an_empty_slot() {
    let prepare = |softhsm: &SoftHsm| {
        add_card(softhsm, "正卡", &fixed::primary());
        add_card(softhsm, "b", &fixed::secondary());
    };
    with_tokens("lists_initialized_tokens_beside_an_empty_slot", prepare, |_| {
        let mut readers = readers();
        let slots = readers.slots().unwrap();
        let mut cards: Vec<_> = slots.iter().map(|slot| slot.card.as_deref()).collect();
        cards.sort_unstable();
        assert_eq!(cards, [None, Some("b"), Some("正卡")]);
        let mut names: Vec<_> = slots.iter().map(|slot| &slot.reader).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 3, "{slots:?}");

        let empty = slots.iter().find(|slot| slot.card.is_none()).unwrap();
        assert_eq!(code(readers.open(empty)), "card.absent");
        let gone = CardSlot::new(slots[0].reader.clone(), Some("another card".to_owned()));
        assert_eq!(code(readers.open(&gone)), "card.removed");
        assert!(!readers.wait(Duration::ZERO).unwrap());
    });
}

#[test]
fn signs_after_the_pin_with_the_key_of_its_certificate() {
    let prepare = |softhsm: &SoftHsm| add_card(softhsm, "b", &fixed::secondary());
    with_tokens("signs_after_the_pin_with_the_key_of_its_certificate", prepare, |_| {
        let mut token = open("b");
        assert_eq!(token.label(), "b");
        assert_eq!(token.certificate(), &fixed::secondary().certificate);
        assert_eq!(code(token.sign(b"text")), "pin.required");
        token.verify_pin(&pin(PIN)).unwrap();
        let signature = token.sign(b"text").unwrap();
        assert!(verifies(&*token, b"text", &signature));
        assert!(!format!("{token:?}").contains(PIN));
        drop(token);
        assert_eq!(code(open("b").sign(b"text")), "pin.required", "dropping logs out");
    });
}

#[test]
fn signs_the_same_where_the_module_does_not_hash() {
    let prepare = |softhsm: &SoftHsm| {
        add_card(softhsm, "b", &fixed::secondary());
        // SoftHSM 2.6 does not heed a list of what to leave out.
        let config = fs::read_to_string(softhsm.config()).unwrap();
        let mechanisms = "slots.mechanisms = CKM_RSA_PKCS,CKM_RSA_PKCS_KEY_PAIR_GEN\n";
        fs::write(softhsm.config(), config + mechanisms).unwrap();
    };
    with_tokens("signs_the_same_where_the_module_does_not_hash", prepare, |softhsm| {
        let offered = pkcs11_tool(softhsm, &["--token-label", "b", "--list-mechanisms"]);
        let offered = String::from_utf8(offered.stdout).unwrap();
        assert!(offered.contains("  RSA-PKCS,") && !offered.contains("SHA256-RSA-PKCS,"), "{offered}");

        let signature = open_with_pin("b").sign(b"text").unwrap();
        assert_eq!(signature, fixed::secondary().sign_sha256(b"text"));
    });
}

#[test]
fn a_key_that_wants_the_pin_every_time_gets_it_every_time() {
    let prepare = |softhsm: &SoftHsm| {
        softhsm.add_token("b", PIN).unwrap();
        let key = softhsm.config().with_file_name("key.pem");
        fs::write(&key, fixed::card_key_pem(1)).unwrap();
        let write = ["--token-label", "b", "--login", "--pin", PIN, "--write-object", key.to_str().unwrap()];
        let object = ["--type", "privkey", "--id", SIGNING_ID, "--usage-sign", "--always-auth"];
        pkcs11_tool(softhsm, &[&write[..], &object].concat());
        let certificate = fixed::secondary().certificate;
        softhsm.add_certificate(("b", PIN), (SIGNING_ID, "cert1"), certificate.as_der()).unwrap();
    };
    with_tokens("a_key_that_wants_the_pin_every_time_gets_it_every_time", prepare, |softhsm| {
        let listed = ["--token-label", "b", "--login", "--pin", PIN, "--list-objects", "--type", "privkey"];
        let listed = String::from_utf8(pkcs11_tool(softhsm, &listed).stdout).unwrap();
        assert!(listed.contains("always authenticate"), "{listed}");

        let mut token = open_with_pin("b");
        for message in [&b"one"[..], b"two"] {
            let signature = token.sign(message).unwrap();
            assert!(verifies(&*token, message, &signature));
        }
        assert!(!format!("{token:?}").contains(PIN));
    });
}

#[test]
fn a_wrong_pin_is_refused_even_while_another_session_is_logged_in() {
    let prepare = |softhsm: &SoftHsm| add_card(softhsm, "b", &fixed::secondary());
    with_tokens("a_wrong_pin_is_refused_even_while_another_session_is_logged_in", prepare, |_| {
        let mut token = open("b");
        assert_eq!(token.pin_state().unwrap().tries_left, None, "SoftHSM tells no number");
        assert!(!token.pin_state().unwrap().at_reader && !token.pin_state().unwrap().low);
        let refused = token.verify_pin(&pin("9999"));
        assert!(matches!(refused, Err(CardError::PinIncorrect { tries_left: None })), "{refused:?}");
        assert!(token.pin_state().unwrap().low, "SoftHSM tells that there are fewer");
        assert_eq!(code(token.verify_pin_at_reader()), "pin.required", "there is no PIN pad");
        assert_eq!(code(token.sign(b"text")), "pin.required");

        let _logged_in = open_with_pin("b");
        assert_eq!(code(token.verify_pin(&pin("9999"))), "pin.incorrect");
        token.verify_pin(&pin(PIN)).unwrap();
        token.sign(b"text").unwrap();
    });
}

#[test]
fn only_the_signing_certificate_is_picked() {
    let request = || fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL);
    let encryption = fixed::card(&CardRequest { usage: Usage::Encryption, ..request() }, 3);
    let prepare = |softhsm: &SoftHsm| {
        // The encryption pair comes first; the CA's certificates have ids of their own.
        softhsm.add_token("both", PIN).unwrap();
        add_pair(softhsm, "both", ENCRYPTION_ID, &encryption);
        softhsm
            .add_certificate(("both", PIN), ("434143657274", "ca"), fixed::ca().intermediate_der())
            .unwrap();
        add_pair(softhsm, "both", SIGNING_ID, &fixed::secondary());
        // Another id is as good if the certificate is.
        softhsm.add_token("other id", PIN).unwrap();
        add_pair(softhsm, "other id", "01", &fixed::other_secondary());
        // A second signing certificate without the id.
        softhsm.add_token("two", PIN).unwrap();
        add_pair(softhsm, "two", "01", &fixed::other_secondary());
        add_pair(softhsm, "two", SIGNING_ID, &fixed::secondary());
        // The id alone makes no signing certificate.
        softhsm.add_token("encryption", PIN).unwrap();
        add_pair(softhsm, "encryption", SIGNING_ID, &encryption);
        softhsm.add_token("foreign", PIN).unwrap();
        softhsm.add_certificate(("foreign", PIN), (SIGNING_ID, "ca"), fixed::ca().anchor_der()).unwrap();
        softhsm.add_token("empty", PIN).unwrap();
    };
    with_tokens("only_the_signing_certificate_is_picked", prepare, |_| {
        for (label, card) in [
            ("both", fixed::secondary()),
            ("other id", fixed::other_secondary()),
            ("two", fixed::secondary()),
        ] {
            let mut token = open_with_pin(label);
            assert_eq!(token.certificate(), &card.certificate, "{label}");
            let signature = token.sign(b"text").unwrap();
            assert!(verifies(&*token, b"text", &signature), "{label}");
        }
        let mut readers = readers();
        for slot in readers.slots().unwrap() {
            if ["encryption", "foreign", "empty"].into_iter().any(|label| slot.is_named(label)) {
                assert_eq!(code(readers.open(&slot)), "card.unsupported", "{slot:?}");
            }
        }
    });
}

#[test]
fn a_certificate_whose_key_is_elsewhere_is_not_taken_for_a_card() {
    let prepare = |softhsm: &SoftHsm| {
        softhsm.add_token("b", PIN).unwrap();
        let certificate = fixed::secondary().certificate;
        softhsm.add_certificate(("b", PIN), (SIGNING_ID, "cert1"), certificate.as_der()).unwrap();
    };
    with_tokens("a_certificate_whose_key_is_elsewhere_is_not_taken_for_a_card", prepare, |_| {
        assert_eq!(code(open("b").verify_pin(&pin(PIN))), "card.unsupported");
    });
}

#[test]
fn the_area_is_opened_once_and_then_written_read_and_replaced() {
    let prepare = |softhsm: &SoftHsm| add_card(softhsm, "b", &fixed::secondary());
    with_tokens("the_area_is_opened_once_and_then_written_read_and_replaced", prepare, |softhsm| {
        let mut token = open("b");
        assert_eq!(token.area_state().unwrap(), AreaState::Closed);
        assert_eq!(code(token.read_area()), "area.not_open");
        assert_eq!(code(token.open_area()), "pin.required");
        token.verify_pin(&pin(PIN)).unwrap();
        assert_eq!(code(token.write_area(b"one")), "area.not_open");
        token.open_area().unwrap();
        assert_eq!(code(token.open_area()), "area.already_open");
        assert_eq!(token.area_state().unwrap(), AreaState::Open { capacity: 4096 });
        assert_eq!(token.read_area().unwrap(), None);
        // The last one has the outline of an attribute certificate, which SoftHSM takes as data only.
        let outline = [0x30, 9, 0x30, 7, 0x02, 1, 1, 0x30, 0, 0x05, 0];
        for content in [&b"one"[..], b"another", &[7; 4096], &outline] {
            token.write_area(content).unwrap();
            assert_eq!(token.read_area().unwrap().as_deref(), Some(content));
        }
        let full = token.write_area(&[8; 4097]);
        assert!(matches!(full, Err(CardError::AreaFull { needed: 4097, capacity: 4096 })));
        drop(token);

        let mut token = open("b");
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&outline[..]), "without a PIN");
        assert_eq!(code(token.write_area(b"one")), "pin.required");
        assert_eq!(labels(softhsm), ["SCAP area", "SCAP authorization 4"], "nothing is left over");
    });
}

/// The labels of the public data objects.
fn labels(softhsm: &SoftHsm) -> Vec<String> {
    let output = pkcs11_tool(softhsm, &["--token-label", "b", "--list-objects", "--type", "data"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let label = |line: &str| Some(line.trim().strip_prefix("label:")?.trim().trim_matches('\'').to_owned());
    let mut labels: Vec<_> = text.lines().filter_map(label).collect();
    labels.sort_unstable();
    labels
}

/// Puts a public data object on the token `b`.
fn add_data(softhsm: &SoftHsm, application: &str, label: &str, value: &str) {
    let path = softhsm.config().with_file_name("value");
    fs::write(&path, value).unwrap();
    let write = ["--token-label", "b", "--login", "--pin", PIN, "--write-object", path.to_str().unwrap()];
    let object = ["--type", "data", "--label", label, "--application-label", application];
    pkcs11_tool(softhsm, &[&write[..], &object].concat());
}

#[test]
fn objects_of_another_application_are_not_taken_whatever_their_label() {
    let prepare = |softhsm: &SoftHsm| {
        add_card(softhsm, "b", &fixed::secondary());
        add_data(softhsm, "other", "SCAP area", "1 8192");
        add_data(softhsm, "", "SCAP area", "something else");
        add_data(softhsm, "other", "SCAP authorization 7", "foreign");
    };
    with_tokens("objects_of_another_application_are_not_taken_whatever_their_label", prepare, |softhsm| {
        let mut token = open_with_pin("b");
        assert_eq!(token.area_state().unwrap(), AreaState::Closed);
        token.open_area().unwrap();
        assert_eq!(token.area_state().unwrap(), AreaState::Open { capacity: 4096 });
        assert_eq!(token.read_area().unwrap(), None);
        token.write_area(b"ours").unwrap();
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"ours"[..]));
        let all = [["SCAP area"; 3].as_slice(), &["SCAP authorization 1", "SCAP authorization 7"]].concat();
        assert_eq!(labels(softhsm), all, "what is foreign stays");
    });
}

#[test]
fn the_newest_generation_counts_and_the_next_write_clears_the_rest() {
    let prepare = |softhsm: &SoftHsm| {
        add_card(softhsm, "b", &fixed::secondary());
        for (label, value) in [
            ("SCAP area", "1 4096"),
            ("SCAP authorization 10", "newest"),
            ("SCAP authorization 9", "old"),
            ("SCAP authorization x", "not ours"),
        ] {
            add_data(softhsm, "SCAP", label, value);
        }
    };
    with_tokens("the_newest_generation_counts_and_the_next_write_clears_the_rest", prepare, |softhsm| {
        let mut token = open_with_pin("b");
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"newest"[..]));
        token.write_area(b"next").unwrap();
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"next"[..]));
        assert_eq!(labels(softhsm), ["SCAP area", "SCAP authorization 11", "SCAP authorization x"]);
    });
}

#[test]
fn a_primary_card_has_no_area() {
    let prepare = |softhsm: &SoftHsm| add_card(softhsm, "a", &fixed::primary());
    with_tokens("a_primary_card_has_no_area", prepare, |_| {
        let mut token = open_with_pin("a");
        assert_eq!(token.certificate().rank(), CardRank::Primary);
        assert_eq!(token.area_state().unwrap(), AreaState::None);
        assert_eq!(code(token.open_area()), "card.not_secondary");
        assert_eq!(code(token.read_area()), "card.not_secondary");
        assert_eq!(code(token.write_area(b"one")), "card.not_secondary");
    });
}

#[test]
fn what_is_no_module_is_an_error_and_no_crash() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.so");
    fs::write(&text, "no library").unwrap();
    for path in [&dir.path().join("missing.so"), &text, dir.path(), Path::new("libm.so.6"), Path::new("")] {
        assert_eq!(code(Pkcs11Readers::load(path)), "reader.module", "{}", path.display());
    }
}
