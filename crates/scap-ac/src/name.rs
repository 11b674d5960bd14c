//! Distinguished names.

use alloc::{string::ToString, vec::Vec};
use core::fmt;

use der::{Decode, Encode};
use x509_cert::name::{Name, RelativeDistinguishedName};

/// A distinguished name that is not empty. `Display` writes it as [RFC 4514] does: most specific first.
///
/// Two names are equal if their DER is, or if they are alike by the rules of [RFC 5280 Section 7.1]:
/// attribute by attribute, texts compared without regard to case and surplus white space.
///
/// [RFC 4514]: https://www.rfc-editor.org/rfc/rfc4514
/// [RFC 5280 Section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
#[derive(Clone)]
pub struct DistinguishedName {
    name: Name,
    der: Vec<u8>,
}

impl DistinguishedName {
    /// Reads the DER of a `Name`.
    ///
    /// # Errors
    ///
    /// A `der` error if it is none or is empty.
    pub fn from_der(der: &[u8]) -> Result<Self, der::Error> {
        Self::new(Name::from_der(der)?)
    }

    pub(crate) fn new(name: Name) -> Result<Self, der::Error> {
        if name.is_empty() {
            return Err(der::ErrorKind::Length { tag: der::Tag::Sequence }.into());
        }
        let der = name.to_der()?;
        Ok(Self { name, der })
    }

    /// The DER of the `Name`.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) const fn name(&self) -> &Name {
        &self.name
    }
}

impl PartialEq for DistinguishedName {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
            || (self.name.len() == other.name.len()
                && self.name.iter_rdn().zip(other.name.iter_rdn()).all(|(one, two)| {
                    let among = |these: &RelativeDistinguishedName, those: &RelativeDistinguishedName| {
                        these.iter().all(|this| those.iter().any(|that| alike(this, that)))
                    };
                    one.as_ref().len() == two.as_ref().len() && among(one, two) && among(two, one)
                }))
    }
}

impl Eq for DistinguishedName {}

fn alike(one: &x509_cert::attr::AttributeTypeAndValue, two: &x509_cert::attr::AttributeTypeAndValue) -> bool {
    if one.oid != two.oid {
        return false;
    }
    match (text(&one.value), text(&two.value)) {
        (Some(one), Some(two)) => {
            let folded =
                |text: &str| text.chars().flat_map(char::to_lowercase).collect::<alloc::string::String>();
            one.split_whitespace().map(folded).eq(two.split_whitespace().map(folded))
        }
        _ => one.value == two.value,
    }
}

fn text(value: &der::Any) -> Option<&str> {
    use der::Tag::{Ia5String, PrintableString, Utf8String};

    matches!(der::Tagged::tag(value), Ia5String | PrintableString | Utf8String)
        .then(|| core::str::from_utf8(value.value()).ok())
        .flatten()
}

impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}
