//! What lists revoke, what they clear, and which are refused.

use const_oid::db::rfc5280::{
    ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_DELTA_CRL_INDICATOR, ID_CE_INVALIDITY_DATE,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};
use scap_ac::{Backend, DistinguishedName, RevocationPolicy, Sha1Policy, StatusError, ValidatorBuilder};
use scap_test_pki::{
    SignatureHash, fixed,
    status::{RawExtension, StatusAuthority, StatusEntry, StatusList, StatusRequest, StatusUsage},
};

use crate::{
    AA_COMPROMISE, Case, EARLIER, KEY_COMPROMISE, LATER, NEXT_UPDATE, ON_HOLD, REMOVE_FROM_CRL, THIS_UPDATE,
    authority,
    issuing::{element, now, trust},
    list, request, serial, told, trusting, unknown_extension,
};

#[test]
fn a_list_revokes_the_certificates_of_its_entries_from_their_dates_on() {
    let case = Case::new(&[]);
    let good = |since| case.entry(since);
    let other_issuer = fixed::ca().intermediate_der();
    let other_issuer = DistinguishedName::from_der(&subject_of(other_issuer)).unwrap();
    // The same name by RFC 5280 Section 7.1: another case, another type of text.
    let mut alike = case.issuer().as_der().to_vec();
    let country = alike.windows(4).position(|window| window == b"\x13\x02TW").unwrap();
    alike[country..country + 4].copy_from_slice(b"\x0c\x02tw");
    let alike = DistinguishedName::from_der(&alike).unwrap();
    let first = |issuer| StatusEntry::new(Some(issuer), serial("4711"), fixed::time(EARLIER));
    let reason = |since, reason| StatusEntry { reason: Some(reason), ..case.entry(since) };
    let known = |since, reason, invalid| StatusEntry {
        reason: Some(reason),
        invalid: Some(fixed::time(invalid)),
        ..case.entry(since)
    };
    let table = [
        ("nothing", vec![], "valid"),
        ("this one, earlier", vec![good(EARLIER)], "ac.revoked"),
        ("this one, now", vec![good("2027-06-01T12:00:00Z")], "ac.revoked"),
        ("this one, later", vec![good("2027-06-01T12:00:01Z")], "valid"),
        ("on hold", vec![reason(EARLIER, ON_HOLD)], "ac.revoked"),
        ("key compromise, later", vec![reason(LATER, KEY_COMPROMISE)], "ac.revoked"),
        ("compromise of the authority, later", vec![reason(LATER, AA_COMPROMISE)], "ac.revoked"),
        ("key compromise known later", vec![known(LATER, KEY_COMPROMISE, LATER)], "valid"),
        ("key compromise known before", vec![known(LATER, KEY_COMPROMISE, EARLIER)], "ac.revoked"),
        (
            "key compromise known to be after the revocation",
            vec![known(EARLIER, KEY_COMPROMISE, LATER)],
            "ac.revoked",
        ),
        ("another reason with a date", vec![known(LATER, ON_HOLD, EARLIER)], "valid"),
        ("another serial", vec![first(case.issuer())], "valid"),
        (
            "another issuer",
            vec![StatusEntry { issuer: Some(other_issuer.clone()), ..good(EARLIER) }],
            "valid",
        ),
        ("the list's own issuer", vec![StatusEntry { issuer: None, ..good(EARLIER) }], "valid"),
        (
            "the issuer in other letters",
            vec![StatusEntry { issuer: Some(alike), ..good(EARLIER) }],
            "ac.revoked",
        ),
        (
            "the issuer of the entry before",
            vec![first(case.issuer()), StatusEntry { issuer: None, ..good(EARLIER) }],
            "ac.revoked",
        ),
        (
            "another issuer by the entry before",
            vec![
                first(case.issuer()),
                first(other_issuer.clone()),
                StatusEntry { issuer: None, ..good(EARLIER) },
            ],
            "valid",
        ),
        (
            "one serial of two issuers",
            vec![StatusEntry { issuer: Some(other_issuer), ..good(EARLIER) }, good(EARLIER)],
            "ac.revoked",
        ),
        ("twice, one of them later", vec![good(LATER), good(EARLIER)], "ac.revoked"),
        (
            "an extension that does not matter",
            vec![StatusEntry { extensions: vec![unknown_extension(false)], ..good(EARLIER) }],
            "ac.revoked",
        ),
    ];
    let authority = authority();
    for (name, entries, expected) in table {
        // Among others, before and after it.
        let more = (1u32..20).map(|number| {
            StatusEntry::new(Some(case.issuer()), serial(&format!("{number}000000")), fixed::time(EARLIER))
        });
        let crl = authority.list(&list(entries.into_iter().chain(more).collect())).unwrap();
        for policy in [RevocationPolicy::WhenKnown, RevocationPolicy::Required] {
            let trust = || trusting(&authority).authorization_crl(&crl).unwrap().revocation(policy);
            assert_eq!(case.verdict(trust(), &[]), expected, "{name}");
            assert_eq!(case.verdict(trust().backend(Backend::RustCrypto), &[]), expected, "{name}");
        }
    }
}

