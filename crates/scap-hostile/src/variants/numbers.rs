//! Version, serial number and algorithm identifiers.

use super::{SERIAL, SIGNATURE, VERSION, Variant, both, inside, outside};
use crate::{VALID, der::Element};

const VERSION_RULE: &str = "RFC 5755 § 4.2.1";
const ALGORITHM_RULE: &str = "RFC 5755 § 4.2.4";
const SERIAL_RULE: &str = "RFC 5755 § 4.2.5";

/// Content octets of object identifiers.
const SHA1_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05];
const SHA512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d];
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

pub(super) const TABLE: &[Variant] = &[
    inside("version 1", VERSION_RULE, "ac.version", |info| info.at(&[VERSION]).set([0])),
    inside("version 3", VERSION_RULE, "ac.version", |info| info.at(&[VERSION]).set([2])),
    inside("version 258, whose last octet is 1", VERSION_RULE, "ac.version", |info| {
        info.at(&[VERSION]).set([1, 1])
    }),
    inside("a negative version", VERSION_RULE, "ac.version", |info| info.at(&[VERSION]).set([0xff])),
    inside("a version that is longer than need be", "X.690 § 8.3.2", "ac.der", |info| {
        info.at(&[VERSION]).set([0, 1]);
    }),
    inside("no version", VERSION_RULE, "ac.version", |info| {
        info.elements().remove(VERSION);
    }),
    inside("a version under [0], as in a public key certificate", VERSION_RULE, "ac.version", |info| {
        let version = info.at(&[VERSION]).clone();
        info.at(&[VERSION]).replace(Element::constructed(0xa0, [version]));
    }),
    inside("the smallest serial", SERIAL_RULE, VALID, |info| info.at(&[SERIAL]).set([1])),
    inside("the largest serial", SERIAL_RULE, VALID, |info| {
        info.at(&[SERIAL]).set([&[0x7f][..], &[0xff; 19]].concat());
    }),
    inside("a serial of zero", SERIAL_RULE, "ac.serial", |info| info.at(&[SERIAL]).set([0])),
    inside("a negative serial", SERIAL_RULE, "ac.serial", |info| info.at(&[SERIAL]).set([0x80])),
    inside("a serial of 21 octets", SERIAL_RULE, "ac.serial", |info| info.at(&[SERIAL]).set([1; 21])),
    inside("a serial of 20 octets behind a zero", SERIAL_RULE, "ac.serial", |info| {
        info.at(&[SERIAL]).set([&[0][..], &[0x80; 20]].concat());
    }),
    inside("a serial of 30,000 octets", SERIAL_RULE, "ac.serial", |info| info.at(&[SERIAL]).set([1; 30_000])),
    inside("a serial that is longer than need be", "X.690 § 8.3.2", "ac.der", |info| {
        info.at(&[SERIAL]).set([0, 1]);
    }),
    inside("a negative serial that is longer than need be", "X.690 § 8.3.2", "ac.der", |info| {
        info.at(&[SERIAL]).set([0xff, 0x80]);
    }),
    inside("a serial without an octet", "X.690 § 8.3.1", "ac.der", |info| info.at(&[SERIAL]).set([])),
    inside("a serial as an ENUMERATED", "RFC 5755 § 4.1", "ac.der", |info| info.at(&[SERIAL]).retag(0x0a)),
    both("algorithms without parameters", VALID, |algorithm| {
        algorithm.elements().truncate(1);
    }),
    both("parameters that are no NULL", "ac.algorithm_unknown", |algorithm| {
        algorithm.at(&[1]).replace(Element::primitive(0x02, [1]));
    }),
    both("something after the parameters", "ac.der", |algorithm| {
        algorithm.elements().push(Element::primitive(0x05, []));
    }),
    both("rsaEncryption as a signature algorithm", "ac.algorithm_unknown", |algorithm| {
        algorithm.at(&[0]).set(RSA_ENCRYPTION);
    }),
    both("SHA-512, which the profile has not", "ac.algorithm_unknown", |algorithm| {
        algorithm.at(&[0]).set(SHA512_WITH_RSA);
    }),
    both("ECDSA, which the profile has not", "ac.algorithm_unknown", |algorithm| {
        algorithm.replace(Element::constructed(0x30, [Element::primitive(0x06, ECDSA_WITH_SHA256)]));
    }),
    both("SHA-1, which the policy does not allow", "ac.sha1", |algorithm| {
        algorithm.at(&[0]).set(SHA1_WITH_RSA);
    }),
    both("an algorithm without an identifier", "ac.der", |algorithm| algorithm.elements().clear()),
    inside("another algorithm inside than outside", ALGORITHM_RULE, "ac.algorithm_mismatch", |info| {
        info.at(&[SIGNATURE, 0]).set(SHA1_WITH_RSA);
    }),
    inside("parameters outside alone", ALGORITHM_RULE, "ac.algorithm_mismatch", |info| {
        info.at(&[SIGNATURE]).elements().truncate(1);
    }),
    outside("another algorithm outside than inside", ALGORITHM_RULE, "ac.algorithm_mismatch", |whole| {
        whole.at(&[1, 0]).set(SHA1_WITH_RSA);
    }),
    outside("parameters inside alone", ALGORITHM_RULE, "ac.algorithm_mismatch", |whole| {
        whole.at(&[1]).elements().truncate(1);
    }),
];
