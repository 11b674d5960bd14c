//! An authorization certificate: an attribute certificate of the profile, its content read.

use alloc::vec::Vec;
use core::fmt;

use der::{Decode, asn1::Utf8StringRef};

use crate::{
    asn1,
    attribute_certificate::{Attribute, AttributeCertificate, Extension},
    card_certificate::CardCertificate,
    content::{AcKind, Application, AuthorizedApplication, Delegation, Grant, Slot, Slots},
    crypto::SignatureAlgorithm,
    error::AcError,
    holder_id::{HolderId, HolderIdKind},
    name::DistinguishedName,
    oid::{ID_CE_AUTHORITY_KEY_IDENTIFIER, Oid, Profile},
    serial::SerialNumber,
    text::TextError,
    time::UnixTime,
};

/// An authorization certificate (附卡授權證): well formed and of the profile, but not yet valid for anyone.
/// [`Validator::validate`](crate::Validator::validate) tells what it authorizes.
///
/// # Examples
///
/// ```no_run
/// use scap_ac::AuthorizationCertificate;
///
/// let from_the_wire = std::fs::read("card.txt")?;
/// let certificate = AuthorizationCertificate::from_any(&from_the_wire)?;
/// println!("{} for card {}", certificate.serial(), certificate.holder().serial);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct AuthorizationCertificate {
    inner: AttributeCertificate,
    holder: HolderReference,
    issuer: DistinguishedName,
    algorithm: SignatureAlgorithm,
    authority_key_identifier: Vec<u8>,
    grant: Grant,
    holder_id: HolderId,
    profile: Profile,
}

/// The certificate of the secondary card that an authorization certificate is for.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct HolderReference {
    /// The CA that issued it.
    pub issuer: DistinguishedName,
    /// Its serial.
    pub serial: SerialNumber,
}

impl AuthorizationCertificate {
    /// Reads the DER of an authorization certificate with the default [`Profile`].
    ///
    /// # Errors
    ///
    /// What breaks DER, RFC 5755 or the profile.
    pub fn from_der(der: &[u8]) -> Result<Self, AcError> {
        Self::new(AttributeCertificate::from_der(der)?, &Profile::default())
    }

    /// Reads DER, PEM, base64 or a saved text, with the default [`Profile`].
    ///
    /// # Errors
    ///
    /// As [`AuthorizationCertificate::from_der`], or [`AcError::Encoding`].
    pub fn from_any(input: &[u8]) -> Result<Self, AcError> {
        Self::new(AttributeCertificate::from_any(input)?, &Profile::default())
    }

    /// Reads the content of an attribute certificate by this profile.
    ///
    /// # Errors
    ///
    /// What breaks the profile.
    pub fn new(inner: AttributeCertificate, profile: &Profile) -> Result<Self, AcError> {
        if inner.has_issuer_unique_id {
            return Err(AcError::Profile);
        }
        Ok(Self {
            holder: holder(&inner)?,
            issuer: inner.issuer.clone().ok_or(AcError::IssuerForm)?,
            algorithm: inner.signature_algorithm().ok_or(AcError::UnknownAlgorithm)?,
            authority_key_identifier: authority_key_identifier(&inner)?,
            grant: grant(inner.attributes(), profile)?,
            holder_id: holder_id(inner.attributes(), profile)?,
            profile: profile.clone(),
            inner,
        })
    }

    /// The whole certificate, as it came.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        self.inner.as_der()
    }

    /// The signed part, as it came.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.inner.to_be_signed()
    }

    /// The attribute certificate that this is.
    #[must_use]
    pub const fn as_attribute_certificate(&self) -> &AttributeCertificate {
        &self.inner
    }

    /// 附卡發行資訊: the certificate of the secondary card that this is for.
    #[must_use]
    pub const fn holder(&self) -> &HolderReference {
        &self.holder
    }

    /// Whether this card is the one that the certificate is for.
    #[must_use]
    pub fn is_for(&self, card: &CardCertificate) -> bool {
        self.holder.serial == *card.serial() && self.holder.issuer == *card.issuer()
    }

    /// 授權者識別名稱: the subject of the signer, shared by all cards of the entity.
    #[must_use]
    pub const fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// 簽章演算法.
    #[must_use]
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// 授權憑證序號.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        self.inner.serial()
    }

    /// The first second of its validity.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.inner.not_before()
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.inner.not_after()
    }

    /// 應用授權 or 分層授權.
    #[must_use]
    pub const fn kind(&self) -> AcKind {
        self.grant.kind()
    }

    /// 授權內容: what it grants, if it is valid.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }

    /// 持卡者證號: personal data.
    #[must_use]
    pub const fn holder_id(&self) -> &HolderId {
        &self.holder_id
    }

    /// 授權單位金鑰識別元: the key identifier of the signer's certificate.
    #[must_use]
    pub fn authority_key_identifier(&self) -> &[u8] {
        &self.authority_key_identifier
    }

    /// The extensions.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        self.inner.extensions()
    }

    /// 數位簽章.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.inner.signature()
    }

    /// The attributes that the profile does not know.
    pub fn other_attributes(&self) -> impl Iterator<Item = &Attribute> {
        let Profile { authorized_applications, holder_identification, delegation } = &self.profile;
        let known = [authorized_applications, holder_identification, delegation];
        self.inner.attributes().iter().filter(move |attribute| !known.contains(&&attribute.oid))
    }
}

