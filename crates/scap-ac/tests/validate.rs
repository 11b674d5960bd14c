//! What an authorization certificate must be to count, one failure at a time, on every RSA implementation.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use scap_ac::{
    AcError, Application, AuthorizationCertificate, AuthorizedApplication, Backend, CardCertificate,
    CardRank, Check, Delegation, Draft, Evidence, Grant, HolderId, HolderIdKind, Profile, Sequence,
    SerialNumber, Sha1Policy, SignatureAlgorithm, Slot, Slots, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::{
    CardRequest,
    fixed::{self, Card},
};

const START: &str = "2026-01-01T00:00:00Z";
const END: &str = "2030-01-01T00:00:00Z";

fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::RustCrypto];
    #[cfg(feature = "aws-lc-rs")]
    backends.push(Backend::AwsLc);
    backends
}

fn trust() -> ValidatorBuilder {
    let ca = fixed::ca();
    Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der()).unwrap()
}

fn applications(codes: &[&str]) -> Grant {
    let used = |(number, code): (u8, &&str)| AuthorizedApplication {
        slot: Slot::new(number).unwrap(),
        application: Application { code: code.parse().unwrap(), name: "名稱".parse().unwrap() },
        unit_name: None,
        unit_code: None,
        role: None,
    };
    Grant::Application(Slots::new((1..).zip(codes).map(used)).unwrap())
}

struct Signing<'a> {
    holder: &'a Card,
    signer: &'a Card,
    start: &'a str,
    end: &'a str,
    grant: Grant,
    algorithm: SignatureAlgorithm,
}

impl<'a> Signing<'a> {
    fn new(holder: &'a Card, signer: &'a Card) -> Self {
        let algorithm = SignatureAlgorithm::Sha256WithRsa;
        Self { holder, signer, start: START, end: END, grant: applications(&["A", "B"]), algorithm }
    }

    fn sign(&self) -> AuthorizationCertificate {
        let sequence = Sequence::new(7).unwrap();
        let draft = Draft {
            serial: SerialNumber::for_authorization(self.signer.certificate.serial(), sequence).unwrap(),
            holder: &self.holder.certificate,
            signer: &self.signer.certificate,
            not_before: fixed::time(self.start),
            not_after: fixed::time(self.end),
            holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
            grant: &self.grant,
        };
        let unsigned = draft.to_be_signed_with(&Profile::default(), self.algorithm).unwrap();
        let signature = match self.algorithm {
            SignatureAlgorithm::Sha1WithRsa => self.signer.sign_sha1(unsigned.as_bytes()),
            _ => self.signer.sign_sha256(unsigned.as_bytes()),
        };
        unsigned.assemble(&signature).unwrap()
    }
}

fn now() -> UnixTime {
    fixed::time("2027-06-01T12:00:00Z")
}

/// The code of the verdict, the same by every implementation, by both questions, and whether or not the cards are known
/// beforehand.
#[track_caller]
fn verdict(
    trust: impl Fn() -> ValidatorBuilder,
    certificate: &AuthorizationCertificate,
    evidence: &Evidence<'_>,
    at: UnixTime,
) -> &'static str {
    let cards = [fixed::primary(), fixed::secondary(), fixed::other_secondary()].map(|card| card.certificate);
    let ways = backends().into_iter().flat_map(|backend| [(backend, &[][..]), (backend, &cards[..])]);
    let mut verdicts = ways.map(|(backend, known)| {
        let builder = known.iter().cloned().fold(trust().backend(backend), ValidatorBuilder::known_card);
        let validator = builder.build();
        let verdict = validator.validate(certificate, evidence, at).map(|_| "valid");
        let report = validator.explain(certificate, evidence, at);
        assert_eq!(report.failure(), verdict.as_ref().err(), "the report and the verdict agree");
        assert_eq!(report.authorization.is_some(), verdict.is_ok());
        verdict.unwrap_or_else(|error| error.code())
    });
    let first = verdicts.next().unwrap();
    // A card that is known need not be among the evidence.
    assert!(
        first == "ac.signer_unknown" || verdicts.all(|other| other == first),
        "all ways agree on {first}"
    );
    first
}

