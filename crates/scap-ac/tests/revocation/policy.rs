//! What is asked of the status, of a certificate and of the delegation behind it.

use std::slice;

use const_oid::db::rfc5912::ID_CE_NO_REV_AVAIL;
use scap_ac::{
    AcError, AuthorizationCertificate, Check, Delegation, Evidence, Grant, RevocationPolicy, ValidatorBuilder,
};
use scap_test_pki::{
    fixed::{self, Card},
    status::{OcspResponse, OcspStatus, RawExtension, StatusEntry},
};

use crate::{
    Case, EARLIER, KEY_COMPROMISE, THIS_UPDATE, authority,
    issuing::{START, application, now, signed, trust},
    list, trusting,
};

#[test]
fn what_nobody_speaks_for_counts_by_the_policy_and_what_the_certificate_says() {
    let no_rev_avail = |critical, value: &[u8]| {
        Case::new(&[RawExtension { oid: ID_CE_NO_REV_AVAIL, critical, value: value.to_vec() }])
    };
    let table = [
        ("nothing", Case::new(&[]), "valid", "ac.status_unknown"),
        ("noRevAvail", no_rev_avail(false, &[0x05, 0x00]), "valid", "valid"),
        ("critical noRevAvail", no_rev_avail(true, &[0x05, 0x00]), "ac.extensions", "ac.extensions"),
        (
            "noRevAvail with a value",
            no_rev_avail(false, &[0x01, 0x01, 0xff]),
            "ac.extensions",
            "ac.extensions",
        ),
        ("empty noRevAvail", no_rev_avail(false, &[]), "ac.extensions", "ac.extensions"),
    ];
    for (name, case, when_known, required) in table {
        assert_eq!(case.verdict(trust(), &[]), when_known, "{name}");
        let trust = || trust().revocation(RevocationPolicy::Required);
        assert_eq!(case.verdict(trust(), &[]), required, "{name}");
    }
    let (case, authority) = (no_rev_avail(false, &[0x05, 0x00]), authority());
    let crl = authority.list(&list(vec![case.entry(EARLIER)])).unwrap();
    assert_eq!(case.verdict(trusting(&authority).authorization_crl(&crl).unwrap(), &[]), "ac.revoked");
}

#[test]
fn a_report_says_nothing_of_revocation_if_nothing_can_tell() {
    let (case, authority) = (Case::new(&[]), authority());
    let crl = authority.list(&list(vec![])).unwrap();
    let signers = [case.signer.certificate.clone()];
    let evidence = Evidence::new(&case.holder.certificate, &signers);
    let response = OcspResponse::new(fixed::time(THIS_UPDATE), vec![case.answer(OcspStatus::Good)]);
    let response = authority.respond(&response).unwrap();
    let responses: [&[u8]; 1] = [&response];
    let table = [
        (trusting(&authority), evidence, false),
        (trusting(&authority).authorization_crl(&crl).unwrap(), evidence, true),
        (trusting(&authority), evidence.ocsp(&responses), true),
        (trust().revocation(RevocationPolicy::Required), evidence, true),
    ];
    for (trust, evidence, expected) in table {
        let report = trust.build().explain(&case.certificate, &evidence, now());
        let made = report.checks.iter().any(|(check, _)| *check == Check::Revocation);
        assert_eq!(made, expected);
    }
}

#[test]
fn the_delegation_behind_a_certificate_has_a_status_of_its_own() {
    use OcspStatus::{Good, Revoked};

    let (primary, delegate, holder) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let delegation = signed(&delegate, &primary, START, &Grant::Delegation(Delegation::default()), &[]);
    let signing = "2026-03-01T00:00:00Z";
    let certificate = application(&holder, &delegate, signing, &[]);
    let signers = [primary.certificate.clone(), delegate.certificate.clone()];
    let authority = authority();
    let case = |signer: &Card, certificate: &AuthorizationCertificate| Case {
        holder: holder.clone(),
        signer: signer.clone(),
        certificate: certificate.clone(),
    };
    let (of_delegation, of_certificate) = (case(&primary, &delegation), case(&delegate, &certificate));
    let respond = |case: &Case, status| {
        let response = OcspResponse::new(fixed::time(THIS_UPDATE), vec![case.answer(status)]);
        authority.respond(&response).unwrap()
    };
    let verdict = |trust: ValidatorBuilder, responses: &[Vec<u8>]| {
        let responses: Vec<_> = responses.iter().map(Vec::as_slice).collect();
        let evidence = Evidence::new(&holder.certificate, &signers).delegation(&delegation).ocsp(&responses);
        match trust.build().validate(&certificate, &evidence, now()) {
            Ok(_) => "valid".to_owned(),
            Err(AcError::DelegationInvalid(error)) => format!("delegation: {}", error.code()),
            Err(error) => error.code().to_owned(),
        }
    };
    let before = fixed::time("2026-02-01T00:00:00Z");
    let after = fixed::time("2026-04-01T00:00:00Z");
    let good = || (respond(&of_certificate, Good), respond(&of_delegation, Good));
    let required = || trusting(&authority).revocation(RevocationPolicy::Required);
    let (one, two) = good();
    assert_eq!(verdict(required(), &[one.clone(), two.clone()]), "valid");
    assert_eq!(verdict(required(), &[two.clone(), one.clone()]), "valid");
    assert_eq!(verdict(required(), slice::from_ref(&one)), "delegation: ac.status_unknown");
    assert_eq!(verdict(required(), &[two]), "ac.status_unknown");
    assert_eq!(verdict(trusting(&authority), slice::from_ref(&one)), "valid");
    for (name, since, reason, expected) in [
        ("before it was used", before, None, "delegation: ac.revoked"),
        ("after it was used", after, None, "valid"),
        ("after, but its key was stolen", after, Some(KEY_COMPROMISE), "delegation: ac.revoked"),
    ] {
        let revoked = respond(&of_delegation, Revoked(since, reason));
        assert_eq!(verdict(required(), &[one.clone(), revoked]), expected, "{name}");
        let entry = StatusEntry { since, reason, ..of_delegation.entry(EARLIER) };
        let crl = authority.list(&list(vec![entry])).unwrap();
        let with_list = |responses: &[_]| verdict(required().authorization_crl(&crl).unwrap(), responses);
        assert_eq!(with_list(slice::from_ref(&one)), expected, "{name}, in a list");
        // A delegate that has lost its delegation may date back: somebody has to know the certificate.
        assert_eq!(with_list(&[]), "delegation: ac.revoked", "{name}, and nobody knows the certificate");
    }
    let revoked = respond(&of_certificate, Revoked(after, None));
    assert_eq!(verdict(trusting(&authority), &[revoked]), "ac.revoked");
}
