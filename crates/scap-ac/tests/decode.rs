//! Strict decoding: what is not exactly an attribute certificate in DER is refused, and nothing panics.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::LazyLock;

use der::{Reader, SliceReader};
use proptest::prelude::*;
use scap_ac::{
    Application, AttributeCertificate, AuthorizationCertificate, AuthorizedApplication, Draft, Evidence,
    Grant, HolderId, HolderIdKind, Language, Profile, Slot, Slots, Validator, json::CertificateJson,
};
use scap_test_pki::fixed;

fn signed() -> AuthorizationCertificate {
    static SIGNED: LazyLock<AuthorizationCertificate> = LazyLock::new(sign);
    SIGNED.clone()
}

fn sign() -> AuthorizationCertificate {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let used = |number: u8| AuthorizedApplication {
        slot: Slot::new(number).unwrap(),
        application: Application {
            code: format!("APP{number}").parse().unwrap(),
            name: "應用".parse().unwrap(),
        },
        unit_name: Some("單位》分處".parse().unwrap()),
        unit_code: Some("028》1".parse().unwrap()),
        role: Some("收文、發文".parse().unwrap()),
    };
    let draft = Draft {
        serial: "311026782832146287338320846168273272094000019".parse().unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::Other, "ABCDEFGH1234567890").unwrap(),
        grant: &Grant::Application(Slots::new((1..=5).map(used)).unwrap()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

#[test]
fn no_changed_byte_is_accepted_with_another_meaning() {
    let good = signed();
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let ca = fixed::ca();
    let trust =
        Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der()).unwrap();
    let validator = trust.build();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let at = fixed::time("2027-01-01T00:00:00Z");
    assert!(validator.validate(&good, &evidence, at).is_ok());
    for position in 0..good.as_der().len() {
        for change in [0x01, 0x80, 0xff] {
            let mut der = good.as_der().to_vec();
            der[position] ^= change;
            if let Ok(certificate) = AuthorizationCertificate::from_der(&der) {
                let verdict = validator.validate(&certificate, &evidence, at);
                assert!(verdict.is_err(), "byte {position} changed by {change:#x} is accepted");
            }
        }
    }
}

#[test]
fn every_truncation_and_every_trailing_byte_is_refused() {
    let good = signed();
    for length in 0..good.as_der().len() {
        assert!(AttributeCertificate::from_der(&good.as_der()[..length]).is_err(), "{length} bytes");
    }
    let mut longer = good.as_der().to_vec();
    longer.push(0);
    assert_eq!(AttributeCertificate::from_der(&longer).unwrap_err().code(), "ac.der");
}

#[test]
fn inputs_that_hold_no_certificate_have_a_code() {
    let good = signed();
    let pem = good.to_pem();
    let card = fixed::primary();
    let table: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), "ac.encoding"),
        ("words", b"hello".to_vec(), "ac.encoding"),
        ("no UTF-8", vec![0xff, 0xfe], "ac.encoding"),
        ("another PEM", pem.replace("ATTRIBUTE ", "").into_bytes(), "ac.encoding"),
        ("PEM cut off", pem.as_bytes()[..pem.len() - 40].to_vec(), "ac.encoding"),
        ("PEM with a stray character", pem.replacen("MI", "M!", 1).into_bytes(), "ac.encoding"),
        ("an X.509 certificate", card.certificate.as_der().to_vec(), "ac.version"),
        ("too much text", vec![b'a'; 1 << 20], "ac.too_large"),
        ("too much DER", [vec![0x30, 0x84, 0, 0x10, 0, 0], vec![0; 1 << 20]].concat(), "ac.too_large"),
    ];
    for (name, input, expected) in table {
        assert_eq!(AttributeCertificate::from_any(&input).unwrap_err().code(), expected, "{name}");
    }
}

/// The elements of a SEQUENCE, each whole.
fn elements(sequence: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = SliceReader::new(sequence).unwrap();
    let read = reader.sequence(|reader| {
        let mut elements = Vec::new();
        while !reader.is_finished() {
            elements.push(reader.tlv_bytes()?.to_vec());
        }
        Ok::<_, der::Error>(elements)
    });
    read.unwrap()
}