#[test]
fn a_good_certificate_authorizes_its_applications_and_no_other() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    // The right signer is found among cards of one subject, in any order.
    let signers =
        [fixed::other_secondary().certificate, holder.certificate.clone(), signer.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let authorization = trust().build().validate(&certificate, &evidence, now()).unwrap();
    assert!(authorization.permits("A") && authorization.permits("B"));
    assert!(!authorization.permits("C") && !authorization.permits("a"));
    assert_eq!(authorization.business_number().as_str(), fixed::BUSINESS_NUMBER);
    assert!(!authorization.is_delegated());
    assert_eq!(verdict(trust, &certificate, &evidence.application("B"), now()), "valid");
    assert_eq!(verdict(trust, &certificate, &evidence.application("C"), now()), "ac.application");
    for (at, expected) in [
        ("2025-12-31T23:59:59Z", "ac.not_yet_valid"),
        (START, "valid"),
        (END, "valid"),
        ("2030-01-01T00:00:01Z", "ac.expired"),
    ] {
        assert_eq!(verdict(trust, &certificate, &evidence, fixed::time(at)), expected, "{at}");
    }
}

#[test]
fn every_rule_about_holder_and_signer_has_its_code() {
    let (holder, signer, other) = (fixed::secondary(), fixed::primary(), fixed::other_secondary());
    let stranger = CardRequest {
        business_number: fixed::OTHER_BUSINESS_NUMBER.parse().unwrap(),
        ..fixed::request(CardRank::Primary, "4711")
    };
    let stranger = fixed::card(&stranger, 3);
    let encryption =
        CardRequest { usage: scap_test_pki::Usage::Encryption, ..fixed::request(CardRank::Primary, "4712") };
    let encryption = fixed::card(&encryption, 4);
    let unknown_ca = fixed::card_of(fixed::impostor_ca(), &fixed::request(CardRank::Primary, "4713"), 5);
    let expired = CardRequest {
        not_after: fixed::time("2025-06-01T00:00:00Z"),
        ..fixed::request(CardRank::Primary, "4714")
    };
    let expired = fixed::card(&expired, 6);
    let early = CardRequest {
        not_before: fixed::time("2026-06-01T00:00:00Z"),
        ..fixed::request(CardRank::Primary, "4715")
    };
    let early = fixed::card(&early, 6);
    let primary_holder = fixed::card(&fixed::request(CardRank::Primary, "4716"), 7);

    let by = |signer| Signing::new(&holder, signer).sign();
    let table = [
        ("another card than the holder's", by(&signer), &other, &signer, "ac.holder_mismatch"),
        (
            "a primary card as holder",
            Signing::new(&primary_holder, &signer).sign(),
            &primary_holder,
            &signer,
            "ac.holder_rank",
        ),
        (
            "ends after the holder's card",
            Signing { end: "2034-01-01T00:00:00Z", ..Signing::new(&holder, &signer) }.sign(),
            &holder,
            &signer,
            "ac.outside_holder_validity",
        ),
        (
            "starts before the holder's card",
            Signing { start: "2023-12-31T23:59:59Z", ..Signing::new(&holder, &signer) }.sign(),
            &holder,
            &signer,
            "ac.outside_holder_validity",
        ),
        ("signer not given", by(&signer), &holder, &other, "ac.signer_unknown"),
        ("encryption certificate", by(&encryption), &holder, &encryption, "ac.signer_key_usage"),
        ("another entity", by(&stranger), &holder, &stranger, "ac.entity_mismatch"),
        ("a CA that is not trusted", by(&unknown_ca), &holder, &unknown_ca, "ac.signer_untrusted"),
        ("signer expired when signing", by(&expired), &holder, &expired, "ac.signer_expired"),
        ("signer not valid yet", by(&early), &holder, &early, "ac.signer_not_yet_valid"),
    ];
    for (name, certificate, holder, signer, expected) in table {
        let signers = [signer.certificate.clone()];
        let evidence = Evidence::new(&holder.certificate, &signers);
        assert_eq!(verdict(trust, &certificate, &evidence, now()), expected, "{name}");
    }
}

#[test]
fn a_holders_card_from_a_ca_that_is_not_trusted_is_refused() {
    let holder = fixed::card_of(fixed::impostor_ca(), &fixed::request(CardRank::Secondary, "4711"), 1);
    let signer = fixed::primary();
    let certificate = Signing::new(&holder, &signer).sign();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    assert_eq!(verdict(trust, &certificate, &evidence, now()), "ac.holder_untrusted");
}

