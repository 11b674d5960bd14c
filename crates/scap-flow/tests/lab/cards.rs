//! The cards, contents and instants that are played with.

use std::sync::LazyLock;

use scap_ac::{
    AuthorizationCertificate, Draft, Grant, HolderId, HolderIdKind, Profile, Sequence, SerialNumber,
    UnixTime,
    json::{ApplicationJson, GrantJson, SlotJson},
};
use scap_flow::Content;
use scap_test_pki::fixed::{self, Card};

/// The secondary card that is authorized.
pub(crate) static HOLDER: LazyLock<Card> = LazyLock::new(fixed::secondary);

/// The primary card that signs.
pub(crate) static SIGNER: LazyLock<Card> = LazyLock::new(fixed::primary);

/// Another secondary card of the same entity.
pub(crate) static COLLEAGUE: LazyLock<Card> = LazyLock::new(fixed::other_secondary);

/// The code and name of each application in the catalogue.
pub(crate) const APPLICATIONS: [(&str, &str); 2] =
    [("EINVOICE", "財政部電子發票整合服務平台"), ("EHELPER", "企業e幫手")];

/// The user code of every card.
pub(crate) const USER_CODE: &str = "uc-60481357";

/// When everything is played.
pub(crate) fn now() -> UnixTime {
    fixed::time("2026-07-01T08:00:00Z")
}

/// What is granted: these applications, from slot 1 on, by code and name.
pub(crate) fn content(applications: &[(&str, &str)]) -> Content {
    let slot = |(slot, (code, name)): (u8, &(&str, &str))| SlotJson {
        slot,
        application: ApplicationJson { code: (*code).to_owned(), name: (*name).to_owned() },
        unit_name: None,
        unit_code: None,
        role: None,
    };
    let grant = GrantJson::Application { slots: (1..).zip(applications).map(slot).collect() };
    Content {
        holder_id: HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: Grant::try_from(&grant).unwrap(),
    }
}

/// What is delegated.
pub(crate) fn delegation() -> Content {
    let grant = GrantJson::Delegation { unit_name: Some("總公司".to_owned()), role: None };
    Content {
        holder_id: HolderId::new(HolderIdKind::Other, "EMP-7").unwrap(),
        grant: Grant::try_from(&grant).unwrap(),
    }
}

/// What the holder was granted last year.
pub(crate) fn earlier_certificate() -> AuthorizationCertificate {
    static EARLIER: LazyLock<AuthorizationCertificate> = LazyLock::new(sign_earlier_certificate);
    EARLIER.clone()
}

fn sign_earlier_certificate() -> AuthorizationCertificate {
    sign_certificate(7, fixed::time("2025-07-01T08:00:00Z"))
}

/// A certificate of this number for the holder, from then on.
pub(crate) fn sign_certificate(number: u32, not_before: UnixTime) -> AuthorizationCertificate {
    let content = content(&APPLICATIONS[1..]);
    let serial = SerialNumber::for_authorization(SIGNER.certificate.serial(), Sequence::new(number).unwrap());
    let draft = Draft {
        serial: serial.unwrap(),
        holder: &HOLDER.certificate,
        signer: &SIGNER.certificate,
        not_before,
        not_after: HOLDER.certificate.not_after(),
        holder_id: &content.holder_id,
        grant: &content.grant,
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = SIGNER.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}
