//! OCSP responses that come with a certificate ([RFC 6960]), as a web server staples them.
//!
//! A nonce is between the caller and the responder that it asked: here it is an extension like any other.
//!
//! [RFC 6960]: https://www.rfc-editor.org/rfc/rfc6960

use const_oid::db::{
    rfc5280::ID_CE_INVALIDITY_DATE,
    rfc5912::{ID_SHA_1, ID_SHA_256},
    rfc6960::ID_PKIX_OCSP_BASIC,
};

use super::{
    Asked, Revocation, RevocationReason, StatusError, Verifier,
    authority::{Authority, first_success},
    envelope::{Signed, each_extension, generalized_time, whole},
};
use crate::{
    crypto::{self, Backend},
    name::same_name,
    reader::{Reader, tag},
    time::UnixTime,
};

/// The most bytes of a response that are read.
const MAX_RESPONSE: usize = 64 * 1024;
/// The most certificates in a response that are tried: each may cost a signature.
const MAX_CERTIFICATES: usize = 4;
/// `OCSPResponseStatus` of a response with an answer.
const SUCCESSFUL: &[u8] = &[0];

/// What a response says about one certificate.
pub(super) enum Answer {
    Good,
    /// Revoked, at the instant asked about.
    Revoked(Revocation),
    /// The responder does not know the certificate.
    Unknown,
    /// It is about other certificates.
    OfAnother,
}

/// Checks that an authority or its responder signed a response, reads it, and looks the certificate up.
///
/// # Errors
///
/// What makes it no answer. A revocation is one at any age; that a certificate is good has to hold now.
pub(super) fn ask(
    der: &[u8],
    asked: &Asked<'_>,
    authorities: &[Authority],
    verifier: Verifier,
) -> Result<Answer, StatusError> {
    let signed = Signed::read(basic_response(der)?)?;
    let mut content = Reader::new(signed.content);
    let mut data = content.inside(tag::SEQUENCE)?;
    content.end()?;
    // A version would stand here, if it were not the first, which is left out.
    let responder = ResponderId::read(&mut data)?;
    let produced_at = generalized_time(&mut data)?;
    let until = check_responder(&signed, responder, authorities, verifier, produced_at)?;

    let mut responses = data.inside(tag::SEQUENCE)?;
    let extensions = data.optional(tag::constructed(1))?.unwrap_or_default();
    data.end()?;
    each_extension(Reader::new(extensions), |extension| extension.refuse_if_critical())?;
    let mut answer = Answer::OfAnother;
    while !responses.is_empty() {
        match (&answer, single_response(responses.inside(tag::SEQUENCE)?, asked, verifier.backend)?) {
            (_, revoked @ Answer::Revoked(_)) => return Ok(revoked),
            (_, Answer::OfAnother) | (Answer::Unknown, Answer::Good) => {}
            (_, other) => answer = other,
        }
    }
    // An authority that has expired says of nothing that it is good.
    match answer {
        Answer::Good if asked.now > until => Err(StatusError::SignerValidity),
        answer => Ok(answer),
    }
}

/// ```text
/// OCSPResponse ::= SEQUENCE {
///     responseStatus ENUMERATED,
///     responseBytes  [0] EXPLICIT SEQUENCE {
///         responseType OBJECT IDENTIFIER,
///         response     OCTET STRING } OPTIONAL }
/// ```
fn basic_response(der: &[u8]) -> Result<&[u8], StatusError> {
    if der.len() > MAX_RESPONSE {
        return Err(StatusError::TooLarge { max: MAX_RESPONSE });
    }
    let mut reader = Reader::new(der);
    let mut response = reader.inside(tag::SEQUENCE)?;
    reader.end()?;
    let status = response.content(tag::ENUMERATED)?;
    let bytes = response.optional(tag::constructed(0))?;
    response.end()?;
    let bytes = bytes.filter(|_| status == SUCCESSFUL).ok_or(StatusError::NoAnswer)?;
    whole(bytes, |reader| {
        let mut bytes = reader.inside(tag::SEQUENCE)?;
        if bytes.oid()? != ID_PKIX_OCSP_BASIC.as_bytes() {
            return Err(StatusError::NoAnswer);
        }
        let basic = bytes.content(tag::OCTET_STRING)?;
        bytes.end()?;
        Ok(basic)
    })
}

