//! The holder: the issuer and serial of one card certificate.

use super::{HOLDER, Variant, inside};
use crate::{
    VALID,
    der::{Element, SEQUENCE},
    variants::issuer::{DNS_NAME, OTHER_NAME, digest_info, directory_name, empty_name, rename},
};

const RULE: &str = "RFC 5755 § 4.2.2";
const NAMES_RULE: &str = "RFC 5280 § 7.1";

/// The GeneralNames and the serial number.
const NAMES: &[usize] = &[HOLDER, 0, 0];
const SERIAL: &[usize] = &[HOLDER, 0, 1];

pub(super) const TABLE: &[Variant] = &[
    inside("no holder", RULE, "ac.holder_form", |info| info.at(&[HOLDER]).elements().clear()),
    inside("a holder named by an entity name", RULE, "ac.holder_form", |info| {
        let names = info.at(NAMES).elements().clone();
        info.at(&[HOLDER, 0]).replace(Element::constructed(0xa1, names));
    }),
    inside("a holder named by a digest", RULE, "ac.holder_form", |info| {
        info.at(&[HOLDER, 0]).replace(digest_info(0xa2));
    }),
    inside("a holder named by a certificate and an entity name", RULE, "ac.holder_form", |info| {
        let names = info.at(NAMES).elements().clone();
        info.at(&[HOLDER]).elements().push(Element::constructed(0xa1, names));
    }),
    inside("a holder named by a certificate and a digest", RULE, "ac.holder_form", |info| {
        info.at(&[HOLDER]).elements().push(digest_info(0xa2));
    }),
    inside("an entity name before the certificate", "RFC 5755 § 4.1", "ac.der", |info| {
        let names = info.at(NAMES).elements().clone();
        info.at(&[HOLDER]).elements().insert(0, Element::constructed(0xa1, names));
    }),
    inside("a holder named twice", "RFC 5755 § 4.1", "ac.der", |info| {
        let same = info.at(&[HOLDER, 0]).clone();
        info.at(&[HOLDER]).elements().push(same);
    }),
    inside("a holder in a form that does not exist", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[HOLDER, 0]).retag(0xa3);
    }),
    inside("a primitive holder", "X.690 § 8.14", "ac.der", |info| info.at(&[HOLDER, 0]).retag(0x80)),
    inside("a holder without a tag", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[HOLDER, 0]).retag(SEQUENCE)
    }),
    inside("a holder with a unique identifier", RULE, "ac.holder_form", |info| {
        info.at(&[HOLDER, 0]).elements().push(Element::primitive(0x03, [0, 1]));
    }),
    inside("two names of the holder's CA", RULE, "ac.holder_form", |info| {
        let same = info.at(NAMES).at(&[0]).clone();
        info.at(NAMES).elements().push(same);
    }),
    inside("no name of the holder's CA", RULE, "ac.der", |info| info.at(NAMES).elements().clear()),
    inside("an empty name of the holder's CA", RULE, "ac.holder_form", |info| {
        info.at(NAMES).at(&[0]).replace(empty_name());
    }),
    inside("a DNS name of the holder's CA", RULE, "ac.holder_form", |info| {
        info.at(NAMES).at(&[0]).replace(Element::primitive(0x82, DNS_NAME));
    }),
    inside("a name of a kind that does not exist", "RFC 5280 § 4.2.1.6", "ac.der", |info| {
        info.at(NAMES).at(&[0]).replace(Element::primitive(0x89, DNS_NAME));
    }),
    inside("a directory name that is primitive", "X.690 § 8.14", "ac.der", |info| {
        info.at(NAMES).at(&[0]).retag(0x84)
    }),
    inside("another CA of the holder", RULE, "ac.holder_mismatch", |info| {
        rename(info.at(NAMES).at(&[0]), 2, 0x0c, OTHER_NAME);
    }),
    inside("a holder's CA in other case and white space", NAMES_RULE, VALID, |info| {
        rename(info.at(NAMES).at(&[0]), 0, 0x0c, "  tW ");
    }),
    inside("parts of the CA's name in another order", NAMES_RULE, "ac.holder_mismatch", |info| {
        info.at(NAMES).at(&[0, 0]).elements().swap(0, 1);
    }),
    inside("parts of the CA's name in one set", NAMES_RULE, "ac.holder_mismatch", |info| {
        let name = info.at(NAMES).at(&[0, 0]).elements();
        let second = name.remove(1).elements().remove(0);
        name[0].elements().push(second);
    }),
    inside("a part of the CA's name left out", NAMES_RULE, "ac.holder_mismatch", |info| {
        info.at(NAMES).at(&[0, 0]).elements().pop();
    }),
    inside("a name instead of a GeneralName", "RFC 5755 § 4.1", "ac.der", |info| {
        let name = directory_name(info.at(NAMES).at(&[0]));
        info.at(NAMES).at(&[0]).replace(name);
    }),
    inside("another holder", RULE, "ac.holder_mismatch", |info| info.at(SERIAL).set([1])),
    inside("a holder's serial of zero", RULE, "ac.serial", |info| info.at(SERIAL).set([0])),
    inside("a negative holder's serial", RULE, "ac.serial", |info| info.at(SERIAL).set([0xff])),
    inside("a holder's serial of 21 octets", RULE, "ac.serial", |info| info.at(SERIAL).set([1; 21])),
    inside("a holder's serial that takes seconds to print", RULE, "ac.holder_form", |info| {
        info.at(SERIAL).set([1; 60_000]);
    }),
    inside("a holder's serial without an octet", "X.690 § 8.3.1", "ac.der", |info| info.at(SERIAL).set([])),
    inside("a holder's serial that is longer than need be", "X.690 § 8.3.2", "ac.der", |info| {
        let serial = info.at(SERIAL).octets();
        serial.splice(..0, [0, 0]);
    }),
    inside("no holder's serial", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[HOLDER, 0]).elements().pop();
    }),
];
