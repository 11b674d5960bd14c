//! The card register: the file of secondary cards that may be activated, and its import.

use std::{collections::HashSet, fmt, thread};

use scap_ac::{SerialNumber, UnifiedBusinessNumber, UnixTime};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{
    audit::{Act, Event},
    error::{InternalError, RegistryError},
    registry::Registry,
    store,
    user_code::{self, UserCodeCost},
};

/// A file of secondary cards that may be activated, read and checked.
///
/// CSV with the header `serial,business_number,user_code`, or a JSON array of objects with these fields:
/// the serial of the card's signing certificate in decimal, the unified business number of its entity, and
/// the user code that its holder was given (1 to 64 characters). Unknown fields and cards given twice are
/// errors.
pub struct CardFile {
    cards: Vec<Card>,
}

struct Card {
    serial: SerialNumber,
    business_number: UnifiedBusinessNumber,
    user_code: Zeroizing<String>,
}

/// Why a file of cards cannot be used. No user code is ever shown.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CardFileError {
    /// Not CSV or JSON.
    #[error("the file cannot be read{}", at(*.row, .field.as_deref()))]
    Form {
        /// The card, counted from 1, where it is known.
        row: Option<u64>,
        /// The field, where it is known.
        field: Option<String>,
    },
    /// A field of a card is not usable.
    #[error("card {row}: {field} is not usable")]
    Field {
        /// The card, counted from 1.
        row: u64,
        /// The field.
        field: &'static str,
    },
    /// A card is there twice.
    #[error("card {row} is there twice")]
    Twice {
        /// The second one, counted from 1.
        row: u64,
    },
}

fn at(row: Option<u64>, field: Option<&str>) -> String {
    let row = row.map(|row| format!(", card {row}")).unwrap_or_default();
    let field = field.map(|field| format!(", field {field}")).unwrap_or_default();
    format!("{row}{field}")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CardJson {
    serial: String,
    business_number: String,
    user_code: Zeroizing<String>,
}

impl CardFile {
    /// Reads CSV.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn from_csv(csv: &[u8]) -> Result<Self, CardFileError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        let fields = ["serial", "business_number", "user_code"];
        let headers = reader.headers().map_err(|_| CardFileError::Form { row: None, field: None })?;
        if let Some(unknown) = headers.iter().find(|header| !fields.contains(header)) {
            return Err(CardFileError::Form { row: None, field: Some(unknown.to_owned()) });
        }
        if let Some(missing) = fields.iter().find(|field| !headers.iter().any(|header| header == **field)) {
            return Err(CardFileError::Form { row: None, field: Some((*missing).to_owned()) });
        }
        let rows = (1..).zip(reader.deserialize());
        let rows =
            rows.map(|(row, card)| card.map_err(|_| CardFileError::Form { row: Some(row), field: None }));
        Self::new(rows.collect::<Result<_, _>>()?)
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn from_json(json: &[u8]) -> Result<Self, CardFileError> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let cards = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let field = match RegistryError::malformed(&error) {
                RegistryError::Malformed { field } => field,
                _ => None,
            };
            CardFileError::Form { row: None, field }
        })?;
        Self::new(cards)
    }

    fn new(cards: Vec<CardJson>) -> Result<Self, CardFileError> {
        let mut seen = HashSet::new();
        let mut checked = Vec::with_capacity(cards.len());
        for (row, card) in (1..).zip(cards) {
            let unusable = |field| CardFileError::Field { row, field };
            let serial: SerialNumber = card.serial.parse().map_err(|_| unusable("serial"))?;
            let business_number = card.business_number.parse().map_err(|_| unusable("business_number"))?;
            let characters = card.user_code.chars().count();
            if !(1..=user_code::MAX_CHARS).contains(&characters)
                || card.user_code.chars().any(char::is_control)
            {
                return Err(unusable("user_code"));
            }
            if !seen.insert((serial, business_number)) {
                return Err(CardFileError::Twice { row });
            }
            checked.push(Card { serial, business_number, user_code: card.user_code });
        }
        Ok(Self { cards: checked })
    }
}

impl fmt::Debug for CardFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardFile({} cards)", self.cards.len())
    }
}

impl Registry {
    /// Enters these cards into the register. A card that is there gets the new user code, with all tries;
    /// whether it was activated stays. All cards are entered or none. Returns how many they are.
    ///
    /// # Errors
    ///
    /// `server.database`, `server.internal`.
    pub async fn import_cards(&self, file: CardFile, now: UnixTime) -> Result<usize, RegistryError> {
        let cost = self.settings.user_code_cost;
        let hashed = tokio::task::spawn_blocking(move || hash_all(file, cost)).await;
        let hashed = hashed.map_err(InternalError::Task)??;
        let mut act = Act::new("import", now);
        act.note("cards", hashed.len());
        let mut transaction = self.store.write().await?;
        for (card, hash) in &hashed {
            store::register::put(&mut transaction, &card.serial, card.business_number, hash).await?;
        }
        act.record(&mut transaction, Event::CardsImported).await?;
        transaction.commit().await?;
        Ok(hashed.len())
    }
}

/// Hashes on every core: it takes that long by design.
fn hash_all(file: CardFile, cost: UserCodeCost) -> Result<Vec<(Card, String)>, InternalError> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = file.cards.len().div_ceil(cores).max(1);
    let hash_share = |cards: &[Card]| -> Result<Vec<String>, InternalError> {
        cards.iter().map(|card| cost.hash(&card.user_code)).collect()
    };
    let hashes = thread::scope(|scope| {
        let threads: Vec<_> =
            file.cards.chunks(share).map(|cards| scope.spawn(move || hash_share(cards))).collect();
        let shares = threads.into_iter().map(|thread| thread.join().unwrap_or(Err(InternalError::Thread)));
        shares.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(file.cards.into_iter().zip(hashes.into_iter().flatten()).collect())
}
