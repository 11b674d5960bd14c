//! Any attribute certificate of RFC 5755: decoded strictly, its bytes kept as they came.

mod structure;

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use const_oid::ObjectIdentifier;

use self::structure::Structure;
use crate::{
    crypto::SignatureAlgorithm,
    error::AcError,
    name::DistinguishedName,
    oid::{self, Oid},
    reader::{DerError, Reader, Span, tag},
    serial::{SerialNumber, decimal_signed},
    time::UnixTime,
};

/// An attribute certificate ([RFC 5755]), of any profile.
///
/// Decoding is strict: DER alone, version 2, and every structural rule of the RFC. The bytes are kept as they came, and
/// signatures are verified over them, never over a second encoding. Cloning is cheap.
///
/// [RFC 5755]: https://www.rfc-editor.org/rfc/rfc5755
#[derive(Clone, Eq, PartialEq)]
pub struct AttributeCertificate {
    der: Arc<[u8]>,
    structure: Structure,
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

/// An attribute: its type, and its values.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    oid: &'a [u8],
    pub(crate) values: Reader<'a>,
}

/// An extension.
#[derive(Clone, Copy)]
pub struct Extension<'a> {
    oid: &'a [u8],
    critical: bool,
    value: &'a [u8],
}

impl<'a> Attribute<'a> {
    /// ```text
    /// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
    /// ```
    fn read(attributes: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = attributes.inside(tag::SEQUENCE)?;
        let attribute = Self { oid: inside.oid()?, values: inside.inside(tag::SET)? };
        inside.end()?;
        Ok(attribute)
    }

    /// The type.
    #[must_use]
    pub fn oid(&self) -> Oid {
        Oid::from_checked(self.oid)
    }

    /// The DER of each value, in the order of DER.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.values.map(|value| value.whole)
    }

    pub(crate) fn is(&self, oid: &Oid) -> bool {
        self.oid == oid.content()
    }
}

impl<'a> Extension<'a> {
    /// ```text
    /// Extension ::= SEQUENCE {
    ///     extnID    OBJECT IDENTIFIER,
    ///     critical  BOOLEAN DEFAULT FALSE,
    ///     extnValue OCTET STRING }
    /// ```
    fn read(extensions: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = extensions.inside(tag::SEQUENCE)?;
        let oid = inside.oid()?;
        let critical = match inside.optional(tag::BOOLEAN)? {
            None => false,
            Some([0xff]) => true,
            Some(content @ [0]) => return Err(DerError::ber("a default that is written out", content)),
            Some(content) => return Err(DerError::new("a BOOLEAN that is neither 00 nor FF", content)),
        };
        let extension = Self { oid, critical, value: inside.content(tag::OCTET_STRING)? };
        inside.end()?;
        Ok(extension)
    }

    /// Which.
    #[must_use]
    pub fn oid(&self) -> Oid {
        Oid::from_checked(self.oid)
    }

    /// Whether this is the extension `id`.
    #[must_use]
    pub fn is(&self, id: &ObjectIdentifier) -> bool {
        self.oid == id.as_bytes()
    }

    /// Whether a verifier that does not understand it must refuse the certificate.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// Its DER.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be personal data.
        f.debug_struct("Attribute").field("oid", &self.oid()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Extension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (oid, critical) = (self.oid(), self.critical);
        f.debug_struct("Extension").field("oid", &oid).field("critical", &critical).finish_non_exhaustive()
    }
}

impl AttributeCertificate {
    /// Reads the DER of an attribute certificate.
    ///
    /// # Errors
    ///
    /// What breaks DER or RFC 5755.
    pub fn from_der(der: &[u8]) -> Result<Self, AcError> {
        if der.len() > Span::MAX {
            return Err(AcError::TooLarge { max: Span::MAX });
        }
        let structure = Structure::read(der).map_err(|error| error.within(der))?;
        Ok(Self { der: Arc::from(der), structure })
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
        self.part(self.structure.to_be_signed)
    }

    /// The card certificate that it is made for, if it is named by issuer and serial.
    #[must_use]
    pub fn holder(&self) -> Option<BaseCertificateId> {
        let (issuer, serial) = self.holder_parts()?;
        Some(BaseCertificateId { issuer: DistinguishedName::from_checked(issuer), serial: Vec::from(serial) })
    }

    /// The signer's name, if it is one directory name in the v2 form.
    #[must_use]
    pub fn issuer(&self) -> Option<DistinguishedName> {
        self.issuer_name().map(DistinguishedName::from_checked)
    }

    /// The signature algorithm, if it is one of the profile.
    #[must_use]
    pub fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        SignatureAlgorithm::from_oid(self.part(self.structure.algorithm))
    }

    /// The name of the signature algorithm, or its identifier in dotted form.
    #[must_use]
    pub fn signature_algorithm_name(&self) -> String {
        match self.signature_algorithm() {
            Some(algorithm) => alloc::format!("{algorithm}"),
            None => alloc::format!("{}", Oid::from_checked(self.part(self.structure.algorithm))),
        }
    }

    /// The serial number.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        &self.structure.serial
    }

    /// The first second of its validity.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.structure.not_before
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.structure.not_after
    }

    /// The attributes, each type once.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        let mut rest = Reader::new(self.part(self.structure.attributes));
        core::iter::from_fn(move || Attribute::read(&mut rest).ok())
    }

    /// The extensions, each once.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        let mut rest = Reader::new(self.part(self.structure.extensions));
        core::iter::from_fn(move || Extension::read(&mut rest).ok())
    }

    /// The key identifier of the extension authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        let found = self.extensions().find(|extension| extension.is(&oid::ID_CE_AUTHORITY_KEY_IDENTIFIER))?;
        key_identifier(found.value).ok().flatten()
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.part(self.structure.signature)
    }

    /// The DER of the holder's certificate issuer, and the content of its serial.
    pub(crate) fn holder_parts(&self) -> Option<(&[u8], &[u8])> {
        let (issuer, serial) = self.structure.holder?;
        Some((self.part(issuer), self.part(serial)))
    }

    /// The DER of the issuer's name.
    pub(crate) fn issuer_name(&self) -> Option<&[u8]> {
        self.structure.issuer.map(|issuer| self.part(issuer))
    }

    pub(crate) const fn has_issuer_unique_id(&self) -> bool {
        self.structure.has_issuer_unique_id
    }

    pub(crate) fn part(&self, span: Span) -> &[u8] {
        span.in_(&self.der)
    }
}

/// The key identifier in an authorityKeyIdentifier. The other two fields ([RFC 5280 Section 4.2.1.1]) are kept out of
/// the profile.
///
/// [RFC 5280 Section 4.2.1.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1
pub(crate) fn key_identifier(value: &[u8]) -> Result<Option<&[u8]>, DerError> {
    let mut reader = Reader::new(value);
    let mut inside = reader.inside(tag::SEQUENCE)?;
    reader.end()?;
    let identifier = inside.optional(tag::context(0))?;
    inside.end()?;
    Ok(identifier)
}

impl fmt::Debug for AttributeCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Attributes hold personal data.
        f.debug_struct("AttributeCertificate")
            .field("serial", &format_args!("{}", self.serial()))
            .field("holder", &self.holder())
            .finish_non_exhaustive()
    }
}
