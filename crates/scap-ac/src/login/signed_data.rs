//! The `SignedData` of [RFC 5652 Section 5] with one signer, read in place.
//!
//! The `cms` crate is not used: its types are owned, parse every certificate and sort sets while reading, so that
//! the bytes that were signed cannot be told any more.
//!
//! [RFC 5652 Section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5

use alloc::vec::Vec;

use const_oid::db::{
    rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA, ID_SIGNING_TIME},
    rfc5912::{ID_SHA_1, ID_SHA_256},
};
use der::Decode;
use x509_cert::time::Time;

use super::error::{LoginError, LoginPart};
use crate::{
    card_certificate::CardCertificate,
    crypto::SignatureAlgorithm,
    oid::{Oid, RANDOM_NONCE, RSA_ENCRYPTION},
    reader::{DerError, Element, Reader, check_set, tag},
    time::UnixTime,
};

/// What is read of a login.
pub(super) struct SignedData<'a> {
    /// `eContent`, unless the signature is detached.
    pub(super) content: Option<&'a [u8]>,
    certificates: Reader<'a>,
    signer: SignerIdentifier<'a>,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) attributes: SignedAttributes<'a>,
    pub(super) signature: &'a [u8],
}

/// The attributes under the signature.
pub(super) struct SignedAttributes<'a> {
    /// `signedAttrs`, as they came: in the order of DER.
    whole: &'a [u8],
    pub(super) message_digest: &'a [u8],
    pub(super) signing_time: Option<UnixTime>,
    pub(super) nonce: Option<&'a [u8]>,
}

/// Which certificate is the signer's. The issuer is compared octet by octet: who signs copies it from there.
enum SignerIdentifier<'a> {
    IssuerAndSerial { issuer: &'a [u8], serial: &'a [u8] },
    KeyIdentifier(&'a [u8]),
}

/// ```text
/// SignerInfo ::= SEQUENCE {
///     version            CMSVersion,
///     sid                SignerIdentifier,
///     digestAlgorithm    DigestAlgorithmIdentifier,
///     signedAttrs [0]    IMPLICIT SET OF Attribute OPTIONAL,
///     signatureAlgorithm SignatureAlgorithmIdentifier,
///     signature          OCTET STRING,
///     unsignedAttrs [1]  IMPLICIT SET OF Attribute OPTIONAL }
/// ```
struct SignerInfo<'a> {
    version: &'a [u8],
    sid: SignerIdentifier<'a>,
    digest: Algorithm<'a>,
    attributes: Option<Element<'a>>,
    algorithm: Algorithm<'a>,
    signature: &'a [u8],
}

/// `AlgorithmIdentifier`.
struct Algorithm<'a> {
    oid: &'a [u8],
    /// Without parameters, or with NULL.
    is_plain: bool,
}

