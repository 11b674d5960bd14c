//! Strict DER ([X.690] §§ 8, 10 and 11) read in place: an element is a slice of the input, and nothing is copied.
//!
//! The `der` crate decodes into owned structs, which costs more than everything else of a validation but RSA. Tests and
//! fuzzing ask it for a second opinion, in one direction: an attribute certificate that is read here has to decode by the
//! ASN.1 of RFC 5755 Section 4.1, and to encode again to the same bytes (`oracle.rs` of `scap-hostile`). It is not asked
//! about identifiers, names, values of attributes and contents of extensions, which are elements to it, nor about a
//! certificate with a tag that it has no name for. What it takes may well be refused here.
//!
//! [X.690]: https://www.itu.int/rec/T-REC-X.690

use core::fmt;

/// Tags that the certificates are made of, with class and form.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// `[number]`, primitive.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]`, constructed.
    pub(crate) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Where and how an input is not the DER that it should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DerError {
    what: &'static str,
    /// An address while reading, an offset once [`DerError::within`] was called.
    at: usize,
    /// It is BER, and could be written as DER.
    pub(crate) is_ber: bool,
}

impl core::error::Error for DerError {}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl DerError {
    #[cold]
    pub(crate) fn new(what: &'static str, at: &[u8]) -> Self {
        Self { what, at: at.as_ptr().addr(), is_ber: false }
    }

    /// What is read in one way alone in DER, and in others in BER.
    #[cold]
    pub(crate) fn ber(what: &'static str, at: &[u8]) -> Self {
        Self { is_ber: true, ..Self::new(what, at) }
    }

    /// The position as an offset into the input that was read.
    pub(crate) fn within(self, input: &[u8]) -> Self {
        Self { at: self.at.saturating_sub(input.as_ptr().addr()).min(input.len()), ..self }
    }

    /// The offset of what is wrong, in bytes.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }
}

impl DerError {
    /// What the `der` crate says, which reads the certificates of cards and authorities. No `From`: that would make a
    /// version of `der` a part of the interface.
    pub(crate) fn of_der(error: der::Error) -> Self {
        let at = error.position().and_then(|position| usize::try_from(position).ok()).unwrap_or_default();
        Self { what: "something else than the DER of a certificate", at, is_ber: false }
    }
}

/// One element: its identifier octet, its content, and the whole of it.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// What is in it, if it is of this constructed type.
    #[inline(always)]
    pub(crate) fn inside(self, tag: u8) -> Result<Reader<'a>, DerError> {
        if self.tag == tag { Ok(Reader(self.content)) } else { Err(another_type(self.whole)) }
    }
}

/// Reads one element after the other.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(elements: &'a [u8]) -> Self {
        Self(elements)
    }

    /// What is not read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The identifier octet of what comes next.
    #[inline(always)]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element, of any type.
    #[inline(always)]
    pub(crate) fn element(&mut self) -> Result<Element<'a>, DerError> {
        let all = self.0;
        let (tag, content, rest) = match *all {
            [tag, ref after @ ..] if tag & 0x1f != 0x1f => match split(after) {
                Some((content, rest)) => (tag, content, rest),
                None => return Err(no_element(all)),
            },
            _ => with_long_tag(all)?,
        };
        let whole = all.get(..all.len() - rest.len()).unwrap_or_default();
        self.0 = rest;
        Ok(Element { tag, content, whole })
    }

    /// The content of the next element, which is of this type.
    #[inline(always)]
    pub(crate) fn content(&mut self, tag: u8) -> Result<&'a [u8], DerError> {
        match *self.0 {
            [next, ref after @ ..] if next == tag => match split(after) {
                Some((content, rest)) => {
                    self.0 = rest;
                    Ok(content)
                }
                None => Err(no_element(self.0)),
            },
            _ => Err(another_type(self.0)),
        }
    }

    /// The content of the next element if it is of this type.
    #[inline(always)]
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, DerError> {
        if self.peek() == Some(tag) { self.content(tag).map(Some) } else { Ok(None) }
    }

    /// What is in the next element, which is of this constructed type.
    #[inline(always)]
    pub(crate) fn inside(&mut self, tag: u8) -> Result<Self, DerError> {
        self.content(tag).map(Self)
    }

    /// Nothing is left.
    #[inline(always)]
    pub(crate) fn end(self) -> Result<(), DerError> {
        if self.0.is_empty() { Ok(()) } else { Err(DerError::new("more than there should be", self.0)) }
    }

    /// The content octets of an INTEGER: the shortest form, of any size and sign.
    #[inline(always)]
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], DerError> {
        let content = self.content(tag::INTEGER)?;
        match content {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(DerError::new("a number that is not in the shortest form", content))
            }
            _ => Ok(content),
        }
    }

    /// The content octets of an OBJECT IDENTIFIER.
    #[inline(always)]
    pub(crate) fn oid(&mut self) -> Result<&'a [u8], DerError> {
        let content = self.content(tag::OID)?;
        check_oid(content)?;
        Ok(content)
    }

    /// A BIT STRING of whole octets.
    #[inline(always)]
    pub(crate) fn octets_in_bits(&mut self) -> Result<&'a [u8], DerError> {
        match self.content(tag::BIT_STRING)? {
            [0, octets @ ..] => Ok(octets),
            content => Err(DerError::new("a bit string that is not of whole octets", content)),
        }
    }

    /// A BIT STRING of any length.
    #[inline(always)]
    pub(crate) fn bits(&mut self) -> Result<(), DerError> {
        check_bits(self.content(tag::BIT_STRING)?)
    }
}

