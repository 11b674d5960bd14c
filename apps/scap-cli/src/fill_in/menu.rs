//! The menu: every part of the content and what it says now.

use scap_ac::{AcKind, AuthorizedApplication, Slot};
use scap_flow::Form;

use super::{
    draft::{Draft, slots},
    text,
};
use crate::{
    error::CliError,
    prompt::{self, Item, List, Reply},
    terminal::Terminal,
};

/// A part of the content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Holder,
    Slot(Slot),
    /// Of a delegation.
    Unit,
    /// Of a delegation.
    Role,
    /// All is filled in.
    Finish,
}

/// Asks which part is to be filled in, beginning at `at`.
pub(super) fn ask(
    terminal: &Terminal,
    form: &Form,
    draft: &Draft,
    at: Part,
    problem: Option<String>,
) -> Result<Reply<Part>, CliError> {
    let mut items = vec![holder(terminal, draft)];
    let question = match form.kind {
        AcKind::Application => {
            items.extend(slots().map(|slot| slot_item(terminal, form, slot, draft.slots.get(&slot))));
            "form-menu-application"
        }
        AcKind::Delegation => {
            let unit = draft.delegation.unit_name.as_ref().map(ToString::to_string);
            let role = draft.delegation.role.as_ref().map(ToString::to_string);
            for (part, id, value) in
                [(Part::Unit, "delegate-unit", unit), (Part::Role, "delegate-role", role)]
            {
                let value = value.unwrap_or_else(|| terminal.text("form-none", &[]));
                items.push((part, Item::new(part, text::field(terminal, id, &value))));
            }
            "form-menu-delegation"
        }
    };
    items.push((Part::Finish, Item::new(Part::Finish, terminal.text("form-finish", &[]))));
    let start = items.iter().position(|(part, _)| *part == at).unwrap_or(0);
    let items = items.into_iter().map(|(_, item)| item).collect();
    let list = List::new(terminal.text(question, &[]), terminal.text("keys-list", &[]), items);
    prompt::ask(list.at(start).with_problem(problem))
}

/// Whether the person leaves, though nothing is issued yet.
pub(super) fn leaves(terminal: &Terminal) -> Result<bool, CliError> {
    let items = [(false, "form-leave-stay"), (true, "form-leave-go")];
    let items = items.map(|(leaves, id)| Item::new(leaves, terminal.text(id, &[]))).into();
    let list = List::new(terminal.text("form-leave", &[]), terminal.text("keys-list", &[]), items);
    Ok(prompt::ask(list)? == Reply::Answer(true))
}

fn holder(terminal: &Terminal, draft: &Draft) -> (Part, Item<Part>) {
    let value = match &draft.holder_id {
        Some(id) => {
            let kind = terminal.text("form-holder-kind", &[("kind", id.kind().as_str().into())]);
            text::with_code(terminal, &id.masked(), &kind)
        }
        None => terminal.text("form-unset", &[]),
    };
    (Part::Holder, Item::new(Part::Holder, text::field(terminal, "form-holder", &value)))
}

fn slot_item(
    terminal: &Terminal,
    form: &Form,
    slot: Slot,
    used: Option<&AuthorizedApplication>,
) -> (Part, Item<Part>) {
    let number = slot.number();
    let name = match used {
        Some(used) => used.application.name.to_string(),
        None => terminal.text("form-none", &[]),
    };
    let part = Part::Slot(slot);
    let mut item = Item::new(part, format!("{number}  {name}"));
    if let Some(key) = char::from_digit(number.into(), 10) {
        item = item.with_hotkey(key);
    }
    if let Some(used) = used {
        let (code, name) = (used.application.code.as_str(), used.application.name.as_str());
        if !form.catalogue.applications.iter().any(|known| known.code == code && known.name == name) {
            item = item.with_note(terminal.text("form-application-gone", &[]));
        }
        if let Some(unit) = text::unit(terminal, used.unit_name.as_ref(), used.unit_code.as_ref()) {
            item = item.with_note(text::field(terminal, "form-unit", &unit));
        }
        if let Some(role) = &used.role {
            item = item.with_note(text::field(terminal, "form-role", role.as_str()));
        }
    }
    (part, item)
}