impl From<DerError> for LoginError {
    fn from(_: DerError) -> Self {
        LoginPart::Structure.into()
    }
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo`.
    ///
    /// ```text
    /// ContentInfo ::= SEQUENCE {
    ///     contentType ContentType,
    ///     content [0] EXPLICIT SignedData }
    ///
    /// SignedData ::= SEQUENCE {
    ///     version          CMSVersion,
    ///     digestAlgorithms SET OF DigestAlgorithmIdentifier,
    ///     encapContentInfo SEQUENCE { eContentType ContentType, eContent [0] EXPLICIT OCTET STRING OPTIONAL },
    ///     certificates [0] IMPLICIT CertificateSet OPTIONAL,
    ///     crls         [1] IMPLICIT RevocationInfoChoices OPTIONAL,
    ///     signerInfos      SET OF SignerInfo }
    /// ```
    pub(super) fn from_der(der: &'a [u8]) -> Result<Self, LoginError> {
        let mut outer = only(der, tag::SEQUENCE)?;
        check(outer.oid()? == ID_SIGNED_DATA.as_bytes(), LoginPart::ContentType)?;
        let explicit = outer.content(tag::constructed(0))?;
        outer.end()?;

        let mut data = only(explicit, tag::SEQUENCE)?;
        let version = data.integer()?;
        let mut digests = data.inside(tag::SET)?;
        let content = content(data.inside(tag::SEQUENCE)?)?;
        let mut elements = |number| {
            let elements = data.optional(tag::constructed(number))?;
            elements_of(elements.unwrap_or_default())
        };
        let (certificates, crls) = (elements(0)?, elements(1)?);
        let mut signers = data.inside(tag::SET)?;
        data.end()?;

        check(!signers.is_empty(), LoginPart::SignerInfos)?;
        let signer = signers.inside(tag::SEQUENCE)?;
        check(signers.is_empty(), LoginPart::SignerInfos)?;
        let info = SignerInfo::read(signer)?;
        let expected = version_of(certificates, crls, &info.sid);
        check(info.version == [info.sid.version()] && version == [expected], LoginPart::Version)?;

        let algorithm = info.algorithm()?;
        let is_same = |digest: &Algorithm<'_>| digest.oid == info.digest.oid && digest.is_plain;
        let digest = digests.inside(tag::SEQUENCE).and_then(Algorithm::read);
        check(digest.is_ok_and(|digest| is_same(&digest)), LoginPart::DigestAlgorithms)?;
        check(digests.is_empty(), LoginPart::DigestAlgorithms)?;
        let attributes = info.attributes.and_then(SignedAttributes::read);
        Ok(Self {
            content,
            certificates,
            signer: info.sid,
            algorithm,
            attributes: attributes.ok_or(LoginPart::SignedAttributes)?,
            signature: info.signature,
        })
    }

    /// Whether the signer information names this card.
    pub(super) fn is_by(&self, card: &CardCertificate) -> bool {
        match self.signer {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                card.issuer().as_der() == issuer && card.serial().der_content() == serial
            }
            SignerIdentifier::KeyIdentifier(identifier) => card.key_identifier() == identifier,
        }
    }

    /// The card that signed, if its certificate came along. What else came along is not looked at.
    pub(super) fn card(&self) -> Option<CardCertificate> {
        let certificates = self.certificates.filter(|element| element.tag == tag::SEQUENCE);
        let mut cards = certificates.filter_map(|element| CardCertificate::from_der(element.whole).ok());
        cards.find(|card| self.is_by(card))
    }
}

impl<'a> SignerInfo<'a> {
    fn read(mut info: Reader<'a>) -> Result<Self, DerError> {
        let version = info.integer()?;
        let sid = SignerIdentifier::read(info.element()?)?;
        let digest = Algorithm::read(info.inside(tag::SEQUENCE)?)?;
        let attributes = match info.peek() {
            Some(next) if next == tag::constructed(0) => Some(info.element()?),
            _ => None,
        };
        let algorithm = Algorithm::read(info.inside(tag::SEQUENCE)?)?;
        let signature = info.content(tag::OCTET_STRING)?;
        let _unsigned = info.optional(tag::constructed(1))?;
        info.end()?;
        Ok(Self { version, sid, digest, attributes, algorithm, signature })
    }

    /// The algorithm that digest and signature make together: the signature's is either named with the digest or as
    /// RSA alone ([RFC 3370 Section 3.2]).
    ///
    /// [RFC 3370 Section 3.2]: https://www.rfc-editor.org/rfc/rfc3370#section-3.2
    fn algorithm(&self) -> Result<SignatureAlgorithm, LoginError> {
        let refused =
            |refused: &Algorithm<'_>| LoginError::Algorithm { algorithm: Oid::from_checked(refused.oid) };
        let digests =
            [(ID_SHA_256, SignatureAlgorithm::Sha256WithRsa), (ID_SHA_1, SignatureAlgorithm::Sha1WithRsa)];
        let known = digests.into_iter().find(|(digest, _)| digest.as_bytes() == self.digest.oid);
        let (_, algorithm) = known.filter(|_| self.digest.is_plain).ok_or_else(|| refused(&self.digest))?;
        let fits = [RSA_ENCRYPTION, algorithm.oid()].iter().any(|id| id.as_bytes() == self.algorithm.oid);
        if fits && self.algorithm.is_plain { Ok(algorithm) } else { Err(refused(&self.algorithm)) }
    }
}

