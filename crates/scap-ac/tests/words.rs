//! The stable words for machines and message catalogues, the facts that go with errors, and what never shows personal
//! data. The words are a contract: changing one here changes what programs that read them do.
#![allow(clippy::unwrap_used, reason = "tests")]

use scap_ac::{
    AcError, AttributeCertificate, AuthorizationCertificate, CardCertificateError, CardRank, Check, Evidence,
    Grant, HolderId, HolderIdError, HolderIdKind, Language, LoginError, LoginPart, PathError,
    RevocationReason, Role, Sequence, SerialError, SignerFlaw, StatusError, TextError,
};
use scap_hostile::{good, variants};
use scap_test_pki::fixed;

/// The names that the words stand for, in snake case as `Debug` has them in camel case.
fn snake_case(debug: &str) -> String {
    let words = debug.chars().enumerate().map(|(at, letter)| {
        let start = if letter.is_uppercase() && at > 0 { "_" } else { "" };
        format!("{start}{}", letter.to_lowercase())
    });
    words.collect()
}

#[test]
fn checks_and_reasons_are_called_what_they_are() {
    for check in Check::ALL {
        assert_eq!(check.to_string(), snake_case(&format!("{check:?}")));
    }
    for reason in [
        RevocationReason::Unspecified,
        RevocationReason::KeyCompromise,
        RevocationReason::CaCompromise,
        RevocationReason::AffiliationChanged,
        RevocationReason::Superseded,
        RevocationReason::CessationOfOperation,
        RevocationReason::CertificateHold,
        RevocationReason::RemoveFromCrl,
        RevocationReason::PrivilegeWithdrawn,
        RevocationReason::AaCompromise,
    ] {
        assert_eq!(reason.to_string(), snake_case(&format!("{reason:?}")));
    }
    for rank in [CardRank::Primary, CardRank::Secondary] {
        assert_eq!(rank.to_string(), snake_case(&format!("{rank:?}")));
    }
    for flaw in [SignerFlaw::Certificate, SignerFlaw::KeyUsage, SignerFlaw::OtherCard] {
        assert_eq!(flaw.to_string(), snake_case(&format!("{flaw:?}")));
    }
    assert_eq!(Language::ALL.map(Language::tag), ["zh-TW", "en"]);
}

#[test]
fn values_that_cannot_be_have_their_codes_and_rules() {
    let text = |text: &str| Role::new(text).unwrap_err().rule();
    assert_eq!(
        [text(" "), text("a\nb"), text("a\u{200b}"), text(&"a".repeat(257))],
        ["blank", "control", "invisible", "too_long"]
    );
    assert_eq!(TextError::NotVisibleAscii.rule(), "not_visible_ascii");

    let table = [
        ("", "holder_id.missing", "missing"),
        ("A12345678", "holder_id.invalid", "form"),
        ("A323456789", "holder_id.invalid", "gender"),
        ("A123456788", "holder_id.invalid", "checksum"),
    ];
    for (number, code, rule) in table {
        let error = HolderId::new(HolderIdKind::NationalId, number).unwrap_err();
        assert_eq!((error.code(), error.rule()), (code, rule), "{number}");
    }
    assert_eq!(HolderIdError::Text(TextError::Control).rule(), "text");

    let codes = [SerialError::Format, SerialError::NotPositive, SerialError::TooLarge].map(SerialError::code);
    assert_eq!(codes, ["serial.invalid", "serial.invalid", "serial.too_large"]);
    assert_eq!(Sequence::new(1_000_000).unwrap_err().code(), "serial.exhausted");
    let sequence = Sequence::new(19).unwrap();
    assert_eq!((sequence.number(), sequence.to_string()), (19, "000019".to_owned()));
    assert_eq!(CardCertificateError::TwoBusinessNumbers.code(), "card.unsupported");

    let (not_before, not_after) = (fixed::time(fixed::NOT_BEFORE), fixed::time(fixed::NOT_AFTER));
    let card = fixed::card_of(fixed::impostor_ca(), &fixed::request(CardRank::Secondary, "4711"), 1);
    let untrusted = good::trust().build().check_card(&card.certificate, not_before).unwrap_err();
    assert!(untrusted.to_string().starts_with("the certificate leads to no trust anchor: "), "{untrusted}");
    let codes = [
        PathError::NotYetValid { not_before }.code(),
        PathError::Expired { not_after }.code(),
        PathError::Revoked.code(),
        untrusted.code(),
    ];
    let expected = ["certificate_not_yet_valid", "certificate_expired", "certificate_revoked", "untrusted"];
    assert_eq!(codes, expected.map(|word| format!("card.{word}")));
}

