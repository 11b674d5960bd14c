//! Certificates on paper: PEM files, and authorization certificates that no server has seen.

use der::oid::db::rfc5912::ID_CE_TARGET_INFORMATION;
use der::pem::LineEnding;
use scap_ac::{
    AuthorizationCertificate, Draft, Grant, HolderId, HolderIdKind, Profile, Sequence, SerialNumber,
    SignatureAlgorithm, Slots,
    json::{GrantJson, SlotJson},
};
use scap_test_pki::{
    fixed::{self, Card},
    sign_with_extensions,
    status::RawExtension,
};
use serde_json::json;

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

/// The same, for the system of this host name alone.
pub(crate) fn authorization_for(holder: &Card, signer: &Card, host: &str) -> AuthorizationCertificate {
    let element = |tag, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
    let name = element(0xa0, &element(0x82, host.as_bytes()));
    let value = element(0x30, &element(0x30, &name));
    let target = RawExtension { oid: ID_CE_TARGET_INFORMATION, critical: true, value };
    let der = draft(holder, signer, &one_application(), |draft| {
        sign_with_extensions(draft, &signer.key, &[target]).unwrap()
    });
    AuthorizationCertificate::from_der(&der).unwrap()
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
    draft(holder, signer, grant, |draft| {
        let unsigned = draft.to_be_signed_with(&Profile::default(), algorithm).unwrap();
        let signature = match algorithm {
            SignatureAlgorithm::Sha1WithRsa => signer.sign_sha1(unsigned.as_bytes()),
            _ => signer.sign_sha256(unsigned.as_bytes()),
        };
        unsigned.assemble(&signature).unwrap()
    })
}

/// What `then` makes of the draft.
fn draft<R>(holder: &Card, signer: &Card, grant: &Grant, then: impl FnOnce(&Draft<'_>) -> R) -> R {
    let sequence = Sequence::new(19).unwrap();
    then(&Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), sequence).unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2029-12-31T23:59:59Z"),
        holder_id: &HolderId::new(HolderIdKind::Other, "ABCDEFGH1234567890").unwrap(),
        grant,
    })
}
