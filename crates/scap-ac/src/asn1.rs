//! The ASN.1 of [RFC 5755 Section 4] and of the attributes of the profile, as far as certificates of ours have it: for
//! writing them. [`reader`](crate::reader) reads.
//!
//! [RFC 5755 Section 4]: https://www.rfc-editor.org/rfc/rfc5755#section-4

use alloc::vec::Vec;

use der::{
    AnyRef, DecodeValue, EncodeValue, Enumerated, FixedTag, Header, Length, Reader, Sequence, Tag, Writer,
    asn1::{BitStringRef, GeneralizedTime, IntRef, OctetStringRef, SetOfVec, Utf8StringRef},
};
use spki::AlgorithmIdentifierRef;
use x509_cert::ext::pkix::name::GeneralName;

use crate::oid::Oid;

/// ```text
/// AttributeCertificate ::= SEQUENCE {
///     acinfo             AttributeCertificateInfo,
///     signatureAlgorithm AlgorithmIdentifier,
///     signatureValue     BIT STRING }
/// ```
#[derive(Sequence)]
pub(crate) struct AttributeCertificate<'a> {
    /// The bytes that were signed, as they are.
    pub(crate) info: AnyRef<'a>,
    pub(crate) signature_algorithm: AlgorithmIdentifierRef<'a>,
    pub(crate) signature: BitStringRef<'a>,
}

/// `AttributeCertificateInfo`; `issuer` is the CHOICE of `v1Form` and `[0] v2Form`.
#[derive(Sequence)]
pub(crate) struct Info<'a> {
    pub(crate) version: u8,
    pub(crate) holder: Holder<'a>,
    pub(crate) issuer: AnyRef<'a>,
    pub(crate) signature: AlgorithmIdentifierRef<'a>,
    pub(crate) serial: IntRef<'a>,
    pub(crate) validity: Validity,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) extensions: Vec<Extension<'a>>,
}

/// ```text
/// Holder ::= SEQUENCE { baseCertificateID [0] IssuerSerial, ... }
/// ```
#[derive(Sequence)]
pub(crate) struct Holder<'a> {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    pub(crate) base_certificate_id: IssuerSerial<'a>,
}

/// ```text
/// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serial CertificateSerialNumber, ... }
/// ```
#[derive(Sequence)]
pub(crate) struct IssuerSerial<'a> {
    pub(crate) issuer: Vec<GeneralName>,
    pub(crate) serial: IntRef<'a>,
}

/// ```text
/// V2Form ::= SEQUENCE { issuerName GeneralNames, ... }
/// ```
#[derive(Sequence)]
pub(crate) struct V2Form {
    pub(crate) issuer_name: Vec<GeneralName>,
}

/// `AttCertValidityPeriod`.
#[derive(Sequence)]
pub(crate) struct Validity {
    pub(crate) not_before: GeneralizedTime,
    pub(crate) not_after: GeneralizedTime,
}

/// `Attribute`.
#[derive(Sequence)]
pub(crate) struct Attribute<'a> {
    pub(crate) oid: OidField,
    pub(crate) values: SetOfVec<AnyRef<'a>>,
}

/// `Extension`.
#[derive(Sequence)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: OidField,
    #[asn1(default = "Default::default")]
    pub(crate) critical: bool,
    pub(crate) value: &'a OctetStringRef,
}

/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] KeyIdentifier, ... }
/// ```
#[derive(Sequence)]
pub(crate) struct AuthorityKeyIdentifier<'a> {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    pub(crate) key_identifier: &'a OctetStringRef,
}

/// ```text
/// AuthorizedApplication ::= SEQUENCE {
///     slot         INTEGER (1..5),
///     application  SEQUENCE { code UTF8String, name UTF8String },
///     unitName     [0] UTF8String OPTIONAL,
///     unitCode     [1] UTF8String OPTIONAL,
///     role         [2] UTF8String OPTIONAL }
/// ```
#[derive(Sequence)]
pub(crate) struct AuthorizedApplication<'a> {
    pub(crate) slot: u8,
    pub(crate) application: Application<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) unit_name: Option<Utf8StringRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) unit_code: Option<Utf8StringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) role: Option<Utf8StringRef<'a>>,
}

#[derive(Sequence)]
pub(crate) struct Application<'a> {
    pub(crate) code: Utf8StringRef<'a>,
    pub(crate) name: Utf8StringRef<'a>,
}

/// ```text
/// HolderIdentification ::= SEQUENCE {
///     kind   ENUMERATED { nationalId(0), other(1) },
///     number UTF8String }
/// ```
#[derive(Sequence)]
pub(crate) struct HolderIdentification<'a> {
    pub(crate) kind: HolderIdKind,
    pub(crate) number: Utf8StringRef<'a>,
}

#[derive(Clone, Copy, Enumerated)]
#[repr(u8)]
pub(crate) enum HolderIdKind {
    NationalId = 0,
    Other = 1,
}

/// ```text
/// Delegation ::= SEQUENCE {
///     unitName [0] UTF8String OPTIONAL,
///     role     [1] UTF8String OPTIONAL }
/// ```
#[derive(Sequence)]
pub(crate) struct Delegation<'a> {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) unit_name: Option<Utf8StringRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) role: Option<Utf8StringRef<'a>>,
}

/// An object identifier as a field. [`Oid`] itself has none of these traits: that would make a version of `der` a part
/// of the interface.
pub(crate) struct OidField(pub(crate) Oid);

impl FixedTag for OidField {
    const TAG: Tag = Tag::ObjectIdentifier;
}

impl<'a> DecodeValue<'a> for OidField {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let content = reader.read_vec(header.length())?;
        Oid::from_content(&content).map(Self).map_err(|_| Tag::ObjectIdentifier.value_error().into())
    }
}

impl EncodeValue for OidField {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.0.content().len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(self.0.content())
    }
}