#[test]
fn a_draft_that_ends_before_it_starts_is_not_for_signing() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let draft = |start: &str, end: &str| {
        let draft = Draft {
            serial: "1000001".parse().unwrap(),
            holder: &holder.certificate,
            signer: &signer.certificate,
            not_before: fixed::time(start),
            not_after: fixed::time(end),
            holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
            grant: &applications(&["A"]),
        };
        draft.to_be_signed(&Profile::default()).map_or_else(|error| error.code(), |_| "valid")
    };
    assert_eq!(draft(START, START), "valid");
    assert_eq!(draft(END, START), "ac.validity_reversed");
}

#[test]
fn a_holders_card_counts_while_its_ca_is_valid() {
    let longer_than_the_ca = |rank, serial| CardRequest {
        not_before: fixed::time("2018-01-01T00:00:00Z"),
        not_after: fixed::time("2045-01-01T00:00:00Z"),
        ..fixed::request(rank, serial)
    };
    let holder = fixed::card(&longer_than_the_ca(CardRank::Secondary, "4711"), 1);
    let signer = fixed::card_of(fixed::other_ca(), &longer_than_the_ca(CardRank::Primary, "4712"), 0);
    let start = "2019-01-01T00:00:00Z";
    let certificate = Signing { start, end: "2044-01-01T00:00:00Z", ..Signing::new(&holder, &signer) }.sign();
    // The signer's CA is an anchor, whose own validity nobody asks for.
    let trust = || trust().anchor(fixed::other_ca().intermediate_der()).unwrap();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    for (at, expected) in [
        ("2019-12-31T23:59:59Z", "ac.holder_not_yet_valid"),
        ("2020-01-01T00:00:00Z", "valid"),
        ("2039-12-31T23:59:59Z", "valid"),
        ("2040-01-01T00:00:00Z", "ac.holder_expired"),
    ] {
        assert_eq!(verdict(trust, &certificate, &evidence, fixed::time(at)), expected, "{at}");
    }
}

#[test]
fn a_signature_of_another_key_or_over_other_bytes_does_not_hold() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let good = Signing::new(&holder, &signer).sign();
    let mut changed = good.as_der().to_vec();
    let role = changed.windows(1).rposition(|byte| byte == b"B").unwrap();
    // The code of the second application, in the signed part.
    let at = changed[..role].windows(3).rposition(|bytes| bytes == [0x0c, 0x01, b'B']).unwrap();
    changed[at + 2] = b'C';
    let changed = AuthorizationCertificate::from_der(&changed).unwrap();

    let mut forged = good.as_der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let forged = AuthorizationCertificate::from_der(&forged).unwrap();

    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    for certificate in [changed, forged] {
        assert_eq!(verdict(trust, &certificate, &evidence, now()), "ac.signature");
    }
}

#[test]
fn sha1_counts_only_where_the_policy_says_so() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let algorithm = SignatureAlgorithm::Sha1WithRsa;
    let certificate = Signing { algorithm, ..Signing::new(&holder, &signer) }.sign();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    for (policy, expected) in [
        (Sha1Policy::Refuse, "ac.sha1"),
        (Sha1Policy::StartedBefore(fixed::time(START)), "ac.sha1"),
        (Sha1Policy::StartedBefore(fixed::time("2026-01-01T00:00:01Z")), "valid"),
        (Sha1Policy::Allow, "valid"),
    ] {
        assert_eq!(verdict(|| trust().sha1(policy), &certificate, &evidence, now()), expected, "{policy:?}");
    }
}

#[test]
fn a_card_certificate_signed_with_sha1_counts_only_by_policy() {
    let request = CardRequest {
        signature: scap_test_pki::SignatureHash::Sha1,
        ..fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL)
    };
    let (holder, signer) = (fixed::card(&request, 1), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    assert_eq!(verdict(trust, &certificate, &evidence, now()), "ac.holder_untrusted");
    let allowed = || trust().sha1(Sha1Policy::Allow);
    assert_eq!(verdict(allowed, &certificate, &evidence, now()), "valid");
}

