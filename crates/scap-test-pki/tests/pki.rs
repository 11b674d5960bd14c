//! The certificates have the shape of the real ones, and OpenSSL agrees with them.

#![cfg(feature = "fixed-keys")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    fs, io,
    path::Path,
    process::{Command, Output},
    time::SystemTime,
};

use scap_ac::{CardCertificate, CardRank, UnixTime};
use scap_test_pki::{CardRequest, PkiError, SignatureHash, TestCa, Usage, fixed, generate_card_key};

/// An instant at which all fixed cards are valid.
const AT: &str = "2026-06-01T00:00:00Z";

#[test]
fn a_card_certificate_says_what_was_asked() {
    for (card, rank, serial) in [
        (fixed::primary(), CardRank::Primary, fixed::PRIMARY_SERIAL),
        (fixed::secondary(), CardRank::Secondary, fixed::SECONDARY_SERIAL),
        (fixed::other_secondary(), CardRank::Secondary, fixed::OTHER_SECONDARY_SERIAL),
    ] {
        let certificate = &card.certificate;
        assert_eq!(certificate.rank(), rank);
        assert_eq!(certificate.serial().to_string(), serial);
        assert_eq!(certificate.business_number().as_str(), fixed::BUSINESS_NUMBER);
        assert_eq!(certificate.issuer().to_string(), "OU=政府測試憑證管理中心,O=行政院,C=TW");
        assert_eq!(certificate.subject().to_string(), "O=測試公司2,L=臺中市,C=TW");
        assert_eq!(certificate.not_before().to_string(), fixed::NOT_BEFORE);
        assert_eq!(certificate.not_after().to_string(), fixed::NOT_AFTER);
        assert!(certificate.may_sign());
    }
    let request = CardRequest {
        usage: Usage::Encryption,
        ..fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL)
    };
    assert!(!fixed::card(&request, 3).certificate.may_sign());
}

