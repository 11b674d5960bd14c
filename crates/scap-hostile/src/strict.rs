//! A second judge of DER, which shares no code with the decoder under test: the rules of X.690 §§ 8, 10 and 11 on
//! universal types, and no more than that.
//!
//! Of the values in directory names only texts are looked at: there a certificate repeats what some CA wrote, and is
//! compared with just that.

use std::cmp::Ordering;

use crate::der::{Header, right_length};

/// Whether `bytes` is one element of DER, as far as its universal types tell.
///
/// # Errors
///
/// The rule that is broken, with its section of X.690.
pub fn check(bytes: &[u8]) -> Result<(), &'static str> {
    let (_, rest) = element(bytes, None)?;
    if rest.is_empty() { Ok(()) } else { Err("something follows the element") }
}

/// The tag of a directory name in a GeneralName.
const DIRECTORY_NAME: u8 = 0xa4;
/// How far values stand below it: the name, a part of it, a type with its value.
const VALUES: u8 = 4;

/// Checks the first element; returns it whole, and what follows. `depth` is how far it stands below a directory name.
fn element(bytes: &[u8], depth: Option<u8>) -> Result<(&[u8], &[u8]), &'static str> {
    let header = Header::read(bytes).ok_or("8.1: no tag or no definite length")?;
    if header.length != right_length(header.content) {
        return Err("10.1: the length is longer than need be");
    }
    let start = header.tag.len() + header.length.len();
    let end = start.checked_add(header.content).ok_or("8.1.3: the length is too large")?;
    let content = bytes.get(start..end).ok_or("8.1.3: the content is cut off")?;
    if depth == Some(VALUES) {
        text(header.tag[0], content)?;
        return Ok((&bytes[..end], &bytes[end..]));
    }
    if let [first, number @ ..] = header.tag
        && !number.is_empty()
    {
        let small = number.len() == 1 && number[0] < 31;
        if small || number[0] == 0x80 {
            return Err("8.1.2.4: the tag is longer than need be");
        }
        if first & 0xc0 == 0 {
            return Err("8.1.2: no universal type has such a tag");
        }
    }
    let below = match depth {
        None if header.tag == [DIRECTORY_NAME] => Some(1),
        _ => depth.map(|depth| depth + 1),
    };
    let children = if header.is_constructed() { elements(content, below)? } else { Vec::new() };
    match (header.tag[0], content) {
        (0x01, [0x00 | 0xff]) | (0x05, []) => {}
        (0x01, _) => return Err("11.1: a BOOLEAN is 00 or FF"),
        (0x05, _) => return Err("8.8: a NULL is empty"),
        (0x02 | 0x0a, _) => integer(content)?,
        (0x03, _) => bit_string(content)?,
        (0x06, _) => object_identifier(content)?,
        (0x18, _) => generalized_time(content)?,
        (0x31, _) if !children.is_sorted_by(|one, two| padded(one, two).is_le()) => {
            return Err("11.6: the elements of a SET OF are not in order");
        }
        (0x0c | 0x13 | 0x16, _) => text(header.tag[0], content)?,
        (0x30 | 0x31 | 0x04 | 0x17, _) => {}
        (tag, _) if tag & 0xc0 == 0 => return Err("8.1.2: a type that does not belong here, or constructed"),
        _ => {}
    }
    Ok((&bytes[..end], &bytes[end..]))
}

/// A value in a name, if it is a text: X.690 § 8.23 and the characters of X.680 § 41.
fn text(tag: u8, content: &[u8]) -> Result<(), &'static str> {
    let utf_16 = || content.chunks(2).map(|unit| unit.try_into().map_or(0xd800, u16::from_be_bytes));
    let utf_32 = || content.chunks(4).map(|unit| unit.try_into().map_or(u32::MAX, u32::from_be_bytes));
    match tag {
        0x0c if str::from_utf8(content).is_err() => Err("8.23: no UTF-8"),
        0x13 if !content.iter().all(|octet| is_printable(*octet)) => Err("8.23: not printable"),
        0x16 if !content.is_ascii() => Err("8.23: not ASCII"),
        0x1c if utf_32().any(|unit| char::from_u32(unit).is_none()) => Err("8.23: no Unicode"),
        0x1e if utf_16().any(|unit| (0xd800..0xe000).contains(&unit)) => Err("8.23: no Unicode"),
        0x2c | 0x33 | 0x34 | 0x36 | 0x3c | 0x3e => Err("10.2: a text in segments"),
        _ => Ok(()),
    }
}

