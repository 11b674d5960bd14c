//! The cards, what one of them is authorized to, and the logins that it makes.

use std::sync::LazyLock;

use const_oid::ObjectIdentifier;
use der::{Any, Encode, Tag};
use scap_ac::{
    Application, AuthorizationCertificate, AuthorizedApplication, Backend, CardCertificate, Challenge, Draft,
    Evidence, Grant, HolderId, HolderIdKind, Login, LoginError, Profile, Sequence, SerialNumber, Slot, Slots,
    UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::{
    cms::signed_data::{SignedData, SignerInfo, SignerInfos},
    fixed::{self, Card},
    login::{LoginRequest, attribute},
};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attribute;

pub(super) const CHALLENGE: &[u8] = b"session 0b25c1f0 of this application";
pub(super) const NONCE: &[u8] = b"8fb3e1";
pub(super) const NOW: &str = "2027-06-01T12:00:00Z";

pub(super) fn now() -> UnixTime {
    fixed::time(NOW)
}

pub(super) fn trust() -> ValidatorBuilder {
    let ca = fixed::ca();
    Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der()).unwrap()
}

pub(super) fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::RustCrypto];
    #[cfg(feature = "aws-lc-rs")]
    backends.push(Backend::AwsLc);
    backends
}

/// What the primary card authorizes this card to, as long as cards last.
pub(super) fn authorization_of(holder: &Card) -> AuthorizationCertificate {
    let signer = fixed::primary();
    let used = AuthorizedApplication {
        slot: Slot::new(1).unwrap(),
        application: Application { code: "APP".parse().unwrap(), name: "系統".parse().unwrap() },
        unit_name: None,
        unit_code: None,
        role: None,
    };
    let sequence = Sequence::new(1).unwrap();
    let draft = Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), sequence).unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time(fixed::NOT_BEFORE),
        not_after: fixed::time(fixed::NOT_AFTER),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: &Grant::Application(Slots::new([used]).unwrap()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

pub(super) static CARD: LazyLock<Card> = LazyLock::new(fixed::secondary);
pub(super) static SIGNERS: LazyLock<[CardCertificate; 1]> = LazyLock::new(|| [fixed::primary().certificate]);
pub(super) static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| sign(|_| {}));
pub(super) static AUTHORIZATION: LazyLock<AuthorizationCertificate> =
    LazyLock::new(|| authorization_of(&CARD));

pub(super) fn request<'a>(certificates: &'a [&'a [u8]]) -> LoginRequest<'a> {
    LoginRequest { certificates, ..LoginRequest::new(CHALLENGE, now()) }
}

/// The login of the holder that this request makes, with the certificate in it.
pub(super) fn sign(change: impl FnOnce(&mut LoginRequest<'_>)) -> Vec<u8> {
    sign_changed(change, |_| {}, |_| {})
}

pub(super) fn sign_changed(
    change: impl FnOnce(&mut LoginRequest<'_>),
    attributes: impl FnOnce(&mut Vec<Attribute>),
    data: impl FnOnce(&mut SignedData),
) -> Vec<u8> {
    let certificates = [CARD.certificate.as_der()];
    let mut request = request(&certificates);
    change(&mut request);
    request.sign_changed(&CARD.certificate, &CARD.key, attributes, data).unwrap()
}

pub(super) fn good() -> Vec<u8> {
    GOOD.clone()
}

pub(super) fn challenge() -> Challenge<'static> {
    Challenge::new(CHALLENGE)
}

/// The code of the verdict, with the part that is at fault after a slash; the same by every implementation.
#[track_caller]
pub(super) fn verdict_by(
    trust: impl Fn() -> ValidatorBuilder,
    login: &[u8],
    challenge: &Challenge<'_>,
) -> String {
    let evidence = Evidence::without_holder(&*SIGNERS).application("APP");
    let mut verdicts = backends().into_iter().map(|backend| {
        let validator = trust().backend(backend).build();
        let verdict = Login::from_any(login).and_then(|login| {
            assert_eq!(*login.card(), CARD.certificate);
            validator.validate_login(&login, challenge, &AUTHORIZATION, &evidence, now())
        });
        verdict.map_or_else(
            |error| told(&error),
            |authorization| {
                assert!(authorization.permits("APP"));
                "valid".to_owned()
            },
        )
    });
    let first = verdicts.next().unwrap();
    assert!(verdicts.all(|other| other == first), "the implementations agree");
    first
}

#[track_caller]
pub(super) fn verdict(login: &[u8], challenge: &Challenge<'_>) -> String {
    verdict_by(trust, login, challenge)
}

pub(super) fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    der::pem::encode_string(label, der::pem::LineEnding::CRLF, der).unwrap().into_bytes()
}

pub(super) fn algorithm(oid: ObjectIdentifier, parameters: Option<Any>) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters }
}

fn told(error: &LoginError) -> String {
    match error {
        LoginError::Form { part } => format!("{}/{part}", error.code()),
        LoginError::Signer { flaw } => format!("{}/{flaw}", error.code()),
        _ => error.code().to_owned(),
    }
}

/// Changes the one signer information.
pub(super) fn signer(data: &mut SignedData, change: impl FnOnce(&mut SignerInfo)) {
    let mut signer = data.signer_infos.0.as_slice()[0].clone();
    change(&mut signer);
    data.signer_infos = SignerInfos::try_from(vec![signer]).unwrap();
}

/// Replaces the value of a signed attribute.
pub(super) fn set(attributes: &mut [Attribute], oid: ObjectIdentifier, value: &impl Encode) {
    *attributes.iter_mut().find(|attribute| attribute.oid == oid).unwrap() = attribute(oid, value).unwrap();
}

pub(super) fn nonce_as(tag: Tag, value: &[u8]) -> impl FnOnce(&mut Vec<Attribute>) {
    let value = Any::new(tag, value).unwrap();
    move |attributes| attributes.push(attribute(scap_ac::oid::RANDOM_NONCE, &value).unwrap())
}