impl fmt::Debug for AuthorizationCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCertificate")
            .field("serial", &format_args!("{}", self.serial()))
            .field("holder", &self.holder)
            .field("kind", &self.kind())
            .field("holder_id", &self.holder_id)
            .finish_non_exhaustive()
    }
}

fn holder(inner: &AttributeCertificate) -> Result<HolderReference, AcError> {
    let named = inner.holder.as_ref().ok_or(AcError::HolderForm)?;
    let serial = SerialNumber::from_der_content(named.serial()).map_err(AcError::Serial)?;
    Ok(HolderReference { issuer: named.issuer().clone(), serial })
}

/// It selects the signer, and is never critical ([RFC 5755 Section 4.3.3]).
///
/// [RFC 5755 Section 4.3.3]: https://www.rfc-editor.org/rfc/rfc5755#section-4.3.3
fn authority_key_identifier(inner: &AttributeCertificate) -> Result<Vec<u8>, AcError> {
    let critical =
        |extension: &Extension| extension.critical && extension.oid.is(&ID_CE_AUTHORITY_KEY_IDENTIFIER);
    match inner.authority_key_identifier() {
        Some(identifier) if !inner.extensions().iter().any(critical) => Ok(Vec::from(identifier)),
        _ => Err(AcError::AuthorityKeyIdentifier),
    }
}

/// Neither attribute of a grant is an application authorization without slots: what a cancellation leaves.
fn grant(attributes: &[Attribute], profile: &Profile) -> Result<Grant, AcError> {
    let find = |oid: &Oid| attributes.iter().find(|attribute| attribute.oid == *oid);
    match (find(&profile.authorized_applications), find(&profile.delegation)) {
        (Some(_), Some(_)) => Err(AcError::Profile),
        (Some(applications), None) => {
            let slots = applications.values.iter().map(|value| authorized_application(value));
            let slots = slots.collect::<Result<Vec<_>, _>>()?;
            Slots::new(slots).map(Grant::Application).map_err(AcError::Slots)
        }
        (None, Some(delegation)) => {
            let decoded = asn1::Delegation::from_der(only_value(delegation)?)?;
            Ok(Grant::Delegation(Delegation {
                unit_name: optional(decoded.unit_name)?,
                role: optional(decoded.role)?,
            }))
        }
        (None, None) => Ok(Grant::Application(Slots::default())),
    }
}

fn holder_id(attributes: &[Attribute], profile: &Profile) -> Result<HolderId, AcError> {
    let attribute = attributes.iter().find(|attribute| attribute.oid == profile.holder_identification);
    let decoded = asn1::HolderIdentification::from_der(only_value(attribute.ok_or(AcError::Profile)?)?)?;
    let kind = match decoded.kind {
        asn1::HolderIdKind::NationalId => HolderIdKind::NationalId,
        asn1::HolderIdKind::Other => HolderIdKind::Other,
    };
    let id = HolderId::new(kind, decoded.number.as_str()).map_err(AcError::HolderId)?;
    // A national number in lower case would be read as another text than was signed.
    if id.number() == decoded.number.as_str() { Ok(id) } else { Err(AcError::Profile) }
}

fn only_value(attribute: &Attribute) -> Result<&[u8], AcError> {
    match attribute.values.as_slice() {
        [value] => Ok(value),
        _ => Err(AcError::Attributes),
    }
}

fn authorized_application(value: &[u8]) -> Result<AuthorizedApplication, AcError> {
    let decoded = asn1::AuthorizedApplication::from_der(value)?;
    Ok(AuthorizedApplication {
        slot: Slot::new(decoded.slot).map_err(AcError::Slots)?,
        application: Application {
            code: decoded.application.code.as_str().parse().map_err(AcError::Text)?,
            name: decoded.application.name.as_str().parse().map_err(AcError::Text)?,
        },
        unit_name: optional(decoded.unit_name)?,
        unit_code: optional(decoded.unit_code)?,
        role: optional(decoded.role)?,
    })
}

fn optional<T>(text: Option<Utf8StringRef<'_>>) -> Result<Option<T>, AcError>
where
    T: core::str::FromStr<Err = TextError>,
{
    text.map(|text| text.as_str().parse()).transpose().map_err(AcError::Text)
}
