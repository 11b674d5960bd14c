//! Which logins open an application, one rule broken at a time, on every RSA implementation.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod form;
mod openssl;
mod stage;

use const_oid::{
    ObjectIdentifier,
    db::{rfc5911, rfc5912},
};
use der::{Any, Tag, asn1::SetOfVec};
use proptest::prelude::*;
use scap_ac::{CardRank, Evidence, Login, LoginError, Sha1Policy};
use scap_test_pki::{
    SignatureHash,
    cms::signed_data::SignerInfo,
    fixed::{self, Card},
    login::attribute,
};
use x509_cert::attr::Attribute;

use crate::stage::{
    AUTHORIZATION, CARD, NONCE, NOW, SIGNERS, algorithm, authorization_of, challenge, good, nonce_as, now,
    pem, request, sign, sign_changed, signer, trust, verdict, verdict_by,
};

#[test]
fn a_login_of_the_holder_opens_the_application_in_every_form_that_clients_make() {
    let der = good();
    let base64 = pem("CMS", &der);
    let base64 = String::from_utf8(base64).unwrap();
    let base64: String = base64.lines().filter(|line| !line.starts_with('-')).collect();
    let (others, ca) = ([fixed::primary(), fixed::other_secondary()], fixed::ca());
    let along = |certificates: &[&[u8]]| request(certificates).sign(&CARD.certificate, &CARD.key).unwrap();
    let own = CARD.certificate.as_der();
    let everyone = [
        ca.anchor_der(),
        others[0].certificate.as_der(),
        own,
        others[1].certificate.as_der(),
        ca.intermediate_der(),
    ];
    let named = |oid, parameters| {
        let change = move |info: &mut SignerInfo| info.signature_algorithm = algorithm(oid, parameters);
        sign_changed(|_| {}, |_| {}, |data| signer(data, change))
    };
    let table = [
        ("attached", der.clone()),
        ("detached", sign(|request| request.attached = false)),
        ("the signer by its key identifier", sign(|request| request.by_key_identifier = true)),
        ("without its time", sign(|request| request.signing_time = None)),
        ("with a nonce that nobody asked for", sign(|request| request.nonce = Some(b"of the client"))),
        ("other certificates along", along(&everyone)),
        (
            "signed with sha256WithRSAEncryption",
            named(rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Some(Any::null())),
        ),
        ("no parameters of the algorithm", named(rfc5912::RSA_ENCRYPTION, None)),
        (
            "unsigned attributes",
            sign_changed(
                |_| {},
                |_| {},
                |data| {
                    let unsigned = attribute(rfc5911::ID_SIGNING_TIME, &Any::null()).unwrap();
                    let set = SetOfVec::try_from(vec![unsigned]).unwrap();
                    signer(data, |info| info.unsigned_attrs = Some(set));
                },
            ),
        ),
        ("attributes that are not known", {
            let card_number = ObjectIdentifier::new_unwrap("2.16.886.1.100.2.204");
            let value = Any::new(Tag::PrintableString, &b"0000000012345678"[..]).unwrap();
            sign_changed(
                |_| {},
                |attributes| attributes.push(attribute(card_number, &value).unwrap()),
                |_| {},
            )
        }),
        ("PEM, labelled CMS", pem("CMS", &der)),
        ("PEM, labelled PKCS7", pem("PKCS7", &der)),
        ("base64 in one line", base64.clone().into_bytes()),
        (
            "base64 in lines of another length",
            base64.as_bytes().chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..]),
        ),
    ];
    for (name, login) in table {
        assert_eq!(verdict(&login, &challenge()), "valid", "{name}");
    }
    // A card that is known beforehand, and one of another key, change nothing.
    let known = || trust().known_card(CARD.certificate.clone()).known_card(others[0].certificate.clone());
    assert_eq!(verdict_by(known, &der, &challenge()), "valid");
    let login = Login::from_any(&der).unwrap();
    assert_eq!((login.card(), login.signing_time()), (&CARD.certificate, Some(now())));
    let printed = format!("{login:?} {:?}", challenge().nonce(NONCE));
    assert!(!printed.contains("session") && !printed.contains("8fb3e1"), "{printed}");
}

