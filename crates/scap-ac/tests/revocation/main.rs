//! What revocation lists and OCSP responses say about authorization certificates, each rule broken once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

mod hostile;
#[path = "../support/issuing.rs"]
mod issuing;
mod lists;
mod openssl;
mod policy;
mod responses;

use const_oid::ObjectIdentifier;
use scap_ac::{
    AcError, AuthorizationCertificate, DistinguishedName, Evidence, SerialNumber, UnixTime, ValidatorBuilder,
};
use scap_test_pki::{
    fixed::{self, Card},
    status::{
        OcspAnswer, OcspHash, OcspStatus, RawExtension, StatusAuthority, StatusEntry, StatusList,
        StatusRequest,
    },
};

use crate::issuing::{START, application, now, trust};

const EARLIER: &str = "2027-05-01T00:00:00Z";
const LATER: &str = "2027-09-01T00:00:00Z";
const THIS_UPDATE: &str = "2027-06-01T00:00:00Z";
const NEXT_UPDATE: &str = "2027-06-08T00:00:00Z";

const KEY_COMPROMISE: u8 = 1;
const ON_HOLD: u8 = 6;
const REMOVE_FROM_CRL: u8 = 8;
const AA_COMPROMISE: u8 = 10;

fn request() -> StatusRequest {
    StatusRequest::new("狀態服務", fixed::time("2025-01-01T00:00:00Z"), fixed::time("2035-01-01T00:00:00Z"))
        .unwrap()
}

fn authority() -> StatusAuthority {
    StatusAuthority::new(&request(), fixed::card_key(5)).unwrap()
}

fn trusting(authority: &StatusAuthority) -> ValidatorBuilder {
    trust().revocation_authority(authority.certificate_der()).unwrap()
}

fn unknown_extension(critical: bool) -> RawExtension {
    RawExtension { oid: ObjectIdentifier::new_unwrap("2.16.886.999.7"), critical, value: vec![0x05, 0x00] }
}

/// A certificate under judgement, with the cards that it needs.
struct Case {
    holder: Card,
    signer: Card,
    certificate: AuthorizationCertificate,
}

impl Case {
    fn new(extensions: &[RawExtension]) -> Self {
        let (holder, signer) = (fixed::secondary(), fixed::primary());
        let certificate = application(&holder, &signer, START, extensions);
        Self { holder, signer, certificate }
    }

    fn serial(&self) -> SerialNumber {
        *self.certificate.serial()
    }

    fn issuer(&self) -> DistinguishedName {
        self.signer.certificate.subject().clone()
    }

    fn entry(&self, since: &str) -> StatusEntry {
        StatusEntry::new(Some(self.issuer()), self.serial(), fixed::time(since))
    }

    fn answer(&self, status: OcspStatus) -> OcspAnswer {
        OcspAnswer {
            signer: self.signer.certificate.clone(),
            serial: self.serial(),
            hash: OcspHash::Sha1,
            status,
            this_update: fixed::time(THIS_UPDATE),
            next_update: Some(fixed::time(NEXT_UPDATE)),
            extensions: Vec::new(),
        }
    }

    fn judge(&self, trust: ValidatorBuilder, responses: &[&[u8]], at: UnixTime) -> Result<(), AcError> {
        let validator = trust.build();
        let signers = [self.signer.certificate.clone()];
        let evidence = Evidence::new(&self.holder.certificate, &signers).ocsp(responses);
        validator.validate(&self.certificate, &evidence, at).map(drop)
    }

    fn verdict(&self, trust: ValidatorBuilder, responses: &[&[u8]]) -> String {
        told(self.judge(trust, responses, now()))
    }
}

/// The code of a verdict; with its reason, if a response cannot be used.
fn told(verdict: Result<(), AcError>) -> String {
    match verdict {
        Ok(()) => "valid".into(),
        Err(error) => match &error {
            AcError::StatusUnusable(status) => format!("{} {}", error.code(), status.as_str()),
            _ => error.code().into(),
        },
    }
}

fn serial(text: &str) -> SerialNumber {
    text.parse().unwrap()
}

fn list(entries: Vec<StatusEntry>) -> StatusList {
    StatusList::new(fixed::time(THIS_UPDATE), fixed::time(NEXT_UPDATE), entries)
}
