//! Hand-made variants of a certificate: each rule broken once, and each bent as far as it goes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, Backend, CardCertificate, CardRank, Draft, Evidence,
    Grant, HolderId, HolderIdKind, Profile, Slots, Validator, ValidatorBuilder,
};
use scap_hostile::{VALID, der::Element, good, oracle, strict, variants};
use scap_test_pki::{
    CardRequest,
    fixed::{self, Card},
};

fn validators() -> Vec<Validator> {
    let backends = [
        Backend::RustCrypto,
        #[cfg(feature = "aws-lc-rs")]
        Backend::AwsLc,
    ];
    // What a validator knows beforehand makes it faster, and its verdicts are the same.
    let knowing = |trust: ValidatorBuilder| {
        trust.known_card(fixed::primary().certificate).known_card(fixed::secondary().certificate)
    };
    let trusts =
        backends.map(|backend| [good::trust(), knowing(good::trust())].map(|trust| trust.backend(backend)));
    trusts.into_iter().flatten().map(ValidatorBuilder::build).collect()
}

#[test]
fn each_variant_has_its_verdict_signed_again_and_not() {
    let validators = validators();
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for variant in variants::all() {
        assert!(names.insert(variant.name), "{} stands twice", variant.name);
        let rows = [
            ("signed again", variant.signed(), variant.expected),
            ("with the old signature", variant.unsigned(), variant.expected_unsigned()),
        ];
        for (signature, der, expected) in rows {
            for verdict in validators.iter().map(|validator| good::verdict(validator, &der)) {
                if verdict != expected {
                    wrong.push(format!("{}, {signature}: {verdict}, not {expected}", variant.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_second_judge_of_der_and_a_second_decoder_agree() {
    // The rules that it knows. What is in an OCTET STRING or a name it does not look into.
    const KNOWN: [&str; 11] =
        ["8.1.", "8.3", "8.8", "8.19", "8.23", "10.1", "10.2", "11.1", "11.2", "11.6", "11.7"];
    const ELSEWHERE: [&str; 1] = ["in the authority key identifier"];
    for variant in variants::all() {
        let named = |section: &&str| variant.rule.starts_with(&format!("X.690 § {section}"));
        let elsewhere = ELSEWHERE.iter().any(|place| variant.name.contains(place));
        let der = variant.unsigned();
        match strict::check(&der) {
            Ok(()) if KNOWN.iter().any(named) && !elsewhere => {
                panic!("{} breaks {}", variant.name, variant.rule);
            }
            Ok(()) => {}
            Err(rule) => assert_ne!(variant.expected, VALID, "{} breaks X.690 § {rule}", variant.name),
        }
        if AttributeCertificate::from_der(&der).is_ok() {
            assert_eq!(oracle::check(&der), Ok(()), "{}: another decoder refuses it", variant.name);
        }
    }
}

#[test]
fn the_table_beside_another_library_has_every_variant() {
    let table = include_str!("../../../fixtures/compare/verdicts.md");
    for variant in variants::all() {
        let row = format!("| {} | {} | {} |", variant.name, variant.rule, variant.expected);
        assert!(table.contains(&row), "{row} is missing: run cargo xtask compare");
    }
}

/// A certificate of `signer` for `holder`, its signed part changed before it was signed.
fn signed(holder: &Card, signer: &Card, change: impl FnOnce(&mut Element)) -> AuthorizationCertificate {
    let draft = Draft {
        serial: "1000001".parse().unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: &Grant::Application(Slots::default()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    let der = unsigned.assemble(&signature).unwrap().as_der().to_vec();
    let mut tree = Element::parse(&der).unwrap();
    change(tree.at(&[0]));
    let signature = signer.sign_sha256(&tree.at(&[0]).encode());
    tree.at(&[2]).set([&[0][..], &signature].concat());
    AuthorizationCertificate::from_der(&tree.encode()).unwrap()
}

fn verdict(
    certificate: &AuthorizationCertificate,
    holder: &Card,
    signers: &[CardCertificate],
) -> &'static str {
    let evidence = Evidence::new(&holder.certificate, signers);
    let mut verdicts = validators().into_iter().map(|validator| {
        let verdict = validator.validate(certificate, &evidence, fixed::time(good::NOW));
        verdict.map_or_else(|error| error.code(), |_| VALID)
    });
    let first = verdicts.next().unwrap();
    assert!(verdicts.all(|other| other == first), "the implementations agree");
    first
}

#[test]
fn names_are_compared_as_people_read_them() {
    let organization = "Acme  Trading Ltd.".to_owned();
    let request = CardRequest { organization, ..fixed::request(CardRank::Primary, "4711") };
    let (holder, signer) = (fixed::secondary(), fixed::card(&request, 3));
    let table = [
        ("as it is", 0x0c, "Acme  Trading Ltd.", VALID),
        ("as a PrintableString", 0x13, "Acme  Trading Ltd.", VALID),
        ("in capitals", 0x0c, "ACME  TRADING LTD.", VALID),
        ("in small letters, as a PrintableString", 0x13, "acme  trading ltd.", VALID),
        ("one blank for two", 0x0c, "Acme Trading Ltd.", VALID),
        ("three blanks, and some around", 0x0c, " Acme   Trading  Ltd. ", VALID),
        ("no blank", 0x0c, "AcmeTrading Ltd.", "ac.signer_unknown"),
        ("without the full stop", 0x0c, "Acme  Trading Ltd", "ac.signer_unknown"),
        ("with something after it", 0x0c, "Acme  Trading Ltd. 2", "ac.signer_unknown"),
        ("in full-width letters", 0x0c, "Ａcme  Trading Ltd.", "ac.signer_unknown"),
        ("with a Cyrillic letter", 0x0c, "\u{410}cme  Trading Ltd.", "ac.signer_unknown"),
        ("with a zero after it", 0x0c, "Acme  Trading Ltd.\0", "ac.signer_unknown"),
        ("as a TeletexString, which nobody writes any more", 0x14, "Acme  Trading Ltd.", "ac.signer_unknown"),
    ];
    for (name, tag, text, expected) in table {
        let certificate = signed(&holder, &signer, |info| {
            info.at(&[2, 0, 0, 0, 2, 0, 1]).replace(Element::primitive(tag, text));
        });
        assert_eq!(
            verdict(&certificate, &holder, std::slice::from_ref(&signer.certificate)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn two_signers_of_one_name_are_told_apart_by_their_keys() {
    let (holder, one) = (fixed::secondary(), fixed::primary());
    let two = fixed::card(&fixed::request(CardRank::Primary, "4711"), 3);
    assert_eq!(one.certificate.subject(), two.certificate.subject());
    let both = [one.certificate.clone(), two.certificate.clone()];
    let by_two = signed(&holder, &two, |_| {});
    assert_eq!(verdict(&by_two, &holder, &both), VALID);
    assert_eq!(verdict(&by_two, &holder, &both[..1]), "ac.signer_unknown");

    // The one signs, the other is named: neither counts.
    let key_identifier =
        |card: &Card| [&[0x30, 0x16, 0x80, 0x14][..], card.certificate.key_identifier()].concat();
    let named = signed(&holder, &one, |info| info.at(&[7, 0, 1]).set(key_identifier(&two)));
    assert_eq!(verdict(&named, &holder, &both), "ac.signature");
}