/// An element with the shortest length.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        length @ 0..=0x7f => vec![u8::try_from(length).unwrap()],
        length @ 0x80..=0xff => vec![0x81, u8::try_from(length).unwrap()],
        length => [&[0x82][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [&[tag][..], &length, content].concat()
}

/// The certificate with one element of its signed part in another form; all lengths around it fit.
fn with_element(at: usize, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut outer = elements(signed().as_der());
    let mut info = elements(&outer[0]);
    info[at] = change(&info[at]);
    outer[0] = element(0x30, &info.concat());
    element(0x30, &outer.concat())
}

#[test]
fn variants_of_a_certificate_are_refused_with_their_code() {
    const VERSION: usize = 0;
    const HOLDER: usize = 1;
    const ISSUER: usize = 2;
    const SERIAL: usize = 4;
    const VALIDITY: usize = 5;
    const ATTRIBUTES: usize = 6;
    const EXTENSIONS: usize = 7;

    let same = with_element(SERIAL, <[u8]>::to_vec);
    assert_eq!(
        AuthorizationCertificate::from_der(&same).unwrap(),
        signed(),
        "the editor changes nothing else"
    );

    // The holder's names and serial stand under [0].
    let holder = |serial: &[u8]| {
        let serial = element(0x02, serial);
        move |old: &[u8]| {
            let base = elements(old).remove(0);
            let names = &elements(&[&[0x30], &base[1..]].concat())[0];
            element(0x30, &element(0xa0, &[&names[..], &serial].concat()))
        }
    };
    let attributes = |change: fn(&mut Vec<Vec<u8>>)| {
        move |old: &[u8]| {
            let mut attributes = elements(old);
            change(&mut attributes);
            element(0x30, &attributes.concat())
        }
    };
    let extension = |oid: &[u8], critical: &[u8], value: &[u8]| {
        let extension = [&element(0x06, oid)[..], critical, &element(0x04, value)].concat();
        move |old: &[u8]| {
            let extensions = elements(old).into_iter().chain([element(0x30, &extension)]);
            element(0x30, &extensions.collect::<Vec<_>>().concat())
        }
    };
    let critical_key_identifier = |old: &[u8]| {
        let parts = elements(&elements(old)[0]);
        element(0x30, &element(0x30, &[&parts[0][..], &[0x01, 0x01, 0xff], &parts[1]].concat()))
    };
    let table = [
        ("version 3", with_element(VERSION, |_| vec![2, 1, 2]), "ac.version"),
        ("a serial of zero", with_element(SERIAL, |_| vec![2, 1, 0]), "ac.serial"),
        ("a negative serial", with_element(SERIAL, |_| vec![2, 1, 0x80]), "ac.serial"),
        ("a serial of 21 octets", with_element(SERIAL, |_| element(2, &[1; 21])), "ac.serial"),
        ("no holder", with_element(HOLDER, |_| vec![0x30, 0]), "ac.holder_form"),
        (
            "a holder's serial that takes seconds to print",
            with_element(HOLDER, holder(&[1; 60_000])),
            "ac.holder_form",
        ),
        ("a holder's serial beyond the limit", with_element(HOLDER, holder(&[1; 21])), "ac.serial"),
        (
            "an issuer in the old form",
            with_element(ISSUER, |old| elements(&[&[0x30], &old[1..]].concat()).remove(0)),
            "ac.issuer_form",
        ),
        (
            "the end before the start",
            with_element(VALIDITY, |old| {
                let times = elements(old);
                element(0x30, &[&times[1][..], &times[0]].concat())
            }),
            "ac.validity_reversed",
        ),
        (
            "a time with a fraction",
            with_element(VALIDITY, |old| {
                let end = &elements(old)[1];
                element(0x30, &[&element(0x18, b"20260101000000.5Z")[..], end].concat())
            }),
            "ac.der",
        ),
        ("no attribute", with_element(ATTRIBUTES, attributes(Vec::clear)), "ac.attributes"),
        (
            "an attribute twice",
            with_element(ATTRIBUTES, attributes(|all| all.push(all[0].clone()))),
            "ac.attributes",
        ),
        (
            "no holder identification",
            with_element(ATTRIBUTES, attributes(|all| all.truncate(1))),
            "ac.profile",
        ),
        (
            "a type that takes seconds to print",
            with_element(
                ATTRIBUTES,
                attributes(|all| {
                    let attribute = [element(0x06, &[0x11; 30_000]), vec![0x31, 2, 5, 0]].concat();
                    all.push(element(0x30, &attribute));
                }),
            ),
            "ac.der",
        ),
        ("an empty list of extensions", with_element(EXTENSIONS, |_| vec![0x30, 0]), "ac.extensions"),
        (
            "an extension twice",
            with_element(EXTENSIONS, |old| element(0x30, &[elements(old), elements(old)].concat().concat())),
            "ac.extensions",
        ),
        (
            "an explicit default",
            with_element(EXTENSIONS, extension(&[0x55, 0x1d, 0x38], &[1, 1, 0], &[5, 0])),
            "ac.not_canonical",
        ),
        (
            "TRUE that is not all ones",
            with_element(EXTENSIONS, extension(&[0x55, 0x1d, 0x38], &[1, 1, 1], &[5, 0])),
            "ac.der",
        ),
        (
            "a critical authority key identifier",
            with_element(EXTENSIONS, critical_key_identifier),
            "ac.authority_key_identifier",
        ),
    ];
    for (name, der, expected) in table {
        assert_eq!(AuthorizationCertificate::from_der(&der).unwrap_err().code(), expected, "{name}");
    }
    // noRevAvail is an extension like any other that is not critical.
    let more = with_element(EXTENSIONS, extension(&[0x55, 0x1d, 0x38], &[], &[5, 0]));
    assert_eq!(AuthorizationCertificate::from_der(&more).unwrap().extensions().count(), 2);
    // One that is critical reads, for people to look at, and never validates.
    let critical = with_element(EXTENSIONS, extension(&[0x55, 0x1d, 0x63], &[1, 1, 0xff], &[5, 0]));
    let critical = AuthorizationCertificate::from_der(&critical).unwrap();
    let (holder, signers) = (fixed::secondary(), [fixed::primary().certificate]);
    let evidence = Evidence::new(&holder.certificate, &signers);
    let verdict =
        Validator::builder().build().validate(&critical, &evidence, fixed::time("2027-01-01T00:00:00Z"));
    assert_eq!(verdict.unwrap_err().code(), "ac.critical_extension");
}

#[test]
fn a_text_value_cannot_pass_for_the_certificate() {
    let good = signed();
    let decoy = "-----BEGIN ATTRIBUTE CERTIFICATE-----\nAAAA\n";
    let text = good.to_text(Language::English);
    // Only whole lines count, and the text's own lines start with a label.
    let quoted =
        text.replace("Slot 1 role: ", &format!("Slot 1 role: {}", decoy.trim_end().replace('\n', " ")));
    assert_eq!(AuthorizationCertificate::from_any(quoted.as_bytes()).unwrap(), good);
}

/// Attribute certificates that others made: a folder named by `SCAP_FOREIGN_ACS`, with the files that its
/// SOURCES.md describes. They are not part of this project.
#[test]
fn foreign_certificates_decode_by_the_standard() {
    let Some(folder) = std::env::var_os("SCAP_FOREIGN_ACS") else { return };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "der") {
            continue;
        }
        let der = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match AttributeCertificate::from_der(&der) {
            Ok(certificate) => {
                assert!(!name.contains("version1"), "{name} is a version 1 certificate");
                assert_eq!(certificate.as_der(), der);
                let json = CertificateJson::read(&certificate, &Profile::default());
                let json = serde_json::to_value(&json).unwrap();
                assert_eq!(json["kind"], "foreign", "{name}");
                assert!(!json["other_attributes"].as_array().unwrap().is_empty(), "{name}");
            }
            Err(error) => {
                assert!(name.contains("version1"), "{name}: {error}");
                assert_eq!(error.code(), "ac.version");
            }
        }
        read += 1;
    }
    assert!(read > 0, "the folder holds certificates");
}

proptest! {
    #[test]
    fn no_input_panics(input in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = AttributeCertificate::from_any(&input);
        let _ = scap_ac::CardCertificate::from_der(&input);
    }

    #[test]
    fn changed_certificates_never_panic_and_stay_canonical(
        position in 0usize..1500, bytes in proptest::collection::vec(any::<u8>(), 1..8)
    ) {
        let mut der = signed().as_der().to_vec();
        let start = position % der.len();
        let end = (start + bytes.len()).min(der.len());
        der.splice(start..end, bytes);
        if let Ok(certificate) = AttributeCertificate::from_der(&der) {
            prop_assert_eq!(certificate.as_der(), &der[..]);
            let _ = AuthorizationCertificate::new(certificate, &Profile::default());
        }
    }
}
