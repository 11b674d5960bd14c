//! DER written element by element, so that a test can say exactly what is in it.

use scap_ac::UnixTime;

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const OCTET_STRING: u8 = 0x04;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const ENUMERATED: u8 = 0x0a;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The element of this tag with these contents.
pub(crate) fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let content = contents.concat();
    let length = content.len().to_be_bytes();
    let length = length.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<_>>();
    let mut der = vec![tag];
    match (content.len(), u8::try_from(length.len())) {
        (short @ 0..0x80, _) => der.extend(u8::try_from(short)),
        (_, Ok(octets)) => der.extend([&[0x80 | octets], length.as_slice()].concat()),
        (_, Err(_)) => {}
    }
    der.extend(content);
    der
}

pub(crate) fn sequence(contents: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, contents)
}

/// `[number]` around, or in place of the tag of, what is constructed.
pub(crate) fn context(number: u8, contents: &[&[u8]]) -> Vec<u8> {
    element(0xa0 | number, contents)
}

/// `[number]` in place of the tag of what is primitive.
pub(crate) fn primitive(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, &[content])
}

pub(crate) fn integer(content: &[u8]) -> Vec<u8> {
    element(INTEGER, &[content])
}

pub(crate) fn enumerated(value: u8) -> Vec<u8> {
    element(ENUMERATED, &[&[value]])
}

pub(crate) fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], octets])
}

pub(crate) fn identifier(oid: const_oid::ObjectIdentifier) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

pub(crate) fn generalized_time(time: UnixTime) -> Vec<u8> {
    element(GENERALIZED_TIME, &[digits(time).as_bytes()])
}

/// `UTCTime` through 2049, `GeneralizedTime` from then on.
pub(crate) fn time(time: UnixTime) -> Vec<u8> {
    match (time.date(), digits(time).get(2..)) {
        ((1950..2050, ..), Some(short)) => element(UTC_TIME, &[short.as_bytes()]),
        _ => generalized_time(time),
    }
}

/// `YYYYMMDDhhmmssZ`.
fn digits(time: UnixTime) -> String {
    time.to_string().chars().filter(|c| !matches!(c, '-' | ':' | 'T')).collect()
}
