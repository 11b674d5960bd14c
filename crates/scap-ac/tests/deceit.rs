//! What an adversary or an unlucky order of things tries, and that it changes no verdict.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "support/issuing.rs"]
mod issuing;

use std::fmt::Write as _;

use const_oid::db::rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT;
use der::{Decode, Encode};
use issuing::{START, application, element, now, signed, trust};
use scap_ac::{
    AcError, Authorization, CardRank, Challenge, Delegation, DistinguishedName, Draft, Evidence, FieldRole,
    Grant, HolderId, HolderIdKind, Language, Login, Profile, RevocationPolicy, SerialNumber,
};
use scap_test_pki::{
    CardRequest, Usage,
    fixed::{self, Card},
    key_from_pem,
    status::{
        OcspAnswer, OcspHash, OcspResponse, OcspStatus, RawExtension, StatusAuthority, StatusEntry,
        StatusList, StatusRequest,
    },
};

fn code(result: Result<Authorization, AcError>) -> String {
    match result {
        Ok(_) => "valid".into(),
        Err(AcError::DelegationInvalid(e)) => format!("delegation: {}", e.code()),
        Err(AcError::StatusUnusable(e)) => format!("unusable {}", e.as_str()),
        Err(AcError::SignerPath(e)) => format!("signer path: {e}"),
        Err(e) => e.code().into(),
    }
}

fn status_authority(until: &str) -> StatusAuthority {
    let request =
        StatusRequest::new("狀態服務", fixed::time("2025-01-01T00:00:00Z"), fixed::time(until)).unwrap();
    StatusAuthority::new(&request, fixed::card_key(5)).unwrap()
}

#[test]
fn a_list_of_more_than_64_kib_is_read() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let authority = status_authority("2035-01-01T00:00:00Z");
    for count in [500u32, 3000] {
        let entries = (1..=count)
            .map(|n| {
                StatusEntry::new(
                    Some(signer.certificate.subject().clone()),
                    format!("{n}000000").parse().unwrap(),
                    fixed::time(START),
                )
            })
            .chain([StatusEntry::new(
                Some(signer.certificate.subject().clone()),
                *certificate.serial(),
                fixed::time(START),
            )])
            .collect();
        let list = StatusList::new(
            fixed::time("2027-06-01T00:00:00Z"),
            fixed::time("2027-06-08T00:00:00Z"),
            entries,
        );
        let der = authority.list(&list).unwrap();
        let builder = trust().revocation_authority(authority.certificate_der()).unwrap();
        match builder.authorization_crl(&der) {
            Ok(builder) => {
                let signers = [signer.certificate.clone()];
                let verdict = builder.build().validate(
                    &certificate,
                    &Evidence::new(&holder.certificate, &signers),
                    now(),
                );
                assert_eq!(code(verdict), "ac.revoked");
            }
            Err(error) => panic!("{count} entries, {} bytes: {error}: {:?}", der.len(), error.as_status()),
        }
    }
}

/// The CA of the cards, as one that can put extensions into lists.
fn card_ca() -> StatusAuthority {
    let ca = x509_cert::Certificate::from_der(fixed::ca().intermediate_der()).unwrap();
    let subject = DistinguishedName::from_der(&ca.tbs_certificate().subject().to_der().unwrap()).unwrap();
    let request =
        StatusRequest::new("x", fixed::time("2020-01-01T00:00:00Z"), fixed::time("2039-01-01T00:00:00Z"))
            .unwrap();
    let key = key_from_pem(include_str!("../../../fixtures/keys/ca.key")).unwrap();
    StatusAuthority::new(&StatusRequest { subject, ..request }, &key).unwrap()
}

fn card_list(this_update: &str, entries: Vec<StatusEntry>, partition: Option<&[u8]>) -> Vec<u8> {
    let number =
        RawExtension { oid: const_oid::db::rfc5280::ID_CE_CRL_NUMBER, critical: false, value: vec![2, 1, 1] };
    let mut extensions = vec![number];
    if let Some(uri) = partition {
        let value = element(0x30, &element(0xa0, &element(0xa0, &element(0x86, uri))));
        extensions.push(RawExtension { oid: ID_CE_ISSUING_DISTRIBUTION_POINT, critical: true, value });
    }
    let list = StatusList {
        indirect: false,
        extensions,
        ..StatusList::new(fixed::time(this_update), fixed::time("2028-01-01T00:00:00Z"), entries)
    };
    card_ca().list(&list).unwrap()
}

