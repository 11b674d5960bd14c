//! Logins: the CMS signature that a card's client makes over an application's challenge.

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo,
        SignerInfos,
    },
};
use const_oid::{
    ObjectIdentifier,
    db::{
        rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA, ID_SIGNING_TIME},
        rfc5912::{ID_SHA_1, ID_SHA_256, RSA_ENCRYPTION},
    },
};
use der::{
    Any, Decode, Encode,
    asn1::{OctetString, SetOfVec},
};
use rsa::PrivateKey;
use scap_ac::{CardCertificate, UnixTime, oid::RANDOM_NONCE};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::{Certificate, attr::Attribute, ext::pkix::SubjectKeyIdentifier};

use crate::{
    ca,
    card::SignatureHash,
    error::PkiError,
    key::{sign_sha1, sign_sha256},
};

/// What a login is to be like. Everything may be changed, so that a test can ask for any of those that clients make.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a request is written out field by field")]
pub struct LoginRequest<'a> {
    /// What the application asks to sign.
    pub challenge: &'a [u8],
    /// Whether the signature holds the challenge.
    pub attached: bool,
    /// When it is signed, if it says so.
    pub signing_time: Option<UnixTime>,
    /// The nonce, if it has one.
    pub nonce: Option<&'a [u8]>,
    /// The digest under the signature.
    pub hash: SignatureHash,
    /// Whether the signer is named by key identifier, not by issuer and serial number.
    pub by_key_identifier: bool,
    /// The certificates that come along.
    pub certificates: &'a [&'a [u8]],
}

impl<'a> LoginRequest<'a> {
    /// A login as local signing services make it: attached, SHA-256, with its time; no certificate yet.
    #[must_use]
    pub const fn new(challenge: &'a [u8], signing_time: UnixTime) -> Self {
        Self {
            challenge,
            attached: true,
            signing_time: Some(signing_time),
            nonce: None,
            hash: SignatureHash::Sha256,
            by_key_identifier: false,
            certificates: &[],
        }
    }

    /// The login of a card, DER.
    ///
    /// # Errors
    ///
    /// [`PkiError::Certificate`] if the request does not fit a signature; [`PkiError::Rsa`].
    pub fn sign(&self, card: &CardCertificate, key: &PrivateKey) -> Result<Vec<u8>, PkiError> {
        self.sign_changed(card, key, |_| {}, |_| {})
    }

    /// As [`sign`](Self::sign), after `attributes` has changed the signed attributes, and with what `data` makes of
    /// the signature's structure: what no honest client would make.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign).
    pub fn sign_changed(
        &self,
        card: &CardCertificate,
        key: &PrivateKey,
        attributes: impl FnOnce(&mut Vec<Attribute>),
        data: impl FnOnce(&mut SignedData),
    ) -> Result<Vec<u8>, PkiError> {
        let mut signed = self.attributes()?;
        attributes(&mut signed);
        let signed = SetOfVec::try_from(signed)?;
        let mut signed_data = self.signed_data(card, signed, key)?;
        data(&mut signed_data);
        let content = Any::encode_from(&signed_data)?;
        Ok(ContentInfo { content_type: ID_SIGNED_DATA, content }.to_der()?)
    }

    fn attributes(&self) -> Result<Vec<Attribute>, PkiError> {
        let digest = match self.hash {
            SignatureHash::Sha256 => Sha256::digest(self.challenge).to_vec(),
            SignatureHash::Sha1 => Sha1::digest(self.challenge).to_vec(),
        };
        let mut attributes = vec![
            attribute(ID_CONTENT_TYPE, &ID_DATA)?,
            attribute(ID_MESSAGE_DIGEST, &OctetString::new(digest)?)?,
        ];
        if let Some(time) = self.signing_time {
            attributes.push(attribute(ID_SIGNING_TIME, &ca::time(time)?)?);
        }
        if let Some(nonce) = self.nonce {
            attributes.push(attribute(RANDOM_NONCE, &OctetString::new(nonce)?)?);
        }
        Ok(attributes)
    }

    fn signed_data(
        &self,
        card: &CardCertificate,
        attributes: SignedAttributes,
        key: &PrivateKey,
    ) -> Result<SignedData, PkiError> {
        let (sid, version) = if self.by_key_identifier {
            let identifier = SubjectKeyIdentifier(OctetString::new(card.key_identifier().as_slice())?);
            (SignerIdentifier::SubjectKeyIdentifier(identifier), CmsVersion::V3)
        } else {
            let certificate = Certificate::from_der(card.as_der())?;
            let tbs = certificate.tbs_certificate();
            let (issuer, serial_number) = (tbs.issuer().clone(), tbs.serial_number().clone());
            let named = IssuerAndSerialNumber { issuer, serial_number };
            (SignerIdentifier::IssuerAndSerialNumber(named), CmsVersion::V1)
        };
        let (digest, signature) = match self.hash {
            SignatureHash::Sha256 => (ID_SHA_256, sign_sha256(key, &attributes.to_der()?)?),
            SignatureHash::Sha1 => (ID_SHA_1, sign_sha1(key, &attributes.to_der()?)?),
        };
        let certificates = self.certificates.iter().map(|der| CertificateChoices::from_der(der));
        let certificates = certificates.collect::<Result<Vec<_>, _>>()?;
        let content = self.attached.then(|| OctetString::new(self.challenge)).transpose()?;
        let signer = SignerInfo {
            version,
            sid,
            digest_alg: algorithm(digest),
            signed_attrs: Some(attributes),
            signature_algorithm: algorithm(RSA_ENCRYPTION),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        Ok(SignedData {
            version,
            digest_algorithms: SetOfVec::try_from(vec![algorithm(digest)])?,
            encap_content_info: EncapsulatedContentInfo {
                econtent_type: ID_DATA,
                econtent: content.map(|content| Any::encode_from(&content)).transpose()?,
            },
            certificates: (!certificates.is_empty())
                .then(|| CertificateSet::try_from(certificates))
                .transpose()?,
            crls: None,
            signer_infos: SignerInfos::try_from(vec![signer])?,
        })
    }
}

/// A signed attribute with one value.
///
/// # Errors
///
/// [`PkiError::Certificate`] if the value cannot be encoded.
pub fn attribute<T>(oid: ObjectIdentifier, value: &T) -> Result<Attribute, PkiError>
where
    T: Encode,
{
    let value = Any::from_der(&value.to_der()?)?;
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

/// An algorithm with NULL as its parameters.
fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: Some(Any::null()) }
}
