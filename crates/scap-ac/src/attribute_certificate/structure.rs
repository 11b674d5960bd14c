//! The structure of an attribute certificate ([RFC 5755 Section 4.1]), read in place and strictly.
//!
//! [RFC 5755 Section 4.1]: https://www.rfc-editor.org/rfc/rfc5755#section-4.1

use alloc::vec::Vec;

use super::{Attribute, Extension};
use crate::{
    crypto::SignatureAlgorithm,
    error::AcError,
    name::check_name,
    reader::{DerError, Reader, Span, check_oid, check_set, tag},
    serial::SerialNumber,
    time::UnixTime,
};

/// The most octets of the holder's certificate serial. A foreign CA may break the limit of 20, but not so far that
/// printing the number takes seconds.
const MAX_HOLDER_SERIAL: usize = 64;
/// Up to this many, finding a type twice needs no list of all.
const FEW: usize = 16;

/// What a certificate says, and where.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct Structure {
    pub(super) to_be_signed: Span,
    /// Issuer name and serial of the holder's certificate, if it is named by these alone.
    pub(super) holder: Option<(Span, Span)>,
    /// The issuer's name, if it is one directory name in the v2 form.
    pub(super) issuer: Option<Span>,
    /// The type of the signature algorithm.
    pub(super) algorithm: Span,
    pub(super) serial: SerialNumber,
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    /// What is in the SEQUENCE OF.
    pub(super) attributes: Span,
    pub(super) has_issuer_unique_id: bool,
    /// What is in the SEQUENCE OF, empty if there is none.
    pub(super) extensions: Span,
    pub(super) signature: Span,
}

impl Structure {
    /// ```text
    /// AttributeCertificate ::= SEQUENCE {
    ///     acinfo             AttributeCertificateInfo,
    ///     signatureAlgorithm AlgorithmIdentifier,
    ///     signatureValue     BIT STRING }
    ///
    /// AttributeCertificateInfo ::= SEQUENCE {
    ///     version                AttCertVersion -- version is v2,
    ///     holder                 Holder,
    ///     issuer                 AttCertIssuer,
    ///     signature              AlgorithmIdentifier,
    ///     serialNumber           CertificateSerialNumber,
    ///     attrCertValidityPeriod AttCertValidityPeriod,
    ///     attributes             SEQUENCE OF Attribute,
    ///     issuerUniqueID         UniqueIdentifier OPTIONAL,
    ///     extensions             Extensions OPTIONAL }
    /// ```
    pub(super) fn read(der: &[u8]) -> Result<Self, AcError> {
        let span = |part| Span::of(part, der);
        let mut outer = Reader::new(der);
        let mut certificate = outer.inside(tag::SEQUENCE)?;
        outer.end()?;
        let info = certificate.element()?;
        let mut to_be_signed = Reader::new(info.whole).inside(tag::SEQUENCE)?;
        // What stands here in version 1, and in the certificate of a key, is no INTEGER.
        if to_be_signed.peek() != Some(tag::INTEGER) || to_be_signed.integer()? != [1] {
            return Err(AcError::Version);
        }
        let holder = holder(to_be_signed.inside(tag::SEQUENCE)?)?;
        let issuer = issuer(&mut to_be_signed)?;
        let signature_inside = algorithm(&mut to_be_signed)?;
        let serial = SerialNumber::from_der_content(to_be_signed.integer()?).map_err(AcError::Serial)?;
        let (not_before, not_after) = validity(to_be_signed.inside(tag::SEQUENCE)?)?;
        let attributes = to_be_signed.inside(tag::SEQUENCE)?;
        check_attributes(attributes)?;
        let unique_id = to_be_signed.peek() == Some(tag::BIT_STRING);
        if unique_id {
            to_be_signed.bits()?;
        }
        let extensions = to_be_signed.optional(tag::SEQUENCE)?;
        to_be_signed.end()?;
        if let Some(extensions) = extensions {
            check_extensions(Reader::new(extensions))?;
        }
        let mut outside = certificate;
        certificate.content(tag::SEQUENCE)?;
        if outside.element()?.whole != signature_inside.whole {
            return Err(AcError::AlgorithmMismatch);
        }
        let signature = certificate.octets_in_bits()?;
        certificate.end()?;
        if not_after < not_before {
            return Err(AcError::ValidityReversed);
        }
        Ok(Self {
            to_be_signed: span(info.whole),
            holder: holder.and_then(|base| Some((span(base.issuer?), span(base.serial)))),
            issuer: issuer.map(span),
            algorithm: span(signature_inside.oid),
            serial,
            not_before,
            not_after,
            attributes: span(attributes.rest()),
            has_issuer_unique_id: unique_id,
            extensions: extensions.map(span).unwrap_or_default(),
            signature: span(signature),
        })
    }
}

