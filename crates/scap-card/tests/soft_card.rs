//! Soft cards behave like cards: tries, locking, the authorization area, removal and insertion.

#![cfg(feature = "soft")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Barrier,
    thread,
    time::Duration,
};

use rsa::{Pkcs1v15Sign, PublicKey, pkcs1::DecodeRsaPublicKey};
use scap_ac::CardRank;
use scap_card::{
    AreaState, CardError, CardSlot, Pin, Readers, Token,
    soft::{CreateSoftCard, NewArea, SoftCard, SoftCards, Work, rsa},
};
use scap_test_pki::{CardRequest, Usage, fixed};
use sha2::{Digest, Sha256};

const PIN: &str = "s3cr3t";

fn pin(text: &str) -> Pin {
    Pin::new(text.into()).unwrap()
}

/// A folder with one card.
fn dir_with(
    name: &str,
    card: &fixed::Card,
    change: impl FnOnce(&mut CreateSoftCard<'_>),
) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), name, card, change).unwrap();
    dir
}

fn create(
    dir: &Path,
    name: &str,
    card: &fixed::Card,
    change: impl FnOnce(&mut CreateSoftCard<'_>),
) -> Result<PathBuf, CardError> {
    let pin = pin(PIN);
    let mut request = CreateSoftCard::new(&card.certificate, &card.key, &pin);
    request.work = Work::Light;
    change(&mut request);
    SoftCard::create(dir, name, &request)
}

fn secondary_dir() -> tempfile::TempDir {
    dir_with("b", &fixed::secondary(), |_| {})
}

fn open(dir: &Path) -> Box<dyn Token> {
    let mut readers = SoftCards::open(dir);
    let slots = readers.slots().unwrap();
    readers.open(&slots[0]).unwrap()
}

fn open_with_pin(dir: &Path) -> Box<dyn Token> {
    let mut token = open(dir);
    token.verify_pin(&pin(PIN)).unwrap();
    token
}

fn code<T: std::fmt::Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn signs_after_the_pin_with_the_key_of_its_certificate() {
    let dir = secondary_dir();
    let mut token = open(dir.path());
    assert_eq!(token.label(), "b");
    assert_eq!(token.certificate(), &fixed::secondary().certificate);
    assert_eq!(code(token.sign(b"text")), "pin.required");
    token.verify_pin(&pin(PIN)).unwrap();
    let signature = token.sign(b"text").unwrap();
    let key = PublicKey::from_pkcs1_der(token.certificate().public_key()).unwrap();
    key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(b"text"), &signature).unwrap();
    assert_eq!(code(open(dir.path()).sign(b"text")), "pin.required", "another session needs the PIN again");
}

#[test]
fn tries_survive_and_three_wrong_ones_lock() {
    let dir = secondary_dir();
    for left in [2, 1] {
        let mut token = open(dir.path());
        let refused = token.verify_pin(&pin("9999"));
        assert!(matches!(refused, Err(CardError::PinIncorrect { tries_left: Some(n) }) if n == left));
        assert_eq!(token.pin_state().unwrap().tries_left, Some(left));
    }
    assert_eq!(open_with_pin(dir.path()).pin_state().unwrap().tries_left, Some(3));
    let mut token = open(dir.path());
    let refused: Vec<_> = (0..4).map(|_| code(token.verify_pin(&pin("9999")))).collect();
    assert_eq!(refused, ["pin.incorrect", "pin.incorrect", "pin.locked", "pin.locked"]);
    assert_eq!(code(open(dir.path()).verify_pin(&pin(PIN))), "pin.locked");
    assert_eq!(open(dir.path()).pin_state().unwrap().tries_left, Some(0));
}

#[test]
fn a_wrong_pin_takes_back_an_earlier_right_one() {
    let dir = secondary_dir();
    let mut token = open_with_pin(dir.path());
    assert_eq!(code(token.verify_pin(&pin("9999"))), "pin.incorrect");
    assert_eq!(code(token.sign(b"text")), "pin.required");
}

