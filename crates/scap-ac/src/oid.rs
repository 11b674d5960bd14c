//! Every object identifier of the profile, and a type that can hold any of them.
//!
//! The arcs of a UUID-based identifier ([X.667]) have 128 bits, more than `const_oid` takes: so attribute
//! types and extensions are [`Oid`]s here.
//!
//! [X.667]: https://www.itu.int/rec/T-REC-X.667

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use crate::{
    reader::{DerError, check_oid},
    serial::decimal,
};

/// `subjectDirectoryAttributes` ([RFC 5280 Section 4.2.1.8]).
///
/// [RFC 5280 Section 4.2.1.8]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.8
pub const SUBJECT_DIRECTORY_ATTRIBUTES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.9");
/// Subject type, an attribute of card certificates.
pub const SUBJECT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.886.1.100.2.1");
/// Card holder rank, an attribute of card certificates: `primary` or `secondary`.
pub const CARD_HOLDER_RANK: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.886.1.100.2.2");
/// Unified business number, an attribute of card certificates.
pub const UNIFIED_BUSINESS_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.886.1.100.2.101");
/// The certificate policy of production cards.
pub const CARD_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.886.101.0.3.3");

/// `randomNonce`, a signed attribute of logins ([RFC 2985 Section 5.3.3]).
///
/// [RFC 2985 Section 5.3.3]: https://www.rfc-editor.org/rfc/rfc2985#section-5.3
pub const RANDOM_NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.25.3");

pub use const_oid::ObjectIdentifier;
pub use const_oid::db::{
    rfc4519::SERIAL_NUMBER,
    rfc5280::{ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_KEY_USAGE, ID_CE_SUBJECT_KEY_IDENTIFIER},
    rfc5912::{RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION},
};

/// Content octets of the arc that the three attribute types of the profile stand under:
/// 2.25.280023497049244808419163132797966509956, made from the random UUID
/// d2aa9055-d8c3-421c-92b5-fa4e17ae6784.
const ARC: [u8; 20] = [
    0x69, 0x83, 0xa5, 0xaa, 0xc8, 0x95, 0xbb, 0x8c, 0x9a, 0x88, 0xb9, 0x92, 0xda, 0xfe, 0xc9, 0xe1, 0xbd,
    0xb9, 0xcf, 0x04,
];

/// Content octets of an identifier right under the arc.
const fn under_arc(last: u8) -> [u8; 21] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = ARC;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, last]
}

/// An object identifier with arcs of any size, as the content octets of its DER.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Oid(Cow<'static, [u8]>);

impl Oid {
    /// Reads content octets: base 128, each arc as short as can be, at most 64.
    ///
    /// # Errors
    ///
    /// [`DerError`] if they are not canonical or too many.
    pub fn from_content(content: &[u8]) -> Result<Self, DerError> {
        check_oid(content).map_err(|error| error.within(content))?;
        Ok(Self::from_checked(content))
    }

    /// Content octets that were read before.
    pub(crate) fn from_checked(content: &[u8]) -> Self {
        Self(Cow::Owned(Vec::from(content)))
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is `other`, an identifier whose arcs fit 32 bits.
    #[must_use]
    pub fn is(&self, other: &ObjectIdentifier) -> bool {
        *self.0 == *other.as_bytes()
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(oid: ObjectIdentifier) -> Self {
        Self::from_checked(oid.as_bytes())
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, octets) in self.0.split_inclusive(|octet| octet & 0x80 == 0).enumerate() {
            match octets {
                // The first number is 40 times the first arc plus the second; the first is at most 2.
                [number] if at == 0 => {
                    write!(f, "{}.{}", (number / 40).min(2), number - (number / 40).min(2) * 40)?
                }
                _ if at == 0 => write!(f, "2.{}", arc(octets, 80))?,
                _ => write!(f, ".{}", arc(octets, 0))?,
            }
        }
        Ok(())
    }
}

/// The decimal digits of a number in base 128, less `minus`.
fn arc(octets: &[u8], minus: u8) -> String {
    let mut number = Vec::new();
    let (mut pending, mut bits, mut borrow) = (0u32, 0u32, u32::from(minus));
    for octet in octets.iter().rev().chain(&[0, 0]) {
        pending |= u32::from(octet & 0x7f) << bits;
        bits += 7;
        if bits >= 8 {
            let [.., low] = pending.to_be_bytes();
            let [.., high, difference] = u32::from(low).wrapping_sub(borrow).to_be_bytes();
            borrow = u32::from(high != 0);
            number.push(difference);
            pending >>= 8;
            bits -= 8;
        }
    }
    number.reverse();
    decimal(&number)
}

/// The attribute types that carry the content of an authorization certificate.
///
/// The official identifiers are not public; the default ones stand under an arc of this project. An
/// integrator who knows the official ones puts them here.
///
/// # Examples
///
/// ```
/// let profile = scap_ac::Profile::default();
/// let oid = profile.authorized_applications.to_string();
/// assert_eq!(oid, "2.25.280023497049244808419163132797966509956.1");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an integrator fills in every field")]
pub struct Profile {
    /// `SET OF AuthorizedApplication`, one for each used slot.
    pub authorized_applications: Oid,
    /// `HolderIdentification`.
    pub holder_identification: Oid,
    /// `Delegation`.
    pub delegation: Oid,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            authorized_applications: Oid(Cow::Borrowed(const { &under_arc(1) })),
            holder_identification: Oid(Cow::Borrowed(const { &under_arc(2) })),
            delegation: Oid(Cow::Borrowed(const { &under_arc(3) })),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn prints_arcs_of_any_size_and_refuses_what_is_not_canonical() {
        let table: [(&[u8], &str); 6] = [
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d], "1.2.840.113549"),
            (&[0x88, 0x37], "2.999"),
            (&[0x69], "2.25"),
            (&[0x00], "0.0"),
            (&[0x84, 0x80, 0x00, 0x81, 0x00], "2.65456.128"),
            (&ARC, "2.25.280023497049244808419163132797966509956"),
        ];
        for (content, text) in table {
            assert_eq!(Oid::from_content(content).unwrap().to_string(), text);
        }
        for content in [&[][..], &[0x2a, 0x80, 0x01], &[0x2a, 0x86], &[0x80, 0x01], &[0x01; 65]] {
            assert!(Oid::from_content(content).is_err(), "{content:?}");
        }
    }
}
