//! `scap card`.

use scap_ac::AuthorizationCertificate;
use scap_card::{AreaState, CardError};
use scap_flow::CardFacts;
use serde_json::json;

use crate::{error::CliError, settings::Settings, show, terminal::Terminal};

/// Shows every card that is present, without its PIN.
pub(super) fn show(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let mut readers = settings.readers()?;
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for slot in readers.slots()?.into_iter().filter(|slot| slot.card.is_some()) {
        let mut token = readers.open(&slot)?;
        let area = token.area_state()?;
        let present = match area {
            AreaState::Open { .. } | AreaState::Locked => token.read_area()?,
            _ => None,
        };
        let present = present.and_then(|der| AuthorizationCertificate::from_der(&der).ok());
        let card = CardFacts {
            reader: slot.reader,
            label: token.label().to_owned(),
            certificate: token.certificate().clone(),
            pin: token.pin_state()?,
            area,
            verified: false,
        };
        texts.push(show::card_text(terminal, &card, present.as_ref()));
        values.push(show::card_json(&card, present.as_ref()));
    }
    if texts.is_empty() {
        return Err(CardError::Absent.into());
    }
    terminal.answer(&json!({ "cards": values }), || texts.join("\n"))
}
