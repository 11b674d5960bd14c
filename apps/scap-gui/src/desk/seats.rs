//! What is in the readers.

use scap_ac::AuthorizationCertificate;
use scap_card::{AreaState, CardError, CardSlot, Readers};
use scap_flow::{CardFacts, Failure};

use super::Trouble;

/// A reader and what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) slot: CardSlot,
    pub(crate) occupant: Occupant,
}

/// What is in a reader.
#[derive(Clone, Debug)]
pub(crate) enum Occupant {
    Nobody,
    Card(Box<SeenCard>),
    Unreadable(Trouble),
}

/// What a card tells without a PIN.
#[derive(Clone, Debug)]
pub(crate) struct SeenCard {
    pub(crate) facts: CardFacts,
    /// The authorization on it; what is there may be none.
    pub(crate) present: Result<Option<Box<AuthorizationCertificate>>, Trouble>,
}

/// Looks at the readers. What was seen before in a reader where nothing changed is not read again.
pub(super) fn look(readers: &mut dyn Readers, before: &[Seat]) -> Result<Vec<Seat>, CardError> {
    let slots = readers.slots()?;
    let seat = |slot: CardSlot| match before.iter().find(|seat| seat.slot == slot) {
        Some(seat) => seat.clone(),
        None => Seat { occupant: occupant(readers, &slot), slot },
    };
    Ok(slots.into_iter().map(seat).collect())
}

fn occupant(readers: &mut dyn Readers, slot: &CardSlot) -> Occupant {
    if slot.card.is_none() {
        return Occupant::Nobody;
    }
    match read(readers, slot) {
        Ok(card) => Occupant::Card(Box::new(card)),
        // It will be seen as gone in a moment.
        Err(CardError::Removed) => Occupant::Nobody,
        Err(error) => Occupant::Unreadable((&Failure::from(error)).into()),
    }
}

fn read(readers: &mut dyn Readers, slot: &CardSlot) -> Result<SeenCard, CardError> {
    let mut token = readers.open(slot)?;
    let facts = CardFacts {
        reader: slot.reader.clone(),
        label: token.label().to_owned(),
        certificate: token.certificate().clone(),
        pin: token.pin_state()?,
        area: token.area_state()?,
        verified: false,
    };
    let bytes = match facts.area {
        AreaState::Open { .. } => token.read_area()?,
        _ => None,
    };
    let present = bytes.map(|bytes| AuthorizationCertificate::from_der(&bytes).map(Box::new)).transpose();
    let present = present.map_err(|error| (&Failure::AreaCorrupt(error)).into());
    Ok(SeenCard { facts, present })
}
