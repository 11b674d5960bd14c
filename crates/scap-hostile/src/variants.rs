//! A catalogue of hand-made variants of good certificates.
//!
//! Each breaks one rule, or bends it as far as it goes, and says which verdict is right. Each is signed again by the
//! card that signed the good one, so that it is refused for its form and not for its signature.

mod attributes;
mod delegation;
mod encoding;
mod extensions;
mod holder;
mod issuer;
mod numbers;
mod outside;
mod targets;
mod validity;

use scap_ac::AuthorizationCertificate;

use crate::{VALID, der::Element, good};

/// A variant of [`good::application`] or [`good::delegation`].
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// What is different, unique in the catalogue.
    pub name: &'static str,
    /// The rule that is at stake.
    pub rule: &'static str,
    /// The verdict on it, signed again: [`VALID`] or the code of an error.
    pub expected: &'static str,
    /// The certificate that it is a variant of.
    of: fn() -> &'static AuthorizationCertificate,
    /// Changes the signed part.
    inside: fn(&mut Element),
    /// Changes the algorithm identifiers, the one in the signed part and the one outside.
    algorithms: fn(&mut Element),
    /// Changes the whole, after it was signed.
    outside: fn(&mut Element),
}

/// A variant of the signed part.
const fn inside(
    name: &'static str,
    rule: &'static str,
    expected: &'static str,
    edit: fn(&mut Element),
) -> Variant {
    Variant {
        name,
        rule,
        expected,
        of: good::application,
        inside: edit,
        algorithms: unchanged,
        outside: unchanged,
    }
}

/// A variant outside the signed part.
const fn outside(
    name: &'static str,
    rule: &'static str,
    expected: &'static str,
    edit: fn(&mut Element),
) -> Variant {
    Variant {
        name,
        rule,
        expected,
        of: good::application,
        inside: unchanged,
        algorithms: unchanged,
        outside: edit,
    }
}

/// A variant of both algorithm identifiers ([RFC 5755 Section 4.2.4]).
///
/// [RFC 5755 Section 4.2.4]: https://www.rfc-editor.org/rfc/rfc5755#section-4.2.4
const fn both(name: &'static str, expected: &'static str, edit: fn(&mut Element)) -> Variant {
    let rule = "RFC 5755 § 4.2.4";
    Variant {
        name,
        rule,
        expected,
        of: good::application,
        inside: unchanged,
        algorithms: edit,
        outside: unchanged,
    }
}

const fn unchanged(_: &mut Element) {}

impl Variant {
    /// The variant, signed again.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        self.make(true)
    }

    /// The variant with the signature of the certificate that it was made of.
    #[must_use]
    pub fn unsigned(&self) -> Vec<u8> {
        self.make(false)
    }

    /// The verdict on the variant with the old signature: what is right but for the signed bytes fails by its
    /// signature, and what is wrong is refused before the signature is looked at.
    #[must_use]
    pub fn expected_unsigned(&self) -> &'static str {
        if self.expected == VALID && !self.is_signed() { "ac.signature" } else { self.expected }
    }

    /// Whether the signed part is as it was signed.
    fn is_signed(&self) -> bool {
        (self.of)().to_be_signed() == self.changed_inside().at(&[0]).encode()
    }

    fn make(&self, sign: bool) -> Vec<u8> {
        let mut certificate = self.changed_inside();
        if sign && !self.is_signed() {
            good::sign_again(&mut certificate);
        }
        (self.outside)(&mut certificate);
        certificate.encode()
    }

    fn changed_inside(&self) -> Element {
        let mut certificate = Element::parse((self.of)().as_der()).expect("the good certificate");
        (self.algorithms)(certificate.at(&[0, SIGNATURE]));
        (self.algorithms)(certificate.at(&[1]));
        (self.inside)(certificate.at(&[0]));
        certificate
    }
}

/// The whole catalogue.
pub fn all() -> impl Iterator<Item = &'static Variant> {
    let tables: [&'static [Variant]; 10] = [
        encoding::TABLE,
        numbers::TABLE,
        holder::TABLE,
        issuer::TABLE,
        validity::TABLE,
        attributes::TABLE,
        delegation::TABLE,
        extensions::TABLE,
        targets::TABLE,
        outside::TABLE,
    ];
    tables.into_iter().flatten()
}

/// Where the fields of the signed part stand.
const VERSION: usize = 0;
const HOLDER: usize = 1;
const ISSUER: usize = 2;
const SIGNATURE: usize = 3;
const SERIAL: usize = 4;
const VALIDITY: usize = 5;
const ATTRIBUTES: usize = 6;
const EXTENSIONS: usize = 7;
