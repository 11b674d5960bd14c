//! The application of a slot, out of the catalogue.

use scap_ac::{
    Application, ApplicationCode, Slot, SlotError,
    json::{ApplicationJson, JsonError},
};
use scap_proto::wire::Catalogue;

use super::{draft::Draft, text};
use crate::{
    error::CliError,
    prompt::{self, Item, List, Reply},
    terminal::Terminal,
};

/// Asks which application the slot is for, beginning at the last one that was chosen; none clears it.
pub(super) fn ask(
    terminal: &Terminal,
    catalogue: &Catalogue,
    draft: &Draft,
    slot: Slot,
    last: Option<&ApplicationCode>,
) -> Result<Reply<Option<Application>>, CliError> {
    let known = &catalogue.applications;
    let number = [("slot", slot.number().into())];
    let is_last = |code: &str| last.is_some_and(|last| last.as_str() == code);
    let mut at = known.iter().position(|known| is_last(&known.code)).unwrap_or(0);
    let mut problem = None;
    loop {
        let mut items: Vec<_> = known
            .iter()
            .enumerate()
            .map(|(index, known)| {
                let item = Item::new(Some(index), text::with_code(terminal, &known.name, &known.code));
                match draft.slot_of(&known.code).filter(|other| *other != slot) {
                    Some(other) => {
                        let other = [("slot", other.number().into())];
                        item.with_note(terminal.text("form-application-used", &other))
                    }
                    None => item,
                }
            })
            .collect();
        items.push(Item::new(None, terminal.text("form-application-none", &number)));
        let question = terminal.text("form-application", &number);
        let list =
            List::new(question, terminal.text("keys-filter", &[]), items).at(at).with_problem(problem.take());
        let list =
            list.with_filter(terminal.text("form-filter", &[]), terminal.text("form-filter-none", &[]));
        let index = match prompt::ask(list)? {
            Reply::Answer(Some(index)) => index,
            Reply::Answer(None) => return Ok(Reply::Answer(None)),
            Reply::Back => return Ok(Reply::Back),
        };
        at = index;
        let Some(chosen) = known.get(index) else { continue };
        let application = parse(chosen)?;
        if draft.slot_of(&chosen.code).is_none_or(|used| used == slot) {
            return Ok(Reply::Answer(Some(application)));
        }
        let duplicate = SlotError::DuplicateApplication { application: application.code };
        problem = Some(text::message(terminal, &JsonError::from(duplicate).into()));
    }
}

fn parse(known: &ApplicationJson) -> Result<Application, CliError> {
    let invalid = |field| move |source| JsonError::Text { field, source };
    let code = known.code.parse().map_err(invalid("application.code"))?;
    Ok(Application { code, name: known.name.parse().map_err(invalid("application.name"))? })
}
