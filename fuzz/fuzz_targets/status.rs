//! A revocation authority, a revocation list, an OCSP response: no input revokes or clears what it should not.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scap_ac::{
    AcError, AuthorizationCertificate, CardCertificate, Evidence, RevocationPolicy, UnixTime, Validator,
    ValidatorBuilder,
};

const CERTIFICATE: &[u8] = include_bytes!("../seeds/status/certificate.der");
const AUTHORITY: &[u8] = include_bytes!("../seeds/status/authority.der");
struct Case {
    certificate: AuthorizationCertificate,
    signers: [CardCertificate; 1],
    at: UnixTime,
}

/// A certificate that the list and the responses revoke.
static CASE: LazyLock<Case> = LazyLock::new(|| {
    let signer = include_bytes!("../seeds/status/signer.der");
    Case {
        certificate: AuthorizationCertificate::from_der(CERTIFICATE).expect("a certificate"),
        signers: [CardCertificate::from_der(signer).expect("a card")],
        at: "2027-06-01T12:00:00Z".parse().expect("a time"),
    }
});

fn trusting() -> ValidatorBuilder {
    Validator::builder().revocation_authority(AUTHORITY).expect("an authority")
}

/// What is said of the certificate's status; its signer leads to no anchor, which is asked after that.
fn status(trust: ValidatorBuilder, responses: &[&[u8]]) -> AcError {
    let Case { certificate, signers, at } = &*CASE;
    let evidence = Evidence::without_holder(signers).ocsp(responses);
    trust.build().validate(certificate, &evidence, *at).expect_err("there is no anchor")
}

fuzz_target!(|input: &[u8]| {
    let _ = Validator::builder().revocation_authority(input);
    if let Ok(trust) = trusting().authorization_crl(input) {
        // Its bytes are signed: what is read is the list as it was made.
        assert!(matches!(status(trust, &[]), AcError::Revoked { .. }));
    }
    // What is signed says that it is revoked; all else says nothing.
    match status(trusting().revocation(RevocationPolicy::Required), &[input]) {
        AcError::Revoked { .. } | AcError::StatusUnusable(_) => {}
        other => panic!("neither revoked nor refused: {other}"),
    }
});