#[test]
fn sha1_counts_only_where_the_policy_says_so_at_the_instant_asked_about() {
    let login = sign(|request| request.hash = SignatureHash::Sha1);
    let later = fixed::time("2027-06-01T12:00:01Z");
    for (policy, expected) in [
        (Sha1Policy::Refuse, "login.sha1"),
        (Sha1Policy::StartedBefore(now()), "login.sha1"),
        (Sha1Policy::StartedBefore(later), "valid"),
        (Sha1Policy::Allow, "valid"),
    ] {
        assert_eq!(verdict_by(|| trust().sha1(policy), &login, &challenge()), expected, "{policy:?}");
    }
    // The client's word about the time does not make it older.
    let early = sign(|request| {
        request.hash = SignatureHash::Sha1;
        request.signing_time = Some(fixed::time("2027-06-01T11:59:00Z"));
    });
    assert_eq!(
        verdict_by(|| trust().sha1(Sha1Policy::StartedBefore(now())), &early, &challenge()),
        "login.sha1"
    );
}

#[test]
fn a_nonce_is_the_same_bytes_in_an_octet_string_or_in_a_text() {
    let text = |tag| sign_changed(|_| {}, nonce_as(tag, NONCE), |_| {});
    let two = |attributes: &mut Vec<Attribute>| {
        nonce_as(Tag::OctetString, NONCE)(attributes);
        let values = &mut attributes.last_mut().unwrap().values;
        values.insert(Any::new(Tag::OctetString, &b"another"[..]).unwrap()).unwrap();
    };
    let table = [
        ("octets", sign(|request| request.nonce = Some(NONCE)), "valid"),
        ("a UTF-8 text", text(Tag::Utf8String), "valid"),
        ("a printable text", text(Tag::PrintableString), "valid"),
        ("a number", text(Tag::Integer), "login.nonce"),
        ("none", good(), "login.nonce"),
        ("another", sign(|request| request.nonce = Some(b"8fb3e2")), "login.nonce"),
        ("a longer one", sign(|request| request.nonce = Some(b"8fb3e10")), "login.nonce"),
        ("two of them", sign_changed(|_| {}, two, |_| {}), "login.nonce"),
        ("an empty one", sign(|request| request.nonce = Some(b"")), "login.nonce"),
    ];
    for (name, login, expected) in table {
        assert_eq!(verdict(&login, &challenge().nonce(NONCE)), expected, "{name}");
    }
}

#[test]
fn a_signing_time_lies_about_the_instant_and_may_be_required() {
    let at = |time: Option<&str>| sign(|request| request.signing_time = time.map(fixed::time));
    let table = [
        ("as old as may be", at(Some("2027-06-01T11:55:00Z")), challenge(), "valid"),
        ("a second older", at(Some("2027-06-01T11:54:59Z")), challenge(), "login.signing_time"),
        ("as much ahead as may be", at(Some("2027-06-01T12:05:00Z")), challenge(), "valid"),
        ("a second more", at(Some("2027-06-01T12:05:01Z")), challenge(), "login.signing_time"),
        ("older, and allowed", at(Some("2027-06-01T11:00:00Z")), challenge().max_age(3600), "valid"),
        (
            "a year old, and nobody minds",
            at(Some("2026-06-01T12:00:00Z")),
            challenge().max_age(u64::MAX),
            "valid",
        ),
        ("after 2049", at(Some("2050-01-01T00:00:00Z")), challenge().max_age(u64::MAX), "valid"),
        ("none", at(None), challenge(), "valid"),
        ("none, but required", at(None), challenge().require_signing_time(), "login.signing_time"),
        ("required and there", good(), challenge().require_signing_time(), "valid"),
        ("to the second", at(Some("2027-06-01T12:00:01Z")), challenge().max_age(0), "login.signing_time"),
    ];
    for (name, login, challenge, expected) in table {
        assert_eq!(verdict(&login, &challenge), expected, "{name}");
    }
    let validator = trust().build();
    let late = Login::from_any(&at(Some("2027-06-01T11:00:00Z"))).unwrap();
    let error = validator.check_login(&late, &challenge(), now()).unwrap_err();
    let details = [("signed_at", "2027-06-01T11:00:00Z"), ("at", NOW), ("max_age", "300")];
    assert_eq!(error.details(), details.map(|(name, fact)| (name, fact.to_owned())));
}