impl<'a> SignedAttributes<'a> {
    /// [RFC 5652 Section 5.3] and [Section 11]: DER, each type once, contentType and messageDigest there.
    ///
    /// [RFC 5652 Section 5.3]: https://www.rfc-editor.org/rfc/rfc5652#section-5.3
    /// [Section 11]: https://www.rfc-editor.org/rfc/rfc5652#section-11
    fn read(set: Element<'a>) -> Option<Self> {
        let mut read = Self { whole: set.whole, message_digest: &[], signing_time: None, nonce: None };
        let (mut types, mut content_type) = (Vec::new(), None);
        let attributes = Reader::new(set.content);
        check_set(attributes, |_| Ok(())).ok()?;
        for attribute in attributes {
            let (oid, values) = self::attribute(attribute).ok()?;
            types.push(oid);
            if oid == ID_CONTENT_TYPE.as_bytes() {
                content_type = Some(one(values, tag::OID)?);
            } else if oid == ID_MESSAGE_DIGEST.as_bytes() {
                read.message_digest = one(values, tag::OCTET_STRING)?;
            } else if oid == ID_SIGNING_TIME.as_bytes() {
                let time = Time::from_der(values.rest()).ok()?;
                read.signing_time = Some(UnixTime::from_der(time.to_date_time()));
            } else if oid == RANDOM_NONCE.as_bytes() {
                read.nonce = nonce(values);
            }
        }
        types.sort_unstable();
        let once = types.is_sorted_by(|one, next| one < next);
        (once && content_type == Some(ID_DATA.as_bytes()) && !read.message_digest.is_empty()).then_some(read)
    }

    /// The message that the signature is over: the attributes under the tag of a SET OF, not the `[0]` that they
    /// came with ([RFC 5652 Section 5.4]).
    ///
    /// [RFC 5652 Section 5.4]: https://www.rfc-editor.org/rfc/rfc5652#section-5.4
    pub(super) fn signed(&self) -> Vec<u8> {
        let mut signed = Vec::from(self.whole);
        if let Some(first) = signed.first_mut() {
            *first = tag::SET;
        }
        signed
    }
}

impl<'a> SignerIdentifier<'a> {
    const KEY_IDENTIFIER: u8 = tag::context(0);

    fn read(sid: Element<'a>) -> Result<Self, DerError> {
        match sid.tag {
            tag::SEQUENCE => {
                let mut named = Reader::new(sid.content);
                let (issuer, serial) = (named.element()?.whole, named.integer()?);
                named.end()?;
                Ok(Self::IssuerAndSerial { issuer, serial })
            }
            Self::KEY_IDENTIFIER => Ok(Self::KeyIdentifier(sid.content)),
            _ => Err(DerError::new("a signer that is not named", sid.whole)),
        }
    }

    /// The version of a `SignerInfo` with this identifier ([RFC 5652 Section 5.3]).
    ///
    /// [RFC 5652 Section 5.3]: https://www.rfc-editor.org/rfc/rfc5652#section-5.3
    const fn version(&self) -> u8 {
        match self {
            Self::IssuerAndSerial { .. } => 1,
            Self::KeyIdentifier(_) => 3,
        }
    }
}

impl<'a> Algorithm<'a> {
    fn read(mut algorithm: Reader<'a>) -> Result<Self, DerError> {
        let oid = algorithm.oid()?;
        let is_plain = match algorithm.rest() {
            [] | [tag::NULL, 0] => true,
            _ => {
                algorithm.element()?;
                algorithm.end()?;
                false
            }
        };
        Ok(Self { oid, is_plain })
    }
}

