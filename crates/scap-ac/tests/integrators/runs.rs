//! Each example of the page does what the page says of it, with cards of the test CA.

use const_oid::db::rfc5912::ID_CE_TARGET_INFORMATION;
use scap_ac::{
    AcError, Application, AuthorizationCertificate, AuthorizedApplication, CardCertificate, CardRank,
    Challenge, Delegation, Draft, Evidence, Grant, HolderId, HolderIdKind, Login, LoginError, Profile,
    Sequence, SerialNumber, Slot, Slots, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::{
    SignatureHash,
    fixed::{self, Card},
    login::LoginRequest,
    sign_with_extensions,
    status::{
        OcspAnswer, OcspHash, OcspResponse, OcspStatus, RawExtension, StatusAuthority, StatusEntry,
        StatusList, StatusRequest,
    },
};

use crate::page;

const CHALLENGE: &[u8] = b"G2B-EHELPER session 7f3a0c52";

fn now() -> UnixTime {
    fixed::time("2027-06-01T12:00:00Z")
}

fn trust() -> ValidatorBuilder {
    let ca = fixed::ca();
    Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der()).unwrap()
}

fn signed(signer: &Card, holder: &Card, start: &str, grant: &Grant) -> AuthorizationCertificate {
    let sequence = Sequence::new(1).unwrap();
    let draft = Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), sequence).unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time(start),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant,
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

/// The application of the page, in slot 1.
fn application(signer: &Card, holder: &Card, code: &str) -> AuthorizationCertificate {
    let used = AuthorizedApplication {
        slot: Slot::new(1).unwrap(),
        application: Application { code: code.parse().unwrap(), name: "企業e幫手".parse().unwrap() },
        unit_name: None,
        unit_code: None,
        role: Some("接收公文".parse().unwrap()),
    };
    signed(signer, holder, "2026-01-01T00:00:00Z", &Grant::Application(Slots::new([used]).unwrap()))
}

