//! A small editor of DER: a tree of elements that is changed and encoded again, also wrongly on purpose.

/// The tag of a SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// The tag of a SET.
pub const SET: u8 = 0x31;

/// An element of BER: tag, length and content.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "tests change every part of it")]
pub struct Element {
    /// The identifier octets. None for bytes that stand as they are.
    pub tag: Vec<u8>,
    /// How the length is written.
    pub length: Length,
    /// What is inside.
    pub content: Content,
}

/// How a length is written.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "right, or any octets")]
pub enum Length {
    /// As DER prescribes: what fits the content, as short as can be.
    Right,
    /// These octets, whatever the content.
    Octets(Vec<u8>),
}

/// What is inside an element.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the two kinds of X.690")]
pub enum Content {
    /// Octets.
    Primitive(Vec<u8>),
    /// Elements.
    Constructed(Vec<Element>),
}

impl Element {
    /// A primitive element with the right length.
    #[must_use]
    pub fn primitive(tag: u8, content: impl Into<Vec<u8>>) -> Self {
        Self { tag: vec![tag], length: Length::Right, content: Content::Primitive(content.into()) }
    }

    /// A constructed element with the right length.
    #[must_use]
    pub fn constructed(tag: u8, children: impl Into<Vec<Self>>) -> Self {
        Self { tag: vec![tag], length: Length::Right, content: Content::Constructed(children.into()) }
    }

    /// Bytes that stand as they are, element or not.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            tag: Vec::new(),
            length: Length::Octets(Vec::new()),
            content: Content::Primitive(bytes.into()),
        }
    }

    /// Reads one element and nothing after it, of definite length. A length that is longer than need be is kept.
    #[must_use]
    pub fn parse(der: &[u8]) -> Option<Self> {
        match Self::split(der)? {
            (element, []) => Some(element),
            _ => None,
        }
    }

    /// The first element of `bytes`, and what follows it.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let header = Header::read(bytes)?;
        let rest = bytes.get(header.tag.len() + header.length.len()..)?;
        let (content, rest) = rest.split_at_checked(header.content)?;
        let content = if header.is_constructed() {
            Content::Constructed(Self::children(content)?)
        } else {
            Content::Primitive(content.to_vec())
        };
        let length = if header.length == right_length(header.content) {
            Length::Right
        } else {
            Length::Octets(header.length.to_vec())
        };
        Some((Self { tag: header.tag.to_vec(), length, content }, rest))
    }

    fn children(mut content: &[u8]) -> Option<Vec<Self>> {
        let mut children = Vec::new();
        while !content.is_empty() {
            let (child, rest) = Self::split(content)?;
            children.push(child);
            content = rest;
        }
        Some(children)
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let content = match &self.content {
            Content::Primitive(content) => content.clone(),
            Content::Constructed(children) => children.iter().flat_map(Self::encode).collect(),
        };
        let length = match &self.length {
            Length::Right => right_length(content.len()),
            Length::Octets(octets) => octets.clone(),
        };
        [&self.tag[..], &length, &content].concat()
    }

    /// The element that these indices lead to, from child to child.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn at(&mut self, path: &[usize]) -> &mut Self {
        path.iter().fold(self, |element, index| &mut element.elements()[*index])
    }

    /// The children.
    ///
    /// # Panics
    ///
    /// If the element is primitive.
    pub fn elements(&mut self) -> &mut Vec<Self> {
        match &mut self.content {
            Content::Constructed(children) => children,
            Content::Primitive(_) => panic!("a primitive element has no children"),
        }
    }

    /// The content octets.
    ///
    /// # Panics
    ///
    /// If the element is constructed.
    pub fn octets(&mut self) -> &mut Vec<u8> {
        match &mut self.content {
            Content::Primitive(octets) => octets,
            Content::Constructed(_) => panic!("a constructed element has no octets of its own"),
        }
    }

    /// Another element in its place.
    pub fn replace(&mut self, other: Self) {
        *self = other;
    }

    /// Other content octets.
    pub fn set(&mut self, content: impl Into<Vec<u8>>) {
        self.content = Content::Primitive(content.into());
    }

    /// Another tag of one octet.
    pub fn retag(&mut self, tag: u8) {
        self.tag = vec![tag];
    }

    /// The length octets, whatever the content.
    pub fn claim(&mut self, length: impl Into<Vec<u8>>) {
        self.length = Length::Octets(length.into());
    }

    /// The length in one octet more than need be.
    pub fn lengthen(&mut self) {
        let length = match self.content_length() {
            short @ 0..0x80 => vec![0x81, octet(short)],
            middle @ 0x80..0x100 => vec![0x82, 0, octet(middle)],
            long => vec![0x83, 0, octet(long >> 8), octet(long & 0xff)],
        };
        self.claim(length);
    }

    /// The indefinite form (X.690 § 8.1.3.6).
    pub fn indefinite(&mut self) {
        self.claim([0x80]);
        self.elements().push(Self::raw([0, 0]));
    }

    /// The same octets in segments, as a constructed string of BER (X.690 § 8.7.3).
    pub fn segment(&mut self) {
        let tag = self.tag[0];
        let segment = Self::primitive(tag, self.octets().clone());
        *self = Self::constructed(tag | 0x20, [segment]);
    }

    fn content_length(&self) -> usize {
        match &self.content {
            Content::Primitive(content) => content.len(),
            Content::Constructed(children) => children.iter().map(|child| child.encode().len()).sum(),
        }
    }
}

