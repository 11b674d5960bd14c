//! What tells the status of a certificate: authorities, revocation lists, OCSP responses.

use std::sync::LazyLock;

use scap_ac::{
    AcError, AuthorizationCertificate, CardCertificate, Evidence, RevocationPolicy, UnixTime, Validator,
    ValidatorBuilder,
};
use scap_test_pki::fixed;

use crate::der::{Element, Header, SEQUENCE};

const AUTHORITY: &[u8] = include_bytes!("../../../../fuzz/seeds/status/authority.der");
const CERTIFICATE: &[u8] = include_bytes!("../../../../fuzz/seeds/status/certificate.der");
const SIGNER: &[u8] = include_bytes!("../../../../fuzz/seeds/status/signer.der");
/// A list and a response of the authority: the certificate is revoked.
const LIST: &[u8] = include_bytes!("../../../../fuzz/seeds/status/list.der");
const RESPONSE: &[u8] = include_bytes!("../../../../fuzz/seeds/status/response.der");
/// Which of the card keys is the authority's.
const KEY: usize = 5;

/// `sha256WithRSAEncryption`, and `id-pkix-ocsp-basic`.
const ALGORITHM: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
const BASIC_RESPONSE: &[u8] = &[6, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 1];

/// A certificate that is revoked, and who asks.
struct Case {
    certificate: AuthorizationCertificate,
    signers: [CardCertificate; 1],
    at: UnixTime,
    /// Asks responses alone, and the list too.
    by_response: Validator,
    by_list: Validator,
}

static CASE: LazyLock<Case> = LazyLock::new(|| Case {
    certificate: AuthorizationCertificate::from_der(CERTIFICATE).expect("a certificate"),
    signers: [CardCertificate::from_der(SIGNER).expect("a card")],
    at: fixed::time("2027-06-01T12:00:00Z"),
    by_response: trust().revocation(RevocationPolicy::Required).build(),
    by_list: trust().authorization_crl(LIST).expect("a list").build(),
});

fn trust() -> ValidatorBuilder {
    Validator::builder().revocation_authority(AUTHORITY).expect("an authority")
}

/// What is said of the certificate. Its signer leads to no anchor, which is asked after the status.
fn verdict(validator: &Validator, responses: &[&[u8]]) -> AcError {
    let Case { certificate, signers, at, .. } = &*CASE;
    let evidence = Evidence::without_holder(signers).ocsp(responses);
    validator.validate(certificate, &evidence, *at).expect_err("there is no anchor")
}

/// A revocation authority, a revocation list, an OCSP response: no input revokes or clears what it should not.
///
/// What an authority signed says that the certificate is revoked, and all else says nothing. And whatever else the
/// authority signs: it tells nothing of a certificate that it does not name, and does not undo what is revoked.
pub fn status(input: &[u8]) {
    drop(Validator::builder().revocation_authority(input));
    if let Ok(trust) = trust().authorization_crl(input) {
        assert!(is_revoked(&verdict(&trust.build(), &[])), "the list is as it was signed");
    }
    match verdict(&CASE.by_response, &[input]) {
        AcError::Revoked { .. } | AcError::StatusUnusable(_) => {}
        other => panic!("neither revoked nor refused: {other}"),
    }
    if let Some(content) = content_of_list(input) {
        list_of(content);
    }
    if let Some(content) = content_of_response(input) {
        response_of(content);
    }
}

const fn is_revoked(verdict: &AcError) -> bool {
    matches!(verdict, AcError::Revoked { .. })
}

/// The status is good, as what is asked after it fails.
const fn is_good(verdict: &AcError) -> bool {
    matches!(verdict, AcError::SignerPath(_))
}

fn names_the_certificate(content: &[u8]) -> bool {
    let serial = CASE.certificate.serial().der_content();
    content.windows(serial.len()).any(|window| window == serial)
}

