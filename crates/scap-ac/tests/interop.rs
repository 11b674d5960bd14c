//! Other programs read and verify what this crate makes, and it reads and judges what they make: Bouncy Castle,
//! strongSwan and OpenSSL.
//!
//! They are Debian packages that `cargo xtask test` installs; without them these tests fail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use scap_ac::{AcKind, AttributeCertificate, AuthorizationCertificate, Profile, SignatureAlgorithm, hex};
use scap_hostile::{VALID, der::Element, good};
use scap_test_pki::fixed;

/// What a program prints, which must succeed.
#[track_caller]
fn output(program: &str, arguments: &[&str]) -> String {
    let output =
        Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?} failed: {stderr}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with the certificates that others read, and the cards.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("read-application.der", good::application().as_der());
    write("read-delegation.der", good::delegation().as_der());
    write("signer.der", fixed::primary().certificate.as_der());
    write("holder.der", fixed::secondary().certificate.as_der());
    write("other.der", fixed::other_secondary().certificate.as_der());
    write("signer.key", fixed::card_key_pem(0).as_bytes());
    let Profile { authorized_applications, holder_identification, delegation } = Profile::default();
    let types = format!("{authorized_applications}\n{holder_identification}\n{delegation}\n");
    write("profile.txt", types.as_bytes());
    folder
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn openssl_reads_it() {
    let folder = folder();
    let ac = file(folder.path(), "read-application.der");
    let printed = output("openssl", &["asn1parse", "-inform", "DER", "-in", &ac]);
    assert!(printed.contains("sha256WithRSAEncryption"), "{printed}");
    assert!(printed.contains("X509v3 Authority Key Identifier"), "{printed}");
    assert!(printed.contains("GENERALIZEDTIME   :20300101000000Z"), "{printed}");
}

/// The signature alone: OpenSSL has no command for attribute certificates before its version 3.4.
#[test]
fn openssl_verifies_the_signature_over_the_signed_part() {
    let folder = folder();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    for certificate in [good::application(), good::delegation()] {
        write("signed", certificate.to_be_signed());
        write("signature", certificate.signature());
        let [signed, signature, card, key] =
            ["signed", "signature", "signer.der", "key.pem"].map(|name| file(folder.path(), name));
        output("openssl", &["x509", "-inform", "DER", "-in", &card, "-pubkey", "-noout", "-out", &key]);
        let verified =
            output("openssl", &["dgst", "-sha256", "-verify", &key, "-signature", &signature, &signed]);
        assert_eq!(verified, "Verified OK\n");
    }
}

/// One start of the Java machine for all.
#[test]
fn bouncy_castle_reads_what_we_make_and_makes_what_we_judge() {
    let folder = folder();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/interop/Interop.java");
    let jars = ["bcprov", "bcpkix", "bcutil"].map(|name| format!("/usr/share/java/{name}.jar")).join(":");
    let printed = output(
        "java",
        // Short runs are over before a better compiler pays.
        &[
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            &jars,
            program,
            folder.path().to_str().unwrap(),
        ],
    );
    it_reads(&printed);
    it_made(folder.path());
}

fn it_reads(printed: &str) {
    for (name, certificate) in [("application", good::application()), ("delegation", good::delegation())] {
        let fields = [
            "version 2",
            "serial 311026782832146287338320846168273272094000019",
            "from 2026-01-01T00:00:00Z",
            "to 2030-01-01T00:00:00Z",
            &format!("holder {}", fixed::SECONDARY_SERIAL),
            // For the holder's card, not for the signer's; by the signer's key, not by the holder's.
            "matches true false",
            "issuer true",
            "signature true false",
            "canonical true",
        ];
        let lines = fields.iter().map(|field| format!("{name} {field}"));
        let lines: Vec<_> = lines.chain(attributes(name, certificate)).collect();
        let start = format!("{name} ");
        let printed: Vec<_> = printed.lines().filter(|line| line.starts_with(&start)).collect();
        assert_eq!(printed, lines);
    }
}

/// A line for each value of each attribute.
fn attributes(name: &str, certificate: &AuthorizationCertificate) -> Vec<String> {
    let profile = Profile::default();
    let grant = match certificate.kind() {
        AcKind::Application => profile.authorized_applications,
        AcKind::Delegation => profile.delegation,
    };
    let mut tree = Element::parse(certificate.as_der()).unwrap();
    let mut lines = Vec::new();
    for (index, oid) in [grant, profile.holder_identification].into_iter().enumerate() {
        let values = tree.at(&[0, 6, index, 1]).elements();
        lines.extend(values.iter().map(|value| format!("{name} attribute {oid} {}", hex(&value.encode()))));
    }
    lines
}