/// ```text
/// ResponderID ::= CHOICE {
///     byName [1] EXPLICIT Name,
///     byKey  [2] EXPLICIT OCTET STRING }    -- SHA-1 of the key's bits
/// ```
#[derive(Clone, Copy)]
enum ResponderId<'a> {
    Name(&'a [u8]),
    Key(&'a [u8]),
}

impl<'a> ResponderId<'a> {
    fn read(data: &mut Reader<'a>) -> Result<Self, StatusError> {
        if let Some(name) = data.optional(tag::constructed(1))? {
            return Ok(Self::Name(name));
        }
        let mut key = data.inside(tag::constructed(2))?;
        let hash = key.content(tag::OCTET_STRING)?;
        key.end()?;
        Ok(Self::Key(hash))
    }

    fn is(self, candidate: &Authority) -> bool {
        match self {
            Self::Name(name) => same_name(name, candidate.subject().as_der()),
            Self::Key(hash) => hash == candidate.key_hash(),
        }
    }
}

/// An authority itself signed, or the bearer of a certificate that an authority made for this.
fn check_responder(
    signed: &Signed<'_>,
    responder: ResponderId<'_>,
    authorities: &[Authority],
    verifier: Verifier,
    at: UnixTime,
) -> Result<UnixTime, StatusError> {
    let named = authorities.iter().filter(|authority| responder.is(authority));
    let by_authority = first_success(named, |authority| authority.check_response(signed, verifier, at));
    if by_authority != Err(StatusError::SignerUnknown) {
        return by_authority;
    }
    let certificates = certificates(signed.rest)?.take(MAX_CERTIFICATES);
    first_success(certificates, |certificate| {
        let bearer = Authority::responder(certificate.whole, authorities, verifier, at)?;
        if !responder.is(&bearer) {
            return Err(StatusError::SignerUnknown);
        }
        bearer.check_response(signed, verifier, at)
    })
}

/// `[0] EXPLICIT SEQUENCE OF Certificate`, the last field of a basic response.
fn certificates(mut rest: Reader<'_>) -> Result<Reader<'_>, StatusError> {
    let field = rest.optional(tag::constructed(0))?;
    rest.end()?;
    match field {
        None => Ok(Reader::new(&[])),
        Some(field) => whole(field, |reader| Ok(reader.inside(tag::SEQUENCE)?)),
    }
}

/// ```text
/// SingleResponse ::= SEQUENCE {
///     certID           CertID,
///     certStatus       CertStatus,
///     thisUpdate       GeneralizedTime,
///     nextUpdate       [0] EXPLICIT GeneralizedTime OPTIONAL,
///     singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
fn single_response(
    mut single: Reader<'_>,
    asked: &Asked<'_>,
    backend: Backend,
) -> Result<Answer, StatusError> {
    if !is_named(single.inside(tag::SEQUENCE)?, asked, backend)? {
        return Ok(Answer::OfAnother);
    }
    let status = single.element()?;
    let this_update = generalized_time(&mut single)?;
    let next_update = single.optional(tag::constructed(0))?;
    let extensions = single.optional(tag::constructed(1))?.unwrap_or_default();
    single.end()?;
    let mut invalid = None;
    each_extension(Reader::new(extensions), |extension| {
        if extension.is(&ID_CE_INVALIDITY_DATE) {
            invalid = Some(whole(extension.value, generalized_time)?);
            return Ok(());
        }
        extension.refuse_if_critical()
    })?;
    const GOOD: u8 = tag::context(0);
    const REVOKED: u8 = tag::constructed(1);
    const UNKNOWN: u8 = tag::context(2);
    let answer = match (status.tag, status.content) {
        (GOOD, []) => Answer::Good,
        (UNKNOWN, []) => Answer::Unknown,
        (REVOKED, info) => {
            let (since, reason) = revoked_info(Reader::new(info))?;
            let revocation = Revocation { since, reason, invalid };
            if revocation.counts_at(asked.at) {
                return Ok(Answer::Revoked(revocation));
            }
            Answer::Good
        }
        _ => return Err(StatusError::Form),
    };
    let until = match next_update {
        Some(next_update) => whole(next_update, generalized_time)?,
        // Newer information is always to be had: the answer holds for its own instant.
        None => {
            UnixTime::from_secs(this_update.as_secs().saturating_add(super::SKEW)).unwrap_or(UnixTime::MAX)
        }
    };
    super::holds(this_update, until, asked.now)?;
    Ok(answer)
}

/// Whether a `CertID` is that of the certificate asked about.
///
/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm  AlgorithmIdentifier,
///     issuerNameHash OCTET STRING,
///     issuerKeyHash  OCTET STRING,
///     serialNumber   INTEGER }
/// ```
fn is_named(mut id: Reader<'_>, asked: &Asked<'_>, backend: Backend) -> Result<bool, StatusError> {
    let algorithm = id.inside(tag::SEQUENCE)?.oid()?;
    let name = id.content(tag::OCTET_STRING)?;
    let key = id.content(tag::OCTET_STRING)?;
    let serial = id.integer()?;
    id.end()?;
    let is_hash_of = |hash: &[u8], data: &[u8]| {
        if algorithm == ID_SHA_1.as_bytes() {
            hash == crypto::sha1(data)
        } else {
            algorithm == ID_SHA_256.as_bytes() && backend.is_sha256(hash, data)
        }
    };
    // The certificate and its signer's may write one name in two ways.
    let names = [asked.issuer, asked.signer.subject().as_der()];
    Ok(serial == asked.serial.der_content()
        && is_hash_of(key, asked.signer.public_key())
        && names.iter().any(|asked| is_hash_of(name, asked)))
}

/// ```text
/// RevokedInfo ::= SEQUENCE {
///     revocationTime   GeneralizedTime,
///     revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
fn revoked_info(mut info: Reader<'_>) -> Result<(UnixTime, RevocationReason), StatusError> {
    let since = generalized_time(&mut info)?;
    let reason = match info.optional(tag::constructed(0))? {
        Some(reason) => whole(reason, RevocationReason::read)?,
        None => RevocationReason::Unspecified,
    };
    info.end()?;
    Ok((since, reason))
}
