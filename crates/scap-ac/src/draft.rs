//! From what is to be granted to the bytes that the signer's card signs, and on to the certificate.

use alloc::{vec, vec::Vec};
use core::fmt;

use der::{
    AnyRef, Decode, Encode, Tag,
    asn1::{BitStringRef, GeneralizedTime, IntRef, OctetStringRef, SetOfVec, Utf8StringRef},
};
use spki::AlgorithmIdentifierRef;
use x509_cert::{ext::pkix::name::GeneralName, name::Name};

use crate::{
    asn1::{self, OidField},
    attribute_certificate::AttributeCertificate,
    card_certificate::CardCertificate,
    certificate::AuthorizationCertificate,
    content::{AuthorizedApplication, Grant},
    crypto::SignatureAlgorithm,
    error::AcError,
    holder_id::{HolderId, HolderIdKind},
    name::DistinguishedName,
    oid::{ID_CE_AUTHORITY_KEY_IDENTIFIER, Oid, Profile},
    reader::DerError,
    serial::SerialNumber,
    time::UnixTime,
};

/// An authorization certificate before it is signed. Equal drafts give equal bytes.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills in every field")]
pub struct Draft<'a> {
    /// The serial number: [`SerialNumber::for_authorization`] of the signer's certificate.
    pub serial: SerialNumber,
    /// The secondary card's certificate.
    pub holder: &'a CardCertificate,
    /// The signer's certificate.
    pub signer: &'a CardCertificate,
    /// The first second of the validity.
    pub not_before: UnixTime,
    /// The last second of the validity.
    pub not_after: UnixTime,
    /// Who holds the secondary card.
    pub holder_id: &'a HolderId,
    /// What is granted.
    pub grant: &'a Grant,
}

/// The bytes that the signer's card signs with RSASSA-PKCS1-v1_5 and SHA-256.
#[derive(Clone, Eq, PartialEq)]
pub struct ToBeSigned {
    der: Vec<u8>,
    algorithm: SignatureAlgorithm,
    profile: Profile,
}

impl fmt::Debug for ToBeSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The holder identification number is among the bytes.
        f.debug_struct("ToBeSigned").field("length", &self.der.len()).finish_non_exhaustive()
    }
}

impl Draft<'_> {
    /// The DER of `AttributeCertificateInfo` for `sha256WithRSAEncryption`.
    ///
    /// # Errors
    ///
    /// [`AcError::ValidityReversed`]; a `der` error if a text is too long for DER.
    pub fn to_be_signed(&self, profile: &Profile) -> Result<ToBeSigned, AcError> {
        self.to_be_signed_with(profile, SignatureAlgorithm::Sha256WithRsa)
    }

    /// As [`Draft::to_be_signed`], for another algorithm: old material in tests.
    ///
    /// # Errors
    ///
    /// As [`Draft::to_be_signed`].
    pub fn to_be_signed_with(
        &self,
        profile: &Profile,
        algorithm: SignatureAlgorithm,
    ) -> Result<ToBeSigned, AcError> {
        if self.not_after < self.not_before {
            return Err(AcError::ValidityReversed);
        }
        let der = self.encode(profile, algorithm).map_err(|error| AcError::Der(DerError::of_der(error)))?;
        Ok(ToBeSigned { der, algorithm, profile: profile.clone() })
    }

    fn encode(&self, profile: &Profile, algorithm: SignatureAlgorithm) -> der::Result<Vec<u8>> {
        let attributes = attributes(self.grant, self.holder_id, profile)?;
        let attributes = attributes.iter().map(attribute).collect::<Result<_, _>>()?;
        let identifier = asn1::AuthorityKeyIdentifier {
            key_identifier: OctetStringRef::new(self.signer.key_identifier())?,
        };
        let identifier = identifier.to_der()?;
        let issuer = asn1::V2Form { issuer_name: names(self.signer.subject())? }.to_der()?;
        let issuer: AnyRef<'_> = Decode::from_der(&issuer)?;
        let v2_form = Tag::ContextSpecific { constructed: true, number: der::TagNumber(0) };
        let info = asn1::Info {
            version: 1,
            holder: asn1::Holder {
                base_certificate_id: asn1::IssuerSerial {
                    issuer: names(self.holder.issuer())?,
                    serial: IntRef::new(self.holder.serial().der_content())?,
                },
            },
            issuer: AnyRef::new(v2_form, issuer.value())?,
            signature: algorithm_identifier(algorithm),
            serial: IntRef::new(self.serial.der_content())?,
            validity: asn1::Validity {
                not_before: GeneralizedTime::from_date_time(self.not_before.to_der()),
                not_after: GeneralizedTime::from_date_time(self.not_after.to_der()),
            },
            attributes,
            extensions: vec![asn1::Extension {
                oid: OidField(Oid::from(ID_CE_AUTHORITY_KEY_IDENTIFIER)),
                critical: false,
                value: OctetStringRef::new(&identifier)?,
            }],
        };
        info.to_der()
    }
}

