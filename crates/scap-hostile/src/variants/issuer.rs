//! The issuer: one directory name in the v2 form, the signer's subject.

use super::{ISSUER, Variant, inside};
use crate::{
    VALID,
    der::{Element, SEQUENCE, SET},
};

const RULE: &str = "RFC 5755 § 4.2.3";
const NAMES_RULE: &str = "RFC 5280 § 7.1";
const PRINTABLE_RULE: &str = "X.680 § 41.4";
const BMP_RULE: &str = "X.680 § 41.15";
const UNIVERSAL_RULE: &str = "X.680 § 41.6";

/// The GeneralNames.
const NAMES: &[usize] = &[ISSUER, 0];
/// The directory name of the signer.
const NAME: &[usize] = &[ISSUER, 0, 0];
/// The text in that which names the entity.
const TEXT: &[usize] = &[0, 2, 0, 1];

pub(super) const DNS_NAME: &[u8] = b"signer.example";
pub(super) const OTHER_NAME: &str = "測試公司3";

pub(super) const TABLE: &[Variant] = &[
    inside("an issuer in the v1 form", RULE, "ac.issuer_form", |info| {
        let names = info.at(NAMES).clone();
        info.at(&[ISSUER]).replace(names);
    }),
    inside("an issuer in the v2 form without its tag", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[ISSUER]).retag(SEQUENCE);
    }),
    inside("an issuer in a form that does not exist", RULE, "ac.issuer_form", |info| {
        info.at(&[ISSUER]).retag(0xa1)
    }),
    inside("a primitive issuer", "X.690 § 8.14", "ac.issuer_form", |info| {
        let names = info.at(NAMES).encode();
        info.at(&[ISSUER]).replace(Element::primitive(0x80, names));
    }),
    inside("an issuer without a name", RULE, "ac.issuer_form", |info| info.at(&[ISSUER]).elements().clear()),
    inside("an issuer with an empty list of names", RULE, "ac.der", |info| info.at(NAMES).elements().clear()),
    inside("two names of the issuer", RULE, "ac.issuer_form", |info| {
        let same = info.at(NAME).clone();
        info.at(NAMES).elements().push(same);
    }),
    inside("an empty name of the issuer", RULE, "ac.issuer_form", |info| info.at(NAME).replace(empty_name())),
    inside("a DNS name of the issuer", RULE, "ac.issuer_form", |info| {
        info.at(NAME).replace(Element::primitive(0x82, DNS_NAME));
    }),
    inside("a directory name and a DNS name of the issuer", RULE, "ac.issuer_form", |info| {
        info.at(NAMES).elements().push(Element::primitive(0x82, DNS_NAME));
    }),
    inside("an issuer's name and certificate", RULE, "ac.issuer_form", |info| {
        let names = info.at(NAMES).clone();
        let certificate = Element::constructed(0xa0, [names, Element::primitive(0x02, [1])]);
        info.at(&[ISSUER]).elements().push(certificate);
    }),
    inside("an issuer's name and digest", RULE, "ac.issuer_form", |info| {
        info.at(&[ISSUER]).elements().push(digest_info(0xa1));
    }),
    inside("an issuer's certificate alone", RULE, "ac.issuer_form", |info| {
        let names = info.at(NAMES).clone();
        let certificate = Element::constructed(0xa0, [names, Element::primitive(0x02, [1])]);
        info.at(NAMES).replace(certificate);
    }),
    inside("something after the issuer's name", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[ISSUER]).elements().push(Element::primitive(0x05, []));
    }),
    inside("another issuer", RULE, "ac.signer_unknown", |info| rename(info.at(NAME), 2, 0x0c, OTHER_NAME)),
    inside("the issuer's country as a UTF8String", NAMES_RULE, VALID, |info| {
        rename(info.at(NAME), 0, 0x0c, "TW")
    }),
    inside("the issuer's country in small letters", NAMES_RULE, VALID, |info| {
        rename(info.at(NAME), 0, 0x13, "tw")
    }),
    inside("the issuer's country with white space around it", NAMES_RULE, VALID, |info| {
        rename(info.at(NAME), 0, 0x13, "  TW  ");
    }),
    inside("the issuer's name with white space around it", NAMES_RULE, VALID, |info| {
        rename(info.at(NAME), 2, 0x0c, " 測試公司2 ");
    }),
    inside("the issuer's name with white space inside", NAMES_RULE, "ac.signer_unknown", |info| {
        rename(info.at(NAME), 2, 0x0c, "測試 公司2");
    }),
    inside("the issuer's country as a number", NAMES_RULE, "ac.signer_unknown", |info| {
        info.at(NAME).at(&[0, 0, 0, 1]).replace(Element::primitive(0x02, [1]));
    }),
    inside("the issuer's name under another type", NAMES_RULE, "ac.signer_unknown", |info| {
        info.at(NAME).at(&[0, 2, 0, 0]).set([0x55, 0x04, 0x03]);
    }),
    inside("the issuer's name in no UTF-8", "X.690 § 8.23", "ac.der", |info| {
        info.at(NAME).at(TEXT).octets()[0] = 0xff;
    }),
    inside("the issuer's name in UTF-8 that is cut off", "X.690 § 8.23", "ac.der", |info| {
        info.at(NAME).at(TEXT).octets().truncate(8);
    }),
    inside("the issuer's name in UTF-8 that is longer than need be", "RFC 3629 § 3", "ac.der", |info| {
        text(info, 0x0c, &[0xe4, 0xb8, 0x80, 0xc1, 0x81]);
    }),
    inside(
        "the issuer's name with a character that a PrintableString has not",
        PRINTABLE_RULE,
        "ac.der",
        |info| {
            text(info, 0x13, b"ACME*");
        },
    ),
    inside("the issuer's name in UTF-8, as a PrintableString", PRINTABLE_RULE, "ac.der", |info| {
        info.at(NAME).at(TEXT).retag(0x13);
    }),
    inside(
        "the issuer's name in every character of a PrintableString",
        PRINTABLE_RULE,
        "ac.signer_unknown",
        |info| {
            text(info, 0x13, b"AZ az 09 '()+,-./:=?");
        },
    ),
    inside("the issuer's name in UTF-8, as an IA5String", "X.690 § 8.23", "ac.der", |info| {
        info.at(NAME).at(TEXT).retag(0x16);
    }),
    inside("the issuer's name as an IA5String", NAMES_RULE, "ac.signer_unknown", |info| {
        text(info, 0x16, b"ACME@*");
    }),
    inside("the issuer's name as a BMPString", NAMES_RULE, "ac.signer_unknown", |info| {
        text(info, 0x1e, &[0x6e, 0x2c, 0x8a, 0x66]);
    }),
    inside("the issuer's name as a BMPString with half a character", BMP_RULE, "ac.der", |info| {
        text(info, 0x1e, &[0x6e, 0x2c, 0x8a]);
    }),
    inside("the issuer's name as a BMPString with a surrogate", BMP_RULE, "ac.der", |info| {
        text(info, 0x1e, &[0x6e, 0x2c, 0xd8, 0x40, 0xdc, 0x0b]);
    }),
    inside("the issuer's name as a UniversalString", NAMES_RULE, "ac.signer_unknown", |info| {
        text(info, 0x1c, &[0, 0, 0x6e, 0x2c, 0, 2, 0, 0x0b]);
    }),
    inside("the issuer's name as a UniversalString beyond Unicode", UNIVERSAL_RULE, "ac.der", |info| {
        text(info, 0x1c, &[0, 0x11, 0, 0]);
    }),
    inside(
        "the issuer's name as a UniversalString with half a character",
        UNIVERSAL_RULE,
        "ac.der",
        |info| {
            text(info, 0x1c, &[0, 0, 0x6e, 0x2c, 0, 0]);
        },
    ),
    inside("the issuer's name as a TeletexString", NAMES_RULE, "ac.signer_unknown", |info| {
        text(info, 0x14, &[0x1b, 0x24, 0xc1, 0xe9]);
    }),
    inside("the issuer's name in segments", "X.690 § 10.2", "ac.der", |info| {
        info.at(NAME).at(TEXT).segment()
    }),
    inside("a type in the issuer's name that is longer than need be", "X.690 § 8.19.2", "ac.der", |info| {
        info.at(NAME).at(&[0, 2, 0, 0]).set([0x55, 0x80, 0x04, 0x0a]);
    }),
    inside("the issuer's name once more", NAMES_RULE, "ac.signer_unknown", |info| {
        let again = info.at(NAME).at(&[0, 2]).clone();
        info.at(NAME).at(&[0]).elements().push(again);
    }),
    inside("the issuer's name with nothing after its type", "X.501 § 9.3", "ac.der", |info| {
        info.at(NAME).at(&[0, 2, 0]).elements().truncate(1);
    }),
    inside("an empty part of the issuer's name", "X.501 § 9.2", "ac.der", |info| {
        info.at(NAME).at(&[0, 2]).elements().clear();
    }),
    inside("a part of the issuer's name out of order", "X.690 § 11.6", "ac.not_canonical", |info| {
        let name = info.at(NAME).at(&[0]).elements();
        let second = name.remove(1).elements().remove(0);
        name[1].elements().push(second);
    }),
];

/// Gives the entity another name.
fn text(info: &mut Element, tag: u8, content: &[u8]) {
    info.at(NAME).at(TEXT).replace(Element::primitive(tag, content));
}

/// A directory name of nothing.
pub(super) fn empty_name() -> Element {
    Element::constructed(0xa4, [Element::constructed(SEQUENCE, [])])
}

/// The name in a directory name.
pub(super) fn directory_name(name: &mut Element) -> Element {
    name.at(&[0]).clone()
}

/// Gives one part of a directory name another text.
pub(super) fn rename(name: &mut Element, part: usize, tag: u8, text: &str) {
    assert_eq!(name.at(&[0, part]).tag, [SET]);
    name.at(&[0, part, 0, 1]).replace(Element::primitive(tag, text));
}

/// `ObjectDigestInfo` of a public key, by SHA-256.
pub(super) fn digest_info(tag: u8) -> Element {
    let sha256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    let algorithm = Element::constructed(SEQUENCE, [Element::primitive(0x06, sha256)]);
    let digest = Element::primitive(0x03, [0; 33]);
    Element::constructed(tag, [Element::primitive(0x0a, [0]), algorithm, digest])
}