/// The content of an element, given what follows its identifier octets, and what follows the element. Its length is in
/// the shortest form.
#[inline(always)]
fn split(after_tag: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = match *after_tag {
        [length @ 0..=0x7f, ref after @ ..] => (usize::from(length), after),
        [0x81, low @ 0x80..=0xff, ref after @ ..] => (usize::from(low), after),
        [0x82, high @ 1..=0xff, low, ref after @ ..] => (usize::from(u16::from_be_bytes([high, low])), after),
        // Lists alone are that long; all else has a limit of its own.
        [0x83, high @ 1..=0xff, middle, low, ref after @ ..] => {
            (usize::try_from(u32::from_be_bytes([0, high, middle, low])).ok()?, after)
        }
        _ => return None,
    };
    after.split_at_checked(length)
}

/// An element whose tag number is above 30: in base 128, the shortest form, of four octets at most.
#[cold]
fn with_long_tag(all: &[u8]) -> Result<(u8, &[u8], &[u8]), DerError> {
    let [tag, number @ ..] = all else { return Err(no_element(all)) };
    let last = number.iter().position(|octet| octet & 0x80 == 0).filter(|last| *last < 4);
    let after = match (last, number) {
        (None, _) | (Some(0), [0..=30, ..]) | (_, [0x80, ..]) => None,
        (Some(last), _) => number.get(last + 1..),
    };
    let (content, rest) = after.and_then(split).ok_or_else(|| no_element(all))?;
    Ok((*tag, content, rest))
}

#[cold]
fn no_element(at: &[u8]) -> DerError {
    DerError::new(
        if at.is_empty() { "an element that is missing" } else { "an element with no DER length" },
        at,
    )
}

#[cold]
fn another_type(at: &[u8]) -> DerError {
    DerError::new(if at.is_empty() { "an element that is missing" } else { "an element of another type" }, at)
}

/// Base 128, each arc as short as can be, at most 64 octets: a UUID-based identifier has twenty and a few, and to print
/// one of thousands would take seconds.
#[inline(always)]
pub(crate) fn check_oid(content: &[u8]) -> Result<(), DerError> {
    // An octet 80 adds nothing where an arc starts, and few identifiers have one at all.
    let has_80 = content.iter().fold(false, |found, octet| found | (*octet == 0x80));
    let ends_well = matches!(content, [.., 0..=0x7f]);
    let starts_well = || {
        let starts = content.array_windows().any(|&[end, start]| end & 0x80 == 0 && start == 0x80);
        content.first() != Some(&0x80) && !starts
    };
    if ends_well && content.len() <= 64 && (!has_80 || starts_well()) {
        Ok(())
    } else {
        Err(DerError::new("no object identifier in the shortest form, or one that is too long", content))
    }
}

/// The content octets of a BIT STRING: the number of unused bits, which are zero.
pub(crate) fn check_bits(content: &[u8]) -> Result<(), DerError> {
    match content {
        [0, ..] => Ok(()),
        [unused @ 1..=7, .., last] if last.trailing_zeros() >= u32::from(*unused) => Ok(()),
        _ => Err(DerError::new("a bit string with unused bits that are not zero", content)),
    }
}

/// The elements of a SET OF, at least one, ascending by their encodings ([X.690] § 11.6), none twice.
///
/// No encoding of an element is the beginning of another, so that padding does not matter.
///
/// [X.690]: https://www.itu.int/rec/T-REC-X.690
pub(crate) fn check_set(
    set: Reader<'_>,
    mut check: impl FnMut(Element<'_>) -> Result<(), DerError>,
) -> Result<(), DerError> {
    let mut rest = set;
    let mut before = rest.element()?;
    check(before)?;
    while !rest.is_empty() {
        let element = rest.element()?;
        check(element)?;
        if before.whole >= element.whole {
            return Err(DerError::ber("a set whose elements are not in order", element.whole));
        }
        before = element;
    }
    Ok(())
}

/// The elements that were read before without error; reading stops at what is none.
impl<'a> Iterator for Reader<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        if self.is_empty() { None } else { self.element().ok() }
    }
}

/// Where a part lies in an input of at most [`Span::MAX`] bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Span {
    start: u16,
    end: u16,
}

impl Span {
    /// The longest input.
    pub(crate) const MAX: usize = 0xffff;

    /// Where `part` lies, a slice of `whole`.
    pub(crate) fn of(part: &[u8], whole: &[u8]) -> Self {
        let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
        let short = |offset| u16::try_from(offset).unwrap_or(u16::MAX);
        Self { start: short(start), end: short(start + part.len()) }
    }

    pub(crate) const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part.
    #[inline(always)]
    pub(crate) fn in_(self, whole: &[u8]) -> &[u8] {
        whole.get(usize::from(self.start)..usize::from(self.end)).unwrap_or_default()
    }
}
