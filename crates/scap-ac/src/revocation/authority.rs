//! Who is believed about the status of authorization certificates, and whether it signed something.

use alloc::vec::Vec;

use const_oid::{
    AssociatedOid,
    db::rfc5280::{ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_KP_OCSP_SIGNING},
};
use der::{Decode, Encode};
use x509_cert::{
    Certificate,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    name::Name,
};

use super::{StatusError, Verifier, envelope::Signed};
use crate::{
    crypto::{self, Backend, SignatureAlgorithm},
    name::DistinguishedName,
    oid::{ID_CE_KEY_USAGE, Oid, RSA_ENCRYPTION},
    reader::{DerError, Reader, tag},
    time::UnixTime,
};

/// The most bytes of a certificate that are read.
const MAX_CERTIFICATE: usize = 16 * 1024;

/// A certificate whose key tells the status of authorization certificates.
#[derive(Debug)]
pub(crate) struct Authority {
    subject: DistinguishedName,
    public_key: Vec<u8>,
    key_hash: [u8; 20],
    not_before: UnixTime,
    not_after: UnixTime,
    key_usage: Option<KeyUsage>,
    is_ca: bool,
    is_responder: bool,
}

impl Authority {
    pub(super) fn from_der(der: &[u8]) -> Result<Self, StatusError> {
        Self::new(&certificate(der)?)
    }

    fn new(certificate: &Certificate) -> Result<Self, StatusError> {
        let tbs = certificate.tbs_certificate();
        let key = tbs.subject_public_key_info();
        let public_key = Vec::from(key.subject_public_key.raw_bytes());
        let usable = || Backend::default().prepare(&public_key, SignatureAlgorithm::Sha256WithRsa).is_some();
        if key.algorithm.oid != RSA_ENCRYPTION || !usable() {
            return Err(StatusError::KeyType);
        }
        let extensions = tbs.extensions().map(Vec::as_slice).unwrap_or_default();
        let find = |id| extensions.iter().find(|extension| extension.extn_id == id);
        let value = |id| find(id).map(|extension| extension.extn_value.as_bytes());
        let known = [ID_CE_KEY_USAGE, ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE];
        let unknown =
            extensions.iter().find(|extension| extension.critical && !known.contains(&extension.extn_id));
        if let Some(unknown) = unknown {
            return Err(StatusError::CriticalExtension { oid: Oid::from(unknown.extn_id) });
        }
        let constraints: Option<BasicConstraints> = decode(value(BasicConstraints::OID))?;
        let purposes: Option<ExtendedKeyUsage> = decode(value(ExtendedKeyUsage::OID))?;
        Ok(Self {
            subject: name(tbs.subject())?,
            key_hash: crypto::sha1(&public_key),
            public_key,
            not_before: UnixTime::from_der(tbs.validity().not_before.to_date_time()),
            not_after: UnixTime::from_der(tbs.validity().not_after.to_date_time()),
            key_usage: decode(value(KeyUsage::OID))?,
            is_ca: constraints.is_some_and(|constraints| constraints.ca),
            is_responder: purposes.is_some_and(|purposes| purposes.0.contains(&ID_KP_OCSP_SIGNING)),
        })
    }

    /// The responder of this certificate, which one of the authorities made it for
    /// ([RFC 6960 Section 4.2.2.2]): OCSP signing is its purpose, and it was valid at the instant `at`.
    ///
    /// [RFC 6960 Section 4.2.2.2]: https://www.rfc-editor.org/rfc/rfc6960#section-4.2.2.2
    pub(super) fn responder(
        der: &[u8],
        authorities: &[Self],
        verifier: Verifier,
        at: UnixTime,
    ) -> Result<Self, StatusError> {
        let certificate = certificate(der)?;
        let issuer = name(certificate.tbs_certificate().issuer())?;
        let responder = Self::new(&certificate)?;
        let signed = Signed::read(der)?;
        let issuers = authorities.iter().filter(|authority| authority.subject == issuer);
        let may_issue = |authority: &Self| authority.is_ca && authority.may(KeyUsage::key_cert_sign);
        first_success(issuers, |issuer| issuer.check(&signed, may_issue(issuer), verifier, at))?;
        if responder.is_responder { Ok(responder) } else { Err(StatusError::SignerUsage) }
    }

