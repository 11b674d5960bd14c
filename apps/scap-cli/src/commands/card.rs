//! `scap card`.

use scap_ac::AuthorizationCertificate;
use scap_card::{AreaState, CardError, CardSlot, Readers, iso7816::card_number, pcsc::with_card};
use scap_desk::Settings;
use scap_flow::CardFacts;

use crate::{error::CliError, json, show, terminal::Terminal};

/// Shows every card that is present, without its PIN. One that cannot be read hides no other.
pub(super) fn show(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let mut readers = settings.readers()?;
    let (mut texts, mut cards) = (Vec::new(), Vec::new());
    let (mut any_shown, mut failure) = (false, CliError::from(CardError::Absent));
    for slot in readers.slots()?.into_iter().filter(|slot| slot.card.is_some()) {
        let number = number(&slot);
        match look(&mut *readers, &slot) {
            Ok((card, present)) => {
                any_shown = true;
                texts.push(show::card_text(terminal, &card, number.as_deref(), present.as_ref()));
                let serial = present.map(|present| present.serial().to_string());
                cards.push(json::ShownCard::Readable(Box::new(json::Card::new(&card, number, serial))));
            }
            Err(error) => {
                failure = error.into();
                texts.push(show::failed_card_text(terminal, &slot, number.as_deref(), &failure));
                let error = terminal.failure(&failure);
                cards.push(json::ShownCard::Unreadable(Box::new(json::UnreadableCard {
                    label: slot.card,
                    reader: slot.reader,
                    card_number: number,
                    error,
                })));
            }
        }
    }
    if any_shown { terminal.answer(&json::Cards { cards }, || texts.join("\n")) } else { Err(failure) }
}

/// The card's own number, asked before the card is opened, as that selects its files. A card that does not tell it may
/// tell everything else.
fn number(slot: &CardSlot) -> Option<String> {
    slot.contact.as_ref()?;
    match with_card(&slot.reader, card_number) {
        Ok(number) => number.map(|number| number.to_string()),
        Err(error) => {
            tracing::debug!(%error, "the card's number was not read");
            None
        }
    }
}

/// A card, and what is in its authorization area.
fn look(
    readers: &mut dyn Readers,
    slot: &CardSlot,
) -> Result<(CardFacts, Option<AuthorizationCertificate>), CardError> {
    let mut token = readers.open(slot)?;
    let area = token.area_state()?;
    let present = match area {
        AreaState::Open { .. } | AreaState::Locked => token.read_area()?,
        _ => None,
    };
    let present = present.and_then(|der| AuthorizationCertificate::from_der(&der).ok());
    let card = CardFacts {
        reader: slot.reader.clone(),
        label: token.label().to_owned(),
        certificate: token.certificate().clone(),
        pin: token.pin_state()?,
        area,
        verified: false,
    };
    Ok((card, present))
}
