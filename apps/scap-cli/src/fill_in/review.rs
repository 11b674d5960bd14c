//! The review: every field of what is to be signed, and what the person does about it.

use scap_ac::{AuthorizedApplication, Grant};
use scap_flow::Review;

use super::text;
use crate::{
    error::CliError,
    prompt::{self, Item, List, Reply},
    terminal::Terminal,
};

/// What a person does about the review.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    Sign,
    Change,
    Leave,
}

/// Asks what is to be done.
pub(crate) fn decide(terminal: &Terminal) -> Result<Decision, CliError> {
    let items = [
        (Decision::Sign, "review-sign"),
        (Decision::Change, "review-change"),
        (Decision::Leave, "review-leave"),
    ];
    let items = items.map(|(decision, id)| Item::new(decision, terminal.text(id, &[]))).into();
    let question = terminal.text("issue-review-question", &[]);
    let list = List::new(question, terminal.text("keys-decide", &[]), items).deliberate();
    Ok(match prompt::ask(list)? {
        Reply::Answer(decision) => decision,
        Reply::Back => Decision::Change,
    })
}

/// Every field. The holder's number is whole at a terminal only.
pub(crate) fn page(terminal: &Terminal, review: &Review) -> String {
    let field =
        |indent: &str, label: &str, value: &str| format!("{indent}{}\n", text::field(terminal, label, value));
    let number = review.holder.certificate.business_number().to_string();
    let card = [("label", review.holder.label.clone().into()), ("business_number", number.into())];
    let id = &review.content.holder_id;
    let number = if terminal.is_interactive() { id.number().to_owned() } else { id.masked() };
    let kind = terminal.text("form-holder-kind", &[("kind", id.kind().as_str().into())]);
    let mut page = field("  ", "review-card", &terminal.text("review-card-value", &card));
    page += &field("  ", "form-holder", &text::with_code(terminal, &number, &kind));
    let none = terminal.text("form-none", &[]);
    match &review.content.grant {
        Grant::Application(slots) if slots.is_empty() => {
            page += &format!("  {}\n", terminal.text("review-nothing", &[]));
        }
        Grant::Application(slots) => {
            for AuthorizedApplication { slot, application, unit_name, unit_code, role } in slots {
                let slot = terminal.text("review-slot", &[("slot", slot.number().into())]);
                let name = text::with_code(terminal, application.name.as_str(), application.code.as_str());
                let unit = text::unit(terminal, unit_name.as_ref(), unit_code.as_ref());
                let role = role.as_ref().map_or(none.as_str(), |role| role.as_str());
                page += &format!("  {slot}\n");
                page += &field("    ", "review-application", &name);
                page += &field("    ", "form-unit", unit.as_deref().unwrap_or(&none));
                page += &field("    ", "form-role", role);
            }
        }
        Grant::Delegation(delegation) => {
            let unit = delegation.unit_name.as_ref().map_or(none.as_str(), |unit| unit.as_str());
            let role = delegation.role.as_ref().map_or(none.as_str(), |role| role.as_str());
            page += &field("  ", "delegate-unit", unit);
            page += &field("  ", "delegate-role", role);
        }
    }
    page
}