#[test]
fn errors_tell_their_facts() {
    let oid = AttributeCertificate::from_der(good::application().as_der()).unwrap();
    let oid = oid.extensions().next().unwrap().oid();
    let (at, since) = (fixed::time("2027-01-01T00:00:00Z"), fixed::time("2026-01-01T00:00:00Z"));
    let number = |text: &str| text.parse().unwrap();
    let (signer, holder) = (number(fixed::BUSINESS_NUMBER), number(fixed::OTHER_BUSINESS_NUMBER));
    let expired = AcError::Expired { at, not_after: since };
    let (now, then) = (at.to_string(), since.to_string());
    let table: [(AcError, &[(&str, &str)]); 9] = [
        (AcError::TooLarge { max: 65_535 }, &[("max", "65535")]),
        (AcError::CriticalExtension { oid: oid.clone() }, &[("oid", "2.5.29.35")]),
        (AcError::NotYetValid { at: since, not_before: at }, &[("at", &then), ("not_before", &now)]),
        (expired.clone(), &[("at", &now), ("not_after", &then)]),
        (
            AcError::EntityMismatch { signer, holder },
            &[("signer", fixed::BUSINESS_NUMBER), ("holder", fixed::OTHER_BUSINESS_NUMBER)],
        ),
        (AcError::DelegationInvalid(Box::new(expired)), &[("reason", "ac.expired")]),
        (
            AcError::Revoked { since, reason: RevocationReason::Superseded },
            &[("since", &then), ("reason", "superseded")],
        ),
        (AcError::Application { code: "APP".into() }, &[("application", "APP")]),
        (AcError::Signature, &[]),
    ];
    for (error, expected) in table {
        let told = error.details();
        let told: Vec<_> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(told, expected, "{error}");
    }
    let status = AcError::StatusUnusable(StatusError::Delta);
    assert_eq!(status.details(), [("reason", "delta".to_owned())]);
    let form = LoginError::Form { part: LoginPart::SignedAttributes };
    assert_eq!(form.details(), [("part", "signed_attributes".to_owned())]);
    let algorithm = LoginError::Algorithm { algorithm: oid };
    assert_eq!(algorithm.details(), [("algorithm", "2.5.29.35".to_owned())]);
    assert_eq!(LoginError::Nonce.details(), []);
    let flaw = LoginError::Signer { flaw: SignerFlaw::KeyUsage };
    assert_eq!(flaw.details(), [("reason", "key_usage".to_owned())]);

    let error = AttributeCertificate::from_der(&[0x30, 0x80]).unwrap_err();
    let AcError::Der(source) = error else { panic!("{error}") };
    assert_eq!(source.to_string(), "an element with no DER length at byte 0");
}

#[test]
fn what_is_authorized_is_what_the_certificate_says() {
    let validator = good::trust().known_card(fixed::primary().certificate).build();
    let authorization = good::validate(&validator, good::application().as_der()).unwrap();
    let certificate = good::application();
    assert_eq!(authorization.certificate(), certificate);
    assert_eq!(authorization.grant(), certificate.grant());
    assert!(authorization.holder_id() == certificate.holder_id());
    assert_eq!(authorization.serial(), certificate.serial());
    assert_eq!(authorization.not_after(), certificate.not_after());
    let Grant::Application(slots) = authorization.grant() else { panic!("slots") };
    assert_eq!(slots.len(), 5);
}

#[test]
fn debugging_shows_no_personal_data() {
    let certificate = good::application();
    let any = AttributeCertificate::from_der(certificate.as_der()).unwrap();
    let attributes: Vec<_> = any.attributes().collect();
    let extensions: Vec<_> = any.extensions().collect();
    let holder = fixed::secondary().certificate;
    let validator = good::trust().known_card(holder.clone()).build();
    let authorization =
        good::validate(&good::trust().known_card(fixed::primary().certificate).build(), certificate.as_der());
    let shown = [
        format!("{certificate:?}"),
        format!("{any:?}"),
        format!("{attributes:?} {extensions:?}"),
        format!("{validator:?}"),
        format!("{:?}", authorization.unwrap()),
        format!("{:?}", certificate.holder_id()),
        format!("{:?}", Evidence::new(&holder, &[])),
    ];
    let number = certificate.holder_id().number().to_owned();
    let octets = format!("{:?}", number.as_bytes());
    for shown in shown {
        assert!(!shown.is_empty());
        assert!(!shown.contains(&number), "{shown}");
        assert!(!shown.contains(octets.trim_matches(['[', ']'])), "{shown}");
    }
}

#[test]
fn every_field_of_a_certificate_of_another_profile_is_shown() {
    // Those that decode without being of the profile.
    let others = variants::all().filter_map(|variant| {
        let any = AttributeCertificate::from_der(&variant.unsigned()).ok()?;
        AuthorizationCertificate::from_der(any.as_der()).is_err().then_some(any)
    });
    let mut shown = 0;
    for any in others {
        let [chinese, english] = Language::ALL.map(|language| any.fields(language));
        assert_eq!(chinese.len(), english.len());
        let value = |label: &str| {
            let field = english.iter().find(|field| field.label == label);
            field.map(|field| field.value.as_str())
        };
        assert_eq!(value("Serial"), Some(&*any.serial().to_string()));
        assert_eq!(value("Kind"), Some("attribute certificate of another profile"));
        let listed = |label: &str| english.iter().filter(|field| field.label == label).count();
        assert_eq!(listed("Attribute"), any.attributes().count());
        assert_eq!(listed("Extension"), any.extensions().count());
        let critical = english.iter().any(|field| field.value.ends_with(" (critical)"));
        assert_eq!(critical, any.extensions().any(|extension| extension.is_critical()));
        shown += 1;
    }
    assert!(shown > 10, "{shown}");
}