struct AlgorithmIdentifier<'a> {
    whole: &'a [u8],
    oid: &'a [u8],
}

/// `AlgorithmIdentifier`; parameters of RSA are NULL or absent.
fn algorithm<'a>(reader: &mut Reader<'a>) -> Result<AlgorithmIdentifier<'a>, AcError> {
    let mut inside = *reader;
    let whole = reader.element()?.whole;
    let mut inside = inside.inside(tag::SEQUENCE)?;
    let oid = inside.oid()?;
    let parameters = if inside.is_empty() { None } else { Some(inside.element()?) };
    inside.end()?;
    match parameters {
        Some(parameters)
            if (parameters.tag != tag::NULL || !parameters.content.is_empty())
                && SignatureAlgorithm::from_oid(oid).is_some() =>
        {
            Err(AcError::UnknownAlgorithm)
        }
        _ => Ok(AlgorithmIdentifier { whole, oid }),
    }
}

/// Issuer name and serial of the certificate, if the holder is named by these alone.
///
/// ```text
/// Holder ::= SEQUENCE {
///     baseCertificateID [0] IssuerSerial OPTIONAL,
///     entityName        [1] GeneralNames OPTIONAL,
///     objectDigestInfo  [2] ObjectDigestInfo OPTIONAL }
/// ```
fn holder(mut holder: Reader<'_>) -> Result<Option<IssuerSerial<'_>>, AcError> {
    if holder.is_empty() {
        return Err(AcError::HolderForm);
    }
    let base = holder.optional(tag::constructed(0))?;
    let base = base.map(|base| issuer_serial(Reader::new(base))).transpose()?;
    let mut alone = true;
    if let Some(names) = holder.optional(tag::constructed(1))? {
        general_names(Reader::new(names))?;
        alone = false;
    }
    if let Some(digest) = holder.optional(tag::constructed(2))? {
        check_object_digest(Reader::new(digest))?;
        alone = false;
    }
    holder.end()?;
    match base {
        Some(base) if base.serial.len() > MAX_HOLDER_SERIAL => Err(AcError::HolderForm),
        base => Ok(base.filter(|base| alone && !base.has_unique_id)),
    }
}

struct IssuerSerial<'a> {
    issuer: Option<&'a [u8]>,
    serial: &'a [u8],
    has_unique_id: bool,
}

/// ```text
/// IssuerSerial ::= SEQUENCE {
///     issuer    GeneralNames,
///     serial    CertificateSerialNumber,
///     issuerUID UniqueIdentifier OPTIONAL }
/// ```
fn issuer_serial(mut parts: Reader<'_>) -> Result<IssuerSerial<'_>, DerError> {
    let issuer = general_names(parts.inside(tag::SEQUENCE)?)?;
    let serial = parts.integer()?;
    let has_unique_id = !parts.is_empty();
    if has_unique_id {
        parts.bits()?;
    }
    parts.end()?;
    Ok(IssuerSerial { issuer, serial, has_unique_id })
}

/// The issuer's name, if it is one directory name in the v2 form.
///
/// ```text
/// AttCertIssuer ::= CHOICE { v1Form GeneralNames, v2Form [0] V2Form }
/// V2Form ::= SEQUENCE {
///     issuerName        GeneralNames OPTIONAL,
///     baseCertificateID [0] IssuerSerial OPTIONAL,
///     objectDigestInfo  [1] ObjectDigestInfo OPTIONAL }
/// ```
fn issuer<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a [u8]>, AcError> {
    if let Some(names) = reader.optional(tag::SEQUENCE)? {
        general_names(Reader::new(names))?;
        return Ok(None);
    }
    let form = reader.optional(tag::constructed(0))?.ok_or(AcError::IssuerForm)?;
    let mut form = Reader::new(form);
    let names = form.optional(tag::SEQUENCE)?;
    let name = names.map(|names| general_names(Reader::new(names))).transpose()?.flatten();
    let alone = form.is_empty();
    if let Some(base) = form.optional(tag::constructed(0))? {
        issuer_serial(Reader::new(base))?;
    }
    if let Some(digest) = form.optional(tag::constructed(1))? {
        check_object_digest(Reader::new(digest))?;
    }
    form.end()?;
    Ok(name.filter(|_| alone))
}

/// The name, if there is exactly one, and it is a directory name that is not empty.
fn general_names(mut names: Reader<'_>) -> Result<Option<&[u8]>, DerError> {
    let first = general_name(&mut names)?;
    let alone = names.is_empty();
    while !names.is_empty() {
        general_name(&mut names)?;
    }
    Ok(first.filter(|_| alone))
}

/// A `GeneralName` ([RFC 5280 Section 4.2.1.6]), returned if it is a directory name that is not empty.
///
/// [RFC 5280 Section 4.2.1.6]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
fn general_name<'a>(names: &mut Reader<'a>) -> Result<Option<&'a [u8]>, DerError> {
    const DIRECTORY_NAME: u8 = tag::constructed(4);
    const OTHER_NAME: u8 = tag::constructed(0);
    const X400_ADDRESS: u8 = tag::constructed(3);
    const EDI_PARTY_NAME: u8 = tag::constructed(5);
    const RFC822_NAME: u8 = tag::context(1);
    const DNS_NAME: u8 = tag::context(2);
    const URI: u8 = tag::context(6);
    const IP_ADDRESS: u8 = tag::context(7);
    const REGISTERED_ID: u8 = tag::context(8);

    let name = names.element()?;
    let mut inside = Reader::new(name.content);
    match name.tag {
        DIRECTORY_NAME => {
            let parts = check_name(&mut inside)?;
            inside.end()?;
            return Ok(Some(name.content).filter(|_| !parts.is_empty()));
        }
        OTHER_NAME => {
            inside.oid()?;
            let mut value = inside.inside(tag::constructed(0))?;
            value.element()?;
            value.end()?;
            inside.end()?;
        }
        X400_ADDRESS | EDI_PARTY_NAME => {
            while !inside.is_empty() {
                inside.element()?;
            }
        }
        RFC822_NAME | DNS_NAME | URI if name.content.is_ascii() => {}
        IP_ADDRESS => {}
        REGISTERED_ID => check_oid(name.content)?,
        _ => return Err(DerError::new("a name of no form that there is", name.whole)),
    }
    Ok(None)
}

