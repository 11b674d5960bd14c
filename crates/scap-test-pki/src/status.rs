//! Authorities that tell the status of authorization certificates: certificates, revocation lists, OCSP responses.

mod list;
mod response;

use const_oid::ObjectIdentifier;
use der::{Encode, flagset::FlagSet};
use rsa::PrivateKey;
use scap_ac::{DistinguishedName, UnixTime};
use x509_cert::{ext::pkix::KeyUsages, name::Name};

pub use self::{
    list::{StatusEntry, StatusList},
    response::{OcspAnswer, OcspHash, OcspResponse, OcspStatus},
};

use crate::{
    ca,
    card::SignatureHash,
    der_writer::{OCTET_STRING, bit_string, context, element, identifier, integer, sequence},
    error::PkiError,
    extension::{Role, Shape},
    key, name,
};

/// An authority, or a responder that one made a certificate for, with its key.
#[derive(Debug)]
pub struct StatusAuthority {
    name: Name,
    der: Vec<u8>,
    key: PrivateKey,
}

/// What the certificate of a [`StatusAuthority`] says.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a request is written out field by field")]
pub struct StatusRequest {
    /// The subject.
    pub subject: DistinguishedName,
    /// The first second of the validity.
    pub not_before: UnixTime,
    /// The last second of the validity.
    pub not_after: UnixTime,
    /// What the key usage allows; without any the extension is left out.
    pub usages: Vec<StatusUsage>,
    /// Whether it is a CA's, which may make certificates for responders.
    pub is_ca: bool,
    /// Whether the extended key usage is OCSP signing.
    pub is_responder: bool,
}

/// What a key may sign.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the three that matter")]
pub enum StatusUsage {
    /// digitalSignature: OCSP responses.
    Responses,
    /// cRLSign: revocation lists.
    Lists,
    /// keyCertSign: certificates of responders.
    Certificates,
}

/// An extension, its value as DER.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "an extension has these fields")]
pub struct RawExtension {
    /// Which.
    pub oid: ObjectIdentifier,
    /// Whether it is critical.
    pub critical: bool,
    /// The DER of its value.
    pub value: Vec<u8>,
}

impl StatusRequest {
    /// An authority of the name `OU=unit,O=行政院,C=TW` that may do everything.
    ///
    /// # Errors
    ///
    /// [`PkiError::Certificate`] if the unit fits no name.
    pub fn new(unit: &str, not_before: UnixTime, not_after: UnixTime) -> Result<Self, PkiError> {
        let subject = DistinguishedName::from_der(&name::authority(unit)?.to_der()?);
        Ok(Self {
            subject: subject.map_err(|_| der::Error::from(der::ErrorKind::Failed))?,
            not_before,
            not_after,
            usages: vec![StatusUsage::Responses, StatusUsage::Lists, StatusUsage::Certificates],
            is_ca: true,
            is_responder: false,
        })
    }

    fn role(&self) -> Role {
        let usage = |usage: &StatusUsage| match usage {
            StatusUsage::Responses => KeyUsages::DigitalSignature,
            StatusUsage::Lists => KeyUsages::CRLSign,
            StatusUsage::Certificates => KeyUsages::KeyCertSign,
        };
        let usage = self.usages.iter().map(usage).fold(FlagSet::default(), |all, one| all | one);
        Role::Status { usage, is_ca: self.is_ca, is_responder: self.is_responder }
    }
}

impl StatusAuthority {
    /// An authority with a certificate that it signed itself.
    ///
    /// # Errors
    ///
    /// [`PkiError::Certificate`], [`PkiError::Rsa`], [`PkiError::Random`].
    pub fn new(request: &StatusRequest, key: &PrivateKey) -> Result<Self, PkiError> {
        Self::issued(request, key, (name_of(&request.subject)?, key))
    }

    /// A responder with a certificate of this authority.
    ///
    /// # Errors
    ///
    /// As [`StatusAuthority::new`].
    pub fn responder(&self, request: &StatusRequest, key: &PrivateKey) -> Result<Self, PkiError> {
        Self::issued(request, key, (self.name.clone(), &self.key))
    }

    fn issued(
        request: &StatusRequest,
        key: &PrivateKey,
        (issuer, issuer_key): (Name, &PrivateKey),
    ) -> Result<Self, PkiError> {
        let subject = name_of(&request.subject)?;
        let shape = Shape { issuer, subject: subject.clone(), role: request.role() };
        let validity = (request.not_before, request.not_after);
        let signer = (issuer_key, SignatureHash::Sha256);
        let certificate =
            ca::certificate(shape, &ca::random_serial()?, validity, key.as_public_key(), signer)?;
        Ok(Self { name: subject, der: certificate.to_der()?, key: key.clone() })
    }

    /// The certificate, DER.
    #[must_use]
    pub fn certificate_der(&self) -> &[u8] {
        &self.der
    }

    /// `SIGNED { content }`, with what follows the signature.
    fn sign(&self, content: &[u8], hash: SignatureHash, rest: &[u8]) -> Result<Vec<u8>, PkiError> {
        let signature = match hash {
            SignatureHash::Sha256 => key::sign_sha256(&self.key, content)?,
            SignatureHash::Sha1 => key::sign_sha1(&self.key, content)?,
        };
        Ok(sequence(&[content, &algorithm(hash), &bit_string(&signature), rest]))
    }
}

fn name_of(name: &DistinguishedName) -> Result<Name, der::Error> {
    der::Decode::from_der(name.as_der())
}

pub(crate) fn algorithm(hash: SignatureHash) -> Vec<u8> {
    use const_oid::db::rfc5912::{SHA_1_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION};

    with_null(match hash {
        SignatureHash::Sha256 => SHA_256_WITH_RSA_ENCRYPTION,
        SignatureHash::Sha1 => SHA_1_WITH_RSA_ENCRYPTION,
    })
}

/// An `AlgorithmIdentifier` with the parameters NULL.
fn with_null(oid: ObjectIdentifier) -> Vec<u8> {
    sequence(&[&identifier(oid), &[0x05, 0x00]])
}

/// `Extensions`, or nothing if there are none.
fn extensions(all: &[RawExtension]) -> Vec<u8> {
    let all = extension_list(all);
    if all.is_empty() { all } else { sequence(&[&all]) }
}

/// What is in an `Extensions`.
pub(crate) fn extension_list(all: &[RawExtension]) -> Vec<u8> {
    let all = all.iter().map(|extension| {
        let critical: &[u8] = if extension.critical { &[0x01, 0x01, 0xff] } else { &[] };
        let value = element(OCTET_STRING, &[&extension.value]);
        sequence(&[&identifier(extension.oid), critical, &value])
    });
    all.collect::<Vec<_>>().concat()
}

/// `[number] EXPLICIT Extensions`, or nothing if there are none.
fn tagged_extensions(number: u8, all: &[RawExtension]) -> Vec<u8> {
    let all = extensions(all);
    if all.is_empty() { all } else { context(number, &[&all]) }
}

fn serial(serial: &scap_ac::SerialNumber) -> Vec<u8> {
    integer(serial.der_content())
}
