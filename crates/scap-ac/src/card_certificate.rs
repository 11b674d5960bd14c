//! The X.509 signing certificate of a card: who, which rank, which entity, which key.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use const_oid::ObjectIdentifier;
use der::{
    Decode, Encode, Tag, Tagged,
    asn1::{Any, OctetString},
    oid::AssociatedOid,
};
use x509_cert::{
    Certificate, TbsCertificate,
    attr::Attribute,
    ext::pkix::{KeyUsage, SubjectKeyIdentifier},
    name::Name,
    time::Time,
};

use crate::{
    business_number::{ParseBusinessNumberError, UnifiedBusinessNumber},
    crypto::{Backend, SignatureAlgorithm},
    encoding::labelled,
    name::DistinguishedName,
    oid,
    reader::{DerError, Reader, tag},
    serial::{SerialError, SerialNumber},
    time::UnixTime,
};

/// Longest certificate that is read, in octets.
const MAX_DER: usize = 16 * 1024;

/// The card holder rank in a card's certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the card certificates know these two")]
pub enum CardRank {
    /// 正卡.
    Primary,
    /// 附卡.
    Secondary,
}

impl CardRank {
    /// The value in the certificate, in JSON and on the wire: `primary` or `secondary`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }
}

impl fmt::Display for CardRank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The signing certificate of a business-certificate card (工商憑證 IC 卡).
///
/// All cards of an entity share one subject: cards are told apart by
/// [`key_identifier`](Self::key_identifier) and [`serial`](Self::serial).
///
/// Cloning is cheap.
#[derive(Clone)]
pub struct CardCertificate(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    serial: SerialNumber,
    issuer: DistinguishedName,
    subject: DistinguishedName,
    not_before: UnixTime,
    not_after: UnixTime,
    rank: CardRank,
    business_number: UnifiedBusinessNumber,
    key_identifier: [u8; 20],
    authority_key: Option<Vec<u8>>,
    signs: bool,
    public_key: Vec<u8>,
}

