//! The attributes: the five slots and the holder identification number.

use super::{ATTRIBUTES, Variant, inside};
use crate::{
    VALID,
    der::{Element, SEQUENCE, SET},
};

const RULE: &str = "RFC 5755 § 4.2.7";
const PROFILE: &str = "the profile";

/// The attribute of applications, its values, the first slot and the fields of it.
const SLOTS: &[usize] = &[ATTRIBUTES, 0];
const VALUES: &[usize] = &[ATTRIBUTES, 0, 1];
const SLOT: &[usize] = &[ATTRIBUTES, 0, 1, 0];
const CODE: &[usize] = &[ATTRIBUTES, 0, 1, 0, 1, 0];
const NAME: &[usize] = &[ATTRIBUTES, 0, 1, 0, 1, 1];
const ROLE: &[usize] = &[ATTRIBUTES, 0, 1, 0, 4];
/// The holder identification number, its value and the fields of it.
const ID: &[usize] = &[ATTRIBUTES, 1];
const ID_VALUE: &[usize] = &[ATTRIBUTES, 1, 1, 0];
const ID_KIND: &[usize] = &[ATTRIBUTES, 1, 1, 0, 0];
const ID_NUMBER: &[usize] = &[ATTRIBUTES, 1, 1, 0, 1];

