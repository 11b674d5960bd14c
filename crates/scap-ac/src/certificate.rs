//! An authorization certificate: an attribute certificate of the profile, its content read.

mod attributes;

use core::fmt;

use self::attributes::{DelegationView, UsedSlot, check_slots, holder_id, slots};
use crate::{
    attribute_certificate::{Attribute, AttributeCertificate, Extension, key_identifier},
    card_certificate::CardCertificate,
    content::{AcKind, AuthorizedApplication, Grant, Slots},
    crypto::SignatureAlgorithm,
    error::AcError,
    holder_id::{HolderId, HolderIdKind},
    name::{DistinguishedName, same_name},
    oid::{ID_CE_AUTHORITY_KEY_IDENTIFIER, Profile},
    reader::{Reader, Span},
    serial::SerialNumber,
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
    holder_serial: SerialNumber,
    algorithm: SignatureAlgorithm,
    authority_key_identifier: Span,
    kind: AcKind,
    /// The values of the attribute that grants; none in a certificate that grants nothing.
    granted: Span,
    holder_id_kind: HolderIdKind,
    holder_id_number: Span,
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
        if inner.has_issuer_unique_id() {
            return Err(AcError::Profile);
        }
        let parts = Parts::read(&inner, profile).map_err(|error| error.within(inner.as_der()))?;
        let span = |part| Span::of(part, inner.as_der());
        Ok(Self {
            holder_serial: parts.holder_serial,
            algorithm: parts.algorithm,
            authority_key_identifier: span(parts.authority_key_identifier),
            kind: parts.kind,
            granted: parts.granted.map(span).unwrap_or_default(),
            holder_id_kind: parts.holder_id.0,
            holder_id_number: span(parts.holder_id.1),
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
    pub fn holder(&self) -> HolderReference {
        let issuer = DistinguishedName::from_checked(self.holder_issuer());
        HolderReference { issuer, serial: self.holder_serial }
    }

    pub(crate) const fn holder_serial(&self) -> &SerialNumber {
        &self.holder_serial
    }

    /// Whether this card is the one that the certificate is for.
    #[must_use]
    pub fn is_for(&self, card: &CardCertificate) -> bool {
        self.holder_serial == *card.serial() && same_name(self.holder_issuer(), card.issuer().as_der())
    }

    /// Whether this card's subject and key are the ones that the certificate states for its signer.
    pub(crate) fn is_said_to_be_by(&self, card: &CardCertificate) -> bool {
        self.authority_key_identifier() == card.key_identifier()
            && same_name(self.issuer_name(), card.subject().as_der())
    }

    /// 授權者識別名稱: the subject of the signer, shared by all cards of the entity.
    #[must_use]
    pub fn issuer(&self) -> DistinguishedName {
        DistinguishedName::from_checked(self.issuer_name())
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
        self.kind
    }

    /// 授權內容: what it grants, if it is valid.
    #[must_use]
    pub fn grant(&self) -> Grant {
        match self.kind {
            AcKind::Application => {
                Grant::Application(Slots::from_checked(self.used_slots().map(UsedSlot::to_owned).collect()))
            }
            AcKind::Delegation => {
                let delegation = DelegationView::read(self.inner.part(self.granted));
                Grant::Delegation(delegation.map(DelegationView::to_owned).unwrap_or_default())
            }
        }
    }

    /// The slot with this application, if it is one that grants applications.
    #[must_use]
    pub fn application(&self, code: &str) -> Option<AuthorizedApplication> {
        self.used_slots().find(|used| used.is_for(code)).map(UsedSlot::to_owned)
    }

    /// Whether this application is in a slot.
    pub(crate) fn names(&self, code: &str) -> bool {
        self.used_slots().any(|used| used.is_for(code))
    }

    /// 持卡者證號: personal data.
    #[must_use]
    pub fn holder_id(&self) -> HolderId {
        HolderId::from_checked(self.holder_id_kind, self.inner.part(self.holder_id_number))
    }

    /// 授權單位金鑰識別元: the key identifier of the signer's certificate.
    #[must_use]
    pub fn authority_key_identifier(&self) -> &[u8] {
        self.inner.part(self.authority_key_identifier)
    }

    /// The extensions.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.inner.extensions()
    }

    /// 數位簽章.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.inner.signature()
    }

    /// The attributes that the profile does not know.
    pub fn other_attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.inner.attributes().filter(|attribute| {
            let values = Span::of(attribute.values.rest(), self.as_der());
            !values.contains(self.granted) && !values.contains(self.holder_id_number)
        })
    }

    fn used_slots(&self) -> impl Iterator<Item = UsedSlot<'_>> {
        let applications = Some(self.granted).filter(|_| matches!(self.kind, AcKind::Application));
        slots(Reader::new(self.inner.part(applications.unwrap_or_default())))
    }

    fn holder_issuer(&self) -> &[u8] {
        self.inner.holder_parts().map_or(&[], |(issuer, _)| issuer)
    }

    /// DER of the issuer's name.
    pub(crate) fn issuer_name(&self) -> &[u8] {
        self.inner.issuer_name().unwrap_or_default()
    }
}

