//! Certificates on paper: PEM files, and authorization certificates that no server has seen.

use der::pem::LineEnding;
use scap_ac::{
    AuthorizationCertificate, Draft, Grant, HolderId, HolderIdKind, Profile, Sequence, SerialNumber,
    SignatureAlgorithm, Slots,
    json::{GrantJson, SlotJson},
};
use scap_test_pki::fixed::{self, Card};
use serde_json::json;

/// A certificate as PEM.
pub(crate) fn pem(der: &[u8]) -> String {
    der::pem::encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()
}

/// A revocation list as PEM.
pub(crate) fn crl_pem(der: &[u8]) -> String {
    der::pem::encode_string("X509 CRL", LineEnding::LF, der).unwrap()
}

/// A revocation list of the test CA with this card on it, revoked at this time.
pub(crate) fn revoking(card: &Card, since: &str) -> String {
    let (update, next) = (fixed::time("2025-06-01T00:00:00Z"), fixed::time("2039-01-01T00:00:00Z"));
    let revoked = [(*card.certificate.serial(), fixed::time(since))];
    crl_pem(&fixed::ca().crl(&revoked, update, next).unwrap())
}

/// What the signer would sign for the holder: one application and nothing else, from 2026 to 2029.
pub(crate) fn authorization(holder: &Card, signer: &Card) -> AuthorizationCertificate {
    sign(holder, signer, &one_application(), SignatureAlgorithm::Sha256WithRsa)
}

/// The same, signed with SHA-1.
pub(crate) fn old_authorization(holder: &Card, signer: &Card) -> AuthorizationCertificate {
    sign(holder, signer, &one_application(), SignatureAlgorithm::Sha1WithRsa)
}

fn one_application() -> Grant {
    let slot: SlotJson = serde_json::from_value(json!({
        "slot": 2, "application": { "code": "EINVOICE", "name": "財政部電子發票整合服務平台" },
    }))
    .unwrap();
    let grant = Grant::try_from(&GrantJson::Application { slots: vec![slot] }).unwrap();
    assert!(matches!(&grant, Grant::Application(slots) if Slots::len(slots) == 1));
    grant
}

fn sign(
    holder: &Card,
    signer: &Card,
    grant: &Grant,
    algorithm: SignatureAlgorithm,
) -> AuthorizationCertificate {
    let sequence = Sequence::new(19).unwrap();
    let draft = Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), sequence).unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2029-12-31T23:59:59Z"),
        holder_id: &HolderId::new(HolderIdKind::Other, "ABCDEFGH1234567890").unwrap(),
        grant,
    };
    let unsigned = draft.to_be_signed_with(&Profile::default(), algorithm).unwrap();
    let signature = match algorithm {
        SignatureAlgorithm::Sha1WithRsa => signer.sign_sha1(unsigned.as_bytes()),
        _ => signer.sign_sha256(unsigned.as_bytes()),
    };
    unsigned.assemble(&signature).unwrap()
}