/// What Bouncy Castle makes: the verdict on each, and all of them have one.
fn it_made(folder: &Path) {
    let table = [
        ("application", VALID),
        ("attributes-in-the-other-order", VALID),
        ("nothing-left", VALID),
        ("delegation", VALID),
        ("other-extension", VALID),
        ("critical-extension", "ac.critical_extension"),
        ("critical-key-identifier", "ac.authority_key_identifier"),
        ("no-key-identifier", "ac.authority_key_identifier"),
        ("another-key-identifier", "ac.signer_unknown"),
        ("holder-by-name", "ac.holder_form"),
        ("another-holder", "ac.holder_mismatch"),
        ("another-issuer", "ac.signer_unknown"),
        ("outlives-the-card", "ac.outside_holder_validity"),
        ("no-identification", "ac.profile"),
        ("slot-twice", "ac.slots"),
        ("attribute-twice", "ac.attributes"),
        ("unique-identifier", "ac.profile"),
        ("sha1", "ac.sha1"),
        ("sha512", "ac.algorithm_unknown"),
        ("pss", "ac.algorithm_unknown"),
    ];
    let read = |name: &str| fs::read(folder.join(format!("made-{name}.der"))).unwrap();
    let validator = good::trust().build();
    for (name, expected) in table {
        assert_eq!(good::verdict(&validator, &read(name)), expected, "{name}");
    }
    let names: BTreeSet<_> = table.iter().map(|(name, _)| format!("made-{name}.der")).collect();
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let made: BTreeSet<_> = files.filter(|name| name.starts_with("made-")).collect();
    assert_eq!(made, names, "each has its row");

    let authorization = good::validate(&validator, &read("application")).unwrap();
    let slot = authorization.application("A").unwrap();
    assert_eq!(slot.role.as_ref().unwrap().as_str(), "經理、會計");
    assert_eq!(slot.unit_code.as_ref().unwrap().as_str(), "028》78616600");
    assert!(authorization.permits("C") && authorization.permits("E") && !authorization.permits("B"));
    let delegation = AuthorizationCertificate::from_der(&read("delegation")).unwrap();
    assert_eq!(delegation.kind(), AcKind::Delegation);
}

#[test]
fn strongswan_prints_what_we_make() {
    let folder = folder();
    for (name, certificate) in
        [("read-application.der", good::application()), ("read-delegation.der", good::delegation())]
    {
        let printed = output("pki", &["--print", "--type", "ac", "--in", &file(folder.path(), name)]);
        let printed = printed.replace(':', "");
        for part in [certificate.serial().der_content(), certificate.authority_key_identifier()] {
            let part = hex(part);
            assert!(printed.contains(&part), "{part} is missing in\n{printed}");
        }
        assert!(printed.contains("2030"), "{printed}");
    }
}

#[test]
fn strongswan_issues_one_that_we_decode_and_whose_signature_holds() {
    let folder = folder();
    let [holder, signer, key] =
        ["holder.der", "signer.der", "signer.key"].map(|name| file(folder.path(), name));
    let issue = [
        "--acert",
        "--in",
        &holder,
        "--issuercert",
        &signer,
        "--issuerkey",
        &key,
        "--group",
        "sales",
        "--group",
        "accounting",
        "--serial",
        "0badcafe",
        "--digest",
        "sha256",
        "--outform",
        "pem",
    ];
    let issued = output("pki", &issue);
    let certificate = AttributeCertificate::from_any(issued.as_bytes()).unwrap();
    assert_eq!(certificate.issuer().as_ref(), Some(fixed::primary().certificate.subject()));
    assert_eq!(certificate.serial().der_content(), [0x0b, 0xad, 0xca, 0xfe]);
    let signer = fixed::primary().certificate;
    assert!(signer.verifies(certificate.to_be_signed(), certificate.signature()));
    assert_eq!(certificate.signature_algorithm(), Some(SignatureAlgorithm::Sha256WithRsa));
    // It names the holder twice, by certificate and by name; the profile has one of these.
    assert_eq!(AuthorizationCertificate::from_any(issued.as_bytes()).unwrap_err().code(), "ac.holder_form");
}
