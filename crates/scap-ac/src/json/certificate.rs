//! The JSON form of a whole certificate, as `scap ac show --json` prints it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{GrantJson, HolderIdJson, SlotJson};
use crate::{
    attribute_certificate::{Attribute, AttributeCertificate, Extension},
    certificate::AuthorizationCertificate,
    hex::hex,
    oid::Profile,
};

/// Every field of an attribute certificate, of the profile or not.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CertificateJson {
    /// Always 2.
    pub version: u8,
    /// Of which kind it is.
    pub kind: CertificateKindJson,
    /// The serial number, decimal.
    pub serial: String,
    /// The card certificate that it is for; `null` in a foreign certificate that names none.
    pub holder: Option<HolderJson>,
    /// The signer's name (RFC 4514); `null` in a foreign certificate that has none.
    pub issuer: Option<String>,
    /// `SHA256withRSA`, `SHA1withRSA` or the identifier in dotted form.
    pub signature_algorithm: String,
    /// The first second of the validity (RFC 3339 in UTC).
    pub not_before: String,
    /// The last second of the validity (RFC 3339 in UTC).
    pub not_after: String,
    /// The holder identification number; `null` in a foreign certificate.
    pub holder_id: Option<HolderIdJson>,
    /// The used slots; empty where the certificate grants no application.
    pub slots: Vec<SlotJson>,
    /// What a delegation says; `null` otherwise.
    pub delegation: Option<DelegationJson>,
    /// The key identifier of the signer, lower-case hex; `null` in a foreign certificate that names none.
    pub authority_key_identifier: Option<String>,
    /// The signature, lower-case hex.
    pub signature: String,
    /// The attributes that the profile does not know.
    pub other_attributes: Vec<AttributeJson>,
    /// The extensions.
    pub extensions: Vec<ExtensionJson>,
}

/// The kind of a certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "a wire form")]
pub enum CertificateKindJson {
    /// The use of applications (應用授權).
    Application,
    /// The right to authorize (分層授權).
    Delegation,
    /// An attribute certificate of another profile.
    Foreign,
}

/// A card certificate by issuer and serial.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HolderJson {
    /// The name of the CA (RFC 4514).
    pub issuer: String,
    /// The serial number, decimal.
    pub serial: String,
}

/// What a delegation says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegationJson {
    /// The unit's name.
    pub unit_name: Option<String>,
    /// The role.
    pub role: Option<String>,
}

/// An attribute with its values undecoded.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AttributeJson {
    /// The type, as object identifier in dotted form.
    pub oid: String,
    /// The DER of each value, lower-case hex.
    pub values_der: Vec<String>,
}

/// An extension.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExtensionJson {
    /// Which, as object identifier in dotted form.
    pub oid: String,
    /// Whether it is critical.
    pub critical: bool,
}

impl From<&AuthorizationCertificate> for CertificateJson {
    fn from(certificate: &AuthorizationCertificate) -> Self {
        let (kind, slots, delegation) = match GrantJson::from(&certificate.grant()) {
            GrantJson::Application { slots } => (CertificateKindJson::Application, slots, None),
            GrantJson::Delegation { unit_name, role } => {
                let delegation = DelegationJson { unit_name, role };
                (CertificateKindJson::Delegation, Vec::new(), Some(delegation))
            }
        };
        Self {
            kind,
            slots,
            delegation,
            holder_id: Some(HolderIdJson::from(&certificate.holder_id())),
            other_attributes: certificate.other_attributes().map(AttributeJson::from).collect(),
            ..Self::from(certificate.as_attribute_certificate())
        }
    }
}

impl From<&AttributeCertificate> for CertificateJson {
    /// Reads nothing of the profile: the kind is [`CertificateKindJson::Foreign`].
    fn from(certificate: &AttributeCertificate) -> Self {
        let extension = |extension: Extension<'_>| ExtensionJson {
            oid: extension.oid().to_string(),
            critical: extension.is_critical(),
        };
        Self {
            version: 2,
            kind: CertificateKindJson::Foreign,
            serial: certificate.serial().to_string(),
            holder: certificate.holder().map(|holder| HolderJson {
                issuer: holder.issuer().to_string(),
                serial: holder.serial_decimal(),
            }),
            issuer: certificate.issuer().map(|issuer| issuer.to_string()),
            signature_algorithm: certificate.signature_algorithm_name(),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
            holder_id: None,
            slots: Vec::new(),
            delegation: None,
            authority_key_identifier: certificate.authority_key_identifier().map(hex),
            signature: hex(certificate.signature()),
            other_attributes: certificate.attributes().map(AttributeJson::from).collect(),
            extensions: certificate.extensions().map(extension).collect(),
        }
    }
}

impl CertificateJson {
    /// Every field of a certificate, read by this profile if it is one of it.
    #[must_use]
    pub fn read(certificate: &AttributeCertificate, profile: &Profile) -> Self {
        match AuthorizationCertificate::new(certificate.clone(), profile) {
            Ok(ours) => Self::from(&ours),
            Err(_) => Self::from(certificate),
        }
    }
}

impl fmt::Debug for AttributeJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be personal data.
        f.debug_struct("AttributeJson").field("oid", &self.oid).finish_non_exhaustive()
    }
}

impl From<Attribute<'_>> for AttributeJson {
    fn from(attribute: Attribute<'_>) -> Self {
        Self { oid: attribute.oid().to_string(), values_der: attribute.values().map(hex).collect() }
    }
}
