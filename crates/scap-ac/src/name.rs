//! Distinguished names.

use alloc::{string::ToString, vec::Vec};
use core::{fmt, str::from_utf8};

use der::Decode;
use x509_cert::name::Name;

use crate::{
    hex::hex,
    reader::{DerError, Element, Reader, check_set, tag},
};

/// A distinguished name that is not empty. `Display` writes it as [RFC 4514] does: most specific first.
///
/// Two names are equal if their DER is, or if they are alike by the rules of [RFC 5280 Section 7.1]:
/// attribute by attribute, texts compared without regard to case and surplus white space.
///
/// [RFC 4514]: https://www.rfc-editor.org/rfc/rfc4514
/// [RFC 5280 Section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
#[derive(Clone)]
pub struct DistinguishedName(Vec<u8>);

impl DistinguishedName {
    /// Reads the DER of a `Name`.
    ///
    /// # Errors
    ///
    /// [`DerError`] if it is none or is empty.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let read = || {
            let mut reader = Reader::new(der);
            let parts = check_name(&mut reader)?;
            reader.end()?;
            if parts.is_empty() { Err(DerError::new("a name without parts", der)) } else { Ok(()) }
        };
        read().map_err(|error| error.within(der))?;
        Ok(Self::from_checked(der))
    }

    /// A name that was read before.
    pub(crate) fn from_checked(der: &[u8]) -> Self {
        Self(Vec::from(der))
    }

    /// The DER of the `Name`.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

/// Reads a `Name`, a SEQUENCE of SETs of types with values, and returns what is in it.
pub(crate) fn check_name<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, DerError> {
    let parts = reader.inside(tag::SEQUENCE)?;
    let mut rest = parts;
    while !rest.is_empty() {
        check_set(rest.inside(tag::SET)?, |part| {
            let mut inside = part.inside(tag::SEQUENCE)?;
            inside.oid()?;
            check_value(inside.element()?)?;
            inside.end()
        })?;
    }
    Ok(parts)
}

/// A text is in one piece, and of characters that its type has ([X.680] § 41). Values that are no text may be anything.
///
/// [X.680]: https://www.itu.int/rec/T-REC-X.680
#[inline(always)]
fn check_value(value: Element<'_>) -> Result<(), DerError> {
    let content = value.content;
    let is_right = match value.tag {
        tag::UTF8_STRING => is_utf8(content),
        tag::PRINTABLE_STRING => content.iter().all(is_printable),
        _ => is_right_otherwise(value),
    };
    if is_right { Ok(()) } else { Err(DerError::new("a text that its type does not have", content)) }
}

/// Names are a few Chinese characters most of the time, which [`from_utf8`] takes longer for.
#[inline(always)]
fn is_utf8(content: &[u8]) -> bool {
    let (characters, rest) = content.as_chunks();
    // U+4000 to U+BFFF.
    let is_chinese = |octets: &[u8; 3]| matches!(octets, [0xe4..=0xeb, 0x80..=0xbf, 0x80..=0xbf]);
    (characters.iter().all(is_chinese) && rest.is_ascii()) || from_utf8(content).is_ok()
}

const fn is_printable(octet: &u8) -> bool {
    matches!(octet, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b' ' | b'\''..=b')' | b'+'..=b'/' | b':' | b'=' | b'?')
}

/// As [`check_value`], of what names seldom hold.
#[cold]
fn is_right_otherwise(value: Element<'_>) -> bool {
    /// In segments: BER alone.
    const CONSTRUCTED: u8 = 0x20;
    const TEXTS: [u8; 6] = [
        tag::UTF8_STRING,
        tag::PRINTABLE_STRING,
        tag::TELETEX_STRING,
        tag::IA5_STRING,
        tag::UNIVERSAL_STRING,
        tag::BMP_STRING,
    ];
    match value.tag {
        tag::IA5_STRING => value.content.is_ascii(),
        tag::BMP_STRING => {
            let (units, rest) = value.content.as_chunks();
            let is_character = |unit: &[u8; 2]| char::from_u32(u16::from_be_bytes(*unit).into()).is_some();
            rest.is_empty() && units.iter().all(is_character)
        }
        tag::UNIVERSAL_STRING => {
            let (characters, rest) = value.content.as_chunks();
            rest.is_empty() && characters.iter().all(|one| char::from_u32(u32::from_be_bytes(*one)).is_some())
        }
        // Any octet stands for something in one of the sets that a TeletexString may switch to.
        tag => !TEXTS.contains(&(tag ^ CONSTRUCTED)),
    }
}

/// Whether two names, each the DER of a `Name`, are the same by [RFC 5280 Section 7.1].
///
/// [RFC 5280 Section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
#[inline]
pub(crate) fn same_name(one: &[u8], two: &[u8]) -> bool {
    one == two || alike_names(one, two)
}

#[cold]
fn alike_names(one: &[u8], two: &[u8]) -> bool {
    let inside = |name| Reader::new(name).inside(tag::SEQUENCE).ok();
    let (Some(one), Some(two)) = (inside(one), inside(two)) else { return false };
    one.count() == two.count()
        && one.zip(two).all(|(one, two)| {
            let (one, two) = (Reader::new(one.content), Reader::new(two.content));
            let among = |mut these: Reader<'_>, those: Reader<'_>| {
                these.all(|this| { those }.any(|that| alike(this, that)))
            };
            let (length, other_length) = (one.count(), two.count());
            // Of more parts at one level, none of which a CA makes, comparing would take long.
            length == other_length && length <= 8 && among(one, two) && among(two, one)
        })
}

/// Whether two parts of names are alike: the same type, and the same value as people read it.
fn alike(one: Element<'_>, two: Element<'_>) -> bool {
    let (Some((one_type, one)), Some((two_type, two))) = (type_and_value(one), type_and_value(two)) else {
        return false;
    };
    if one_type != two_type {
        return false;
    }
    match (text(one), text(two)) {
        (Some(one), Some(two)) => {
            let (mut one, mut two) = (one.split_whitespace(), two.split_whitespace());
            loop {
                match (one.next(), two.next()) {
                    (None, None) => return true,
                    (Some(one), Some(two)) if lower_case(one).eq(lower_case(two)) => {}
                    _ => return false,
                }
            }
        }
        _ => one.whole == two.whole,
    }
}

fn type_and_value(part: Element<'_>) -> Option<(&[u8], Element<'_>)> {
    let mut inside = Reader::new(part.content);
    Some((inside.oid().ok()?, inside.element().ok()?))
}

fn lower_case(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

fn text(value: Element<'_>) -> Option<&str> {
    match value.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING => from_utf8(value.content).ok(),
        _ => None,
    }
}

impl PartialEq for DistinguishedName {
    fn eq(&self, other: &Self) -> bool {
        same_name(&self.0, &other.0)
    }
}

impl Eq for DistinguishedName {}

impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Name::from_der(&self.0) {
            Ok(name) => name.fmt(f),
            // A type with arcs beyond 32 bits, which `x509-cert` cannot hold.
            Err(_) => write!(f, "#{}", hex(&self.0)),
        }
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}