pub(super) const TABLE: &[Variant] = &[
    inside("no attribute", RULE, "ac.attributes", |info| info.at(&[ATTRIBUTES]).elements().clear()),
    inside("an attribute without a value", RULE, "ac.attributes", |info| info.at(VALUES).elements().clear()),
    inside("a holder identification without a value", RULE, "ac.attributes", |info| {
        info.at(ID).at(&[1]).elements().clear();
    }),
    inside("an attribute twice", RULE, "ac.attributes", |info| {
        let again = info.at(SLOTS).clone();
        info.at(&[ATTRIBUTES]).elements().push(again);
    }),
    inside("an attribute that the profile does not know, twice", RULE, "ac.attributes", |info| {
        info.at(&[ATTRIBUTES]).elements().extend([unknown(), unknown()]);
    }),
    inside("an attribute that the profile does not know", RULE, VALID, |info| {
        info.at(&[ATTRIBUTES]).elements().insert(1, unknown());
    }),
    inside("the attributes in the other order", RULE, VALID, |info| {
        info.at(&[ATTRIBUTES]).elements().swap(0, 1)
    }),
    inside("no applications, as after a cancellation", PROFILE, VALID, |info| {
        info.at(&[ATTRIBUTES]).elements().remove(0);
    }),
    inside("no holder identification", PROFILE, "ac.profile", |info| {
        info.at(&[ATTRIBUTES]).elements().remove(1);
    }),
    inside("an authorization and a delegation at once", PROFILE, "ac.profile", |info| {
        info.at(&[ATTRIBUTES]).elements().push(delegation());
    }),
    inside("slots out of order", "X.690 § 11.6", "ac.not_canonical", |info| {
        info.at(VALUES).elements().swap(0, 1)
    }),
    inside("a value twice", PROFILE, "ac.not_canonical", |info| {
        let again = info.at(SLOT).clone();
        info.at(VALUES).elements().insert(0, again);
    }),
    inside("a sixth slot", PROFILE, "ac.slots", |info| {
        let mut sixth = info.at(SLOT).clone();
        sixth.at(&[0]).set([6]);
        info.at(VALUES).elements().push(sixth);
    }),
    inside("slot 0", PROFILE, "ac.slots", |info| slot(info, |slot| slot.at(&[0]).set([0]))),
    inside("slot 6", PROFILE, "ac.slots", |info| info.at(VALUES).at(&[4, 0]).set([6])),
    inside("slot 257", PROFILE, "ac.der", |info| slot(info, |slot| slot.at(&[0]).set([1, 1]))),
    inside("a negative slot", PROFILE, "ac.slots", |info| slot(info, |slot| slot.at(&[0]).set([0xff]))),
    inside("a slot number that is longer than need be", "X.690 § 8.3.2", "ac.der", |info| {
        slot(info, |slot| slot.at(&[0]).set([0, 1]))
    }),
    inside("a slot twice", PROFILE, "ac.slots", |info| info.at(VALUES).at(&[1, 0]).set([1])),
    inside("an application twice", PROFILE, "ac.slots", |info| info.at(VALUES).at(&[1, 1, 0]).set("APP1")),
    inside("an empty code", PROFILE, "ac.text", |info| code(info, "")),
    inside("a code with a blank", PROFILE, "ac.text", |info| code(info, "A 1")),
    inside("a code that is not ASCII", PROFILE, "ac.text", |info| code(info, "ＡＰＰ")),
    inside("a code of 65 characters", PROFILE, "ac.text", |info| code(info, &"A".repeat(65))),
    inside("a code as a PrintableString", PROFILE, "ac.der", |info| info.at(CODE).retag(0x13)),
    inside("a code with a zero", PROFILE, "ac.text", |info| code(info, "AP\0")),
    inside("a name that is blank", PROFILE, "ac.text", |info| {
        slot(info, |slot| slot.at(&[1, 1]).set("　　"))
    }),
    inside("a name of no UTF-8", "X.690 § 8.23", "ac.der", |info| info.at(NAME).octets()[0] = 0xff),
    inside("a name in UTF-8 that is longer than need be", "RFC 3629 § 3", "ac.der", |info| {
        info.at(NAME).octets()[..3].copy_from_slice(&[0xe0, 0x81, 0x81]);
    }),
    inside("a name with half of a surrogate pair", "RFC 3629 § 3", "ac.der", |info| {
        info.at(NAME).octets()[..3].copy_from_slice(&[0xed, 0xa0, 0x80]);
    }),
    inside("a role with a line break", PROFILE, "ac.text", |info| {
        slot(info, |slot| slot.at(&[4]).set("a\nb"));
    }),
    inside("a role that turns the text around", PROFILE, "ac.text", |info| {
        info.at(ROLE).octets()[..3].copy_from_slice("\u{202e}".as_bytes());
    }),
    inside("an empty role", PROFILE, "ac.text", |info| slot(info, |slot| slot.at(&[4]).set([]))),
    inside("a role of 257 characters", PROFILE, "ac.text", |info| {
        slot(info, |slot| slot.at(&[4]).set("r".repeat(257)))
    }),
    inside("unit and role left out", PROFILE, VALID, |info| {
        slot(info, |slot| {
            slot.elements().truncate(2);
        });
    }),
    inside("unit and role in the other order", PROFILE, "ac.der", |info| info.at(SLOT).elements().swap(2, 4)),
    inside("a unit under an explicit tag", PROFILE, "ac.der", |info| {
        slot(info, |slot| {
            let text = Element::primitive(0x0c, slot.at(&[2]).octets().clone());
            slot.at(&[2]).replace(Element::constructed(0xa0, [text]));
        });
    }),
    inside("a field in a slot that does not exist", PROFILE, "ac.der", |info| {
        slot(info, |slot| slot.elements().push(Element::primitive(0x83, "x")))
    }),
    inside("an application without a name", PROFILE, "ac.der", |info| {
        slot(info, |slot| {
            slot.at(&[1]).elements().pop();
        });
    }),
    inside("a slot that is a SET", PROFILE, "ac.der", |info| slot(info, |slot| slot.retag(SET))),
    inside("two holder identifications in one attribute", PROFILE, "ac.attributes", |info| {
        let mut second = info.at(ID_VALUE).clone();
        second.at(&[1]).set("B123456780");
        info.at(ID).at(&[1]).elements().push(second);
    }),
    inside("a national number that fails its checksum", PROFILE, "ac.holder_id", |info| {
        info.at(ID_NUMBER).set("A123456788");
    }),
    inside("a national number in small letters", PROFILE, "ac.profile", |info| {
        info.at(ID_NUMBER).set("a123456789")
    }),
    inside("another number of the other kind", PROFILE, VALID, |info| {
        info.at(ID_KIND).set([1]);
        info.at(ID_NUMBER).set("EMPLOYEE-42");
    }),
    inside("an empty number", PROFILE, "ac.holder_id", |info| {
        info.at(ID_KIND).set([1]);
        info.at(ID_NUMBER).set("");
    }),
    inside("a number of a kind that does not exist", PROFILE, "ac.der", |info| info.at(ID_KIND).set([2])),
    inside("a kind as an INTEGER", PROFILE, "ac.der", |info| info.at(ID_KIND).retag(0x02)),
    inside("something after the number", PROFILE, "ac.der", |info| {
        info.at(ID_VALUE).elements().push(Element::primitive(0x05, []));
    }),
    inside("a type that is cut off", "X.690 § 8.19.2", "ac.der", |info| {
        let last = info.at(ID).at(&[0]).octets();
        last.push(0x80);
    }),
    inside("a type with an arc that is longer than need be", "X.690 § 8.19.2", "ac.der", |info| {
        let content = info.at(ID).at(&[0]).octets();
        content.splice(1..1, [0x80]);
    }),
    inside("a type without an octet", "X.690 § 8.19.2", "ac.der", |info| info.at(ID).at(&[0]).set([])),
    inside("a type that takes seconds to print", "the limit of an identifier", "ac.der", |info| {
        let mut attribute = unknown();
        attribute.at(&[0]).set([0x11; 30_000]);
        info.at(&[ATTRIBUTES]).elements().push(attribute);
    }),
    inside("a value that is cut off", "X.690 § 8.1.3", "ac.der", |info| {
        let mut attribute = unknown();
        attribute.at(&[1, 0]).claim([9]);
        info.at(&[ATTRIBUTES]).elements().push(attribute);
    }),
    inside("an attribute without its values", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(ID).elements().pop();
    }),
    inside("something after the values", "RFC 5755 § 4.1", "ac.der", |info| {
        info.at(ID).elements().push(Element::primitive(0x05, []));
    }),
    inside("a certificate as long as can be", "the limit of a certificate", VALID, |info| fill(info, 0xffff)),
    inside("a certificate of one octet more", "the limit of a certificate", "ac.too_large", |info| {
        fill(info, 0x10000)
    }),
    inside("a unique identifier of the issuer", "RFC 5755 § 4.2.8", "ac.profile", |info| {
        info.elements().insert(ATTRIBUTES + 1, Element::primitive(0x03, [0, 1]));
    }),
];

