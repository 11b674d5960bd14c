//! BER that is no DER, and what is neither.

use super::{
    ATTRIBUTES, EXTENSIONS, HOLDER, ISSUER, SERIAL, VALIDITY, VERSION, Variant, both, inside, outside,
};
use crate::der::{Element, SET};

pub(super) const TABLE: &[Variant] = &[
    outside("the certificate itself", "the editor changes nothing else", crate::VALID, |_| {}),
    outside("a length of the whole that is longer than need be", "X.690 § 10.1", "ac.der", Element::lengthen),
    inside(
        "a length of the signed part that is longer than need be",
        "X.690 § 10.1",
        "ac.der",
        Element::lengthen,
    ),
    inside("a length of the holder that is longer than need be", "X.690 § 10.1", "ac.der", |info| {
        info.at(&[HOLDER]).lengthen();
    }),
    inside("a length of a name's text that is longer than need be", "X.690 § 10.1", "ac.der", |info| {
        info.at(&[ISSUER, 0, 0, 0, 1, 0, 1]).lengthen();
    }),
    inside("a length of an attribute's text that is longer than need be", "X.690 § 10.1", "ac.der", |info| {
        info.at(&[ATTRIBUTES, 1, 1, 0, 1]).lengthen();
    }),
    outside("the whole in the indefinite form", "X.690 § 10.1", "ac.der", Element::indefinite),
    inside("the signed part in the indefinite form", "X.690 § 10.1", "ac.der", Element::indefinite),
    inside("the attributes in the indefinite form", "X.690 § 10.1", "ac.der", |info| {
        info.at(&[ATTRIBUTES]).indefinite();
    }),
    inside("a SET in the indefinite form", "X.690 § 10.1", "ac.der", |info| {
        info.at(&[ATTRIBUTES, 1, 1]).indefinite();
    }),
    outside("a length that claims one octet more", "X.690 § 8.1.3", "ac.der", |whole| {
        let length = whole.encode().len() - 4;
        whole.claim(
            [&[0x82][..], &u16::try_from(length + 1).expect("a short certificate").to_be_bytes()].concat(),
        );
    }),
    outside("a length that claims four gigabytes", "X.690 § 8.1.3", "ac.der", |whole| {
        whole.claim([0x84, 0xff, 0xff, 0xff, 0xff]);
    }),
    outside("a length of five octets", "X.690 § 8.1.3", "ac.der", |whole| {
        whole.claim([0x85, 0, 0, 0, 5, 0]);
    }),
    outside("a length of 127 octets, which is reserved", "X.690 § 8.1.3.5", "ac.der", |whole| {
        whole.claim([0xff])
    }),
    inside("an inner length that reaches beyond its element", "X.690 § 8.1.3", "ac.der", |info| {
        info.at(&[HOLDER, 0]).claim([0x82, 0x7f, 0xff]);
    }),
    inside("an inner length that stops short", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[VALIDITY]).claim([0x11]);
    }),
    outside("SEQUENCE by a tag of two octets", "X.690 § 8.1.2.4", "ac.der", |whole| {
        whole.tag = vec![0x3f, 0x10];
    }),
    inside("SEQUENCE by a tag of two octets, inside", "X.690 § 8.1.2.4", "ac.der", |info| {
        info.at(&[VALIDITY]).tag = vec![0x3f, 0x10];
    }),
    inside("a primitive SEQUENCE", "X.690 § 8.9.1", "ac.der", |info| info.at(&[VALIDITY]).retag(0x10)),
    inside("a SEQUENCE of another class", "X.690 § 8.9.1", "ac.der", |info| {
        info.at(&[VALIDITY]).retag(0x70)
    }),
    inside("attributes as a SET", "RFC 5755 § 4.1", "ac.der", |info| info.at(&[ATTRIBUTES]).retag(SET)),
    inside("values as a SEQUENCE", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[ATTRIBUTES, 0, 1]).retag(0x30)
    }),
    inside("a constructed INTEGER", "X.690 § 8.3.1", "ac.der", |info| info.at(&[SERIAL]).segment()),
    inside("a constructed UTF8String", "X.690 § 10.2", "ac.der", |info| {
        info.at(&[ATTRIBUTES, 1, 1, 0, 1]).segment();
    }),
    inside("a constructed OCTET STRING", "X.690 § 10.2", "ac.der", |info| {
        info.at(&[EXTENSIONS, 0, 1]).segment();
    }),
    both("a NULL that is not empty", "ac.algorithm_unknown", |algorithm| algorithm.at(&[1]).set([0])),
    inside("something after the last field", "RFC 5755 § 4.1", "ac.der", |info| {
        info.elements().push(Element::primitive(0x05, []));
    }),
    inside("a field twice", "RFC 5755 § 4.1", "ac.der", |info| {
        let validity = info.at(&[VALIDITY]).clone();
        info.elements().insert(VALIDITY, validity);
    }),
    inside("two fields in the other order", "RFC 5755 § 4.1", "ac.der", |info| {
        info.elements().swap(HOLDER, ISSUER);
    }),
    inside("a field left out", "RFC 5755 § 4.1", "ac.der", |info| {
        info.elements().remove(VALIDITY);
    }),
    inside("a signed part of nothing", "RFC 5755 § 4.1", "ac.version", |info| info.elements().clear()),
    inside("an end of contents between two fields", "X.690 § 8.1.5", "ac.der", |info| {
        info.elements().insert(VERSION + 1, Element::raw([0, 0]));
    }),
];