    pub(super) const fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// SHA-1 of the key's bits.
    pub(super) const fn key_hash(&self) -> &[u8; 20] {
        &self.key_hash
    }

    /// Checks the signature of a revocation list that is made at the instant `at`, and tells until when it may count: who
    /// signs chooses that instant, too.
    pub(super) fn check_list(
        &self,
        signed: &Signed<'_>,
        verifier: Verifier,
        at: UnixTime,
    ) -> Result<UnixTime, StatusError> {
        self.check(signed, self.may(KeyUsage::crl_sign), verifier, at)
    }

    /// Checks the signature of an OCSP response that is made at the instant `at`, and tells until when it may count.
    pub(super) fn check_response(
        &self,
        signed: &Signed<'_>,
        verifier: Verifier,
        at: UnixTime,
    ) -> Result<UnixTime, StatusError> {
        self.check(signed, self.may(KeyUsage::digital_signature), verifier, at)
    }

    /// Whether the key is for this. Without the extension it is for anything
    /// ([RFC 5280 Section 4.2.1.3](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3)).
    fn may(&self, usage: fn(&KeyUsage) -> bool) -> bool {
        self.key_usage.as_ref().is_none_or(usage)
    }

    fn check(
        &self,
        signed: &Signed<'_>,
        may: bool,
        verifier: Verifier,
        at: UnixTime,
    ) -> Result<UnixTime, StatusError> {
        if !may {
            return Err(StatusError::SignerUsage);
        }
        if at < self.not_before || at > self.not_after {
            return Err(StatusError::SignerValidity);
        }
        let algorithm = algorithm(signed.algorithm, verifier, at)?;
        let key = verifier.backend.prepare(&self.public_key, algorithm);
        match key.is_some_and(|key| key.verifies(signed.content, signed.signature)) {
            true => Ok(self.not_after),
            false => Err(StatusError::Signature),
        }
    }
}

/// Tries one after another: two authorities may share a name. The error is that of the last one.
pub(super) fn first_success<T, R>(
    all: impl Iterator<Item = T>,
    mut attempt: impl FnMut(T) -> Result<R, StatusError>,
) -> Result<R, StatusError> {
    let mut failure = StatusError::SignerUnknown;
    for one in all {
        match attempt(one) {
            Ok(success) => return Ok(success),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn certificate(der: &[u8]) -> Result<Certificate, StatusError> {
    if der.len() > MAX_CERTIFICATE {
        return Err(StatusError::TooLarge { max: MAX_CERTIFICATE });
    }
    Certificate::from_der(der).map_err(|error| StatusError::Der(DerError::of_der(error)))
}

fn name(name: &Name) -> Result<DistinguishedName, StatusError> {
    let der = name.to_der().map_err(DerError::of_der)?;
    Ok(DistinguishedName::from_der(&der)?)
}

fn decode<'a, T: Decode<'a, Error = der::Error>>(value: Option<&'a [u8]>) -> Result<Option<T>, StatusError> {
    value.map(T::from_der).transpose().map_err(|error| StatusError::Der(DerError::of_der(error)))
}

/// RSA, with parameters that are NULL or absent, and SHA-1 only by the policy.
fn algorithm(identifier: &[u8], verifier: Verifier, at: UnixTime) -> Result<SignatureAlgorithm, StatusError> {
    let mut inside = Reader::new(identifier).inside(tag::SEQUENCE)?;
    let oid = inside.oid()?;
    let is_null = inside.optional(tag::NULL)?.is_none_or(<[u8]>::is_empty) && inside.is_empty();
    match SignatureAlgorithm::from_oid(oid).filter(|_| is_null) {
        None => Err(StatusError::Algorithm),
        Some(SignatureAlgorithm::Sha1WithRsa) if !verifier.sha1.allows(at) => Err(StatusError::Sha1),
        Some(algorithm) => Ok(algorithm),
    }
}
