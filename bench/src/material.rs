//! What is measured with: a certificate with five slots as a primary card signs it, and one with one slot, the same in
//! every run.

use std::{fs, io, path::Path};

use scap_ac::{
    Application, AuthorizationCertificate, AuthorizedApplication, Draft, Grant, HolderId, HolderIdKind,
    Profile, Slot, Slots, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::fixed::{self, Card};

/// The serial number of the manual's figure 7-3-5.
const SERIAL: &str = "311026782832146287338320846168273272094000019";

/// The certificate, its cards and the instants that are asked about.
pub struct Material {
    /// The DER of the certificate.
    pub der: Vec<u8>,
    /// The DER of one with a single slot, as most are.
    pub one_slot: Vec<u8>,
    /// The one with five slots, read.
    pub certificate: AuthorizationCertificate,
    pub holder: Card,
    pub signer: Card,
    /// Another secondary card of the same entity.
    pub stranger: Card,
    pub now: UnixTime,
    /// After the end of the validity.
    pub later: UnixTime,
}

impl Material {
    pub fn new() -> Self {
        let (holder, signer) = (fixed::secondary(), fixed::primary());
        let certificate = sign(&holder, &signer, 5);
        let one_slot = sign(&holder, &signer, 1);
        Self {
            one_slot: one_slot.as_der().to_vec(),
            der: certificate.as_der().to_vec(),
            certificate,
            holder,
            signer,
            stranger: fixed::other_secondary(),
            now: fixed::time("2027-06-01T12:00:00Z"),
            later: fixed::time("2031-06-01T12:00:00Z"),
        }
    }

    /// A validator that trusts the test CA.
    pub fn trust() -> ValidatorBuilder {
        let ca = fixed::ca();
        let trusting = Validator::builder().anchor(ca.anchor_der()).expect("an anchor");
        trusting.intermediate(ca.intermediate_der()).expect("a CA")
    }

    /// Writes `ac.der`, `one-slot.der`, `signer.der` and `holder.der`.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("ac.der"), &self.der)?;
        fs::write(folder.join("one-slot.der"), &self.one_slot)?;
        fs::write(folder.join("signer.der"), self.signer.certificate.as_der())?;
        fs::write(folder.join("holder.der"), self.holder.certificate.as_der())
    }
}

fn sign(holder: &Card, signer: &Card, slots: u8) -> AuthorizationCertificate {
    let used = |number: u8| AuthorizedApplication {
        slot: Slot::new(number).expect("a slot"),
        application: Application {
            code: format!("APPLICATION-{number}").parse().expect("a code"),
            name: "財政部電子發票整合服務平台".parse().expect("a name"),
        },
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".parse().expect("a unit")),
        unit_code: Some("028》78616600".parse().expect("a unit code")),
        role: Some("接收公文、發送專屬訊息".parse().expect("a role")),
    };
    let draft = Draft {
        serial: SERIAL.parse().expect("a serial number"),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").expect("a holder id"),
        grant: &Grant::Application(Slots::new((1..=slots).map(used)).expect("slots")),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).expect("a certificate");
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).expect("a certificate")
}