#[test]
fn a_card_that_is_known_may_be_given_where_the_client_leaves_it_out() {
    let (card, other) = (&CARD.certificate, fixed::other_secondary().certificate);
    let bare = sign(|request| request.certificates = &[]);
    let by_key = sign(|request| {
        request.certificates = &[];
        request.by_key_identifier = true;
    });
    let (validator, evidence) = (trust().build(), Evidence::without_holder(&*SIGNERS));
    for login in [&bare, &by_key, &good()] {
        let opened = Login::with_card(login, card).and_then(|login| {
            validator.validate_login(&login, &challenge(), &AUTHORIZATION, &evidence, now())
        });
        assert!(opened.unwrap().permits("APP"));
        let error = Login::with_card(login, &other).unwrap_err();
        assert_eq!(
            (error.code(), error.details()),
            ("login.signer", vec![("reason", "certificate".to_owned())])
        );
    }
    // A holder in the evidence is the card of the login.
    let login = Login::from_any(&good()).unwrap();
    let ask = |holder| {
        let evidence = Evidence::new(holder, &*SIGNERS);
        validator.validate_login(&login, &challenge(), &AUTHORIZATION, &evidence, now())
    };
    assert!(ask(card).is_ok());
    assert_eq!(ask(&other).unwrap_err().details(), [("reason", "other_card".to_owned())]);
}

#[test]
fn what_is_wrong_with_card_or_certificate_keeps_its_own_code() {
    let evidence = Evidence::without_holder(&*SIGNERS);
    let encryption = scap_test_pki::CardRequest {
        usage: scap_test_pki::Usage::Encryption,
        ..fixed::request(CardRank::Secondary, "4711")
    };
    let encryption = fixed::card(&encryption, 1);
    let stranger = fixed::card_of(fixed::impostor_ca(), &fixed::request(CardRank::Secondary, "4712"), 1);
    let over = scap_test_pki::CardRequest {
        not_after: fixed::time("2027-05-31T00:00:00Z"),
        ..fixed::request(CardRank::Secondary, "4713")
    };
    let over = fixed::card(&over, 1);
    let own = |card: &Card| authorization_of(card);
    let app = |code| evidence.application(code);
    let table = [
        ("not a card for signatures", &encryption, own(&encryption), evidence, "login.signer"),
        ("a card of a CA that is not trusted", &stranger, own(&stranger), evidence, "ac.holder_untrusted"),
        ("a card that is over", &over, own(&over), evidence, "ac.outside_holder_validity"),
        (
            "the certificate of another card",
            &fixed::other_secondary(),
            own(&CARD),
            evidence,
            "ac.holder_mismatch",
        ),
        ("a primary card", &fixed::primary(), own(&CARD), evidence, "ac.holder_mismatch"),
        ("another application", &CARD, own(&CARD), app("OTHER"), "ac.application"),
        ("no signer given", &CARD, own(&CARD), Evidence::without_holder(&[]), "ac.signer_unknown"),
    ];
    for (name, card, certificate, evidence, expected) in table {
        let certificates = [card.certificate.as_der(), SIGNERS[0].as_der()];
        let login = request(&certificates).sign(&card.certificate, &card.key).unwrap();
        let login = Login::from_any(&login).unwrap();
        let verdict = trust().build().validate_login(&login, &challenge(), &certificate, &evidence, now());
        let error = verdict.unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        if let LoginError::Ac(inner) = &error {
            assert_eq!((error.to_string(), error.details()), (inner.to_string(), inner.details()), "{name}");
        }
    }
}

#[test]
fn no_changed_byte_of_a_good_login_is_accepted() {
    let validator = trust().known_card(SIGNERS[0].clone()).build();
    let evidence = Evidence::without_holder(&*SIGNERS);
    let opens = |login: &[u8]| {
        let login = Login::from_any(login)?;
        validator.validate_login(&login, &challenge().nonce(NONCE), &AUTHORIZATION, &evidence, now())
    };
    let login = sign(|request| request.nonce = Some(NONCE));
    assert!(opens(&login).is_ok());
    for at in 0..login.len() {
        for change in [0x01, 0x20, 0x80] {
            let mut changed = login.clone();
            changed[at] ^= change;
            assert!(opens(&changed).is_err(), "byte {at} changed by {change:#x}");
        }
        assert!(opens(&login[..at]).is_err(), "cut after {at}");
    }
}

proptest! {
    #[test]
    fn no_input_panics(input in proptest::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(Login::from_any(&input).is_err());
    }

    #[test]
    fn changed_logins_never_panic_and_open_nothing_else(
        position in 0usize..2000, bytes in proptest::collection::vec(any::<u8>(), 0..8), removed in 0usize..8,
    ) {
        let mut der = good();
        let start = position % der.len();
        let end = (start + removed).min(der.len());
        let same = der[start..end] == bytes[..];
        der.splice(start..end, bytes);
        let opened = Login::from_any(&der).and_then(|login| {
            let evidence = Evidence::without_holder(&*SIGNERS);
            trust().build().validate_login(&login, &challenge(), &AUTHORIZATION, &evidence, now())
        });
        prop_assert_eq!(opened.is_ok(), same);
    }
}