#[test]
fn a_revoked_card_stops_at_its_date_and_what_it_signed_before_stays() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    let signers = [signer.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let crl = |card: &Card, date: &str| {
        let revoked = [(*card.certificate.serial(), fixed::time(date))];
        let updates = (fixed::time("2027-05-01T00:00:00Z"), fixed::time("2028-01-01T00:00:00Z"));
        fixed::ca().crl(&revoked, updates.0, updates.1).unwrap()
    };
    for (name, card, date, expected) in [
        ("signer revoked before it signed", &signer, "2025-12-01T00:00:00Z", "ac.signer_revoked"),
        ("signer revoked after it signed", &signer, "2026-12-01T00:00:00Z", "valid"),
        ("holder revoked before now", &holder, "2027-01-01T00:00:00Z", "ac.holder_revoked"),
        ("another card revoked", &fixed::other_secondary(), "2025-12-01T00:00:00Z", "valid"),
    ] {
        let crl = crl(card, date);
        let trust = || trust().crl(&crl).unwrap();
        assert_eq!(verdict(trust, &certificate, &evidence, now()), expected, "{name}");
    }
}

#[test]
fn the_newest_list_of_a_ca_counts_in_whatever_order_lists_are_given() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let list = |revoked: &[_], month: &str| {
        let this_update = fixed::time(&format!("2027-{month}-01T00:00:00Z"));
        fixed::ca().crl(revoked, this_update, fixed::time("2028-01-01T00:00:00Z")).unwrap()
    };
    let revoked = [(*holder.certificate.serial(), fixed::time("2027-04-20T00:00:00Z"))];
    let (april, may) = (list(&[], "04"), list(&revoked, "05"));
    for lists in [[&april, &may], [&may, &april]] {
        let trust = || lists.iter().fold(trust(), |trust, list| trust.crl(list).unwrap());
        assert_eq!(verdict(trust, &certificate, &evidence, now()), "ac.holder_revoked");
    }
}

#[test]
fn a_stranger_who_states_the_signers_key_identifier_changes_nothing() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    // The signer's own key in a certificate of another CA, and another key that claims the signer's identifier.
    let request = fixed::request(CardRank::Primary, fixed::PRIMARY_SERIAL);
    let copied = fixed::card_of(fixed::impostor_ca(), &request, 0);
    let claimed = claiming(&fixed::card(&fixed::request(CardRank::Primary, "4711"), 3), &signer);
    for stranger in [copied.certificate, claimed] {
        assert_eq!(stranger.key_identifier(), signer.certificate.key_identifier());
        let mut signers = [signer.certificate.clone(), stranger];
        for _ in 0..2 {
            let evidence = Evidence::new(&holder.certificate, &signers);
            assert_eq!(verdict(trust, &certificate, &evidence, now()), "valid");
            signers.reverse();
        }
    }
}

/// The certificate of `card` with the key identifier of `other` in it; its signature does not hold any more.
fn claiming(card: &Card, other: &Card) -> CardCertificate {
    let mut der = card.certificate.as_der().to_vec();
    let (own, foreign) = (card.certificate.key_identifier(), other.certificate.key_identifier());
    let at = der.windows(20).position(|window| window == own).unwrap();
    der[at..at + 20].copy_from_slice(foreign);
    CardCertificate::from_der(&der).unwrap()
}

