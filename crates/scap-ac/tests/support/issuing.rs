//! Certificates with extensions that a draft does not have, and who judges them.

use scap_ac::{
    Application, AuthorizationCertificate, AuthorizedApplication, Draft, Grant, HolderId, HolderIdKind,
    Sequence, SerialNumber, Slot, Slots, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::{
    fixed::{self, Card},
    sign_with_extensions,
    status::RawExtension,
};

pub(crate) const START: &str = "2026-01-01T00:00:00Z";
pub(crate) const END: &str = "2030-01-01T00:00:00Z";

pub(crate) fn trust() -> ValidatorBuilder {
    let ca = fixed::ca();
    Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der()).unwrap()
}

pub(crate) fn now() -> UnixTime {
    fixed::time("2027-06-01T12:00:00Z")
}

/// Authorizes one application from the instant `start` on.
pub(crate) fn application(
    holder: &Card,
    signer: &Card,
    start: &str,
    extensions: &[RawExtension],
) -> AuthorizationCertificate {
    let used = AuthorizedApplication {
        slot: Slot::new(1).unwrap(),
        application: Application { code: "A".parse().unwrap(), name: "名稱".parse().unwrap() },
        unit_name: None,
        unit_code: None,
        role: None,
    };
    signed(holder, signer, start, &Grant::Application(Slots::new([used]).unwrap()), extensions)
}

pub(crate) fn signed(
    holder: &Card,
    signer: &Card,
    start: &str,
    grant: &Grant,
    extensions: &[RawExtension],
) -> AuthorizationCertificate {
    let draft = Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), Sequence::new(7).unwrap())
            .unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time(start),
        not_after: fixed::time(END),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant,
    };
    let der = sign_with_extensions(&draft, &signer.key, extensions).unwrap();
    AuthorizationCertificate::from_der(&der).unwrap()
}

pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let header = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [&header[..], content].concat()
}