/// Where the structure of `der` is written: tags, lengths, and contents of at most four octets.
#[must_use]
pub fn structure(der: &[u8]) -> Vec<bool> {
    let mut marks = vec![false; der.len()];
    let whole = 0..der.len();
    let mut open = vec![whole];
    while let Some(range) = open.pop() {
        let Some(header) = der.get(range.clone()).and_then(Header::read) else { continue };
        let start = range.start + header.tag.len() + header.length.len();
        let end = (start + header.content).min(range.end);
        let is_short = !header.is_constructed() && header.content <= 4;
        marks[range.start..if is_short { end } else { start }].fill(true);
        open.push(end..range.end);
        if header.is_constructed() {
            open.push(start..end);
        }
    }
    marks
}

/// The identifier and length octets of an element.
pub(crate) struct Header<'a> {
    pub(crate) tag: &'a [u8],
    pub(crate) length: &'a [u8],
    pub(crate) content: usize,
}

impl<'a> Header<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let more = bytes.first()? & 0x1f == 0x1f;
        let number = if more { bytes.get(1..)?.iter().position(|octet| octet & 0x80 == 0)? + 1 } else { 0 };
        let (tag, rest) = bytes.split_at_checked(1 + number)?;
        let first = *rest.first()?;
        let (length, content) = match first {
            0..=0x7f => (rest.get(..1)?, usize::from(first)),
            0x81..=0x84 => {
                let length = rest.get(..1 + usize::from(first & 0x7f))?;
                (length, length[1..].iter().fold(0, |all, octet| all << 8 | usize::from(*octet)))
            }
            _ => return None,
        };
        Some(Self { tag, length, content })
    }

    pub(crate) fn is_constructed(&self) -> bool {
        self.tag.first().is_some_and(|tag| tag & 0x20 != 0)
    }
}

/// The length octets that DER prescribes.
pub(crate) fn right_length(length: usize) -> Vec<u8> {
    if length < 0x80 {
        return vec![octet(length)];
    }
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|octet| **octet == 0).count();
    [&[0x80 | octet(bytes.len() - zeros)], &bytes[zeros..]].concat()
}

fn octet(value: usize) -> u8 {
    value.to_be_bytes()[size_of::<usize>() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_encodes_to_the_same_bytes() {
        for der in [
            &[0x05, 0x00][..],
            &[0x30, 0x81, 0x02, 0x05, 0x00],
            &[0x30, 0x06, 0x9f, 0x81, 0x01, 0x02, 0xaa, 0xbb],
            &[&[0x04, 0x82, 0x01, 0x00][..], &[7; 256]].concat(),
        ] {
            assert_eq!(Element::parse(der).unwrap().encode(), der);
        }
        for broken in
            [&[][..], &[0x30], &[0x05, 0x01], &[0x05, 0x00, 0x00], &[0x30, 0x80, 0, 0], &[0x30, 1, 5]]
        {
            assert_eq!(Element::parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn structure_is_told_from_content() {
        let der = [0x30, 0x0a, 0x02, 0x01, 0x01, 0x0c, 0x05, b'a', b'b', b'c', b'd', b'e'];
        let marks: Vec<_> = structure(&der).iter().map(|mark| u8::from(*mark)).collect();
        assert_eq!(marks, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn an_edit_changes_all_lengths_around_it() {
        let mut tree = Element::parse(&[0x30, 0x04, 0x31, 0x02, 0x05, 0x00]).unwrap();
        tree.at(&[0, 0]).replace(Element::primitive(0x04, [1; 130]));
        assert_eq!(tree.encode()[..7], [0x30, 0x81, 136, 0x31, 0x81, 133, 0x04]);
        tree.at(&[0]).lengthen();
        assert_eq!(tree.encode()[3..7], [0x31, 0x82, 0, 133]);
        tree.at(&[0]).indefinite();
        assert_eq!(tree.encode()[3..6], [0x31, 0x80, 0x04]);
        assert!(tree.encode().ends_with(&[1, 0, 0]));
    }
}