/// The version of `SignedData` with plain data in it ([RFC 5652 Section 5.1]): by the kinds of certificates
/// ([Section 10.2.2]) and of revocation information ([Section 10.2.1]), and by the signer.
///
/// [RFC 5652 Section 5.1]: https://www.rfc-editor.org/rfc/rfc5652#section-5.1
/// [Section 10.2.1]: https://www.rfc-editor.org/rfc/rfc5652#section-10.2.1
/// [Section 10.2.2]: https://www.rfc-editor.org/rfc/rfc5652#section-10.2.2
fn version_of(certificates: Reader<'_>, crls: Reader<'_>, signer: &SignerIdentifier<'_>) -> u8 {
    let has =
        |mut elements: Reader<'_>, number| elements.any(|element| element.tag == tag::constructed(number));
    let other_revocation = has(crls, 1);
    let [v1_attribute, v2_attribute, other] = [1, 2, 3].map(|number| has(certificates, number));
    if other || other_revocation {
        5
    } else if v2_attribute {
        4
    } else if v1_attribute {
        3
    } else {
        signer.version()
    }
}

/// `EncapsulatedContentInfo`, of plain data.
fn content(mut info: Reader<'_>) -> Result<Option<&[u8]>, LoginError> {
    check(info.oid()? == ID_DATA.as_bytes(), LoginPart::ContentType)?;
    let explicit = info.optional(tag::constructed(0))?;
    info.end()?;
    let Some(explicit) = explicit else { return Ok(None) };
    let mut octets = Reader::new(explicit);
    let content = octets.content(tag::OCTET_STRING)?;
    octets.end()?;
    Ok(Some(content))
}

/// The type of an attribute and its values: one at least, in the order of DER.
fn attribute(attribute: Element<'_>) -> Result<(&[u8], Reader<'_>), DerError> {
    let mut fields = only(attribute.whole, tag::SEQUENCE)?;
    let (oid, values) = (fields.oid()?, fields.inside(tag::SET)?);
    fields.end()?;
    check_set(values, |_| Ok(()))?;
    Ok((oid, values))
}

/// The octets of a `RandomNonce`, an OCTET STRING ([RFC 2985 Section 5.3.3]). Local signing services for web pages
/// get it as a text and may write it as one.
///
/// [RFC 2985 Section 5.3.3]: https://www.rfc-editor.org/rfc/rfc2985#section-5.3
fn nonce(mut values: Reader<'_>) -> Option<&[u8]> {
    const TELETEX_STRING: u8 = 0x14;

    let value = values.element().ok()?;
    let known = [tag::OCTET_STRING, tag::UTF8_STRING, tag::PRINTABLE_STRING, tag::IA5_STRING, TELETEX_STRING];
    (values.is_empty() && known.contains(&value.tag)).then_some(value.content)
}

/// What is in the one element of this constructed type that `input` is.
fn only(input: &[u8], tag: u8) -> Result<Reader<'_>, DerError> {
    let mut reader = Reader::new(input);
    let inside = reader.inside(tag)?;
    reader.end()?;
    Ok(inside)
}

/// The content of the only element, which is of this type.
fn one(mut values: Reader<'_>, tag: u8) -> Option<&[u8]> {
    let value = values.content(tag).ok()?;
    values.is_empty().then_some(value)
}

/// Elements of whatever type and in whatever order.
fn elements_of(content: &[u8]) -> Result<Reader<'_>, DerError> {
    let elements = Reader::new(content);
    let mut rest = elements;
    while !rest.is_empty() {
        rest.element()?;
    }
    Ok(elements)
}

fn check(holds: bool, part: LoginPart) -> Result<(), LoginError> {
    if holds { Ok(()) } else { Err(part.into()) }
}
