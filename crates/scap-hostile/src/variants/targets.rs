//! targetInformation: the verifiers that a certificate is made for.

use super::{
    Variant,
    extensions::{CRITICAL, NULL, add},
    inside,
};
use crate::{
    VALID,
    der::{Element, SEQUENCE, SET},
    good::TARGET,
};

const RULE: &str = "RFC 5755 § 4.3.2";

const TARGET_INFORMATION: &[u8] = &[0x55, 0x1d, 0x37];
/// The choices of a target.
const NAME: u8 = 0xa0;
const GROUP: u8 = 0xa1;
const CERT: u8 = 0xa2;
/// Those of a name.
const DNS: u8 = 0x82;
const URI: u8 = 0x86;

const OTHER: &str = "https://other.example";

pub(super) const TABLE: &[Variant] = &[
    inside("for this verifier", RULE, VALID, |info| only_for(info, &[target(NAME, URI, TARGET)])),
    inside("for another verifier and for this one", RULE, VALID, |info| {
        only_for(info, &[target(GROUP, DNS, "example"), target(NAME, URI, OTHER), target(NAME, URI, TARGET)]);
    }),
    inside("for this verifier, in the second list", RULE, VALID, |info| {
        let lists = [[target(NAME, URI, OTHER)], [target(NAME, URI, TARGET)]];
        let lists = lists.map(|targets| Element::constructed(SEQUENCE, targets));
        critical(info, &Element::constructed(SEQUENCE, lists));
    }),
    inside("for this verifier, its host in capitals", "RFC 5280 § 7.4", VALID, |info| {
        only_for(info, &[target(NAME, URI, "HTTPS://Tender.Example/Login")]);
    }),
    inside("for this verifier, its path in capitals", "RFC 5280 § 7.4", "ac.target", |info| {
        only_for(info, &[target(NAME, URI, "https://tender.example/LOGIN")]);
    }),
    inside("for another verifier", RULE, "ac.target", |info| only_for(info, &[target(NAME, URI, OTHER)])),
    inside("for a group of this verifier's name", RULE, "ac.target", |info| {
        only_for(info, &[target(GROUP, URI, TARGET)]);
    }),
    inside("for a DNS name that reads like this verifier", RULE, "ac.target", |info| {
        only_for(info, &[target(NAME, DNS, TARGET)]);
    }),
    inside("for an address that reads like this verifier", RULE, "ac.target", |info| {
        only_for(info, &[target(NAME, 0x81, TARGET)]);
    }),
    inside("for nobody", RULE, "ac.target", |info| only_for(info, &[])),
    inside("for nobody, without a list", RULE, "ac.target", |info| {
        critical(info, &Element::constructed(SEQUENCE, []));
    }),
    inside("for this verifier, not critical", RULE, "ac.extensions", |info| {
        add(info, TARGET_INFORMATION, &[], &information(&[target(NAME, URI, TARGET)]).encode());
    }),
    inside("for another verifier, not critical", RULE, "ac.extensions", |info| {
        add(info, TARGET_INFORMATION, &[], &information(&[target(NAME, URI, OTHER)]).encode());
    }),
    inside("for this verifier, twice", "RFC 5280 § 4.2", "ac.extensions", |info| {
        only_for(info, &[target(NAME, URI, TARGET)]);
        only_for(info, &[target(NAME, URI, TARGET)]);
    }),
    inside("for the bearer of a certificate", RULE, "ac.extensions", |info| {
        let issuer = info.at(&[super::ISSUER, 0]).clone();
        let certificate = Element::constructed(SEQUENCE, [issuer, Element::primitive(0x02, [1])]);
        only_for(info, &[Element::constructed(CERT, [certificate])]);
    }),
    inside("for this verifier and for the bearer of a certificate", RULE, "ac.extensions", |info| {
        only_for(info, &[target(NAME, URI, TARGET), target(CERT, URI, TARGET)]);
    }),
    inside("for a verifier of a kind that does not exist", RULE, "ac.extensions", |info| {
        only_for(info, &[target(0xa3, URI, TARGET)]);
    }),
    inside("for a verifier of two names", RULE, "ac.extensions", |info| {
        let name = Element::primitive(URI, TARGET);
        only_for(info, &[Element::constructed(NAME, [name.clone(), name])]);
    }),
    inside("for a verifier of no name", RULE, "ac.extensions", |info| {
        only_for(info, &[Element::constructed(NAME, [])]);
    }),
    inside("for a verifier whose name is a text of no kind", RULE, "ac.extensions", |info| {
        only_for(info, &[target(NAME, 0x16, TARGET)]);
    }),
    inside("for a verifier whose name is not ASCII", "RFC 5280 § 4.2.1.6", "ac.extensions", |info| {
        only_for(info, &[target(NAME, URI, TARGET), target(NAME, URI, "https://招標.example")]);
    }),
    inside("for this verifier, in a list that is a SET", RULE, "ac.extensions", |info| {
        let list = Element::constructed(SET, [target(NAME, URI, TARGET)]);
        critical(info, &Element::constructed(SEQUENCE, [list]));
    }),
    inside("for this verifier, without the list around", RULE, "ac.extensions", |info| {
        critical(info, &Element::constructed(SEQUENCE, [target(NAME, URI, TARGET)]));
    }),
    inside("for this verifier, with something after the list", RULE, "ac.extensions", |info| {
        let value = [&information(&[target(NAME, URI, TARGET)]).encode(), NULL].concat();
        add(info, TARGET_INFORMATION, CRITICAL, &value);
    }),
    inside("for this verifier, with a list that is cut off", RULE, "ac.extensions", |info| {
        let mut value = information(&[target(NAME, URI, TARGET)]).encode();
        value.pop();
        add(info, TARGET_INFORMATION, CRITICAL, &value);
    }),
    inside("targets of no octets", RULE, "ac.extensions", |info| {
        add(info, TARGET_INFORMATION, CRITICAL, &[])
    }),
];

fn target(choice: u8, kind: u8, name: &str) -> Element {
    Element::constructed(choice, [Element::primitive(kind, name)])
}

fn information(targets: &[Element]) -> Element {
    Element::constructed(SEQUENCE, [Element::constructed(SEQUENCE, targets)])
}

fn only_for(info: &mut Element, targets: &[Element]) {
    critical(info, &information(targets));
}

fn critical(info: &mut Element, value: &Element) {
    add(info, TARGET_INFORMATION, CRITICAL, &value.encode());
}
