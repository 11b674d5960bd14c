//! OCSP responses ([RFC 6960 Section 4.2]).
//!
//! [RFC 6960 Section 4.2]: https://www.rfc-editor.org/rfc/rfc6960#section-4.2

use const_oid::db::{
    rfc5912::{ID_SHA_1, ID_SHA_256},
    rfc6960::ID_PKIX_OCSP_BASIC,
};
use der::Encode;
use rsa::pkcs1::EncodeRsaPublicKey;
use scap_ac::{CardCertificate, SerialNumber, UnixTime};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{RawExtension, StatusAuthority, serial, tagged_extensions, with_null};
use crate::{
    card::SignatureHash,
    der_writer::{
        OCTET_STRING, context, element, enumerated, generalized_time, identifier, primitive, sequence,
    },
    error::PkiError,
};

/// An OCSP response to be.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests fill in every field")]
pub struct OcspResponse {
    /// When it is made.
    pub produced_at: UnixTime,
    /// What it says about which certificate.
    pub answers: Vec<OcspAnswer>,
    /// Whether the responder is told by its key instead of its name.
    pub by_key: bool,
    /// Certificates that go with it, DER.
    pub certificates: Vec<Vec<u8>>,
    /// Extensions of the whole response.
    pub extensions: Vec<RawExtension>,
    /// The digest under the signature.
    pub hash: SignatureHash,
}

/// What a response says about one certificate.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests fill in every field")]
pub struct OcspAnswer {
    /// The card that signed the certificate.
    pub signer: CardCertificate,
    /// The serial number of the certificate.
    pub serial: SerialNumber,
    /// The digest that the signer is told by.
    pub hash: OcspHash,
    /// The status.
    pub status: OcspStatus,
    /// Since when it is known.
    pub this_update: UnixTime,
    /// When something newer is to be had.
    pub next_update: Option<UnixTime>,
    /// Extensions of the answer.
    pub extensions: Vec<RawExtension>,
}

/// The digest of a `CertID`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "responders use these two")]
pub enum OcspHash {
    /// As most clients ask.
    Sha1,
    /// As newer ones do.
    Sha256,
}

/// The status of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 6960 has these three")]
pub enum OcspStatus {
    /// Not revoked.
    Good,
    /// Revoked since then, with the number of the reason.
    Revoked(UnixTime, Option<u8>),
    /// Not known to the responder.
    Unknown,
}

impl OcspResponse {
    /// A response of the authority itself, told by name.
    #[must_use]
    pub const fn new(produced_at: UnixTime, answers: Vec<OcspAnswer>) -> Self {
        Self {
            produced_at,
            answers,
            by_key: false,
            certificates: Vec::new(),
            extensions: Vec::new(),
            hash: SignatureHash::Sha256,
        }
    }
}

impl OcspAnswer {
    fn to_der(&self) -> Vec<u8> {
        let (oid, is_sha1) = match self.hash {
            OcspHash::Sha1 => (ID_SHA_1, true),
            OcspHash::Sha256 => (ID_SHA_256, false),
        };
        let digest = |data| if is_sha1 { Sha1::digest(data).to_vec() } else { Sha256::digest(data).to_vec() };
        let octets = |data| element(OCTET_STRING, &[&digest(data)]);
        let id = sequence(&[
            &with_null(oid),
            &octets(self.signer.subject().as_der()),
            &octets(self.signer.public_key()),
            &serial(&self.serial),
        ]);
        let status = match self.status {
            OcspStatus::Good => primitive(0, &[]),
            OcspStatus::Unknown => primitive(2, &[]),
            OcspStatus::Revoked(since, reason) => {
                let reason = reason.map(|reason| context(0, &[&enumerated(reason)])).unwrap_or_default();
                context(1, &[&generalized_time(since), &reason])
            }
        };
        let next = self.next_update.map(|next| context(0, &[&generalized_time(next)])).unwrap_or_default();
        sequence(&[
            &id,
            &status,
            &generalized_time(self.this_update),
            &next,
            &tagged_extensions(1, &self.extensions),
        ])
    }
}

impl StatusAuthority {
    /// Signs a response; DER.
    ///
    /// # Errors
    ///
    /// [`PkiError::Rsa`], [`PkiError::Certificate`].
    pub fn respond(&self, response: &OcspResponse) -> Result<Vec<u8>, PkiError> {
        self.respond_with(response, |_| {})
    }

    /// Signs a response whose signed part is changed before; DER.
    ///
    /// # Errors
    ///
    /// As [`StatusAuthority::respond`].
    pub fn respond_with(
        &self,
        response: &OcspResponse,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Vec<u8>, PkiError> {
        let answers = response.answers.iter().map(OcspAnswer::to_der).collect::<Vec<_>>().concat();
        let responder = if response.by_key {
            let key = self.key.as_public_key().to_pkcs1_der().map_err(|_| rsa::Error::Internal)?;
            context(2, &[&element(OCTET_STRING, &[&Sha1::digest(key.as_bytes())])])
        } else {
            context(1, &[&self.name.to_der()?])
        };
        let mut content = sequence(&[
            &responder,
            &generalized_time(response.produced_at),
            &sequence(&[&answers]),
            &tagged_extensions(1, &response.extensions),
        ]);
        let certificates = response.certificates.concat();
        let certificates =
            if certificates.is_empty() { certificates } else { context(0, &[&sequence(&[&certificates])]) };
        change(&mut content);
        let basic = self.sign(&content, response.hash, &certificates)?;
        let bytes = sequence(&[&identifier(ID_PKIX_OCSP_BASIC), &element(OCTET_STRING, &[&basic])]);
        Ok(sequence(&[&enumerated(0), &context(0, &[&bytes])]))
    }
}
