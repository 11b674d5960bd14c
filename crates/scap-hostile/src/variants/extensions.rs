//! The extensions: the signer's key identifier, revocation, and what else may stand beside it.

use super::{EXTENSIONS, Variant, inside};
use crate::{
    VALID,
    der::{Element, SEQUENCE},
};

const RULE: &str = "RFC 5755 § 4.3";
const KEY_RULE: &str = "RFC 5755 § 4.3.3";

/// The authority key identifier, which stands alone, and its octets.
const KEY: &[usize] = &[EXTENSIONS, 0];
const KEY_OCTETS: &[usize] = &[EXTENSIONS, 0, 1];

const NO_REV_RULE: &str = "RFC 5755 § 4.3.6";

/// Identifiers of extensions: noRevAvail, crlDistributionPoints and one that nobody knows.
const NO_REV_AVAIL: &[u8] = &[0x55, 0x1d, 0x38];
const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 0x1f];
const UNKNOWN: &[u8] = &[0x2a, 0x03, 0x04];

pub(super) const CRITICAL: &[u8] = &[0x01, 0x01, 0xff];
pub(super) const NULL: &[u8] = &[0x05, 0x00];

pub(super) const TABLE: &[Variant] = &[
    inside("no extensions", KEY_RULE, "ac.authority_key_identifier", |info| {
        info.elements().remove(EXTENSIONS);
    }),
    inside("an empty list of extensions", "RFC 5755 § 4.1", "ac.extensions", |info| {
        info.at(&[EXTENSIONS]).elements().clear();
    }),
    inside("extensions under a tag, as in a public key certificate", "RFC 5755 § 4.1", "ac.der", |info| {
        let extensions = info.at(&[EXTENSIONS]).clone();
        info.at(&[EXTENSIONS]).replace(Element::constructed(0xa3, [extensions]));
    }),
    inside("an extension twice", "RFC 5280 § 4.2", "ac.extensions", |info| {
        let again = info.at(KEY).clone();
        info.at(&[EXTENSIONS]).elements().push(again);
    }),
    inside("no revocation available", NO_REV_RULE, VALID, |info| add(info, NO_REV_AVAIL, &[], NULL)),
    inside("no revocation available, critical", NO_REV_RULE, "ac.extensions", |info| {
        add(info, NO_REV_AVAIL, CRITICAL, NULL);
    }),
    inside("no revocation available, with no octets", NO_REV_RULE, "ac.extensions", |info| {
        add(info, NO_REV_AVAIL, &[], &[]);
    }),
    inside("no revocation available, with another value", NO_REV_RULE, "ac.extensions", |info| {
        add(info, NO_REV_AVAIL, &[], &[0x30, 0x00]);
    }),
    inside("no revocation available, with something after it", NO_REV_RULE, "ac.extensions", |info| {
        add(info, NO_REV_AVAIL, &[], &[NULL, NULL].concat());
    }),
    inside("no revocation available, twice", "RFC 5280 § 4.2", "ac.extensions", |info| {
        add(info, NO_REV_AVAIL, &[], NULL);
        add(info, NO_REV_AVAIL, &[], NULL);
    }),
    inside("no revocation available, and where its lists are", "RFC 5755 § 6", VALID, |info| {
        add(info, NO_REV_AVAIL, &[], NULL);
        let uri = Element::primitive(0x86, "http://lists.example/ac.crl");
        let point = Element::constructed(0xa0, [Element::constructed(0xa0, [uri])]);
        let points = Element::constructed(SEQUENCE, [Element::constructed(SEQUENCE, [point])]);
        add(info, CRL_DISTRIBUTION_POINTS, &[], &points.encode());
    }),
    inside("an unknown extension", RULE, VALID, |info| add(info, UNKNOWN, &[], NULL)),
    inside("an unknown extension before the known one", RULE, VALID, |info| {
        info.at(&[EXTENSIONS]).elements().insert(0, extension(UNKNOWN, &[], NULL));
    }),
    inside("an unknown extension of no octets", RULE, VALID, |info| add(info, UNKNOWN, &[], &[])),
    inside("an unknown critical extension", "RFC 5755 § 5", "ac.critical_extension", |info| {
        add(info, UNKNOWN, CRITICAL, NULL);
    }),
    inside("an explicit default", "X.690 § 11.5", "ac.not_canonical", |info| {
        add(info, UNKNOWN, &[0x01, 0x01, 0x00], NULL);
    }),
    inside("an explicit default in the known extension", "X.690 § 11.5", "ac.not_canonical", |info| {
        info.at(KEY).elements().insert(1, Element::primitive(0x01, [0]));
    }),
    inside("TRUE as 01", "X.690 § 11.1", "ac.der", |info| add(info, UNKNOWN, &[0x01, 0x01, 0x01], NULL)),
    inside("a BOOLEAN of two octets", "X.690 § 8.2.1", "ac.der", |info| {
        add(info, UNKNOWN, &[0x01, 0x02, 0xff, 0xff], NULL);
    }),
    inside("a BOOLEAN of no octets", "X.690 § 8.2.1", "ac.der", |info| {
        add(info, UNKNOWN, &[0x01, 0x00], NULL)
    }),
    inside("critical given twice", "RFC 5755 § 4.1", "ac.der", |info| {
        add(info, UNKNOWN, &[0x01, 0x01, 0xff, 0x01, 0x01, 0xff], NULL);
    }),
    inside("an extension without a value", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(KEY).elements().pop();
    }),
    inside("something after the value", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(KEY).elements().push(Element::primitive(0x05, []));
    }),
    inside("a critical authority key identifier", KEY_RULE, "ac.authority_key_identifier", |info| {
        info.at(KEY).elements().insert(1, Element::raw(CRITICAL));
    }),
    inside("an authority key identifier of nothing", KEY_RULE, "ac.authority_key_identifier", |info| {
        info.at(KEY_OCTETS).set([0x30, 0x00]);
    }),
    inside(
        "an authority key identifier that is no SEQUENCE",
        KEY_RULE,
        "ac.authority_key_identifier",
        |info| {
            info.at(KEY_OCTETS).octets()[0] = 0x31;
        },
    ),
    inside(
        "something after the authority key identifier",
        "RFC 5280 § 4.2.1.1",
        "ac.authority_key_identifier",
        |info| {
            info.at(KEY_OCTETS).octets().extend(NULL);
        },
    ),
    inside(
        "a key identifier under an explicit tag",
        "RFC 5280 § 4.2.1.1",
        "ac.authority_key_identifier",
        |info| {
            inside_key(info, |identifier| {
                let octets = identifier.at(&[0]).octets().clone();
                identifier.at(&[0]).replace(Element::constructed(0xa0, [Element::primitive(0x04, octets)]));
            });
        },
    ),
    inside(
        "a length in the authority key identifier that is longer than need be",
        "X.690 § 10.1",
        "ac.authority_key_identifier",
        |info| {
            inside_key(info, |identifier| identifier.at(&[0]).lengthen());
        },
    ),
    inside(
        "an authority key identifier with issuer and serial too",
        "the profile",
        "ac.authority_key_identifier",
        |info| {
            let name = info.at(&[super::ISSUER, 0, 0]).clone();
            inside_key(info, |identifier| {
                identifier.elements().push(Element::constructed(0xa1, [name.clone()]));
                identifier.elements().push(Element::primitive(0x82, [1]));
            });
        },
    ),
    inside("the key identifier of another key", KEY_RULE, "ac.signer_unknown", |info| {
        inside_key(info, |identifier| identifier.at(&[0]).octets()[0] ^= 1);
    }),
    inside("a key identifier of 21 octets", KEY_RULE, "ac.signer_unknown", |info| {
        inside_key(info, |identifier| identifier.at(&[0]).octets().push(0));
    }),
    inside("a key identifier of 19 octets", KEY_RULE, "ac.signer_unknown", |info| {
        inside_key(info, |identifier| identifier.at(&[0]).octets().truncate(19));
    }),
    inside("a key identifier of no octets", KEY_RULE, "ac.signer_unknown", |info| {
        inside_key(info, |identifier| identifier.at(&[0]).octets().clear());
    }),
];

/// Adds an extension; `critical` is the encoding of the field.
pub(super) fn add(info: &mut Element, oid: &[u8], critical: &[u8], value: &[u8]) {
    info.at(&[EXTENSIONS]).elements().push(extension(oid, critical, value));
}

fn extension(oid: &[u8], critical: &[u8], value: &[u8]) -> Element {
    let parts = [Element::primitive(0x06, oid), Element::raw(critical), Element::primitive(0x04, value)];
    Element::constructed(SEQUENCE, parts)
}

/// Changes the SEQUENCE in the octets of the authority key identifier.
fn inside_key(info: &mut Element, edit: impl Fn(&mut Element)) {
    let mut identifier = Element::parse(info.at(KEY_OCTETS).octets()).expect("a SEQUENCE");
    edit(&mut identifier);
    info.at(KEY_OCTETS).set(identifier.encode());
}
