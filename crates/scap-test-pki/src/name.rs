//! Distinguished names in the shape of the real ones: country first, everything but the country in UTF-8.

use const_oid::{
    ObjectIdentifier,
    db::rfc4519::{COUNTRY_NAME, LOCALITY_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME},
};
use der::{Any, Tag};
use x509_cert::{
    attr::AttributeTypeAndValue,
    name::{Name, RdnSequence, RelativeDistinguishedName},
};

/// `OU=unit,O=行政院,C=TW`: a government CA.
pub(crate) fn authority(unit: &str) -> Result<Name, der::Error> {
    name(&[(ORGANIZATION_NAME, "行政院"), (ORGANIZATIONAL_UNIT_NAME, unit)])
}

/// `O=organization,L=locality,C=TW`: a business entity.
pub(crate) fn entity(organization: &str, locality: &str) -> Result<Name, der::Error> {
    name(&[(LOCALITY_NAME, locality), (ORGANIZATION_NAME, organization)])
}

fn name(parts: &[(ObjectIdentifier, &str)]) -> Result<Name, der::Error> {
    let mut sequence = vec![part(COUNTRY_NAME, Tag::PrintableString, "TW")?];
    for (oid, text) in parts {
        sequence.push(part(*oid, Tag::Utf8String, text)?);
    }
    Ok(Name::hazmat_from_rdn_sequence(RdnSequence::from(sequence)))
}

fn part(oid: ObjectIdentifier, tag: Tag, text: &str) -> Result<RelativeDistinguishedName, der::Error> {
    let value = Any::new(tag, text.as_bytes())?;
    RelativeDistinguishedName::try_from(vec![AttributeTypeAndValue { oid, value }])
}
