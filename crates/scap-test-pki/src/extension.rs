//! Certificate extensions in the shape of the real ones.

use const_oid::{ObjectIdentifier, db::rfc5280::ID_KP_OCSP_SIGNING};
use der::{
    Any, Tag,
    asn1::{Ia5String, SetOfVec},
    flagset::FlagSet,
};
use scap_ac::{CardRank, UnifiedBusinessNumber, oid};
use spki::SubjectPublicKeyInfoRef;
use x509_cert::{
    attr::Attribute,
    builder,
    certificate::TbsCertificate,
    ext::{
        Extension, ToExtension,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, CrlDistributionPoints,
            ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectDirectoryAttributes, SubjectKeyIdentifier,
            certpolicy::PolicyInformation,
            crl::dp::DistributionPoint,
            name::{DistributionPointName, GeneralName},
        },
    },
    name::Name,
};

/// The subject type that card certificates carry.
const SUBJECT_TYPE_VALUE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.886.1.100.3.2.2.1.1");

/// Where revocation lists would be: a name that never resolves ([RFC 6761 Section 6.2]).
///
/// [RFC 6761 Section 6.2]: https://www.rfc-editor.org/rfc/rfc6761#section-6.2
const CRL_URL: &str = "http://crl.test.invalid/complete.crl";

/// What a certificate is for: decides its extensions.
pub(crate) enum Role {
    /// The root: no policy, no path length.
    Root,
    /// The CA that issues card certificates: path length 0.
    Issuing,
    /// Who tells the status of authorization certificates.
    Status { usage: FlagSet<KeyUsages>, is_ca: bool, is_responder: bool },
    /// A card.
    Card { usage: FlagSet<KeyUsages>, rank: CardRank, business_number: UnifiedBusinessNumber },
}

/// A certificate to be: its names and its extensions.
pub(crate) struct Shape {
    pub(crate) issuer: Name,
    pub(crate) subject: Name,
    pub(crate) role: Role,
}

impl builder::profile::BuilderProfile for Shape {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        _tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let mut extensions = Extensions { subject: &self.subject, list: Vec::new() };
        extensions.push(&SubjectKeyIdentifier::try_from(key)?)?;
        match &self.role {
            Role::Root => {
                extensions.push(&BasicConstraints { ca: true, path_len_constraint: None })?;
                extensions.push(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?;
            }
            Role::Issuing => {
                extensions.push(&AuthorityKeyIdentifier::try_from(issuer_key)?)?;
                extensions.push(&BasicConstraints { ca: true, path_len_constraint: Some(0) })?;
                extensions.push(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?;
                extensions.push(&policies())?;
                extensions.push(&distribution_points()?)?;
            }
            Role::Status { usage, is_ca, is_responder } => {
                extensions.push(&AuthorityKeyIdentifier::try_from(issuer_key)?)?;
                if *is_ca {
                    extensions.push(&BasicConstraints { ca: true, path_len_constraint: Some(0) })?;
                }
                if !usage.is_empty() {
                    extensions.push(&KeyUsage(*usage))?;
                }
                if *is_responder {
                    extensions.push(&ExtendedKeyUsage(vec![ID_KP_OCSP_SIGNING]))?;
                }
            }
            Role::Card { usage, rank, business_number } => {
                extensions.push(&AuthorityKeyIdentifier::try_from(issuer_key)?)?;
                extensions.push(&KeyUsage(*usage))?;
                extensions.push(&policies())?;
                extensions.push(&distribution_points()?)?;
                extensions.push(&directory_attributes(*rank, *business_number)?)?;
            }
        }
        Ok(extensions.list)
    }
}

struct Extensions<'a> {
    subject: &'a Name,
    list: Vec<Extension>,
}

impl Extensions<'_> {
    fn push(&mut self, extension: impl ToExtension<Error = der::Error>) -> Result<(), der::Error> {
        let extension = extension.to_extension(self.subject, &self.list)?;
        self.list.push(extension);
        Ok(())
    }
}

fn policies() -> CertificatePolicies {
    CertificatePolicies(vec![PolicyInformation {
        policy_identifier: oid::CARD_POLICY,
        policy_qualifiers: None,
    }])
}

fn distribution_points() -> Result<CrlDistributionPoints, der::Error> {
    let url = GeneralName::UniformResourceIdentifier(Ia5String::new(CRL_URL)?);
    Ok(CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![url])),
        reasons: None,
        crl_issuer: None,
    }]))
}

fn directory_attributes(
    rank: CardRank,
    business_number: UnifiedBusinessNumber,
) -> Result<SubjectDirectoryAttributes, der::Error> {
    let printable = |text: &str| Any::new(Tag::PrintableString, text.as_bytes());
    Ok(SubjectDirectoryAttributes(vec![
        attribute(oid::SUBJECT_TYPE, Any::encode_from(&SUBJECT_TYPE_VALUE)?)?,
        attribute(oid::CARD_HOLDER_RANK, printable(rank.as_str())?)?,
        attribute(oid::UNIFIED_BUSINESS_NUMBER, printable(business_number.as_str())?)?,
    ]))
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, der::Error> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}