impl ToBeSigned {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The certificate with the signature that the card made. Whether it holds is for
    /// [`Validator`](crate::Validator) to tell.
    ///
    /// # Errors
    ///
    /// As [`AuthorizationCertificate::from_der`].
    pub fn assemble(self, signature: &[u8]) -> Result<AuthorizationCertificate, AcError> {
        let der = self.encode(signature).map_err(|error| AcError::Der(DerError::of_der(error)))?;
        AuthorizationCertificate::new(AttributeCertificate::from_der(&der)?, &self.profile)
    }

    fn encode(&self, signature: &[u8]) -> der::Result<Vec<u8>> {
        let info = AnyRef::from_der(&self.der)?;
        let signature_algorithm = algorithm_identifier(self.algorithm);
        let signature = BitStringRef::from_bytes(signature)?;
        asn1::AttributeCertificate { info, signature_algorithm, signature }.to_der()
    }
}

fn names(name: &DistinguishedName) -> der::Result<Vec<GeneralName>> {
    Ok(vec![GeneralName::DirectoryName(Name::from_der(name.as_der())?)])
}

fn algorithm_identifier(algorithm: SignatureAlgorithm) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: algorithm.oid(), parameters: Some(AnyRef::NULL) }
}

/// An attribute before it is encoded: the DER of each value.
struct Attribute {
    oid: Oid,
    values: Vec<Vec<u8>>,
}

/// Without slots there is no attribute of applications, as a SET of
/// none is not allowed; the holder id stays.
fn attributes(grant: &Grant, holder_id: &HolderId, profile: &Profile) -> der::Result<Vec<Attribute>> {
    let mut attributes = Vec::new();
    match grant {
        Grant::Application(slots) if slots.is_empty() => {}
        Grant::Application(slots) => {
            let values = slots.iter().map(authorized_application).collect::<Result<_, _>>()?;
            attributes.push(Attribute { oid: profile.authorized_applications.clone(), values });
        }
        Grant::Delegation(delegation) => {
            let value = asn1::Delegation {
                unit_name: optional(delegation.unit_name.as_ref().map(|name| name.as_str()))?,
                role: optional(delegation.role.as_ref().map(|role| role.as_str()))?,
            };
            attributes.push(Attribute { oid: profile.delegation.clone(), values: vec![value.to_der()?] });
        }
    }
    let kind = match holder_id.kind() {
        HolderIdKind::NationalId => asn1::HolderIdKind::NationalId,
        HolderIdKind::Other => asn1::HolderIdKind::Other,
    };
    let value = asn1::HolderIdentification { kind, number: Utf8StringRef::new(holder_id.number())? };
    attributes.push(Attribute { oid: profile.holder_identification.clone(), values: vec![value.to_der()?] });
    Ok(attributes)
}

fn attribute(attribute: &Attribute) -> der::Result<asn1::Attribute<'_>> {
    let mut values = SetOfVec::new();
    for value in &attribute.values {
        values.insert(Decode::from_der(value)?)?;
    }
    Ok(asn1::Attribute { oid: OidField(attribute.oid.clone()), values })
}

fn authorized_application(used: &AuthorizedApplication) -> der::Result<Vec<u8>> {
    let value = asn1::AuthorizedApplication {
        slot: used.slot.number(),
        application: asn1::Application {
            code: Utf8StringRef::new(used.application.code.as_str())?,
            name: Utf8StringRef::new(used.application.name.as_str())?,
        },
        unit_name: optional(used.unit_name.as_ref().map(|name| name.as_str()))?,
        unit_code: optional(used.unit_code.as_ref().map(|code| code.as_str()))?,
        role: optional(used.role.as_ref().map(|role| role.as_str()))?,
    };
    value.to_der()
}

fn optional(text: Option<&str>) -> der::Result<Option<Utf8StringRef<'_>>> {
    text.map(Utf8StringRef::new).transpose()
}