#[test]
fn a_secondary_card_signs_for_others_by_a_delegation_of_a_primary_card() {
    let (primary, delegate, holder) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let delegation = |end| {
        let grant = Grant::Delegation(Delegation::default());
        Signing { grant, end, ..Signing::new(&delegate, &primary) }.sign()
    };
    let signers = [primary.certificate.clone(), delegate.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let certificate = Signing { start: "2026-03-01T00:00:00Z", ..Signing::new(&holder, &delegate) }.sign();

    let good = delegation(END);
    let short = delegation("2029-12-31T00:00:00Z");
    let over = delegation("2026-02-01T00:00:00Z");
    let for_other =
        Signing { grant: Grant::Delegation(Delegation::default()), ..Signing::new(&holder, &primary) };
    let for_other = for_other.sign();
    let no_delegation = Signing::new(&delegate, &primary).sign();
    let table = [
        ("good", Some(&good), "valid"),
        ("none", None, "ac.delegation_missing"),
        ("ends before what it allows", Some(&short), "ac.outlives_delegation"),
        ("over when the delegate signed", Some(&over), "ac.delegation_invalid"),
        ("of another card", Some(&for_other), "ac.delegation_invalid"),
        ("an application authorization", Some(&no_delegation), "ac.delegation_kind"),
    ];
    for (name, delegation, expected) in table {
        let evidence = delegation.map_or(evidence, |delegation| evidence.delegation(delegation));
        assert_eq!(verdict(trust, &certificate, &evidence, now()), expected, "{name}");
    }
    let authorization = trust().build().validate(&certificate, &evidence.delegation(&good), now()).unwrap();
    assert!(authorization.is_delegated());

    let chain =
        Signing { grant: Grant::Delegation(Delegation::default()), ..Signing::new(&holder, &delegate) };
    let chain = chain.sign();
    assert_eq!(verdict(trust, &chain, &evidence.delegation(&good), now()), "ac.delegation_signer");
    let own = Signing::new(&delegate, &delegate).sign();
    let own_evidence = Evidence::new(&delegate.certificate, &signers).delegation(&good);
    assert_eq!(verdict(trust, &own, &own_evidence, now()), "ac.delegation_self");
}

#[test]
fn a_card_that_is_known_beforehand_is_found_without_evidence_and_not_trusted_any_longer_than_another() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    let knows = |card: &Card| trust().known_card(card.certificate.clone());
    let evidence = Evidence::new(&holder.certificate, &[]);
    assert!(knows(&signer).build().validate(&certificate, &evidence, now()).unwrap().permits("A"));
    let unknown = knows(&holder).build().validate(&certificate, &evidence, now());
    assert_eq!(unknown.unwrap_err().code(), "ac.signer_unknown");

    // The instants at which the path of a card begins and ends to hold are the same, second by second.
    let card = &holder.certificate;
    let (first, last) = (card.not_before().as_secs(), card.not_after().as_secs());
    for at in [first - 1, first, now().as_secs(), last, last + 1] {
        let at = UnixTime::from_secs(at).unwrap();
        assert_eq!(knows(&holder).build().check_card(card, at), trust().build().check_card(card, at), "{at}");
    }
}

#[cfg(feature = "rayon")]
#[test]
fn many_certificates_have_their_verdicts_in_order() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let good = Signing::new(&holder, &signer).sign();
    let over = Signing { end: "2027-01-01T00:00:00Z", ..Signing::new(&holder, &signer) }.sign();
    let signers = [signer.certificate];
    let evidence = Evidence::new(&holder.certificate, &signers);
    let cases: Vec<_> = (0..100).map(|at| (if at % 3 == 0 { &over } else { &good }, evidence)).collect();
    let verdicts = trust().build().validate_all(&cases, now());
    assert_eq!(verdicts.len(), cases.len());
    for (at, verdict) in verdicts.iter().enumerate() {
        assert_eq!(verdict.as_ref().err().map(AcError::code), (at % 3 == 0).then_some("ac.expired"), "{at}");
    }
}

/// An integrator shares one validator between threads, and keeps what it tells.
#[test]
fn a_validator_and_what_it_tells_pass_between_threads() {
    fn passes<T: Send + Sync + 'static>() {}
    passes::<Validator>();
    passes::<Result<scap_ac::Authorization, AcError>>();
    passes::<Result<scap_ac::Login, scap_ac::LoginError>>();
}

#[test]
fn the_report_shows_every_check_also_after_a_failure() {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let certificate = Signing::new(&holder, &signer).sign();
    let signers = [signer.certificate.clone()];
    let evidence = Evidence::new(&holder.certificate, &signers).application("C");
    let late = fixed::time("2031-01-01T00:00:00Z");
    let report = trust().build().explain(&certificate, &evidence, late);
    let made: Vec<_> = report.checks.iter().map(|(check, _)| *check).collect();
    // There is nothing that could tell about revocation.
    assert!(made.into_iter().eq(Check::ALL.iter().copied().filter(|check| *check != Check::Revocation)));
    let failed: Vec<_> =
        report.checks.iter().filter(|(_, outcome)| outcome.is_err()).map(|(check, _)| *check).collect();
    assert_eq!(failed, [Check::Validity, Check::Application]);
    assert!(matches!(report.failure(), Some(AcError::Expired { .. })));

    let report = trust().build().explain(&certificate, &Evidence::without_holder(&signers), now());
    assert!(report.authorization.is_some());
    assert!(
        !report
            .checks
            .iter()
            .any(|(check, _)| [Check::Holder, Check::Entity, Check::HolderPath].contains(check))
    );
}
