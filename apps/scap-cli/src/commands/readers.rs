//! `scap readers`.

use std::time::Duration;

use scap_card::CardSlot;

use crate::{
    error::CliError,
    json::{self, ReaderChange},
    settings::Settings,
    terminal::{Audience, Terminal},
};

/// Lists the readers and what is in them.
pub(super) fn list(settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let slots = settings.readers()?.slots()?;
    let reader = |slot: &CardSlot| json::Reader { name: slot.reader.clone(), card: slot.card.clone() };
    let readers = json::Readers { readers: slots.iter().map(reader).collect() };
    terminal.answer(&readers, || slots.iter().map(|slot| line(terminal, slot)).collect())
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
        let gone = gone.map(|slot| (ReaderChange::Removed, slot));
        for (event, slot) in gone.chain(come.map(|slot| (ReaderChange::Inserted, slot))) {
            if tell(terminal, event, slot)? == Audience::Left {
                return Ok(());
            }
        }
        known = slots;
        while !readers.wait(Duration::from_secs(3600))? {}
    }
}

fn tell(terminal: &Terminal, event: ReaderChange, slot: &CardSlot) -> Result<Audience, CliError> {
    let text = match event {
        ReaderChange::Inserted => "readers-inserted",
        ReaderChange::Removed => "readers-removed",
    };
    let document = json::ReaderEvent { event, reader: slot.reader.clone(), card: slot.card.clone() };
    let label = slot.card.clone().unwrap_or_default();
    let args = [("reader", slot.reader.clone().into()), ("label", label.into())];
    terminal.event(&document, || format!("{}\n", terminal.text(text, &args)))
}
