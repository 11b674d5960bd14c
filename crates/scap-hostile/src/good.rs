//! The good certificates that variants are made of, and the validator that takes them.

use std::sync::LazyLock;

use scap_ac::{
    AcError, Application, Authorization, AuthorizationCertificate, AuthorizedApplication, CardCertificate,
    Delegation, Draft, Evidence, Grant, HolderId, HolderIdKind, Profile, Slot, Slots, Target, TargetName,
    ToBeSigned, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::fixed;

use crate::der::Element;

/// When certificates here are judged.
pub const NOW: &str = "2027-01-01T00:00:00Z";

/// What the verifier calls itself.
pub const TARGET: &str = "https://tender.example/Login";

/// The cards and the instant that every certificate here is judged with.
struct Scene {
    holder: CardCertificate,
    signers: [CardCertificate; 1],
    now: UnixTime,
}

fn scene() -> &'static Scene {
    static SCENE: LazyLock<Scene> = LazyLock::new(|| Scene {
        holder: fixed::secondary().certificate,
        signers: [fixed::primary().certificate],
        now: fixed::time(NOW),
    });
    &SCENE
}

/// The primary card's authorization of the secondary card: all five slots.
#[must_use]
pub fn application() -> &'static AuthorizationCertificate {
    static GOOD: LazyLock<AuthorizationCertificate> = LazyLock::new(|| {
        let slots = (1..=5).map(|number| AuthorizedApplication {
            slot: slot(number),
            application: Application {
                code: text(&format!("APP{number}")),
                name: text("電子發票整合服務平台"),
            },
            unit_name: Some(text("總公司》宜蘭第六廠")),
            unit_code: Some(text("028》78616600")),
            role: Some(text("接收公文、發送專屬訊息")),
        });
        sign(&Grant::Application(Slots::new(slots).expect("five slots")))
    });
    &GOOD
}

/// The primary card's delegation to the secondary card.
#[must_use]
pub fn delegation() -> &'static AuthorizationCertificate {
    static GOOD: LazyLock<AuthorizationCertificate> = LazyLock::new(|| {
        sign(&Grant::Delegation(Delegation {
            unit_name: Some(text("宜蘭第六廠")), role: Some(text("廠長"))
        }))
    });
    &GOOD
}

fn slot(number: u8) -> Slot {
    Slot::new(number).expect("a slot")
}

fn text<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a text")
}

/// The primary card's certificate for the secondary card with this content.
fn sign(grant: &Grant) -> AuthorizationCertificate {
    let unsigned = unsigned(grant);
    let signature = fixed::primary().sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).expect("a certificate")
}

/// The same with a signature that is none: it reads, and does not validate.
#[must_use]
pub fn with_no_signature(grant: &Grant) -> AuthorizationCertificate {
    unsigned(grant).assemble(&[0; 256]).expect("a certificate")
}

fn unsigned(grant: &Grant) -> ToBeSigned {
    let Scene { holder, signers: [signer], .. } = scene();
    let draft = Draft {
        serial: "311026782832146287338320846168273272094000019".parse().expect("a serial"),
        holder,
        signer,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").expect("a national number"),
        grant,
    };
    draft.to_be_signed(&Profile::default()).expect("a draft")
}

/// Puts the primary card's signature over the signed part of `certificate` into it.
pub fn sign_again(certificate: &mut Element) {
    let to_be_signed = certificate.at(&[0]).encode();
    let signature = fixed::primary().sign_sha256(&to_be_signed);
    certificate.at(&[2]).set([&[0][..], &signature].concat());
}

/// What trusts the CA of the cards here, and is [`TARGET`].
#[must_use]
pub fn trust() -> ValidatorBuilder {
    let ca = fixed::ca();
    let trust = Validator::builder().anchor(ca.anchor_der()).expect("an anchor");
    let trust = trust.intermediate(ca.intermediate_der()).expect("a CA");
    trust.target(Target::Name(TargetName::Uri(TARGET.to_owned())))
}

/// What a certificate authorizes the secondary card to, or why nothing.
///
/// # Errors
///
/// What is wrong with it.
pub fn validate(validator: &Validator, der: &[u8]) -> Result<Authorization, AcError> {
    let Scene { holder, signers, now } = scene();
    let certificate = AuthorizationCertificate::from_der(der)?;
    validator.validate(&certificate, &Evidence::new(holder, signers), *now)
}

/// The code of why a certificate does not validate, or [`VALID`](crate::VALID).
#[must_use]
pub fn verdict(validator: &Validator, der: &[u8]) -> &'static str {
    validate(validator, der).map_or_else(|error| error.code(), |_| crate::VALID)
}
