//! The validity: two GeneralizedTimes of one form, the first not after the second.

use super::{VALIDITY, Variant, inside};
use crate::{VALID, der::Element};

const RULE: &str = "RFC 5755 § 4.2.6";
const FORM: &str = "RFC 5280 § 4.1.2.5.2";

const START: &[usize] = &[VALIDITY, 0];
const END: &[usize] = &[VALIDITY, 1];

pub(super) const TABLE: &[Variant] = &[
    inside("a validity of this very second", RULE, VALID, |info| {
        info.at(START).set("20270101000000Z");
        info.at(END).set("20270101000000Z");
    }),
    inside("a validity that starts a second later", "RFC 5755 § 5", "ac.not_yet_valid", |info| {
        info.at(START).set("20270101000001Z");
    }),
    inside("a validity that ended a second ago", "RFC 5755 § 5", "ac.expired", |info| {
        info.at(END).set("20261231235959Z");
    }),
    inside("the end before the start", RULE, "ac.validity_reversed", |info| {
        info.at(&[VALIDITY]).elements().swap(0, 1);
    }),
    inside("a validity that ends with the holder's card", "the profile", VALID, |info| {
        info.at(END).set("20331231235959Z");
    }),
    inside(
        "a validity that outlives the holder's card",
        "the profile",
        "ac.outside_holder_validity",
        |info| {
            info.at(END).set("20340101000000Z");
        },
    ),
    inside(
        "a validity that starts before the holder's card",
        "the profile",
        "ac.outside_holder_validity",
        |info| {
            info.at(START).set("20231231235959Z");
        },
    ),
    inside("a time with a fraction", FORM, "ac.der", |info| info.at(START).set("20260101000000.5Z")),
    inside("a time with a fraction of zero", "X.690 § 11.7.3", "ac.der", |info| {
        info.at(START).set("20260101000000.0Z");
    }),
    inside("a time with an offset", "X.690 § 11.7.1", "ac.der", |info| {
        info.at(START).set("20260101000000+0800")
    }),
    inside("a local time", "X.690 § 11.7.1", "ac.der", |info| info.at(START).set("20260101000000")),
    inside("a time without seconds", "X.690 § 11.7.2", "ac.der", |info| info.at(START).set("202601010000Z")),
    inside("a time with a small z", FORM, "ac.der", |info| info.at(START).set("20260101000000z")),
    inside("a time with a blank", FORM, "ac.der", |info| info.at(START).set("2026010100000 Z")),
    inside("a time with a sign", FORM, "ac.der", |info| info.at(START).set("2026010100+000Z")),
    inside("a UTCTime", RULE, "ac.der", |info| {
        info.at(START).replace(Element::primitive(0x17, "260101000000Z"))
    }),
    inside("a GeneralizedTime under the tag of a UTCTime", RULE, "ac.der", |info| info.at(START).retag(0x17)),
    inside("a time in segments", "X.690 § 10.2", "ac.der", |info| info.at(START).segment()),
    inside("the 30th of February", FORM, "ac.der", |info| info.at(START).set("20260230000000Z")),
    inside("the 13th month", FORM, "ac.der", |info| info.at(START).set("20261301000000Z")),
    inside("the 24th hour", FORM, "ac.der", |info| info.at(START).set("20260101240000Z")),
    inside("the 60th second", FORM, "ac.der", |info| info.at(START).set("20260101000060Z")),
    inside("the year 1969", "the range of times", "ac.der", |info| info.at(START).set("19691231235959Z")),
    inside("no end", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(&[VALIDITY]).elements().pop();
    }),
    inside("a third time", "RFC 5755 § 4.1", "ac.der", |info| {
        let end = info.at(END).clone();
        info.at(&[VALIDITY]).elements().push(end);
    }),
    inside("an empty time", FORM, "ac.der", |info| info.at(END).set([])),
];