#[test]
fn many_at_once_win_no_tries() {
    let dir = secondary_dir();
    let start = Barrier::new(8);
    let mut refused: Vec<_> = thread::scope(|scope| {
        let attempt = || {
            let mut token = open(dir.path());
            start.wait();
            code(token.verify_pin(&pin("9999")))
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(attempt)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    refused.sort_unstable();
    assert_eq!(refused[..3], ["pin.incorrect", "pin.incorrect", "pin.locked"]);
    assert!(refused[3..].iter().all(|code| *code == "pin.locked"), "{refused:?}");
}

#[test]
fn the_area_is_opened_once_and_then_written_read_and_replaced() {
    let dir = secondary_dir();
    let mut token = open(dir.path());
    assert_eq!(token.area_state().unwrap(), AreaState::Closed);
    assert_eq!(code(token.read_area()), "area.not_open");
    assert_eq!(code(token.open_area()), "pin.required");
    token.verify_pin(&pin(PIN)).unwrap();
    assert_eq!(code(token.write_area(b"one")), "area.not_open");
    token.open_area().unwrap();
    assert_eq!(code(token.open_area()), "area.already_open");
    assert_eq!(token.area_state().unwrap(), AreaState::Open { capacity: 4096 });
    assert_eq!(token.read_area().unwrap(), None);
    for content in [&b"one"[..], b"another", &[7; 4096]] {
        token.write_area(content).unwrap();
        assert_eq!(open(dir.path()).read_area().unwrap().as_deref(), Some(content), "without a PIN");
    }
    let full = token.write_area(&[8; 4097]);
    assert!(matches!(full, Err(CardError::AreaFull { needed: 4097, capacity: 4096 })));
    assert_eq!(token.read_area().unwrap(), Some(vec![7; 4096]), "what did not fit changed nothing");
    assert_eq!(code(open(dir.path()).write_area(b"one")), "pin.required");
}

#[test]
fn what_an_interrupted_write_left_is_neither_read_nor_in_the_way() {
    let dir = dir_with("b", &fixed::secondary(), |card| card.area = NewArea::Open);
    let mut token = open_with_pin(dir.path());
    token.write_area(b"old").unwrap();
    fs::write(dir.path().join("b/area/certificate.der.new"), b"half of the n").unwrap();
    assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"old"[..]));
    token.write_area(b"new").unwrap();
    assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"new"[..]));
    assert!(!dir.path().join("b/area/certificate.der.new").exists());
}

#[test]
fn a_locked_area_can_be_read_and_not_written() {
    let dir = dir_with("b", &fixed::secondary(), |card| card.area = NewArea::Locked);
    let mut token = open_with_pin(dir.path());
    assert_eq!(token.area_state().unwrap(), AreaState::Locked);
    assert_eq!(code(token.open_area()), "area.locked");
    assert_eq!(code(token.write_area(b"one")), "area.locked");
    assert_eq!(token.read_area().unwrap(), None);
}

#[test]
fn a_primary_card_has_no_area() {
    let dir = dir_with("a", &fixed::primary(), |card| card.area = NewArea::Open);
    let mut token = open_with_pin(dir.path());
    assert_eq!(token.certificate().rank(), CardRank::Primary);
    assert_eq!(token.area_state().unwrap(), AreaState::None);
    assert_eq!(code(token.open_area()), "card.not_secondary");
    assert_eq!(code(token.read_area()), "card.not_secondary");
    assert_eq!(code(token.write_area(b"one")), "card.not_secondary");
}