fn elements(mut content: &[u8], depth: Option<u8>) -> Result<Vec<&[u8]>, &'static str> {
    let mut elements = Vec::new();
    while !content.is_empty() {
        // The type of a value stands before it.
        let is_type = depth == Some(VALUES) && elements.is_empty();
        let (found, rest) = element(content, depth.filter(|_| !is_type))?;
        elements.push(found);
        content = rest;
    }
    Ok(elements)
}

/// Compared as if the shorter one had zeros at its end.
fn padded(one: &[u8], two: &[u8]) -> Ordering {
    let octet = |bytes: &[u8], at: usize| bytes.get(at).copied().unwrap_or(0);
    (0..one.len().max(two.len()))
        .map(|at| octet(one, at).cmp(&octet(two, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn integer(content: &[u8]) -> Result<(), &'static str> {
    match content {
        [] => Err("8.3.1: an INTEGER has no octet"),
        [0x00, next, ..] if next & 0x80 == 0 => Err("8.3.2: an INTEGER is longer than need be"),
        [0xff, next, ..] if next & 0x80 != 0 => Err("8.3.2: an INTEGER is longer than need be"),
        _ => Ok(()),
    }
}

fn bit_string(content: &[u8]) -> Result<(), &'static str> {
    match content {
        [] | [8..=255, ..] | [1..=7] => Err("8.6.2: the unused bits are none"),
        [unused, .., last] if last.trailing_zeros() < u32::from(*unused) => {
            Err("11.2.1: an unused bit is set")
        }
        _ => Ok(()),
    }
}

fn object_identifier(content: &[u8]) -> Result<(), &'static str> {
    let starts = content.split_inclusive(|octet| octet & 0x80 == 0);
    match content.last() {
        None => Err("8.19.2: an OBJECT IDENTIFIER has no octet"),
        Some(last) if last & 0x80 != 0 => Err("8.19.2: an OBJECT IDENTIFIER is cut off"),
        Some(_) if starts.into_iter().any(|arc| arc.first() == Some(&0x80)) => {
            Err("8.19.2: an arc is longer than need be")
        }
        Some(_) => Ok(()),
    }
}

/// The form of RFC 5280 § 4.1.2.5.2: DER alone would allow a fraction.
fn generalized_time(content: &[u8]) -> Result<(), &'static str> {
    match content {
        [digits @ .., b'Z'] if digits.len() == 14 && digits.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => Err("11.7: a GeneralizedTime is YYYYMMDDHHMMSSZ"),
    }
}

fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn each_rule_is_kept() {
        let good: [&[u8]; 9] = [
            &[0x01, 0x01, 0xff],
            &[0x02, 0x02, 0x00, 0x80],
            &[0x03, 0x02, 0x07, 0x80],
            &[0x05, 0x00],
            &[0x06, 0x02, 0x88, 0x37],
            &[0x0c, 0x03, 0xe5, 0xad, 0x97],
            b"\x18\x0f20260101000000Z",
            &[0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02],
            &[0x9f, 0x1f, 0x00],
        ];
        for der in good {
            assert_eq!(check(der), Ok(()), "{der:x?}");
        }
        let bad: [(&[u8], &str); 17] = [
            (&[0x05, 0x00, 0x00], "something"),
            (&[0x04, 0x81, 0x01, 0x00], "10.1"),
            (&[0x30, 0x80, 0x00, 0x00], "8.1:"),
            (&[0x04, 0x02, 0x00], "8.1.3"),
            (&[0x1f, 0x10, 0x00], "8.1.2.4"),
            (&[0x9f, 0x80, 0x1f, 0x00], "8.1.2.4"),
            (&[0x24, 0x03, 0x04, 0x01, 0x00], "8.1.2"),
            (&[0x01, 0x01, 0x01], "11.1"),
            (&[0x05, 0x01, 0x00], "8.8"),
            (&[0x02, 0x02, 0x00, 0x7f], "8.3.2"),
            (&[0x02, 0x02, 0xff, 0x80], "8.3.2"),
            (&[0x03, 0x02, 0x07, 0x81], "11.2.1"),
            (&[0x06, 0x02, 0x80, 0x01], "8.19.2"),
            (&[0x06, 0x01, 0x88], "8.19.2"),
            (&[0x0c, 0x01, 0xff], "8.23"),
            (b"\x18\x1120260101000000.5Z", "11.7"),
            (&[0x31, 0x06, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01], "11.6"),
        ];
        for (der, rule) in bad {
            assert!(check(der).unwrap_err().starts_with(rule), "{der:x?}: {:?}", check(der));
        }
    }
}
