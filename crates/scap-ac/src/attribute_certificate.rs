//! Any attribute certificate of RFC 5755: decoded strictly, its signed bytes kept as they came.

use alloc::{string::String, vec::Vec};
use core::fmt;

use der::{AnyRef, Decode, Encode, Reader, SliceReader, Tag, Tagged, asn1::IntRef};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use x509_cert::ext::pkix::name::GeneralName;

use crate::{
    asn1,
    crypto::SignatureAlgorithm,
    error::AcError,
    name::DistinguishedName,
    oid::{self, Oid},
    serial::{SerialNumber, decimal_signed},
    time::UnixTime,
};

/// The most bytes of a certificate that are read.
const MAX_DER: usize = 64 * 1024;
/// The most octets of the holder's certificate serial. A foreign CA may break the limit of 20, but not so far that
/// printing the number takes seconds.
const MAX_HOLDER_SERIAL: usize = 64;

/// An attribute certificate ([RFC 5755]), of any profile.
///
/// Decoding is strict: DER alone, version 2, and every structural rule of the RFC. The signed bytes are
/// kept as they came, and signatures are verified over them, never over a second encoding.
///
/// [RFC 5755]: https://www.rfc-editor.org/rfc/rfc5755
#[derive(Clone)]
pub struct AttributeCertificate {
    der: Vec<u8>,
    to_be_signed: core::ops::Range<usize>,
    pub(crate) holder: Option<BaseCertificateId>,
    pub(crate) issuer: Option<DistinguishedName>,
    algorithm: ObjectIdentifier,
    serial: SerialNumber,
    not_before: UnixTime,
    not_after: UnixTime,
    attributes: Vec<Attribute>,
    pub(crate) has_issuer_unique_id: bool,
    extensions: Vec<Extension>,
    signature: Vec<u8>,
}

/// The certificate that an attribute certificate is made for: `holder.baseCertificateID`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BaseCertificateId {
    issuer: DistinguishedName,
    serial: Vec<u8>,
}

impl BaseCertificateId {
    /// The CA that issued the certificate.
    #[must_use]
    pub const fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// The content octets of the certificate's serial number, whatever a foreign CA put there.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The serial number in decimal.
    #[must_use]
    pub fn serial_decimal(&self) -> String {
        decimal_signed(&self.serial)
    }
}

/// An attribute: its type, and the DER of each value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Attribute {
    /// The type.
    pub oid: Oid,
    /// The DER of each value, in the order of DER.
    pub values: Vec<Vec<u8>>,
}

/// An extension.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Extension {
    /// Which.
    pub oid: Oid,
    /// Whether a verifier that does not understand it must refuse the certificate.
    pub critical: bool,
    /// Its DER.
    pub value: Vec<u8>,
}

impl AttributeCertificate {
    /// Reads the DER of an attribute certificate.
    ///
    /// # Errors
    ///
    /// What breaks DER or RFC 5755.
    pub fn from_der(der: &[u8]) -> Result<Self, AcError> {
        if der.len() > MAX_DER {
            return Err(AcError::TooLarge { max: MAX_DER });
        }
        let to_be_signed = to_be_signed(der)?;
        let decoded = asn1::AttributeCertificate::from_der(der)?;
        // What encodes otherwise was no DER: an unsorted SET, an explicit default.
        if decoded.to_der()? != der {
            return Err(AcError::NotCanonical);
        }
        let asn1::AttributeCertificate { info, signature_algorithm, signature } = decoded;
        if info.version != 1 {
            return Err(AcError::Version);
        }
        if info.signature != signature_algorithm {
            return Err(AcError::AlgorithmMismatch);
        }
        let not_before = UnixTime::from_der(info.validity.not_before.to_date_time());
        let not_after = UnixTime::from_der(info.validity.not_after.to_date_time());
        if not_after < not_before {
            return Err(AcError::ValidityReversed);
        }
        Ok(Self {
            holder: holder(&info.holder)?,
            issuer: issuer(info.issuer)?,
            algorithm: algorithm(&signature_algorithm)?,
            serial: serial(&info.serial)?,
            not_before,
            not_after,
            attributes: attributes(&info.attributes)?,
            has_issuer_unique_id: info.issuer_unique_id.is_some(),
            extensions: extensions(info.extensions.as_deref())?,
            signature: Vec::from(signature.as_bytes().ok_or(AcError::NotCanonical)?),
            to_be_signed,
            der: Vec::from(der),
        })
    }

    /// Reads a certificate in any of the forms that it is stored in: DER, PEM ([RFC 7468 Section 12]),
    /// base64 of the DER, or a saved text with the PEM in it.
    ///
    /// # Errors
    ///
    /// [`AcError::Encoding`], or what [`AttributeCertificate::from_der`] finds.
    ///
    /// [RFC 7468 Section 12]: https://www.rfc-editor.org/rfc/rfc7468#section-12
    pub fn from_any(input: &[u8]) -> Result<Self, AcError> {
        Self::from_der(&crate::encoding::to_der(input)?)
    }

