//! Readers and cards.

use scap_ac::{CardRank, hex};
use scap_flow::CardFacts;
use serde::Serialize;

use super::Failure;

/// The readers and the cards in them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Readers {
    pub(crate) readers: Vec<Reader>,
}

/// A reader.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Reader {
    /// The reader's name.
    pub(crate) name: String,
    /// The label of the card in it, `?` if no module knows it; `null` if it is empty.
    pub(crate) card: Option<String>,
    /// The card's answer to reset (ATR), lower-case hex; `null` without a card, and where PC/SC does not tell it.
    pub(crate) atr: Option<String>,
}

/// Something came or went. One such document is printed on each line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReaderEvent {
    pub(crate) event: ReaderChange,
    /// The reader's name; `null` for what concerns the smart-card service.
    pub(crate) reader: Option<String>,
    /// The card's label, if a card came or went and it is known: `?` if no module knows the card.
    pub(crate) card: Option<String>,
}

/// What happened at a reader.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReaderChange {
    /// A card was inserted, or was there at the start.
    Inserted,
    /// A card was taken out.
    Removed,
    /// A reader was plugged in, or was there at the start.
    ReaderAdded,
    /// A reader was unplugged.
    ReaderRemoved,
    /// The smart-card service runs.
    ServiceStarted,
    /// The smart-card service does not run, or not any more.
    ServiceStopped,
}

/// The cards that are present, at least one of which can be read.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Cards {
    pub(crate) cards: Vec<ShownCard>,
}

/// A card that is present.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum ShownCard {
    Readable(Box<Card>),
    Unreadable(Box<UnreadableCard>),
}

/// A card.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Card {
    #[serde(flatten)]
    pub(crate) certificate: CardCertificate,
    /// The card's label.
    pub(crate) label: String,
    /// The reader's name.
    pub(crate) reader: String,
    /// The card's own number, which first-generation cards have; else `null`.
    pub(crate) card_number: Option<String>,
    /// The tries that are left of the PIN; `null` if the card does not tell.
    pub(crate) tries_left: Option<u8>,
    /// A wrong PIN was entered since the last right one, as some cards tell without a number.
    pub(crate) tries_low: bool,
    /// The PIN is entered at the reader's own PIN pad.
    pub(crate) pin_at_reader: bool,
    pub(crate) area: Area,
}

/// A card that cannot be read.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UnreadableCard {
    /// The card's label.
    pub(crate) label: Option<String>,
    /// The reader's name.
    pub(crate) reader: String,
    /// The card's own number, which first-generation cards have; else `null`.
    pub(crate) card_number: Option<String>,
    pub(crate) error: Failure,
}

/// The authorization area of a card.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Area {
    pub(crate) state: AreaState,
    /// The most bytes that it holds; `null` if it is not open.
    pub(crate) capacity: Option<usize>,
    /// The serial number of the authorization certificate in it; `null` if there is none.
    pub(crate) certificate_serial: Option<String>,
}

/// The state of an authorization area.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum AreaState {
    /// Not activated yet.
    Closed,
    /// Activated.
    Open,
    /// Its access is locked.
    Locked,
    /// A primary card has none.
    None,
    /// The card has no place that could be used as one.
    Unsupported,
}

/// The certificate of a card.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CardCertificate {
    pub(crate) rank: Rank,
    /// The unified business number of the entity.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9]{8}$")))]
    pub(crate) business_number: String,
    /// The entity's name (RFC 4514).
    pub(crate) subject: String,
    /// The name of the certification authority (RFC 4514).
    pub(crate) issuer: String,
    /// The serial number, decimal.
    pub(crate) serial: String,
    /// The key identifier, lower-case hex.
    pub(crate) key_identifier: String,
    /// The first second of its validity (RFC 3339 in UTC).
    pub(crate) not_before: String,
    /// The last second of its validity (RFC 3339 in UTC).
    pub(crate) not_after: String,
}

/// The rank of a card.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rank {
    Primary,
    Secondary,
}

impl Card {
    /// A card, its own number, and the serial number of the certificate in its area.
    pub(crate) fn new(
        card: &CardFacts,
        card_number: Option<String>,
        certificate_serial: Option<String>,
    ) -> Self {
        let (state, capacity) = match card.area {
            scap_card::AreaState::Closed => (AreaState::Closed, None),
            scap_card::AreaState::Open { capacity } => (AreaState::Open, Some(capacity)),
            scap_card::AreaState::Locked => (AreaState::Locked, None),
            scap_card::AreaState::Unsupported => (AreaState::Unsupported, None),
            _ => (AreaState::None, None),
        };
        Self {
            certificate: CardCertificate::from(&card.certificate),
            label: card.label.clone(),
            reader: card.reader.clone(),
            card_number,
            tries_left: card.pin.tries_left,
            tries_low: card.pin.low,
            pin_at_reader: card.pin.at_reader,
            area: Area { state, capacity, certificate_serial },
        }
    }
}

impl From<&scap_ac::CardCertificate> for CardCertificate {
    fn from(certificate: &scap_ac::CardCertificate) -> Self {
        Self {
            rank: match certificate.rank() {
                CardRank::Primary => Rank::Primary,
                CardRank::Secondary => Rank::Secondary,
            },
            business_number: certificate.business_number().as_str().to_owned(),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial().to_string(),
            key_identifier: hex(certificate.key_identifier()),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
        }
    }
}