fn subject_of(certificate: &[u8]) -> Vec<u8> {
    let certificate = <x509_cert::Certificate as der::Decode>::from_der(certificate).unwrap();
    der::Encode::to_der(certificate.tbs_certificate().subject()).unwrap()
}

#[test]
fn a_revocation_tells_its_date_and_reason() {
    let (case, authority) = (Case::new(&[]), authority());
    let entry = StatusEntry { reason: Some(9), ..case.entry(EARLIER) };
    let crl = authority.list(&list(vec![entry])).unwrap();
    let error = case.judge(trusting(&authority).authorization_crl(&crl).unwrap(), &[], now()).unwrap_err();
    let facts = [("since", EARLIER.to_owned()), ("reason", "privilege_withdrawn".to_owned())];
    assert_eq!(error.details(), facts);
}

#[test]
fn a_list_past_its_time_still_revokes_and_clears_nothing() {
    let (case, authority) = (Case::new(&[]), authority());
    let table = [
        // When it is judged, verdict if the list has the certificate, and if it has not but has to.
        ("2027-05-31T23:54:59Z", "valid", "ac.status_unknown"),
        ("2027-05-31T23:55:00Z", "valid", "valid"),
        (NEXT_UPDATE, "ac.revoked", "valid"),
        ("2027-06-08T00:00:01Z", "ac.revoked", "ac.status_unknown"),
    ];
    let since = THIS_UPDATE;
    for (at, listed, cleared) in table {
        let at = fixed::time(at);
        let crl = authority.list(&list(vec![case.entry(since)])).unwrap();
        let trust = trusting(&authority).authorization_crl(&crl).unwrap();
        assert_eq!(told(case.judge(trust, &[], at)), listed, "{at}");
        let crl = authority.list(&list(vec![])).unwrap();
        let trust = || trusting(&authority).authorization_crl(&crl).unwrap();
        assert_eq!(told(case.judge(trust(), &[], at)), "valid", "{at}");
        let required = trust().revocation(RevocationPolicy::Required);
        assert_eq!(told(case.judge(required, &[], at)), cleared, "{at}");
    }
}

#[test]
fn a_list_clears_only_what_it_speaks_for() {
    let authority = authority();
    let uri = |uri: &str| element(0x86, uri.as_bytes());
    let point = |name: &[u8]| element(0xa0, &element(0xa0, name));
    let points = |name: &[u8]| RawExtension {
        oid: ID_CE_CRL_DISTRIBUTION_POINTS,
        critical: false,
        value: element(0x30, &element(0x30, &point(name))),
    };
    let one = uri("http://crl.example/1");
    let scope = [&point(&one)[..], &[0x84, 0x01, 0xff]].concat();
    let part = StatusList { indirect: false, extensions: vec![issuing_point(&scope)], ..list(vec![]) };
    let direct = StatusList { indirect: false, ..list(vec![]) };
    let (plain, first) = (Case::new(&[]), Case::new(&[points(&one)]));
    let second = Case::new(&[points(&uri("http://crl.example/2"))]);
    let of_the_entity =
        StatusAuthority::new(&StatusRequest { subject: plain.issuer(), ..request() }, fixed::card_key(5));
    let of_the_entity = of_the_entity.unwrap();
    let table = [
        ("everything", &authority, list(vec![]), &plain, "valid"),
        ("its part", &authority, part.clone(), &first, "valid"),
        ("another part", &authority, part.clone(), &second, "ac.status_unknown"),
        ("a certificate without parts", &authority, part, &plain, "ac.status_unknown"),
        ("its own certificates alone", &authority, direct.clone(), &plain, "ac.status_unknown"),
        ("its own certificates, of which this is one", &of_the_entity, direct, &plain, "valid"),
    ];
    for (name, authority, list, case, expected) in table {
        let crl = authority.list(&list).unwrap();
        let trust = || trusting(authority).authorization_crl(&crl).unwrap();
        assert_eq!(case.verdict(trust().revocation(RevocationPolicy::Required), &[]), expected, "{name}");
        assert_eq!(case.verdict(trust(), &[]), "valid", "{name}");
    }
    // An entry of a part or of a list that is not indirect counts all the same.
    let entry = StatusEntry { issuer: None, ..plain.entry(EARLIER) };
    let crl = of_the_entity.list(&StatusList { indirect: false, ..list(vec![entry]) }).unwrap();
    let trust = trusting(&of_the_entity).authorization_crl(&crl).unwrap();
    assert_eq!(plain.verdict(trust, &[]), "ac.revoked");
}