#[test]
fn of_a_full_list_and_a_newer_partition_the_newer_one_is_asked() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, "2027-02-01T00:00:00Z", &[]);
    let entry = StatusEntry::new(None, *signer.certificate.serial(), fixed::time("2027-01-15T00:00:00Z"));
    let full = card_list("2027-01-01T00:00:00Z", vec![], None);
    let newer = card_list("2027-05-01T00:00:00Z", vec![entry], Some(b"http://crl.test.invalid/complete.crl"));
    let signers = [signer.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let verdict = |lists: [&[u8]; 2]| {
        code(lists.iter().fold(trust(), |t, l| t.crl(l).unwrap()).build().validate(
            &certificate,
            &evidence,
            now(),
        ))
    };
    assert_eq!(
        [verdict([&newer, &full]), verdict([&full, &newer])],
        ["signer path: the certificate is revoked"; 2]
    );
}

#[test]
fn a_card_revoked_for_a_compromised_attribute_authority_signed_nothing() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let signers = [signer.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let verdicts = [1, 2, 10].map(|reason| {
        let entry = StatusEntry {
            reason: Some(reason),
            ..StatusEntry::new(None, *signer.certificate.serial(), fixed::time("2027-01-15T00:00:00Z"))
        };
        let list = card_list("2027-05-01T00:00:00Z", vec![entry], None);
        code(trust().crl(&list).unwrap().build().validate(&certificate, &evidence, now()))
    });
    assert_eq!(verdicts, ["signer path: the certificate is revoked"; 3]);
}

#[test]
fn two_cas_of_one_name_have_a_list_each() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let other = fixed::impostor_ca();
    let next = fixed::time("2028-01-01T00:00:00Z");
    let ours = fixed::ca().crl(&[], fixed::time("2027-05-01T00:00:00Z"), next).unwrap();
    let theirs = other.crl(&[], fixed::time("2027-05-02T00:00:00Z"), next).unwrap();
    let builder = trust().anchor(other.anchor_der()).unwrap().intermediate(other.intermediate_der()).unwrap();
    let validator = builder.crl(&ours).unwrap().crl(&theirs).unwrap().build();
    let signers = [signer.certificate.clone()];
    assert_eq!(
        code(validator.validate(&certificate, &Evidence::new(&holder.certificate, &signers), now())),
        "valid"
    );
}

#[test]
fn a_renewed_certificate_of_one_key_does_not_hide_the_one_that_the_delegation_names() {
    let (primary, old, holder) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let renewed = fixed::card(&fixed::request(CardRank::Secondary, "4712"), 1);
    let delegation = signed(&old, &primary, START, &Grant::Delegation(Delegation::default()), &[]);
    let certificate = application(&holder, &old, "2026-03-01T00:00:00Z", &[]);
    let verdict = |order: [&Card; 3]| {
        let signers = order.map(|card| card.certificate.clone());
        code(trust().build().validate(
            &certificate,
            &Evidence::new(&holder.certificate, &signers).delegation(&delegation),
            now(),
        ))
    };
    assert_eq!(
        [verdict([&primary, &renewed, &old]), verdict([&primary, &old, &renewed])],
        ["valid", "valid"]
    );
}

#[test]
fn an_encryption_certificate_of_the_signers_key_does_not_hide_it() {
    let (primary, holder) = (fixed::primary(), fixed::secondary());
    let encryption = fixed::card(
        &CardRequest { usage: Usage::Encryption, ..fixed::request(CardRank::Primary, "4713") },
        0,
    );
    let certificate = application(&holder, &primary, START, &[]);
    let verdict = |order: [&Card; 2]| {
        let signers = order.map(|card| card.certificate.clone());
        code(trust().build().validate(&certificate, &Evidence::new(&holder.certificate, &signers), now()))
    };
    assert_eq!([verdict([&encryption, &primary]), verdict([&primary, &encryption])], ["valid", "valid"]);
}