/// ```text
/// ObjectDigestInfo ::= SEQUENCE {
///     digestedObjectType ENUMERATED { publicKey (0), publicKeyCert (1), otherObjectTypes (2) },
///     otherObjectTypeID  OBJECT IDENTIFIER OPTIONAL,
///     digestAlgorithm    AlgorithmIdentifier,
///     objectDigest       BIT STRING }
/// ```
fn check_object_digest(mut digest: Reader<'_>) -> Result<(), AcError> {
    let kind = digest.content(tag::ENUMERATED)?;
    if !matches!(kind, [0..=2]) {
        return Err(DerError::new("a kind of digest that does not exist", kind).into());
    }
    if let Some(oid) = digest.optional(tag::OID)? {
        check_oid(oid)?;
    }
    algorithm(&mut digest)?;
    digest.bits()?;
    Ok(digest.end()?)
}

/// `AttCertValidityPeriod`.
fn validity(mut times: Reader<'_>) -> Result<(UnixTime, UnixTime), DerError> {
    let mut time = || {
        let content = times.content(tag::GENERALIZED_TIME)?;
        let malformed = || DerError::new("a time that is not written as YYYYMMDDHHMMSSZ", content);
        UnixTime::from_generalized(content).ok_or_else(malformed)
    };
    let validity = (time()?, time()?);
    times.end()?;
    Ok(validity)
}

/// At least one attribute, each with a value, no type twice.
fn check_attributes(attributes: Reader<'_>) -> Result<(), AcError> {
    if attributes.is_empty() {
        return Err(AcError::Attributes);
    }
    let mut rest = attributes;
    while !rest.is_empty() {
        let values = Attribute::read(&mut rest)?.values;
        if values.is_empty() {
            return Err(AcError::Attributes);
        }
        check_set(values, |_| Ok(()))?;
    }
    if has_twice(attributes)? { Err(AcError::Attributes) } else { Ok(()) }
}

/// At least one extension, none twice.
fn check_extensions(extensions: Reader<'_>) -> Result<(), AcError> {
    if extensions.is_empty() {
        return Err(AcError::Extensions);
    }
    let mut rest = extensions;
    while !rest.is_empty() {
        Extension::read(&mut rest)?;
    }
    if has_twice(extensions)? { Err(AcError::Extensions) } else { Ok(()) }
}

/// Whether of these SEQUENCEs, which start with a type each, two start with the same.
fn has_twice(all: Reader<'_>) -> Result<bool, DerError> {
    let mut rest = all;
    let first = rest.inside(tag::SEQUENCE)?.oid()?;
    if rest.is_empty() {
        return Ok(false);
    }
    let mut types = [first; FEW];
    for at in 1..FEW {
        if rest.is_empty() {
            return Ok(false);
        }
        let oid = rest.inside(tag::SEQUENCE)?.oid()?;
        let (before, after) = types.split_at_mut(at);
        if before.contains(&oid) {
            return Ok(true);
        }
        if let Some(place) = after.first_mut() {
            *place = oid;
        }
    }
    let mut types = Vec::new();
    let mut rest = all;
    while !rest.is_empty() {
        types.push(rest.inside(tag::SEQUENCE)?.oid()?);
    }
    types.sort_unstable();
    Ok(types.array_windows().any(|[one, other]| one == other))
}
