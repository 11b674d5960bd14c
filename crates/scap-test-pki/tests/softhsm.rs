//! A card can be put into a SoftHSM token.

#![cfg(feature = "fixed-keys")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::process::Command;

use scap_test_pki::{PkiError, fixed, softhsm};

#[test]
fn a_provisioned_token_lists_the_signing_pair() {
    let dir = tempfile::tempdir().unwrap();
    let card = fixed::primary();
    let softhsm =
        softhsm::provision(dir.path(), "primary", "123456", &card.key, card.certificate.as_der()).unwrap();
    let output = Command::new("pkcs11-tool")
        .arg("--module")
        .arg(softhsm::module())
        .args(["--token-label", "primary", "--login", "--pin", "123456", "--list-objects"])
        .env(softhsm::CONFIG_VARIABLE, softhsm.config())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["Certificate Object", "Private Key Object", "Public Key Object", softhsm::SIGNING_ID] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }

    let failure = softhsm.add_pair(("nobody", "1"), ("01", "x"), &card.key, card.certificate.as_der());
    assert!(matches!(failure, Err(PkiError::ProgramFailed { program: "softhsm2-util", .. })), "{failure:?}");
}
