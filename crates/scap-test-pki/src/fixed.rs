//! A CA and cards that are the same in every run: tests need no key generation and can expect bytes.
//!
//! The serial numbers are those of the manual's examples. All cards belong to one entity
//! ([`BUSINESS_NUMBER`]) and are valid from 2024 to the end of 2033, the CA from 2020 to 2039.
//!
//! # Panics
//!
//! The functions here panic if the keys in this repository are damaged or an argument is no such value:
//! they are for tests.

#![expect(clippy::expect_used, reason = "keys and texts are written out in tests")]
#![expect(clippy::missing_panics_doc, reason = "said once, above")]

use std::sync::{LazyLock, OnceLock};

use rsa::PrivateKey;
use scap_ac::{CardCertificate, CardRank, UnixTime};

use crate::{
    ca::{self, TestCa},
    card::CardRequest,
    key,
};

/// How many card keys there are.
pub const CARD_KEYS: usize = 8;

/// The unified business number of the cards here.
pub const BUSINESS_NUMBER: &str = "12345675";

/// The unified business number of another entity.
pub const OTHER_BUSINESS_NUMBER: &str = "12345606";

/// The serial number of [`primary`].
pub const PRIMARY_SERIAL: &str = "311026782832146287338320846168273272094";

/// The serial number of [`secondary`].
pub const SECONDARY_SERIAL: &str = "178597702969994479800369301946715282992";

/// The serial number of [`other_secondary`].
pub const OTHER_SECONDARY_SERIAL: &str = "69695511457231809986163424788281756859";

/// The first second of the cards' validity.
pub const NOT_BEFORE: &str = "2024-01-01T00:00:00Z";

/// The last second of the cards' validity.
pub const NOT_AFTER: &str = "2033-12-31T23:59:59Z";

const CARD_KEY_PEMS: [&str; CARD_KEYS] = [
    include_str!("../../../fixtures/keys/card-1.key"),
    include_str!("../../../fixtures/keys/card-2.key"),
    include_str!("../../../fixtures/keys/card-3.key"),
    include_str!("../../../fixtures/keys/card-4.key"),
    include_str!("../../../fixtures/keys/card-5.key"),
    include_str!("../../../fixtures/keys/card-6.key"),
    include_str!("../../../fixtures/keys/card-7.key"),
    include_str!("../../../fixtures/keys/card-8.key"),
];

/// A card: its certificate and its key.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests take it apart")]
pub struct Card {
    /// The certificate.
    pub certificate: CardCertificate,
    /// The key, which a real card would never show.
    pub key: PrivateKey,
}

impl Card {
    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
    #[must_use]
    pub fn sign_sha256(&self, message: &[u8]) -> Vec<u8> {
        key::sign_sha256(&self.key, message).expect("the key signs")
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-1, as old cards did.
    #[must_use]
    pub fn sign_sha1(&self, message: &[u8]) -> Vec<u8> {
        key::sign_sha1(&self.key, message).expect("the key signs")
    }
}

/// The CA.
#[must_use]
pub fn ca() -> &'static TestCa {
    static CA: LazyLock<TestCa> = LazyLock::new(|| {
        let keys =
            (include_str!("../../../fixtures/keys/root.key"), include_str!("../../../fixtures/keys/ca.key"));
        fixed_ca(keys, ca::CA_UNIT)
    });
    &CA
}

/// A CA of another name under another root of the same name (RSA-2048).
#[must_use]
pub fn other_ca() -> &'static TestCa {
    static CA: LazyLock<TestCa> = LazyLock::new(|| fixed_ca(OTHER_CA_KEYS, "另一測試憑證管理中心"));
    &CA
}

/// A CA and root of the same names as [`ca`] but with other keys (RSA-2048): what a forger makes.
#[must_use]
pub fn impostor_ca() -> &'static TestCa {
    static CA: LazyLock<TestCa> = LazyLock::new(|| fixed_ca(OTHER_CA_KEYS, ca::CA_UNIT));
    &CA
}

const OTHER_CA_KEYS: (&str, &str) = (
    include_str!("../../../fixtures/keys/other-root.key"),
    include_str!("../../../fixtures/keys/other-ca.key"),
);

fn fixed_ca((root, ca): (&str, &str), unit: &str) -> TestCa {
    let key = |pem| key::key_from_pem(pem).expect("a key in this repository");
    let serial = |text: &str| text.parse().expect("a serial number");
    TestCa::from_keys(
        (key(root), key(ca)),
        unit,
        (time("2020-01-01T00:00:00Z"), time("2039-12-31T23:59:59Z")),
        (
            serial("271828182845904523536028747135266249775"),
            serial("314159265358979323846264338327950288419"),
        ),
    )
    .expect("the keys sign")
}

/// The card key of this number, from 0 to [`CARD_KEYS`] - 1: RSA-2048.
#[must_use]
pub fn card_key(index: usize) -> &'static PrivateKey {
    static KEYS: [OnceLock<PrivateKey>; CARD_KEYS] = [const { OnceLock::new() }; CARD_KEYS];
    let key = KEYS.get(index).expect("one of the card keys");
    key.get_or_init(|| key::key_from_pem(card_key_pem(index)).expect("a key in this repository"))
}

/// The card key of this number in its PKCS#8 PEM form.
#[must_use]
pub fn card_key_pem(index: usize) -> &'static str {
    CARD_KEY_PEMS.get(index).expect("one of the card keys")
}

/// An instant, from its RFC 3339 form.
#[must_use]
pub fn time(text: &str) -> UnixTime {
    text.parse().expect("a time")
}

/// What the certificate of a card here says: change what a test is about, then [`card`].
#[must_use]
pub fn request(rank: CardRank, serial: &str) -> CardRequest {
    let number = BUSINESS_NUMBER.parse().expect("a unified business number");
    let serial = Some(serial.parse().expect("a serial number"));
    CardRequest { serial, ..CardRequest::new(rank, number, time(NOT_BEFORE), time(NOT_AFTER)) }
}

/// A card with the key of this number and a certificate of [`ca`].
#[must_use]
pub fn card(request: &CardRequest, key_index: usize) -> Card {
    card_of(ca(), request, key_index)
}

/// A card with the key of this number and a certificate of this CA.
#[must_use]
pub fn card_of(ca: &TestCa, request: &CardRequest, key_index: usize) -> Card {
    let key = card_key(key_index);
    let der = ca.issue(request, key.as_public_key()).expect("the CA signs");
    let certificate = CardCertificate::from_der(&der).expect("a card certificate");
    Card { certificate, key: key.clone() }
}

/// The primary card of the manual's figures 7-2-31 and 7-3-5, with key 0.
#[must_use]
pub fn primary() -> Card {
    card(&request(CardRank::Primary, PRIMARY_SERIAL), 0)
}

/// The secondary card of the manual's figures, the delegate of figure 7-2-43, with key 1.
#[must_use]
pub fn secondary() -> Card {
    card(&request(CardRank::Secondary, SECONDARY_SERIAL), 1)
}

/// The secondary card that the delegate of the manual's figure 7-2-43 authorizes, with key 2.
#[must_use]
pub fn other_secondary() -> Card {
    card(&request(CardRank::Secondary, OTHER_SECONDARY_SERIAL), 2)
}