fn issuing_point(scope: &[u8]) -> RawExtension {
    RawExtension { oid: ID_CE_ISSUING_DISTRIBUTION_POINT, critical: true, value: element(0x30, scope) }
}

#[test]
fn a_list_that_cannot_be_relied_on_is_refused_with_the_reason() {
    let case = Case::new(&[]);
    let entry = || case.entry(EARLIER);
    let good = || list(vec![entry()]);
    let scoped =
        |scope: &[u8]| StatusList { indirect: false, extensions: vec![issuing_point(scope)], ..good() };
    let delta =
        RawExtension { oid: ID_CE_DELTA_CRL_INDICATOR, critical: true, value: vec![0x02, 0x01, 0x01] };
    let unknown = || vec![unknown_extension(true)];
    let with = |extensions| StatusList { extensions, ..good() };
    let entry_with = |extensions| list(vec![StatusEntry { extensions, ..entry() }]);
    let invalid = RawExtension { oid: ID_CE_INVALIDITY_DATE, critical: false, value: vec![0x05, 0x00] };
    let relative = [0xa0, 0x02, 0xa1, 0x00, 0x84, 0x01, 0xff];
    let table = [
        ("a list of changes", with(vec![delta]), "delta"),
        ("an unknown critical extension", with(unknown()), "critical_extension"),
        ("an unknown critical extension of an entry", entry_with(unknown()), "critical_extension"),
        ("some reasons alone", scoped(&[0x83, 0x02, 0x05, 0x60, 0x84, 0x01, 0xff]), "some_reasons"),
        ("certificates of users alone", scoped(&[0x81, 0x01, 0xff, 0x84, 0x01, 0xff]), "scope"),
        ("certificates of CAs alone", scoped(&[0x82, 0x01, 0xff, 0x84, 0x01, 0xff]), "scope"),
        ("a relative name of its part", scoped(&relative), "form"),
        ("no next update", StatusList { next_update: None, ..good() }, "form"),
        ("another issuer in a direct list", StatusList { indirect: false, ..good() }, "form"),
        (
            "removed, which lists of changes alone say",
            { list(vec![StatusEntry { reason: Some(REMOVE_FROM_CRL), ..entry() }]) },
            "form",
        ),
        ("a reason that is none", list(vec![StatusEntry { reason: Some(7), ..entry() }]), "form"),
        ("an invalidity date that is none", entry_with(vec![invalid]), "der"),
        ("SHA-1", StatusList { hash: SignatureHash::Sha1, ..good() }, "sha1"),
        (
            "made before the authority was",
            StatusList { this_update: fixed::time("2024-12-31T23:59:59Z"), ..good() },
            "signer_validity",
        ),
        (
            "made after the authority had expired",
            StatusList { this_update: fixed::time("2035-01-01T00:00:01Z"), ..good() },
            "signer_validity",
        ),
    ];
    let authority = authority();
    assert!(trusting(&authority).authorization_crl(&authority.list(&good()).unwrap()).is_ok());
    for (name, list, expected) in table {
        let crl = authority.list(&list).unwrap();
        assert_eq!(refusal(trusting(&authority), &crl), expected, "{name}");
    }
    let sha1 = authority.list(&StatusList { hash: SignatureHash::Sha1, ..good() }).unwrap();
    let by_policy = |limit: &str| trusting(&authority).sha1(Sha1Policy::StartedBefore(fixed::time(limit)));
    assert!(by_policy("2027-06-01T00:00:01Z").authorization_crl(&sha1).is_ok());
    assert_eq!(refusal(by_policy(THIS_UPDATE), &sha1), "sha1");

    let crl = authority.list(&good()).unwrap();
    let usages = vec![StatusUsage::Responses, StatusUsage::Certificates];
    let no_lists = StatusAuthority::new(&StatusRequest { usages, ..request() }, fixed::card_key(5)).unwrap();
    let anything = StatusRequest { usages: vec![], ..request() };
    let anything = StatusAuthority::new(&anything, fixed::card_key(5)).unwrap();
    let impostor = StatusAuthority::new(&request(), fixed::card_key(6)).unwrap();
    assert_eq!(refusal(trust(), &crl), "signer_unknown");
    assert_eq!(refusal(trusting(&no_lists), &crl), "signer_usage");
    assert_eq!(refusal(trusting(&impostor), &crl), "signature");
    assert_eq!(refusal(trusting(&authority), &crl[..crl.len() - 1]), "der");
    assert_eq!(refusal(trusting(&authority), &[&crl[..], &[0]].concat()), "der");
    assert_eq!(refusal(trusting(&authority), fixed::ca().anchor_der()), "der");
    assert!(trusting(&anything).authorization_crl(&crl).is_ok());
    // Another algorithm outside than inside.
    let mut differs = crl.clone();
    let rsa = [0x86, 0xf7, 0x0d, 0x01, 0x01];
    let at = differs.windows(rsa.len()).rposition(|window| window == rsa).unwrap();
    differs[at + rsa.len()] = 0x05;
    assert_eq!(refusal(trusting(&authority), &differs), "form");
    // Two authorities of one name: the one that signed is found.
    let both = trusting(&impostor).revocation_authority(authority.certificate_der()).unwrap();
    assert!(both.authorization_crl(&crl).is_ok());

    let no_rsa = trust().revocation_authority(&crl).unwrap_err();
    assert!(matches!(no_rsa.as_status(), Some(StatusError::Der(_))), "{no_rsa}");
}