#[test]
fn names_are_encoded_country_first_with_a_printable_country() {
    let card = fixed::primary();
    let utf8 = |text: &str| [&[0x0c, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    let issuer = card.certificate.issuer().as_der();
    let parts = [b"\x13\x02TW".to_vec(), utf8("行政院"), utf8("政府測試憑證管理中心")];
    let found: Vec<_> = parts.iter().map(|part| position(issuer, part)).collect();
    assert!(found.is_sorted() && found[0].is_some(), "{found:?}");
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[test]
fn random_serials_are_positive_and_differ() {
    let request = CardRequest { serial: None, ..fixed::request(CardRank::Secondary, "1") };
    let serials: Vec<_> = (0..8).map(|_| *fixed::card(&request, 0).certificate.serial()).collect();
    assert!(serials.iter().any(|serial| serial.der_content().len() >= 16), "{serials:?}");
    assert_ne!(serials[0], serials[1]);
}

#[test]
fn everything_fixed_is_the_same_every_time() {
    assert_eq!(fixed::secondary().certificate, fixed::secondary().certificate);
    assert_eq!(fixed::secondary().sign_sha256(b"text"), fixed::secondary().sign_sha256(b"text"));
    let moduli: Vec<_> = (0..fixed::CARD_KEYS).map(|index| fixed::card_key(index).as_public_key()).collect();
    for (at, key) in moduli.iter().enumerate() {
        assert!(!moduli[..at].contains(key), "key {at} is there twice");
    }
}

#[test]
fn openssl_judges_certificates_as_they_were_meant() {
    let good = fixed::request(CardRank::Primary, fixed::PRIMARY_SERIAL);
    let time = fixed::time;
    let table = [
        ("good", fixed::card(&good, 0), true),
        ("SHA-1", fixed::card(&CardRequest { signature: SignatureHash::Sha1, ..good.clone() }, 0), true),
        ("encryption", fixed::card(&CardRequest { usage: Usage::Encryption, ..good.clone() }, 0), true),
        (
            "expired",
            fixed::card(&CardRequest { not_after: time("2026-05-31T23:59:59Z"), ..good.clone() }, 0),
            false,
        ),
        (
            "too early",
            fixed::card(&CardRequest { not_before: time("2026-06-01T00:00:01Z"), ..good.clone() }, 0),
            false,
        ),
        ("other CA", fixed::card_of(fixed::other_ca(), &good, 0), false),
        ("impostor", fixed::card_of(fixed::impostor_ca(), &good, 0), false),
    ];
    let dir = tempfile::tempdir().unwrap();
    fixed::ca().save(dir.path()).unwrap();
    for (name, card, valid) in table {
        let output = openssl_verify(dir.path(), &card.certificate, fixed::time(AT), &[]);
        assert_eq!(output.status.success(), valid, "{name}: {output:?}");
    }
}

#[test]
fn openssl_reads_the_extensions() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("card.der"), fixed::secondary().certificate.as_der()).unwrap();
    let output = Command::new("openssl")
        .args(["x509", "-inform", "DER", "-in", "card.der", "-noout", "-text"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "Policy: 2.16.886.101.0.3.3",
        "URI:http://crl.test.invalid/complete.crl",
        "X509v3 Subject Directory Attributes",
        "X509v3 Subject Key Identifier",
        "X509v3 Authority Key Identifier",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("Extended Key Usage") && !text.contains("Alternative Name"));
}

#[test]
fn openssl_finds_a_revoked_card_in_the_list() {
    let (one, two) = (fixed::primary(), fixed::secondary());
    let dir = tempfile::tempdir().unwrap();
    fixed::ca().save(dir.path()).unwrap();
    for (revoked, valid) in [(vec![], true), (vec![&two], true), (vec![&one], false)] {
        let since = fixed::time("2026-01-01T00:00:00Z");
        let revoked: Vec<_> = revoked.iter().map(|card| (*card.certificate.serial(), since)).collect();
        let list = fixed::ca()
            .crl(&revoked, fixed::time("2026-05-31T00:00:00Z"), fixed::time("2026-06-30T00:00:00Z"))
            .unwrap();
        fs::write(dir.path().join("list.crl"), list).unwrap();
        let output = openssl_verify(
            dir.path(),
            &one.certificate,
            fixed::time(AT),
            &["-crl_check", "-CRLfile", "list.crl"],
        );
        assert_eq!(output.status.success(), valid, "{revoked:?}: {output:?}");
    }
}

#[test]
fn a_fresh_ca_survives_being_stored_and_is_never_overwritten() {
    let ca = TestCa::generate().unwrap();
    let dir = tempfile::tempdir().unwrap();
    ca.save(dir.path()).unwrap();
    let loaded = TestCa::load(dir.path()).unwrap();
    assert_eq!((loaded.anchor_der(), loaded.intermediate_der()), (ca.anchor_der(), ca.intermediate_der()));

    let key = generate_card_key().unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let request = CardRequest {
        not_before: UnixTime::from_secs(now).unwrap(),
        not_after: UnixTime::from_secs(now + 60).unwrap(),
        ..fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL)
    };
    let certificate = loaded.issue(&request, key.as_public_key()).unwrap();
    let certificate = CardCertificate::from_der(&certificate).unwrap();
    let output = openssl_verify(dir.path(), &certificate, request.not_before, &[]);
    assert!(output.status.success(), "{output:?}");

    let refused = ca.save(dir.path());
    let exists = |error: &PkiError| {
        matches!(error, PkiError::File { path, source }
            if path.is_file() && source.kind() == io::ErrorKind::AlreadyExists)
    };
    assert!(refused.as_ref().is_err_and(exists), "{refused:?}");
    #[cfg(unix)]
    for (file, mode) in [("ca.key", 0o600), ("root.key", 0o600), ("ca.pem", 0o644)] {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::metadata(dir.path().join(file)).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777 & !mode, 0, "{file}");
    }
}

#[test]
fn a_stored_ca_with_foreign_keys_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fixed::ca().save(dir.path()).unwrap();
    fs::write(dir.path().join("ca.key"), fixed::card_key_pem(0)).unwrap();
    assert!(matches!(TestCa::load(dir.path()), Err(PkiError::KeyMismatch { .. })));
    fs::write(dir.path().join("ca.key"), "no key").unwrap();
    assert!(matches!(TestCa::load(dir.path()), Err(PkiError::Key(_))));
    fs::remove_file(dir.path().join("ca.key")).unwrap();
    assert!(matches!(TestCa::load(dir.path()), Err(PkiError::File { .. })));
}

/// Asks OpenSSL whether a certificate below the CA that is stored in `dir` is valid at `at`.
fn openssl_verify(dir: &Path, certificate: &CardCertificate, at: UnixTime, arguments: &[&str]) -> Output {
    fs::write(dir.join("card.der"), certificate.as_der()).unwrap();
    let convert = ["x509", "-inform", "DER", "-in", "card.der", "-out", "card.pem"];
    assert!(Command::new("openssl").args(convert).current_dir(dir).status().unwrap().success());
    let at = at.as_secs().to_string();
    Command::new("openssl")
        .args(["verify", "-x509_strict", "-policy", "2.16.886.101.0.3.3", "-explicit_policy"])
        .args(["-auth_level", "0", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "ca.pem"])
        .args(arguments)
        .arg("card.pem")
        .current_dir(dir)
        .output()
        .unwrap()
}
