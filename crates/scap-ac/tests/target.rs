//! Certificates that are made for some verifiers alone: targetInformation of RFC 5755 Section 4.3.2.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "support/issuing.rs"]
mod issuing;

use const_oid::db::rfc5912::ID_CE_TARGET_INFORMATION;
use issuing::{START, application, element, now, trust};
use scap_ac::{DistinguishedName, Evidence, Oid, Target, TargetName, ValidatorBuilder};
use scap_test_pki::{fixed, status::RawExtension};

const NAME: u8 = 0xa0;
const GROUP: u8 = 0xa1;

fn dns(name: &str) -> Vec<u8> {
    element(0x82, name.as_bytes())
}

fn uri(name: &str) -> Vec<u8> {
    element(0x86, name.as_bytes())
}

fn directory(name: &DistinguishedName) -> Vec<u8> {
    element(0xa4, name.as_der())
}

/// One `Targets` with one `Target`.
fn only(kind: u8, name: &[u8]) -> Vec<u8> {
    element(0x30, &element(0x30, &element(kind, name)))
}

/// The verdict on a certificate with this extension, by each of the verifiers.
fn verdicts<const N: usize>(critical: bool, value: Vec<u8>, verifiers: [&[Target]; N]) -> [&'static str; N] {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let extension = RawExtension { oid: ID_CE_TARGET_INFORMATION, critical, value };
    let certificate = application(&holder, &signer, START, &[extension]);
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    verifiers.map(|targets| {
        let validator = targets.iter().cloned().fold(trust(), ValidatorBuilder::target).build();
        let verdict = validator.validate(&certificate, &evidence, now());
        verdict.map_or_else(|error| error.code(), |_| "valid")
    })
}

fn ours() -> Vec<Target> {
    let authority = fixed::primary().certificate.issuer().clone();
    vec![
        Target::Name(TargetName::Uri("https://tender.example/Login?a=B".into())),
        Target::Name(TargetName::Uri("urn:example:Tender".into())),
        Target::Name(TargetName::Dns("tender.example".into())),
        Target::Name(TargetName::Directory(authority)),
        Target::Name(TargetName::RegisteredId(Oid::from_content(&[0x88, 0x37, 0x01]).unwrap())),
        Target::Group(TargetName::Dns("gov.example".into())),
    ]
}

#[test]
fn a_target_of_ours_lets_a_certificate_count_and_any_other_does_not() {
    let Target::Name(TargetName::Directory(name)) = &ours()[3] else { unreachable!() };
    let other = fixed::primary().certificate;
    let table = [
        ("URI", only(NAME, &uri("https://tender.example/Login?a=B")), "valid"),
        ("scheme and host in another case", only(NAME, &uri("HTTPS://Tender.EXAMPLE/Login?a=B")), "valid"),
        ("path in another case", only(NAME, &uri("https://tender.example/login?a=B")), "ac.target"),
        ("another port", only(NAME, &uri("https://tender.example:8443/Login?a=B")), "ac.target"),
        ("more than the URI", only(NAME, &uri("https://tender.example/Login?a=BC")), "ac.target"),
        ("no scheme", only(NAME, &uri("tender.example/Login?a=B")), "ac.target"),
        ("another host behind a user name", only(NAME, &uri("https://tender.example@evil/")), "ac.target"),
        ("URN", only(NAME, &uri("URN:example:Tender")), "valid"),
        ("URN in another case", only(NAME, &uri("urn:example:tender")), "ac.target"),
        ("host", only(NAME, &dns("TENDER.example")), "valid"),
        ("part of the host", only(NAME, &dns("ender.example")), "ac.target"),
        ("directory name", only(NAME, &directory(name)), "valid"),
        ("another directory name", only(NAME, &directory(other.subject())), "ac.target"),
        ("registered id", only(NAME, &element(0x88, &[0x88, 0x37, 0x01])), "valid"),
        ("another registered id", only(NAME, &element(0x88, &[0x88, 0x37, 0x02])), "ac.target"),
        ("an address, which no target here is", only(NAME, &element(0x87, &[127, 0, 0, 1])), "ac.target"),
        ("group", only(GROUP, &dns("gov.example")), "valid"),
        ("our name as a group", only(GROUP, &dns("tender.example")), "ac.target"),
        ("our group as a name", only(NAME, &dns("gov.example")), "ac.target"),
        ("nobody", element(0x30, &element(0x30, &[])), "ac.target"),
        ("an empty list", element(0x30, &[]), "ac.target"),
        (
            "the second of one list",
            element(
                0x30,
                &element(
                    0x30,
                    &[element(NAME, &dns("other.example")), element(NAME, &dns("tender.example"))].concat(),
                ),
            ),
            "valid",
        ),
        (
            "in the second list",
            element(
                0x30,
                &[
                    element(0x30, &element(NAME, &dns("other.example"))),
                    element(0x30, &element(NAME, &dns("tender.example"))),
                ]
                .concat(),
            ),
            "valid",
        ),
    ];
    for (name, value, expected) in table {
        assert_eq!(verdicts(true, value, [&ours(), &[]]), [expected, "ac.target"], "{name}");
    }
}

#[test]
fn what_breaks_the_rfc_is_refused_even_if_it_names_us() {
    let good = only(NAME, &dns("tender.example"));
    let name = element(NAME, &dns("tender.example"));
    let targets = |second: Vec<u8>| element(0x30, &element(0x30, &[name.clone(), second].concat()));
    let table = [
        ("not critical", false, good.clone()),
        ("a target certificate", true, targets(element(0xa2, &element(0x30, &[])))),
        ("a name that is no text", true, targets(element(NAME, &element(0x82, &[0xff])))),
        ("no general name", true, targets(element(NAME, &element(0x0c, b"tender.example")))),
        ("no target", true, targets(dns("tender.example"))),
        ("one level short", true, element(0x30, &name)),
        ("something behind it", true, [good, vec![0x05, 0x00]].concat()),
        ("nothing", true, Vec::new()),
    ];
    for (what, critical, value) in table {
        assert_eq!(verdicts(critical, value, [&ours()]), ["ac.extensions"], "{what}");
    }
}
