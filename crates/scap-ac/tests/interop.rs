//! Other programs read what this crate makes: OpenSSL, Bouncy Castle, strongSwan.
//!
//! They are Debian packages that `cargo xtask test` installs; without them these tests fail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{fs, path::Path, process::Command};

use scap_ac::{
    Application, AuthorizationCertificate, AuthorizedApplication, Draft, Grant, HolderId, HolderIdKind,
    Profile, Slot, Slots,
};
use scap_test_pki::fixed;

const SERIAL: &str = "311026782832146287338320846168273272094000019";

fn signed() -> AuthorizationCertificate {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let used = |number: u8| AuthorizedApplication {
        slot: Slot::new(number).unwrap(),
        application: Application {
            code: format!("APPLICATION-{number}").parse().unwrap(),
            name: "財政部電子發票整合服務平台".parse().unwrap(),
        },
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".parse().unwrap()),
        unit_code: Some("028》78616600".parse().unwrap()),
        role: Some("接收公文、發送專屬訊息".parse().unwrap()),
    };
    let draft = Draft {
        serial: SERIAL.parse().unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: &Grant::Application(Slots::new((1..=5).map(used)).unwrap()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

/// What a program prints, which must succeed.
fn output(program: &str, arguments: &[&str]) -> String {
    let output =
        Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?} failed: {stderr}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with the certificate and the cards of signer and holder.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, der: &[u8]| fs::write(folder.path().join(name), der).unwrap();
    write("ac.der", signed().as_der());
    write("signer.der", fixed::primary().certificate.as_der());
    write("holder.der", fixed::secondary().certificate.as_der());
    folder
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn openssl_reads_it() {
    let folder = folder();
    let printed = output("openssl", &["asn1parse", "-inform", "DER", "-in", &file(folder.path(), "ac.der")]);
    assert!(printed.contains("sha256WithRSAEncryption"), "{printed}");
    assert!(printed.contains("X509v3 Authority Key Identifier"), "{printed}");
    assert!(printed.contains("GENERALIZEDTIME   :20300101000000Z"), "{printed}");
}

#[test]
fn bouncy_castle_reads_it_verifies_it_and_matches_the_holder() {
    let folder = folder();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/interop/ReadAuthorization.java");
    let jars = ["bcprov", "bcpkix", "bcutil"].map(|name| format!("/usr/share/java/{name}.jar")).join(":");
    let files = ["ac.der", "signer.der", "holder.der"].map(|name| file(folder.path(), name));
    let [ac, signer, holder] = &files;
    let printed = output("java", &["-cp", &jars, program, ac, signer, holder]);
    let profile = Profile::default();
    for line in [
        "version 2".to_owned(),
        format!("serial {SERIAL}"),
        format!("holder {}", fixed::SECONDARY_SERIAL),
        "matches true".to_owned(),
        "signature true".to_owned(),
        "canonical true".to_owned(),
        format!("attribute {} 5", profile.authorized_applications),
        format!("attribute {} 1", profile.holder_identification),
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line} is missing in\n{printed}");
    }
}

#[test]
fn strongswan_prints_it() {
    let folder = folder();
    let printed = output("pki", &["--print", "--type", "ac", "--in", &file(folder.path(), "ac.der")]);
    let serial: String = signed().serial().der_content().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(printed.replace(':', "").contains(&serial), "{serial} is missing in\n{printed}");
    assert!(printed.contains("Jan 01 00:00:00 2030") || printed.contains("2030"), "{printed}");
}