impl fmt::Debug for AuthorizationCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCertificate")
            .field("serial", &format_args!("{}", self.serial()))
            .field("holder", &self.holder())
            .field("kind", &self.kind())
            .field("holder_id", &self.holder_id())
            .finish_non_exhaustive()
    }
}

/// What the profile wants of a certificate, where it lies.
struct Parts<'a> {
    holder_serial: SerialNumber,
    algorithm: SignatureAlgorithm,
    authority_key_identifier: &'a [u8],
    kind: AcKind,
    granted: Option<&'a [u8]>,
    holder_id: (HolderIdKind, &'a [u8]),
}

impl<'a> Parts<'a> {
    fn read(inner: &'a AttributeCertificate, profile: &Profile) -> Result<Self, AcError> {
        let (_, serial) = inner.holder_parts().ok_or(AcError::HolderForm)?;
        let holder_serial = SerialNumber::from_der_content(serial).map_err(AcError::Serial)?;
        inner.issuer_name().ok_or(AcError::IssuerForm)?;
        let algorithm = inner.signature_algorithm().ok_or(AcError::UnknownAlgorithm)?;
        let authority_key_identifier = authority_key_identifier(inner)?;
        let (mut applications, mut delegation, mut identification) = (None, None, None);
        for attribute in inner.attributes() {
            if attribute.is(&profile.authorized_applications) {
                applications = Some(attribute);
            } else if attribute.is(&profile.holder_identification) {
                identification = Some(attribute);
            } else if attribute.is(&profile.delegation) {
                delegation = Some(attribute);
            }
        }
        let (kind, granted) = granted(applications, delegation)?;
        let holder_id = holder_id(only_value(identification.ok_or(AcError::Profile)?)?)?;
        Ok(Self { holder_serial, algorithm, authority_key_identifier, kind, granted, holder_id })
    }
}

/// It selects the signer, and is never critical ([RFC 5755 Section 4.3.3]).
///
/// [RFC 5755 Section 4.3.3]: https://www.rfc-editor.org/rfc/rfc5755#section-4.3.3
fn authority_key_identifier(inner: &AttributeCertificate) -> Result<&[u8], AcError> {
    let found = inner.extensions().find(|extension| extension.is(&ID_CE_AUTHORITY_KEY_IDENTIFIER));
    let found = found.filter(|extension| !extension.is_critical()).ok_or(AcError::AuthorityKeyIdentifier)?;
    key_identifier(found.value()).ok().flatten().ok_or(AcError::AuthorityKeyIdentifier)
}

/// Neither attribute of a grant is an application authorization without slots: what a cancellation leaves.
fn granted<'a>(
    applications: Option<Attribute<'a>>,
    delegation: Option<Attribute<'a>>,
) -> Result<(AcKind, Option<&'a [u8]>), AcError> {
    match (applications, delegation) {
        (Some(_), Some(_)) => Err(AcError::Profile),
        (Some(applications), None) => {
            check_slots(applications.values)?;
            Ok((AcKind::Application, Some(applications.values.rest())))
        }
        (None, Some(delegation)) => {
            let value = only_value(delegation)?;
            DelegationView::read(value)?;
            Ok((AcKind::Delegation, Some(value)))
        }
        (None, None) => Ok((AcKind::Application, None)),
    }
}

/// The whole of the only value.
fn only_value<'a>(attribute: Attribute<'a>) -> Result<&'a [u8], AcError> {
    let mut values = attribute.values();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(AcError::Attributes),
    }
}