fn answer(signer: &Card, serial: SerialNumber) -> OcspAnswer {
    OcspAnswer {
        signer: signer.certificate.clone(),
        serial,
        hash: OcspHash::Sha1,
        status: OcspStatus::Good,
        this_update: fixed::time("2027-06-01T00:00:00Z"),
        next_update: Some(fixed::time("2027-06-08T00:00:00Z")),
        extensions: vec![],
    }
}

#[test]
fn an_expired_authority_tells_nothing_new() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let authority = status_authority("2026-06-01T00:00:00Z");
    let signers = [signer.certificate.clone()];
    let verdict = |produced: &str| {
        let response = OcspResponse::new(fixed::time(produced), vec![answer(&signer, *certificate.serial())]);
        let response = authority.respond(&response).unwrap();
        let responses: [&[u8]; 1] = [&response];
        let builder = trust()
            .revocation_authority(authority.certificate_der())
            .unwrap()
            .revocation(RevocationPolicy::Required);
        code(builder.build().validate(
            &certificate,
            &Evidence::new(&holder.certificate, &signers).ocsp(&responses),
            now(),
        ))
    };
    assert_eq!(verdict("2027-06-01T00:00:00Z"), "unusable signer_validity");
    assert_ne!(verdict("2026-05-01T00:00:00Z"), "valid", "thisUpdate is a year after producedAt");
}

#[test]
fn debug_prints_no_holder_id() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let mut leaks = vec![];
    if format!("{:?}", certificate.fields(Language::English)).contains("A123456789") {
        leaks.push("Field");
    }
    let id = HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap();
    let draft = Draft {
        serial: "1000001".parse().unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time(START),
        not_after: fixed::time("2027-01-01T00:00:00Z"),
        holder_id: &id,
        grant: &Grant::Delegation(Delegation::default()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let octets = format!("{:?}", b"A123456789");
    if format!("{unsigned:?}").contains(octets.trim_matches(['[', ']'])) {
        leaks.push("ToBeSigned");
    }
    let mut hexed = String::new();
    b"A123456789".iter().for_each(|b| write!(hexed, "{b:02x}").unwrap());
    let statements = certificate.as_attribute_certificate().fields(Language::English);
    if statements.iter().any(|f| f.role == FieldRole::Statement && f.value.contains(&hexed)) {
        leaks.push("AttributeCertificate::fields as Statement");
    }
    assert!(leaks.is_empty(), "{leaks:?}");
}

#[test]
fn without_a_holder_there_is_no_authorization() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let signers = [signer.certificate.clone()];
    let (validator, evidence) = (trust().build(), Evidence::without_holder(&signers));
    assert_eq!(code(validator.validate(&certificate, &evidence, now())), "ac.holder_missing");
    // It can be explained all the same: the command line looks at certificates of anybody.
    assert!(validator.explain(&certificate, &evidence, now()).authorization.is_some());
}

