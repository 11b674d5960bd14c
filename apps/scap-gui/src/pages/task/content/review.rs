//! The review: every field of what is to be signed, and what it means in plain words.

use egui::Ui;
use scap_ac::{AuthorizedApplication, Grant};
use scap_flow::{Answer, Review};

use super::super::{Reply, asking::Choice, certificate};
use crate::{
    look,
    organization::organization,
    shell::Shell,
    widgets::{self, Bar, Fact, Mood},
};

/// Draws the page.
pub(in crate::pages::task) fn review(ui: &mut Ui, shell: &mut Shell, review: &Review) -> Option<Reply> {
    widgets::body(ui, "review", |ui| draw(ui, shell, review));
    let pressed = Bar::new()
        .primary(shell.t("review-sign"), Choice::Yes)
        .other(shell.t("review-change"), Choice::No)
        .escape(shell.t("gui-cancel-function"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes => Reply::Answer(Answer::Yes),
        Choice::No => Reply::Answer(Answer::Back),
        Choice::Leave => Reply::Leave,
    })
}

fn draw(ui: &mut Ui, shell: &Shell, review: &Review) {
    let entity = organization(review.holder.certificate.subject());
    widgets::heading(ui, &shell.t("issue-review-header"));
    look::card(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::facts(ui, &whose(shell, review));
    });
    match &review.content.grant {
        Grant::Application(slots) if slots.is_empty() => {
            widgets::line(ui, Mood::Warning, &shell.t("review-nothing"));
        }
        Grant::Application(slots) => {
            for used in slots {
                look::card(ui.style()).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    widgets::heading(ui, &shell.text("review-slot", &[("slot", used.slot.number().into())]));
                    let name =
                        with_code(shell, used.application.name.as_str(), used.application.code.as_str());
                    widgets::facts(ui, &[Fact::new(shell.t("review-application"), name)]);
                    widgets::facts(ui, &uses(shell, used));
                    widgets::line(ui, Mood::Plain, &certificate::means(shell, &entity, used));
                });
            }
        }
        Grant::Delegation(delegation) => {
            look::card(ui.style()).show(ui, |ui| {
                ui.set_width(ui.available_width());
                let unit = delegation.unit_name.as_ref().map(|unit| unit.as_str());
                let role = delegation.role.as_ref().map(|role| role.as_str());
                let facts = [fact(shell, "delegate-unit", unit), fact(shell, "delegate-role", role)];
                widgets::facts(ui, &facts);
                let text = shell.text("gui-means-delegation", &[("entity", entity.into())]);
                widgets::line(ui, Mood::Plain, &text);
            });
        }
    }
    widgets::weak(ui, &shell.text("issue-terms-noted", &[("version", review.terms.as_str().into())]));
}

/// The card, and who holds it: the number is whole, as the manual shows it.
fn whose(shell: &Shell, review: &Review) -> [Fact; 2] {
    let (card, id) = (&review.holder, &review.content.holder_id);
    let args = [
        ("label", card.label.as_str().into()),
        ("business_number", card.certificate.business_number().to_string().into()),
    ];
    let kind = shell.text("form-holder-kind", &[("kind", id.kind().as_str().into())]);
    [
        Fact::new(shell.t("review-card"), shell.text("review-card-value", &args)),
        Fact::new(shell.t("form-holder"), with_code(shell, id.number(), &kind)),
    ]
}

/// Where, and as what, an application is used.
pub(super) fn uses(shell: &Shell, used: &AuthorizedApplication) -> [Fact; 2] {
    let name = used.unit_name.as_ref().map(|name| name.as_str());
    let code = used.unit_code.as_ref().map(|code| code.as_str());
    let unit = match (name, code) {
        (Some(name), Some(code)) => Some(with_code(shell, name, code)),
        (one, other) => one.or(other).map(str::to_owned),
    };
    let role = used.role.as_ref().map(|role| role.as_str());
    [fact(shell, "form-unit", unit.as_deref()), fact(shell, "form-role", role)]
}

fn fact(shell: &Shell, name: &str, value: Option<&str>) -> Fact {
    Fact::new(shell.t(name), value.map_or_else(|| shell.t("form-none"), str::to_owned))
}

fn with_code(shell: &Shell, name: &str, code: &str) -> String {
    shell.text("form-with-code", &[("name", name.into()), ("code", code.into())])
}