/// Changes the first slot, then puts the slots in the order of DER.
fn slot(info: &mut Element, edit: impl Fn(&mut Element)) {
    edit(info.at(SLOT));
    info.at(VALUES).elements().sort_by_key(Element::encode);
}

/// Another code of the first slot.
fn code(info: &mut Element, code: &str) {
    slot(info, |slot| slot.at(&[1, 0]).set(code));
}

/// Adds an attribute that makes the certificate as long as this.
fn fill(info: &mut Element, length: usize) {
    // The header of the whole, the algorithm and the signature of 2048 bits.
    const AROUND: usize = 4 + 15 + 261;
    info.at(&[ATTRIBUTES])
        .elements()
        .push(attribute(&[0x2a, 0x03], Element::primitive(0x04, vec![0; 0x8000])));
    let more = length - AROUND - info.encode().len();
    info.at(&[ATTRIBUTES, 2, 1, 0]).octets().extend(vec![0; more]);
}

/// An attribute `1.2.3` with a NULL.
fn unknown() -> Element {
    attribute(&[0x2a, 0x03], Element::primitive(0x05, []))
}

/// A delegation without unit and role.
fn delegation() -> Element {
    let profile = scap_ac::Profile::default();
    attribute(profile.delegation.content(), Element::constructed(SEQUENCE, []))
}

fn attribute(oid: &[u8], value: Element) -> Element {
    Element::constructed(SEQUENCE, [Element::primitive(0x06, oid), Element::constructed(SET, [value])])
}