/// The list that the authority signs over `content`.
fn list_of(content: &[u8]) {
    let Ok(trust) = trust().authorization_crl(&signed(content)) else { return };
    let validator = trust.revocation(RevocationPolicy::Required).build();
    match verdict(&validator, &[]) {
        verdict if is_revoked(&verdict) => assert!(names_the_certificate(content)),
        AcError::StatusUnknown => {}
        verdict => assert!(is_good(&verdict), "{verdict}"),
    }
    assert!(is_revoked(&verdict(&validator, &[RESPONSE])), "no list undoes what a response says");
}

/// The response that the authority signs over `content`.
fn response_of(content: &[u8]) {
    let response = response(content);
    match verdict(&CASE.by_response, &[&response]) {
        verdict if is_revoked(&verdict) || is_good(&verdict) => assert!(names_the_certificate(content)),
        AcError::StatusUnknown | AcError::StatusUnusable(_) => {}
        other => panic!("no verdict on the status: {other}"),
    }
    assert!(is_revoked(&verdict(&CASE.by_list, &[&response])), "no response undoes what a list says");
}

/// An OCSP response of the authority.
fn response(content: &[u8]) -> Vec<u8> {
    let basic = Element::primitive(0x04, signed(content));
    let basic = Element::constructed(SEQUENCE, [Element::raw(BASIC_RESPONSE), basic]);
    let parts = [Element::primitive(0x0a, [0]), Element::constructed(0xa0, [basic])];
    Element::constructed(SEQUENCE, parts).encode()
}

/// `SIGNED { content }` of the authority.
fn signed(content: &[u8]) -> Vec<u8> {
    let signature = sign(content);
    let signature = Element::primitive(0x03, [&[0][..], &signature].concat());
    Element::constructed(SEQUENCE, [Element::raw(content), Element::raw(ALGORITHM), signature]).encode()
}

/// The authority's signature; pure Rust takes milliseconds for it.
#[cfg(not(feature = "aws-lc-rs"))]
fn sign(content: &[u8]) -> Vec<u8> {
    scap_test_pki::sign_sha256(fixed::card_key(KEY), content).expect("the key signs")
}

#[cfg(feature = "aws-lc-rs")]
fn sign(content: &[u8]) -> Vec<u8> {
    use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};

    static PAIR: LazyLock<KeyPair> = LazyLock::new(|| {
        let (_, pkcs8) = der::pem::decode_vec(fixed::card_key_pem(KEY).as_bytes()).expect("PEM");
        KeyPair::from_pkcs8(&pkcs8).expect("a key")
    });
    let mut signature = vec![0; PAIR.public_modulus_len()];
    PAIR.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content, &mut signature).expect("the key signs");
    signature
}

/// What is signed in a revocation list.
fn content_of_list(list: &[u8]) -> Option<&[u8]> {
    first(inside(list)?).filter(|content| content.starts_with(&[SEQUENCE]))
}

/// What is signed in an OCSP response.
fn content_of_response(response: &[u8]) -> Option<&[u8]> {
    let status = first(inside(response)?)?;
    let bytes = inside(inside(response)?.get(status.len()..)?)?;
    let kind = first(inside(bytes)?)?;
    let basic = inside(inside(bytes)?.get(kind.len()..)?)?;
    first(inside(basic)?).filter(|content| content.starts_with(&[SEQUENCE]))
}

/// What is in the first element.
fn inside(bytes: &[u8]) -> Option<&[u8]> {
    let whole = first(bytes)?;
    let header = Header::read(bytes)?;
    whole.get(header.tag.len() + header.length.len()..)
}

/// The first element, whole.
fn first(bytes: &[u8]) -> Option<&[u8]> {
    let header = Header::read(bytes)?;
    bytes.get(..(header.tag.len() + header.length.len()).checked_add(header.content)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_again_is_as_the_authority_signed_it() {
        assert_eq!(content_of_list(LIST).map(signed).as_deref(), Some(LIST));
        assert_eq!(content_of_response(RESPONSE).map(response).as_deref(), Some(RESPONSE));
    }
}