/// Why a certificate is none of a business-certificate card.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CardCertificateError {
    /// Neither DER nor PEM or base64.
    #[error("neither DER nor PEM or base64 of a certificate")]
    Encoding,
    /// Not the DER of an X.509 certificate, or longer than 16 KiB.
    #[error("not an X.509 certificate")]
    Der(#[source] DerError),
    /// Its serial number breaks RFC 5280.
    #[error("the serial number of the certificate is not usable")]
    Serial(#[source] SerialError),
    /// Not exactly one card holder rank, or one that is neither `primary` nor `secondary`.
    #[error("the certificate does not name one card holder rank")]
    Rank,
    /// No unified business number.
    #[error("the certificate names no unified business number")]
    NoBusinessNumber,
    /// The unified business number is none.
    #[error("the unified business number in the certificate is not usable")]
    BusinessNumber(#[source] ParseBusinessNumberError),
    /// Two different unified business numbers.
    #[error("the certificate names two unified business numbers")]
    TwoBusinessNumbers,
    /// The key is not RSA.
    #[error("the key of the certificate is not RSA")]
    KeyType,
}

impl CardCertificateError {
    /// The stable code: `card.unsupported`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "card.unsupported"
    }
}

impl CardCertificate {
    /// Reads the DER of a card's certificate.
    ///
    /// # Errors
    ///
    /// What makes it no certificate of a business-certificate card. Signatures and dates are not checked
    /// here: see [`Validator`](crate::Validator).
    pub fn from_der(der: &[u8]) -> Result<Self, CardCertificateError> {
        if der.len() > MAX_DER {
            return Err(CardCertificateError::Der(
                DerError::new("a certificate that is too long", der).within(der),
            ));
        }
        let certificate = Certificate::from_der(der).map_err(malformed)?;
        let tbs = certificate.tbs_certificate();
        let serial = SerialNumber::from_der_content(tbs.serial_number().as_bytes())
            .map_err(CardCertificateError::Serial)?;
        let attributes = directory_attributes(tbs).map_err(malformed)?;
        let rank = rank(&attributes)?;
        let key = tbs.subject_public_key_info();
        if key.algorithm.oid != oid::RSA_ENCRYPTION {
            return Err(CardCertificateError::KeyType);
        }
        let public_key = Vec::from(key.subject_public_key.raw_bytes());
        Ok(Self(Arc::new(Parts {
            der: Vec::from(der),
            serial,
            issuer: name(tbs.issuer())?,
            subject: name(tbs.subject())?,
            not_before: unix_time(tbs.validity().not_before),
            not_after: unix_time(tbs.validity().not_after),
            rank,
            business_number: business_number(tbs, &attributes)?,
            key_identifier: key_identifier(tbs, &public_key).map_err(malformed)?,
            authority_key: extension(tbs, oid::ID_CE_AUTHORITY_KEY_IDENTIFIER)
                .and_then(|value| authority_key(value.as_bytes()).map(Vec::from)),
            signs: may_sign(tbs).map_err(malformed)?,
            public_key,
        })))
    }

    /// Reads DER, PEM (`CERTIFICATE`), or base64 of the DER: what `.cer` files and logins hold.
    ///
    /// # Errors
    ///
    /// [`CardCertificateError::Encoding`], or as [`CardCertificate::from_der`].
    pub fn from_any(input: &[u8]) -> Result<Self, CardCertificateError> {
        let der = labelled(input, &["CERTIFICATE"]).map_err(|_| CardCertificateError::Encoding)?;
        Self::from_der(&der)
    }

    /// The whole certificate.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The serial number.
    #[must_use]
    pub fn serial(&self) -> &SerialNumber {
        &self.0.serial
    }

    /// The CA that issued it.
    #[must_use]
    pub fn issuer(&self) -> &DistinguishedName {
        &self.0.issuer
    }

    /// The entity: the same for all of its cards.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.0.subject
    }

    /// The first second of its validity.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        self.0.not_before
    }

    /// The last second of its validity.
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        self.0.not_after
    }

    /// Primary or secondary.
    #[must_use]
    pub fn rank(&self) -> CardRank {
        self.0.rank
    }

    /// The entity's unified business number.
    #[must_use]
    pub fn business_number(&self) -> UnifiedBusinessNumber {
        self.0.business_number
    }

    /// The subject key identifier: SHA-1 of the key bits ([RFC 5280 Section 4.2.1.2], method 1).
    ///
    /// [RFC 5280 Section 4.2.1.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2
    #[must_use]
    pub fn key_identifier(&self) -> &[u8; 20] {
        &self.0.key_identifier
    }

    /// The identifier of the key that signed it, if it says so.
    pub(crate) fn authority_key(&self) -> Option<&[u8]> {
        self.0.authority_key.as_deref()
    }

    /// Whether key usage allows digital signatures, as it does on the signing certificate of a card and
    /// does not on the encryption certificate beside it.
    #[must_use]
    pub fn may_sign(&self) -> bool {
        self.0.signs
    }

    /// Whether `signature` is this card's over `message`, with RSASSA-PKCS1-v1_5 and SHA-256.
    ///
    /// It proves the card, not that the card may be trusted: see [`Validator::check_card`].
    ///
    /// [`Validator::check_card`]: crate::Validator::check_card
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = Backend::default().prepare(&self.0.public_key, SignatureAlgorithm::Sha256WithRsa);
        key.is_some_and(|key| key.verifies(message, signature))
    }

    /// The `RSAPublicKey` of PKCS#1, DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.0.public_key
    }
}

impl PartialEq for CardCertificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for CardCertificate {}

impl fmt::Debug for CardCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardCertificate")
            .field("serial", &format_args!("{}", self.0.serial))
            .field("rank", &self.0.rank)
            .field("business_number", &format_args!("{}", self.0.business_number))
            .finish_non_exhaustive()
    }
}

fn malformed(error: der::Error) -> CardCertificateError {
    CardCertificateError::Der(DerError::of_der(error))
}

fn name(name: &Name) -> Result<DistinguishedName, CardCertificateError> {
    let der = name.to_der().map_err(malformed)?;
    DistinguishedName::from_der(&der).map_err(CardCertificateError::Der)
}

