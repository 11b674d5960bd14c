//! The content of a delegation.

use super::{ATTRIBUTES, Variant, inside};
use crate::{
    VALID,
    der::{Element, SEQUENCE},
    good,
};

const PROFILE: &str = "the profile";

/// The values of the attribute, and the delegation among them.
const VALUES: &[usize] = &[ATTRIBUTES, 0, 1];
const DELEGATION: &[usize] = &[ATTRIBUTES, 0, 1, 0];

pub(super) const TABLE: &[Variant] = &[
    delegation("the delegation itself", VALID, |_| {}),
    delegation("a delegation without unit and role", VALID, |info| info.at(DELEGATION).elements().clear()),
    delegation("a delegation without a unit", VALID, |info| {
        info.at(DELEGATION).elements().remove(0);
    }),
    delegation("a delegation twice in its attribute", "ac.attributes", |info| {
        info.at(VALUES).elements().insert(0, Element::constructed(SEQUENCE, []));
    }),
    delegation("a delegation with role and unit in the other order", "ac.der", |info| {
        info.at(DELEGATION).elements().swap(0, 1);
    }),
    delegation("a delegation with a field that does not exist", "ac.der", |info| {
        info.at(DELEGATION).elements().push(Element::primitive(0x82, "x"));
    }),
    delegation("a delegation with a unit twice", "ac.der", |info| {
        let unit = info.at(DELEGATION).at(&[0]).clone();
        info.at(DELEGATION).elements().insert(1, unit);
    }),
    delegation("a delegation with a text under the tag of its type", "ac.der", |info| {
        info.at(DELEGATION).at(&[0]).retag(0x0c);
    }),
    delegation("a delegation with an empty role", "ac.text", |info| info.at(DELEGATION).at(&[1]).set([])),
    delegation("a delegation with a blank unit", "ac.text", |info| {
        info.at(DELEGATION).at(&[0]).set("\u{3000}")
    }),
    delegation("a delegation with a unit of no UTF-8", "ac.der", |info| {
        info.at(DELEGATION).at(&[0]).set([0xff])
    }),
    delegation("a delegation that is a text", "ac.der", |info| {
        info.at(DELEGATION).replace(Element::primitive(0x0c, "all"));
    }),
    delegation("a delegation without holder identification", "ac.profile", |info| {
        info.at(&[ATTRIBUTES]).elements().pop();
    }),
];

/// A variant of the delegation.
const fn delegation(name: &'static str, expected: &'static str, edit: fn(&mut Element)) -> Variant {
    Variant { of: good::delegation, ..inside(name, PROFILE, expected, edit) }
}
