//! Logins that OpenSSL makes, and ours that it verifies.

use std::{fs, path::Path, process::Command};

use scap_ac::{Challenge, Evidence, Login, Sha1Policy};
use scap_test_pki::{SignatureHash, fixed};

use crate::stage::{AUTHORIZATION, CARD, CHALLENGE, NONCE, SIGNERS, challenge, now, pem, sign, trust};

/// Runs `openssl` in this folder; it must succeed.
#[track_caller]
fn openssl(folder: &Path, arguments: &str) -> Vec<u8> {
    let mut command = Command::new("openssl");
    let output = command.current_dir(folder).args(arguments.split_whitespace()).output();
    let output = output.unwrap_or_else(|error| panic!("openssl: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {stderr}");
    output.stdout
}

/// A folder with the card, its key, the CAs and the challenge.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("card.pem", &pem("CERTIFICATE", CARD.certificate.as_der()));
    write("card.key", fixed::card_key_pem(1).as_bytes());
    let [root, ca] =
        [fixed::ca().anchor_der(), fixed::ca().intermediate_der()].map(|der| pem("CERTIFICATE", der));
    write("ca.pem", &ca);
    write("cas.pem", &[root, ca].concat());
    write("challenge", CHALLENGE);
    folder
}

#[test]
fn what_openssl_signs_opens_the_application_or_is_refused_for_a_reason() {
    let folder = folder();
    let (validator, strict) = (trust().sha1(Sha1Policy::Allow).build(), trust().build());
    let evidence = Evidence::without_holder(&*SIGNERS).application("APP");
    let table = [
        ("cms -outform DER", "valid"),
        ("cms -outform DER -nodetach", "valid"),
        ("cms -outform PEM -nodetach", "valid"),
        ("cms -outform DER -nosmimecap", "valid"),
        ("cms -outform DER -md sha256 -nodetach -keyid", "valid"),
        ("cms -outform DER -md sha1", "valid"),
        ("cms -outform DER -cades", "valid"),
        ("cms -outform DER -nodetach -certfile ca.pem", "valid"),
        ("cms -outform DER -nocerts", "login.signer"),
        ("cms -outform DER -noattr", "login.form"),
        ("cms -outform DER -nodetach -stream", "login.form"),
        ("cms -outform DER -md sha512", "login.algorithm"),
        ("cms -outform DER -keyopt rsa_padding_mode:pss", "login.algorithm"),
        ("smime -outform DER", "valid"),
        ("smime -outform PEM -nodetach", "valid"),
        ("smime -outform DER -nodetach -certfile ca.pem", "valid"),
        ("smime -outform DER -md sha1", "valid"),
        ("smime -outform DER -noattr", "login.form"),
    ];
    for (arguments, expected) in table {
        let (program, options) = arguments.split_once(' ').unwrap();
        let sign =
            format!("{program} -sign -binary -in challenge -signer card.pem -inkey card.key {options}");
        let signature = openssl(folder.path(), &sign);
        let verdict = Login::from_any(&signature).and_then(|login| {
            // By OpenSSL's clock.
            let at = login.signing_time().unwrap();
            let challenge = challenge().require_signing_time();
            validator.validate_login(&login, &challenge, &AUTHORIZATION, &evidence, at)?;
            let without_sha1 = strict.validate_login(&login, &challenge, &AUTHORIZATION, &evidence, at);
            let refused = without_sha1.err().map(|error| error.code());
            assert_eq!(refused, arguments.contains("sha1").then_some("login.sha1"), "{arguments}");
            let other = Challenge::new(b"another");
            let other = validator.validate_login(&login, &other, &AUTHORIZATION, &evidence, at);
            assert_eq!(other.unwrap_err().code(), "login.challenge", "{arguments}");
            Ok(())
        });
        assert_eq!(verdict.map_or_else(|error| error.code(), |()| "valid"), expected, "{arguments}");
        if arguments.ends_with("-nocerts") {
            let login = Login::with_card(&signature, &CARD.certificate).unwrap();
            validator.check_login(&login, &challenge(), login.signing_time().unwrap()).unwrap();
        }
    }

    // The PKCS#7 in an S/MIME message.
    let message = "smime -sign -binary -in challenge -signer card.pem -inkey card.key -out message";
    openssl(folder.path(), message);
    let login = Login::from_any(&openssl(folder.path(), "smime -pk7out -in message")).unwrap();
    validator.check_login(&login, &challenge(), login.signing_time().unwrap()).unwrap();
}

#[test]
fn openssl_verifies_what_the_test_pki_signs() {
    let folder = folder();
    let at = now().as_secs();
    let verify =
        format!("cms -verify -binary -inform DER -in login.der -CAfile cas.pem -purpose any -attime {at}");
    let table = [
        ("attached", sign(|request| request.nonce = Some(NONCE)), ""),
        ("detached", sign(|request| request.attached = false), "-content challenge"),
        ("by key identifier", sign(|request| request.by_key_identifier = true), ""),
        ("SHA-1", sign(|request| request.hash = SignatureHash::Sha1), ""),
    ];
    for (name, login, more) in table {
        fs::write(folder.path().join("login.der"), login).unwrap();
        assert_eq!(openssl(folder.path(), &format!("{verify} {more}")), CHALLENGE, "{name}");
    }
}