fn signature(card: &Card, change: impl FnOnce(&mut LoginRequest<'_>)) -> Vec<u8> {
    let certificates = [card.certificate.as_der()];
    let mut request = LoginRequest { certificates: &certificates, ..LoginRequest::new(CHALLENGE, now()) };
    change(&mut request);
    request.sign(&card.certificate, &card.key).unwrap()
}

#[test]
fn a_login_is_judged() {
    let (boss, amy, ca) = (fixed::primary(), fixed::secondary(), fixed::ca());
    let validator = page::login::validator(ca.anchor_der(), ca.intermediate_der()).unwrap();
    let authorization = application(&boss, &amy, "G2B-EHELPER");
    let log_in = |challenge: &[u8], authorization: &AuthorizationCertificate| {
        let (signers, login) = ([boss.certificate.clone()], signature(&amy, |_| {}));
        page::login::log_in(&validator, &signers, challenge, &login, authorization.to_pem().as_bytes(), now())
    };
    let granted = log_in(CHALLENGE, &authorization).unwrap();
    let told = page::granted::granted(&granted).unwrap();
    assert_eq!(told, "12345675 as “接收公文” until 2030-01-01T00:00:00Z");

    let refused = log_in(b"another session", &authorization).unwrap_err();
    assert_eq!(
        page::explain::log_line(&refused),
        "refused [login.challenge] the content of the login is not the challenge"
    );
    let refused = log_in(CHALLENGE, &application(&boss, &amy, "OTHER")).unwrap_err();
    assert!(page::explain::log_line(&refused).ends_with(" application=G2B-EHELPER"));
}

#[test]
fn a_primary_card_needs_no_authorization() {
    let challenge = Challenge::new(CHALLENGE);
    let validator = trust().build();
    for (card, company) in [(fixed::primary(), Some("12345675")), (fixed::secondary(), None)] {
        let login = Login::from_any(&signature(&card, |_| {})).unwrap();
        let found = page::primary::primary_card_of(&validator, &login, &challenge, now()).unwrap();
        assert_eq!(found.map(|number| number.to_string()).as_deref(), company);
    }
    let forged = fixed::card_of(fixed::impostor_ca(), &fixed::request(CardRank::Primary, "7"), 0);
    let login = Login::from_any(&signature(&forged, |_| {})).unwrap();
    assert!(page::primary::primary_card_of(&validator, &login, &challenge, now()).is_err());
}

#[test]
fn a_card_that_is_authenticated_is_judged() {
    let (boss, amy, ca) = (fixed::primary(), fixed::secondary(), fixed::ca());
    let authorization = application(&boss, &amy, "G2B-EHELPER");
    let may_use = |validator: &Validator, signers: &[CardCertificate]| {
        page::card::may_use(validator, signers, &amy.certificate, authorization.as_der(), now())
    };
    assert_eq!(may_use(&trust().build(), std::slice::from_ref(&boss.certificate)), Ok(true));
    assert_eq!(may_use(&trust().build(), &[]), Err(AcError::SignerUnknown));

    let known = vec![boss.certificate.clone(), amy.certificate.clone()];
    let known = page::known::validator(ca.anchor_der(), ca.intermediate_der(), known).unwrap();
    assert_eq!(may_use(&known, &[]), Ok(true));
}

#[test]
fn a_delegate_needs_its_delegation() {
    let (boss, amy, bob) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let grant = Grant::Delegation(Delegation { unit_name: None, role: None });
    let delegation = signed(&boss, &amy, "2025-06-01T00:00:00Z", &grant);
    let certificate = application(&amy, &bob, "G2B-EHELPER");
    let judged = |cards: &[CardCertificate]| {
        let (validator, holder) = (trust().build(), &bob.certificate);
        page::delegation::validate_delegated(&validator, cards, holder, &certificate, &delegation, now())
    };
    let (boss, amy) = (boss.certificate, amy.certificate);
    assert!(judged(&[amy.clone(), boss]).unwrap().is_delegated());
    let without_primary = judged(&[amy]).unwrap_err();
    assert_eq!(without_primary.code(), "ac.delegation_invalid");
    assert_eq!(without_primary.details(), [("reason", "ac.signer_unknown".to_owned())]);
}

#[test]
fn revocation_is_asked_as_chosen() {
    let (boss, amy) = (fixed::primary(), fixed::secondary());
    let certificate = application(&boss, &amy, "G2B-EHELPER");
    let request =
        StatusRequest::new("授權狀態", fixed::time(fixed::NOT_BEFORE), fixed::time(fixed::NOT_AFTER))
            .unwrap();
    let authority = StatusAuthority::new(&request, fixed::card_key(3)).unwrap();
    let (before, after) = (fixed::time("2027-06-01T00:00:00Z"), fixed::time("2027-06-02T00:00:00Z"));
    let cards = fixed::ca().crl(&[], before, after).unwrap();
    let entry = StatusEntry::new(Some(boss.certificate.subject().clone()), *certificate.serial(), before);
    let judged = |entries: Vec<StatusEntry>| {
        let list = authority.list(&StatusList::new(before, after, entries)).unwrap();
        let lists = [cards.clone()];
        let validator =
            page::status::with_status(trust(), &lists, authority.certificate_der(), &list).unwrap();
        let signers = [boss.certificate.clone()];
        validator.validate(&certificate, &Evidence::new(&amy.certificate, &signers), now())
    };
    assert!(judged(Vec::new()).is_ok());
    assert_eq!(judged(vec![entry]).unwrap_err().code(), "ac.revoked");
}

#[test]
fn a_response_that_comes_along_counts() {
    let (boss, amy) = (fixed::primary(), fixed::secondary());
    let certificate = application(&boss, &amy, "G2B-EHELPER");
    let request =
        StatusRequest::new("授權狀態", fixed::time(fixed::NOT_BEFORE), fixed::time(fixed::NOT_AFTER))
            .unwrap();
    let authority = StatusAuthority::new(&request, fixed::card_key(3)).unwrap();
    let trust = || trust().revocation_authority(authority.certificate_der()).unwrap().build();
    let judged = |status: OcspStatus| {
        let answer = OcspAnswer {
            signer: boss.certificate.clone(),
            serial: *certificate.serial(),
            hash: OcspHash::Sha256,
            status,
            this_update: now(),
            next_update: None,
            extensions: Vec::new(),
        };
        let response = authority.respond(&OcspResponse::new(now(), vec![answer])).unwrap();
        let signers = [boss.certificate.clone()];
        page::status::validate_stapled(&trust(), &amy.certificate, &signers, &certificate, &response, now())
    };
    assert!(judged(OcspStatus::Good).is_ok());
    assert_eq!(judged(OcspStatus::Unknown).unwrap_err().code(), "ac.status_unknown");
}

#[test]
fn a_certificate_for_some_systems_needs_a_name() {
    let (boss, amy) = (fixed::primary(), fixed::secondary());
    let uri = b"https://tender.example";
    let nested = |tag: u8, inside: &[u8]| [&[tag, u8::try_from(inside.len()).unwrap()], inside].concat();
    let target = nested(0xa0, &nested(0x86, uri));
    let value = nested(0x30, &nested(0x30, &target));
    let information = RawExtension { oid: ID_CE_TARGET_INFORMATION, critical: true, value };
    let draft = Draft {
        serial: SerialNumber::for_authorization(boss.certificate.serial(), Sequence::new(1).unwrap())
            .unwrap(),
        holder: &amy.certificate,
        signer: &boss.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: &Grant::Application(Slots::new([]).unwrap()),
    };
    let der = sign_with_extensions(&draft, &boss.key, &[information]).unwrap();
    let certificate = AuthorizationCertificate::from_der(&der).unwrap();
    let signers = [boss.certificate];
    let evidence = Evidence::new(&amy.certificate, &signers);
    let judged = |trust: ValidatorBuilder| trust.build().validate(&certificate, &evidence, now());
    assert_eq!(judged(trust()).unwrap_err(), AcError::Target);
    assert!(judged(page::targets::named(trust())).is_ok());
}

#[test]
fn the_clock_tells_the_present() {
    assert!(page::clock::now().unwrap() > fixed::time("2026-01-01T00:00:00Z"));
}

#[test]
fn sha1_counts_until_a_date() {
    let trust = || page::sha1::with_old_signatures(trust()).unwrap().build();
    let login = signature(&fixed::secondary(), |request| request.hash = SignatureHash::Sha1);
    let login = Login::from_any(&login).unwrap();
    let judged =
        |at: &str| trust().check_login(&login, &Challenge::new(CHALLENGE).max_age(u64::MAX), fixed::time(at));
    assert_eq!(judged("2013-12-31T23:59:59Z"), Ok(()));
    assert_eq!(judged("2014-01-01T00:00:00Z"), Err(LoginError::Sha1));
}

#[cfg(feature = "rayon")]
#[test]
fn many_are_judged_at_once() {
    let (boss, amy, bob) = (fixed::primary(), fixed::secondary(), fixed::other_secondary());
    let certificate = application(&boss, &amy, "G2B-EHELPER");
    let records = [(certificate.clone(), amy.certificate), (certificate, bob.certificate)];
    let refused = page::batch::refused(&trust().build(), &records, &[boss.certificate], now());
    assert_eq!(refused, ["ac.holder_mismatch"]);
}

#[test]
fn a_refusal_is_explained() {
    let (boss, amy) = (fixed::primary(), fixed::secondary());
    let certificate = application(&boss, &amy, "G2B-EHELPER");
    let signers = [boss.certificate];
    let evidence = Evidence::new(&amy.certificate, &signers);
    let late = fixed::time("2031-01-01T00:00:00Z");
    let told = page::explain::explanation(&trust().build(), &certificate, &evidence, late);
    assert!(told.contains(
        "validity: not valid after 2030-01-01T00:00:00Z, asked for 2031-01-01T00:00:00Z [ac.expired]\n"
    ));
    assert!(
        told.ends_with("signature: passed\nsigner_path: passed\ndelegation: passed\nholder_path: passed\n"),
        "{told}"
    );
}
