//! `scap readers`.

use std::time::Duration;

use scap_card::CardSlot;
use serde_json::json;

use crate::{
    error::CliError,
    settings::Settings,
    terminal::{Audience, Terminal},
};

/// Lists the readers and what is in them.
pub(super) fn list(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let slots = settings.readers()?.slots()?;
    let json: Vec<_> = slots.iter().map(|slot| json!({ "name": slot.reader, "card": slot.card })).collect();
    terminal.answer(&json!({ "readers": json }), || slots.iter().map(|slot| line(terminal, slot)).collect())
}

fn line(terminal: &Terminal, slot: &CardSlot) -> String {
    let empty = terminal.text("readers-empty", &[]);
    format!("{}\t{}\n", slot.reader, slot.card.as_ref().unwrap_or(&empty))
}

/// Tells each card and reader that comes or goes, until interrupted: a line each, with `--json` a document on each. It ends
/// when nobody reads it any more.
pub(super) fn watch(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let mut readers = settings.readers()?;
    let mut known: Vec<CardSlot> = Vec::new();
    loop {
        let slots = readers.slots()?;
        let gone = known.iter().filter(|slot| slot.card.is_some() && !slots.contains(slot));
        let come = slots.iter().filter(|slot| slot.card.is_some() && !known.contains(slot));
        let gone = gone.map(|slot| ("removed", slot));
        for (event, slot) in gone.chain(come.map(|slot| ("inserted", slot))) {
            if tell(terminal, event, slot)? == Audience::Left {
                return Ok(());
            }
        }
        known = slots;
        while !readers.wait(Duration::from_secs(3600))? {}
    }
}

fn tell(terminal: &Terminal, event: &str, slot: &CardSlot) -> Result<Audience, CliError> {
    let value = json!({ "event": event, "reader": slot.reader, "card": slot.card });
    let label = slot.card.clone().unwrap_or_default();
    let args = [("reader", slot.reader.clone().into()), ("label", label.into())];
    terminal.event(&value, || format!("{}\n", terminal.text(&format!("readers-{event}"), &args)))
}