/// Why a list is refused.
fn refusal(trust: ValidatorBuilder, crl: &[u8]) -> &'static str {
    trust.authorization_crl(crl).unwrap_err().as_status().unwrap().as_str()
}

#[test]
fn the_newest_list_counts_in_whatever_order_lists_are_given() {
    let (case, authority) = (Case::new(&[]), authority());
    let made = |this_update, entries| {
        authority.list(&StatusList { this_update: fixed::time(this_update), ..list(entries) }).unwrap()
    };
    let held =
        made("2027-05-20T00:00:00Z", vec![StatusEntry { reason: Some(ON_HOLD), ..case.entry(EARLIER) }]);
    let released = made("2027-05-27T00:00:00Z", vec![]);
    for lists in [[&held, &released], [&released, &held]] {
        let trust =
            lists.iter().fold(trusting(&authority), |trust, list| trust.authorization_crl(list).unwrap());
        assert_eq!(case.verdict(trust, &[]), "valid");
    }
    // Of two lists of one time both count.
    let reissued = made("2027-05-27T00:00:00Z", vec![case.entry(EARLIER)]);
    for lists in [[&reissued, &released], [&released, &reissued]] {
        let trust =
            lists.iter().fold(trusting(&authority), |trust, list| trust.authorization_crl(list).unwrap());
        assert_eq!(case.verdict(trust, &[]), "ac.revoked");
    }
    // Another partition is another list.
    let part = element(0xa0, &element(0xa0, &element(0x86, b"http://crl.example/1")));
    let part = issuing_point(&[&part[..], &[0x84, 0x01, 0xff]].concat());
    let part = StatusList { indirect: false, extensions: vec![part], ..list(vec![]) };
    let trust = trusting(&authority).authorization_crl(&authority.list(&part).unwrap()).unwrap();
    assert_eq!(case.verdict(trust.authorization_crl(&held).unwrap(), &[]), "ac.revoked");
}

#[test]
fn each_reason_of_a_list_is_told() {
    let (case, authority) = (Case::new(&[]), authority());
    let table = [
        (0, "unspecified"),
        (1, "key_compromise"),
        (2, "ca_compromise"),
        (3, "affiliation_changed"),
        (4, "superseded"),
        (5, "cessation_of_operation"),
        (6, "certificate_hold"),
        (9, "privilege_withdrawn"),
        (10, "aa_compromise"),
    ];
    for (number, expected) in table {
        let entry = StatusEntry { reason: Some(number), ..case.entry(EARLIER) };
        let list = authority.list(&list(vec![entry])).unwrap();
        let trust = trusting(&authority).authorization_crl(&list).unwrap();
        let error = case.judge(trust, &[], now()).unwrap_err();
        let reason = ("reason", expected.to_owned());
        assert!(error.details().contains(&reason), "{number}: {error}");
    }
    for unknown in [7, 11] {
        let entry = StatusEntry { reason: Some(unknown), ..case.entry(EARLIER) };
        let list = authority.list(&list(vec![entry])).unwrap();
        let error = trusting(&authority).authorization_crl(&list).unwrap_err();
        assert_eq!(error.as_status().unwrap().as_str(), "form", "{unknown}");
    }
}
