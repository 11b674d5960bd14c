//! What a card's certificate is to say.

use scap_ac::{CardRank, SerialNumber, UnifiedBusinessNumber, UnixTime};

/// What a card's certificate is to say. Everything may be changed, so that a test can ask for a
/// certificate that is expired, signed with SHA-1 or for encryption.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a request is written out field by field")]
pub struct CardRequest {
    /// Primary or secondary.
    pub rank: CardRank,
    /// The entity's unified business number.
    pub business_number: UnifiedBusinessNumber,
    /// The entity's name, the O of the subject.
    pub organization: String,
    /// Where it is, the L of the subject.
    pub locality: String,
    /// The serial number; random, of 128 bits, if `None`.
    pub serial: Option<SerialNumber>,
    /// The first second of the validity.
    pub not_before: UnixTime,
    /// The last second of the validity.
    pub not_after: UnixTime,
    /// For signing or for encryption.
    pub usage: Usage,
    /// The digest that the CA signs with.
    pub signature: SignatureHash,
}

/// What a card's key is for: a card holds one of each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "cards hold these two")]
pub enum Usage {
    /// digitalSignature.
    Signing,
    /// keyEncipherment and dataEncipherment.
    Encryption,
}

/// The digest under a CA's signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "card certificates have had these two")]
pub enum SignatureHash {
    /// As on today's cards.
    Sha256,
    /// As on old cards.
    Sha1,
}

impl CardRequest {
    /// A signing certificate of the entity `O=測試公司2,L=臺中市,C=TW` with a random serial number.
    #[must_use]
    pub fn new(
        rank: CardRank,
        business_number: UnifiedBusinessNumber,
        not_before: UnixTime,
        not_after: UnixTime,
    ) -> Self {
        Self {
            rank,
            business_number,
            organization: "測試公司2".to_owned(),
            locality: "臺中市".to_owned(),
            serial: None,
            not_before,
            not_after,
            usage: Usage::Signing,
            signature: SignatureHash::Sha256,
        }
    }
}