#[test]
fn a_deactivated_delegate_cannot_date_back_where_the_status_is_required() {
    use const_oid::db::rfc5912::ID_CE_NO_REV_AVAIL;
    let (primary, delegate, holder) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let delegation = signed(&delegate, &primary, START, &Grant::Delegation(Delegation::default()), &[]);
    // Signed today, dated before the deactivation; no server ever heard of it.
    let none = RawExtension { oid: ID_CE_NO_REV_AVAIL, critical: false, value: vec![5, 0] };
    let authority = status_authority("2035-01-01T00:00:00Z");
    let entry = StatusEntry::new(
        Some(primary.certificate.subject().clone()),
        *delegation.serial(),
        fixed::time("2026-04-01T00:00:00Z"),
    );
    let list = StatusList::new(
        fixed::time("2027-06-01T00:00:00Z"),
        fixed::time("2027-06-08T00:00:00Z"),
        vec![entry],
    );
    let list = authority.list(&list).unwrap();
    let signers = [primary.certificate.clone(), delegate.certificate.clone()];
    let verdicts = [vec![], vec![none]].map(|extensions| {
        let certificate = application(&holder, &delegate, "2026-03-01T00:00:00Z", &extensions);
        // in a list: nothing says that the certificate exists
        let with_list = trust()
            .revocation_authority(authority.certificate_der())
            .unwrap()
            .authorization_crl(&list)
            .unwrap();
        let evidence = Evidence::new(&holder.certificate, &signers).delegation(&delegation);
        let by_list = code(with_list.revocation(RevocationPolicy::Required).build().validate(
            &certificate,
            &evidence,
            now(),
        ));
        // by OCSP, about the delegation alone
        let response = OcspAnswer {
            status: OcspStatus::Revoked(fixed::time("2026-04-01T00:00:00Z"), None),
            ..answer(&primary, *delegation.serial())
        };
        let response = authority
            .respond(&OcspResponse::new(fixed::time("2027-06-01T00:00:00Z"), vec![response]))
            .unwrap();
        let responses: [&[u8]; 1] = [&response];
        let asked = trust()
            .revocation_authority(authority.certificate_der())
            .unwrap()
            .revocation(RevocationPolicy::Required);
        let by_ocsp = code(asked.build().validate(&certificate, &evidence.ocsp(&responses), now()));
        (by_list, by_ocsp)
    });
    assert!(verdicts.iter().all(|(list, ocsp)| list != "valid" && ocsp != "valid"), "{verdicts:?}");
}

#[test]
fn a_delegate_cannot_authorize_its_own_key_in_another_certificate() {
    let (primary, delegate) = (fixed::primary(), fixed::secondary());
    let renewed = fixed::card(&fixed::request(CardRank::Secondary, "4712"), 1);
    let delegation = signed(&delegate, &primary, START, &Grant::Delegation(Delegation::default()), &[]);
    let certificate = application(&renewed, &delegate, "2026-03-01T00:00:00Z", &[]);
    let signers = [primary.certificate.clone(), delegate.certificate.clone()];
    let evidence = Evidence::new(&renewed.certificate, &signers).delegation(&delegation);
    assert_eq!(code(trust().build().validate(&certificate, &evidence, now())), "ac.delegation_self");
}

#[test]
fn a_certificate_for_encryption_holds_no_authorization() {
    let primary = fixed::primary();
    let holder = fixed::card(
        &CardRequest { usage: Usage::Encryption, ..fixed::request(CardRank::Secondary, "4713") },
        3,
    );
    let certificate = application(&holder, &primary, START, &[]);
    let signers = [primary.certificate.clone()];
    let verdict =
        trust().build().validate(&certificate, &Evidence::new(&holder.certificate, &signers), now());
    assert_eq!(code(verdict), "ac.holder_key_usage");
}

#[test]
fn an_empty_challenge_is_none() {
    use scap_test_pki::login::LoginRequest;
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = application(&holder, &signer, START, &[]);
    let certificates: [&[u8]; 1] = [holder.certificate.as_der()];
    let request = LoginRequest { certificates: &certificates, ..LoginRequest::new(b"", now()) };
    let login = Login::from_any(&request.sign(&holder.certificate, &holder.key).unwrap()).unwrap();
    let signers = [signer.certificate.clone()];
    let evidence = Evidence::without_holder(&signers);
    assert!(
        trust().build().validate_login(&login, &Challenge::new(b""), &certificate, &evidence, now()).is_err()
    );
}

/// One part of a name in several forms is compared with every other, so a part has few.
#[test]
fn names_of_many_parts_at_one_level_are_equal_by_their_bytes_alone() {
    let name = |parts: u8, letter: u8| {
        let part =
            |n: u8| element(0x30, &[&element(0x06, &[0x2a, n])[..], &element(0x0c, &[letter])].concat());
        let parts: Vec<_> = (1..=parts).map(part).collect();
        DistinguishedName::from_der(&element(0x30, &element(0x31, &parts.concat()))).unwrap()
    };
    assert_eq!(name(8, b'a'), name(8, b'A'));
    assert_eq!(name(9, b'a'), name(9, b'a'));
    assert_ne!(name(9, b'a'), name(9, b'A'));
}