#[test]
fn a_card_moved_out_is_removed_whatever_is_asked_and_another_in_its_place_is_not_it() {
    let dir = secondary_dir();
    let away = tempfile::tempdir().unwrap();
    for other in [None, Some(fixed::other_secondary())] {
        let mut token = open_with_pin(dir.path());
        fs::rename(dir.path().join("b"), away.path().join("b")).unwrap();
        if let Some(other) = &other {
            create(dir.path(), "b", other, |_| {}).unwrap();
        }
        assert_eq!(code(token.pin_state()), "card.removed");
        assert_eq!(code(token.sign(b"text")), "card.removed");
        assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
        assert_eq!(code(token.area_state()), "card.removed");
        assert_eq!(code(token.open_area()), "card.removed");
        assert_eq!(code(token.read_area()), "card.removed");
        assert_eq!(code(token.write_area(b"one")), "card.removed");
        if other.is_some() {
            fs::remove_dir_all(dir.path().join("b")).unwrap();
        }
        fs::rename(away.path().join("b"), dir.path().join("b")).unwrap();
        assert_eq!(code(token.sign(b"text")), "pin.required", "back again, it wants its PIN");
    }
}

#[test]
fn readers_follow_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("missing");
    assert_eq!(code(SoftCards::open(&missing).slots()), "reader.none");

    let mut readers = SoftCards::open(dir.path());
    let empty = readers.slots().unwrap();
    assert_eq!(empty, [CardSlot::new("Soft reader".to_owned(), None)]);
    assert_eq!(code(readers.open(&empty[0])), "card.absent");
    assert!(!readers.wait(Duration::ZERO).unwrap());

    fs::create_dir(dir.path().join("no card")).unwrap();
    fs::write(dir.path().join("file"), "no card").unwrap();
    create(dir.path(), "b", &fixed::secondary(), |_| {}).unwrap();
    create(dir.path(), "a", &fixed::primary(), |_| {}).unwrap();
    assert!(readers.wait(Duration::ZERO).unwrap(), "inserted");
    assert!(readers.wait(Duration::ZERO).unwrap(), "until the readers are asked");
    let slots = readers.slots().unwrap();
    let names: Vec<_> = slots.iter().map(|slot| (slot.reader.as_str(), slot.card.as_deref())).collect();
    assert_eq!(names, [("Soft reader: a", Some("a")), ("Soft reader: b", Some("b"))]);
    assert!(!readers.wait(Duration::ZERO).unwrap());

    fs::rename(dir.path().join("a"), dir.path().join(".a")).unwrap();
    assert!(readers.wait(Duration::ZERO).unwrap(), "removed");
    assert_eq!(code(readers.open(&slots[0])), "card.removed");
    let outside = CardSlot::new("x".to_owned(), Some("../b".to_owned()));
    assert_eq!(code(readers.open(&outside)), "card.removed", "no way out of the folder");
}

#[test]
fn waiting_ends_when_a_card_comes() {
    let dir = tempfile::tempdir().unwrap();
    let mut readers = SoftCards::open(dir.path());
    readers.slots().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| readers.wait(Duration::from_secs(60)).unwrap());
        create(dir.path(), "b", &fixed::secondary(), |_| {}).unwrap();
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn creating_refuses_what_is_there_and_what_is_no_card() {
    let dir = secondary_dir();
    let card = fixed::secondary();
    fs::write(dir.path().join("file"), "").unwrap();
    for name in ["b", "file"] {
        let refused = create(dir.path(), name, &fixed::primary(), |_| {});
        assert!(
            matches!(&refused, Err(CardError::SoftCardExists { path }) if *path == dir.path().join(name)),
            "{refused:?}"
        );
        assert_eq!(code(refused), "file.exists");
    }
    fs::remove_file(dir.path().join("file")).unwrap();
    assert_eq!(open(dir.path()).certificate(), &card.certificate, "the first card is untouched");
    for name in ["", ".", "..", ".hidden", "a/b", "a\\b", "c:", "line\nbreak", &"x".repeat(129)] {
        let refused = create(dir.path(), name, &card, |_| {});
        assert!(
            matches!(&refused, Err(CardError::SoftCardName { name: told }) if told == name),
            "{refused:?}"
        );
        assert_eq!(code(refused), "soft_card.name");
    }
    let big = create(dir.path(), "c", &card, |card| card.capacity = 64 * 1024 + 1);
    assert!(matches!(big, Err(CardError::SoftCard { .. })));
    let other = fixed::Card { key: fixed::card_key(5).clone(), ..fixed::secondary() };
    assert!(matches!(create(dir.path(), "c", &other, |_| {}), Err(CardError::Unreadable { .. })));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left of what was refused");
}