fn unix_time(time: Time) -> UnixTime {
    UnixTime::from_der(time.to_date_time())
}

fn extension(tbs: &TbsCertificate, id: ObjectIdentifier) -> Option<&OctetString> {
    let extension = tbs.extensions()?.iter().find(|extension| extension.extn_id == id)?;
    Some(&extension.extn_value)
}

/// Every value in subjectDirectoryAttributes; `None` for one that is no text.
fn directory_attributes(tbs: &TbsCertificate) -> Result<Vec<(ObjectIdentifier, Option<String>)>, der::Error> {
    let Some(value) = extension(tbs, oid::SUBJECT_DIRECTORY_ATTRIBUTES) else { return Ok(Vec::new()) };
    let attributes = Vec::<Attribute>::from_der(value.as_bytes())?;
    let values =
        attributes.iter().flat_map(|found| found.values.iter().map(|value| (found.oid, text(value))));
    Ok(values.collect())
}

fn text(value: &Any) -> Option<String> {
    let is_text = matches!(value.tag(), Tag::PrintableString | Tag::Utf8String | Tag::Ia5String);
    core::str::from_utf8(value.value()).ok().filter(|_| is_text).map(String::from)
}

/// The values of one attribute.
fn attribute(
    attributes: &[(ObjectIdentifier, Option<String>)],
    id: ObjectIdentifier,
) -> impl Iterator<Item = Option<&str>> {
    attributes.iter().filter(move |(oid, _)| *oid == id).map(|(_, value)| value.as_deref())
}

/// Exactly one rank.
fn rank(attributes: &[(ObjectIdentifier, Option<String>)]) -> Result<CardRank, CardCertificateError> {
    let mut ranks = attribute(attributes, oid::CARD_HOLDER_RANK);
    match (ranks.next(), ranks.next()) {
        (Some(Some("primary")), None) => Ok(CardRank::Primary),
        (Some(Some("secondary")), None) => Ok(CardRank::Secondary),
        _ => Err(CardCertificateError::Rank),
    }
}

/// The number from the directory attribute and from the subject's serialNumber: all that are there agree.
fn business_number(
    tbs: &TbsCertificate,
    attributes: &[(ObjectIdentifier, Option<String>)],
) -> Result<UnifiedBusinessNumber, CardCertificateError> {
    let in_subject = tbs.subject().iter().filter(|part| part.oid == oid::SERIAL_NUMBER);
    let in_subject: Vec<_> = in_subject.map(|part| text(&part.value)).collect();
    let stated = attribute(attributes, oid::UNIFIED_BUSINESS_NUMBER);
    let mut stated = stated.chain(in_subject.iter().map(Option::as_deref));
    let first = stated.next().ok_or(CardCertificateError::NoBusinessNumber)?;
    if stated.any(|other| other != first) {
        return Err(CardCertificateError::TwoBusinessNumbers);
    }
    first.unwrap_or_default().parse().map_err(CardCertificateError::BusinessNumber)
}

fn key_identifier(tbs: &TbsCertificate, public_key: &[u8]) -> Result<[u8; 20], der::Error> {
    if let Some(value) = extension(tbs, SubjectKeyIdentifier::OID) {
        let stated = SubjectKeyIdentifier::from_der(value.as_bytes())?;
        if let Ok(identifier) = stated.0.as_bytes().try_into() {
            return Ok(identifier);
        }
    }
    Ok(crate::crypto::sha1(public_key))
}

/// The key identifier in an authorityKeyIdentifier ([RFC 5280 Section 4.2.1.1]), whatever else is in it.
///
/// [RFC 5280 Section 4.2.1.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1
pub(crate) fn authority_key(value: &[u8]) -> Option<&[u8]> {
    Reader::new(value).inside(tag::SEQUENCE).ok()?.optional(tag::context(0)).ok()?
}

fn may_sign(tbs: &TbsCertificate) -> Result<bool, der::Error> {
    match extension(tbs, KeyUsage::OID) {
        None => Ok(false),
        Some(value) => Ok(KeyUsage::from_der(value.as_bytes())?.digital_signature()),
    }
}
