//! Changed and random input.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;
use scap_ac::{AcError, Evidence, StatusError, Validator};
use scap_test_pki::{
    fixed,
    status::{OcspAnswer, OcspResponse, OcspStatus, StatusEntry},
};

use crate::{
    Case, EARLIER, THIS_UPDATE, authority,
    issuing::{element, now},
    list, serial, trusting,
};

#[test]
fn no_changed_byte_makes_a_revoked_certificate_good() {
    let (case, authority) = (Case::new(&[]), authority());
    let crl = authority.list(&list(vec![case.entry(EARLIER)])).unwrap();
    let status = OcspStatus::Revoked(fixed::time(EARLIER), None);
    let response = OcspResponse::new(fixed::time(THIS_UPDATE), vec![case.answer(status)]);
    let response = authority.respond(&response).unwrap();
    let validator = trusting(&authority).build();
    let signers = [case.signer.certificate.clone()];
    for bit in [0x01, 0x20, 0x80] {
        for at in 0..response.len() {
            let mut changed = response.clone();
            changed[at] ^= bit;
            let responses: [&[u8]; 1] = [&changed];
            let evidence = Evidence::new(&case.holder.certificate, &signers).ocsp(&responses);
            assert!(validator.validate(&case.certificate, &evidence, now()).is_err(), "{at} {bit}");
        }
        for at in 0..crl.len() {
            let mut changed = crl.clone();
            changed[at] ^= bit;
            if let Ok(trust) = trusting(&authority).authorization_crl(&changed) {
                assert_eq!(case.verdict(trust, &[]), "ac.revoked", "{at} {bit}");
            }
        }
    }
}

#[test]
fn no_changed_byte_of_a_good_response_speaks_for_another_certificate() {
    let (case, authority) = (Case::new(&[]), authority());
    let answer = OcspAnswer { serial: serial("4711"), ..case.answer(OcspStatus::Good) };
    let response = authority.respond(&OcspResponse::new(fixed::time(THIS_UPDATE), vec![answer])).unwrap();
    for at in 0..response.len() {
        let mut changed = response.clone();
        changed[at] ^= 0x04;
        assert_ne!(case.verdict(trusting(&authority), &[&changed]), "valid", "{at}");
    }
}

/// Behind the signature everything is read, too: what an authority signs by mistake is refused or means something.
#[test]
fn what_is_malformed_and_signed_is_refused_or_read() {
    let (case, authority) = (Case::new(&[]), authority());
    let entry = StatusEntry { reason: Some(1), invalid: Some(fixed::time(EARLIER)), ..case.entry(EARLIER) };
    let list = list(vec![entry]);
    let status = OcspStatus::Revoked(fixed::time(EARLIER), Some(1));
    let response = OcspResponse::new(fixed::time(THIS_UPDATE), vec![case.answer(status)]);
    let mut verdicts = BTreeSet::new();
    // Each signature takes milliseconds, so each octet of one of the two is changed in one way.
    for at in 0..300 {
        let change = |content: &mut Vec<u8>| {
            if let Some(octet) = content.get_mut(at) {
                *octet ^= if at % 4 < 2 { 0x01 } else { 0x40 };
            }
        };
        verdicts.insert(if at % 2 == 0 {
            match trusting(&authority).authorization_crl(&authority.list_with(&list, change).unwrap()) {
                Ok(trust) => case.verdict(trust, &[]),
                Err(error) => error.as_status().unwrap().as_str().to_owned(),
            }
        } else {
            case.verdict(trusting(&authority), &[&authority.respond_with(&response, change).unwrap()])
        });
    }
    // The date, the serial number or the issuer of the entry changed.
    assert!(verdicts.contains("ac.revoked") && verdicts.contains("valid"), "{verdicts:?}");
    // The length of an element, a time, the name of the authority, a hash.
    for refusal in ["der", "form", "signer_unknown", "ac.status_unusable der", "ac.status_unusable scope"] {
        assert!(verdicts.contains(refusal), "{refusal}: {verdicts:?}");
    }
}

#[test]
fn an_error_tells_where_in_the_input_it_is() {
    let authority = authority();
    let error = trusting(&authority).authorization_crl(&[0x30, 0x02, 0x05, 0x01]).unwrap_err();
    let Some(StatusError::Der(error)) = error.as_status() else { panic!("{error}") };
    assert_eq!(error.position(), 2);
    let case = Case::new(&[]);
    let error = case.judge(trusting(&authority), &[&[0x30, 0x02, 0x05, 0x01]], now()).unwrap_err();
    let AcError::StatusUnusable(StatusError::Der(error)) = error else { panic!("{error}") };
    assert_eq!(error.position(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_is_given_as_a_list_a_response_or_an_authority_is_refused(
        mut input in proptest::collection::vec(any::<u8>(), 0..300),
        levels in 0..4u8,
    ) {
        static CASE: LazyLock<(Case, Validator)> =
            LazyLock::new(|| (Case::new(&[]), trusting(&authority()).build()));
        let (case, validator) = &*CASE;
        for _ in 0..levels {
            input = element(0x30, &input);
        }
        prop_assert!(Validator::builder().revocation_authority(&input).is_err());
        prop_assert!(Validator::builder().authorization_crl(&input).is_err());
        let (responses, signers) = ([input.as_slice()], [case.signer.certificate.clone()]);
        let evidence = Evidence::new(&case.holder.certificate, &signers).ocsp(&responses);
        prop_assert!(validator.validate(&case.certificate, &evidence, now()).is_err());
    }
}