#[cfg(unix)]
#[test]
fn the_key_is_for_its_owner_alone_and_openssl_reads_it_with_the_pin() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), "b", &fixed::secondary(), |card| card.work = Work::Normal).unwrap();
    let mut token = open_with_pin(dir.path());
    token.open_area().unwrap();
    for file in ["key.pem", "state.json", "lock"] {
        let mode = fs::metadata(dir.path().join("b").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    for (pin, right) in [(PIN, true), ("9999", false)] {
        let output = Command::new("openssl")
            .args(["pkcs8", "-in", "b/key.pem", "-passin", &format!("pass:{pin}")])
            .current_dir(dir.path())
            .output()
            .unwrap();
        assert_eq!(output.status.success(), right, "{output:?}");
    }
}

#[test]
fn damaged_files_are_errors_with_a_code_and_cost_no_tries() {
    let weak = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let table: [(&str, &[u8], &str); 8] = [
        ("certificate.pem", b"", "card.unreadable"),
        ("certificate.pem", b"\xff", "card.unreadable"),
        (
            "certificate.pem",
            b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            "card.unsupported",
        ),
        ("certificate.pem", &[b'A'; 70_000], "card.unreadable"),
        ("key.pem", b"", "card.unreadable"),
        ("key.pem", weak.as_bytes(), "card.unreadable"),
        ("key.pem", fixed::card_key_pem(1).as_bytes(), "card.unreadable"),
        ("state.json", b"{\"pin_tries_left\":200}", "card.unreadable"),
    ];
    for (file, bytes, expected) in table {
        let dir = secondary_dir();
        let path = dir.path().join("b").join(file);
        let good = fs::read(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        let mut readers = SoftCards::open(dir.path());
        let slots = readers.slots().unwrap();
        let opened = readers.open(&slots[0]).and_then(|mut token| token.verify_pin(&pin(PIN)));
        assert_eq!(code(opened), expected, "{file}");
        fs::write(&path, good).unwrap();
        assert_eq!(open(dir.path()).pin_state().unwrap().tries_left, Some(3), "{file}");
    }
    for text in ["", "{\"state\":\"ajar\",\"capacity\":1}", "{\"state\":\"open\",\"capacity\":99999999}"] {
        let dir = secondary_dir();
        fs::write(dir.path().join("b/area/state.json"), text).unwrap();
        assert_eq!(code(open(dir.path()).area_state()), "card.unreadable", "{text}");
    }
}

#[test]
fn the_key_of_another_card_is_no_wrong_pin() {
    let dir = secondary_dir();
    create(dir.path(), "c", &fixed::other_secondary(), |_| {}).unwrap();
    fs::copy(dir.path().join("c/key.pem"), dir.path().join("b/key.pem")).unwrap();
    assert_eq!(code(open(dir.path()).verify_pin(&pin(PIN))), "card.unreadable");
}

#[test]
fn an_encryption_certificate_signs_nothing() {
    let request = fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL);
    let card = fixed::card(&CardRequest { usage: Usage::Encryption, ..request }, 1);
    let dir = dir_with("b", &card, |_| {});
    let mut readers = SoftCards::open(dir.path());
    let slots = readers.slots().unwrap();
    assert_eq!(code(readers.open(&slots[0])), "card.unsupported");
}

#[test]
fn no_secret_is_printed() {
    let dir = secondary_dir();
    let token = open_with_pin(dir.path());
    let text = format!("{token:?}");
    assert!(text.contains("pin_verified: true") && !text.contains(PIN) && !text.contains("prime"), "{text}");
}