    /// The whole certificate, as it came.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The signed part, as it came.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.der.get(self.to_be_signed.clone()).unwrap_or_default()
    }

    /// The card certificate that it is made for, if it is named by issuer and serial.
    #[must_use]
    pub const fn holder(&self) -> Option<&BaseCertificateId> {
        self.holder.as_ref()
    }

    /// The signer's name, if it is one directory name in the v2 form.
    #[must_use]
    pub const fn issuer(&self) -> Option<&DistinguishedName> {
        self.issuer.as_ref()
    }

    /// The signature algorithm, if it is one of the profile.
    #[must_use]
    pub fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        SignatureAlgorithm::from_oid(&self.algorithm)
    }

    /// The name of the signature algorithm, or its identifier in dotted form.
    #[must_use]
    pub fn signature_algorithm_name(&self) -> String {
        self.signature_algorithm()
            .map_or_else(|| alloc::format!("{}", self.algorithm), |algorithm| alloc::format!("{algorithm}"))
    }

    /// The serial number.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// The first second of its validity.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// The attributes, each type once.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The extensions, each once.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The key identifier of the extension authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        let found = self
            .extensions
            .iter()
            .find(|extension| extension.oid.is(&oid::ID_CE_AUTHORITY_KEY_IDENTIFIER))?;
        let decoded = asn1::AuthorityKeyIdentifier::from_der(&found.value).ok()?;
        decoded.key_identifier.map(|identifier| identifier.as_bytes())
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl PartialEq for AttributeCertificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for AttributeCertificate {}

impl fmt::Debug for AttributeCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Attributes hold personal data.
        f.debug_struct("AttributeCertificate")
            .field("serial", &format_args!("{}", self.serial))
            .field("holder", &self.holder)
            .finish_non_exhaustive()
    }
}

/// Where the signed part lies. Tells a version 1 certificate, which has no version, by its first element.
fn to_be_signed(der: &[u8]) -> Result<core::ops::Range<usize>, AcError> {
    let mut reader = SliceReader::new(der)?;
    let (start, part) = reader.sequence(|certificate| {
        let start = usize::try_from(certificate.position())?;
        let part = certificate.tlv_bytes()?;
        while !certificate.is_finished() {
            certificate.tlv_bytes()?;
        }
        Ok::<_, der::Error>((start, part))
    })?;
    let version = SliceReader::new(part)?.sequence(|info| {
        let tag = Tag::peek(info)?;
        while !info.is_finished() {
            info.tlv_bytes()?;
        }
        Ok::<_, der::Error>(tag)
    })?;
    if version == Tag::Integer { Ok(start..start + part.len()) } else { Err(AcError::Version) }
}

fn serial(serial: &IntRef<'_>) -> Result<SerialNumber, AcError> {
    SerialNumber::from_der_content(serial.as_bytes()).map_err(AcError::Serial)
}

fn algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<ObjectIdentifier, AcError> {
    // RSA: parameters are NULL or absent.
    match SignatureAlgorithm::from_oid(&algorithm.oid) {
        Some(_) if algorithm.parameters.is_some_and(|parameters| !parameters.is_null()) => {
            Err(AcError::UnknownAlgorithm)
        }
        _ => Ok(algorithm.oid),
    }
}

fn holder(holder: &asn1::Holder<'_>) -> Result<Option<BaseCertificateId>, AcError> {
    match holder {
        asn1::Holder { base_certificate_id: Some(id), entity_name: None, object_digest_info: None } => {
            let issuer = directory_name(&id.issuer)?.filter(|_| id.issuer_uid.is_none());
            let serial = Vec::from(id.serial.as_bytes());
            if serial.len() > MAX_HOLDER_SERIAL {
                return Err(AcError::HolderForm);
            }
            Ok(issuer.map(|issuer| BaseCertificateId { issuer, serial }))
        }
        asn1::Holder { base_certificate_id: None, entity_name: None, object_digest_info: None } => {
            Err(AcError::HolderForm)
        }
        _ => Ok(None),
    }
}

fn issuer(issuer: AnyRef<'_>) -> Result<Option<DistinguishedName>, AcError> {
    // v1Form is a SEQUENCE OF, v2Form the same under an implicit [0].
    match issuer.tag() {
        Tag::Sequence => Ok(None),
        Tag::ContextSpecific { constructed: true, number } if number.value() == 0 => {
            match AnyRef::new(Tag::Sequence, issuer.value())?.decode_as::<asn1::V2Form<'_>>()? {
                asn1::V2Form {
                    issuer_name: Some(names),
                    base_certificate_id: None,
                    object_digest_info: None,
                } => directory_name(&names),
                _ => Ok(None),
            }
        }
        _ => Err(AcError::IssuerForm),
    }
}

/// The name, if there is exactly one and it is a directory name.
fn directory_name(names: &[GeneralName]) -> Result<Option<DistinguishedName>, AcError> {
    match names {
        [GeneralName::DirectoryName(name)] if !name.is_empty() => {
            Ok(Some(DistinguishedName::new(name.clone())?))
        }
        _ => Ok(None),
    }
}

fn attributes(attributes: &[asn1::Attribute<'_>]) -> Result<Vec<Attribute>, AcError> {
    let mut all = Vec::<Attribute>::new();
    for attribute in attributes {
        if attribute.values.is_empty() || all.iter().any(|other| other.oid == attribute.oid) {
            return Err(AcError::Attributes);
        }
        let values = attribute.values.iter().map(Encode::to_der).collect::<Result<_, _>>()?;
        all.push(Attribute { oid: attribute.oid.clone(), values });
    }
    if all.is_empty() { Err(AcError::Attributes) } else { Ok(all) }
}

fn extensions(extensions: Option<&[asn1::Extension<'_>]>) -> Result<Vec<Extension>, AcError> {
    let mut all = Vec::<Extension>::new();
    match extensions {
        Some([]) => return Err(AcError::Extensions),
        None => return Ok(all),
        Some(extensions) => {
            for extension in extensions {
                if all.iter().any(|other| other.oid == extension.oid) {
                    return Err(AcError::Extensions);
                }
                let value = Vec::from(extension.value.as_bytes());
                all.push(Extension { oid: extension.oid.clone(), critical: extension.critical, value });
            }
        }
    }
    Ok(all)
}
