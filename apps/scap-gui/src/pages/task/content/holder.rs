//! The holder's number: its kind, and a check that speaks while it is typed.

use egui::Ui;
use scap_ac::{HolderId, HolderIdKind};
use scap_desk::TypedHolderId;
use scap_flow::Content;
use serde_json::Map;

use super::marks::{Field, Marks};
use crate::{
    look,
    shell::Shell,
    widgets::{self, Mood},
};

/// What is typed: personal data.
pub(super) struct Holder {
    kind: HolderIdKind,
    number: String,
}

impl Holder {
    /// Begins with this number, if there is one.
    pub(super) fn new(present: Option<&HolderId>) -> Self {
        let kind = present.map_or(HolderIdKind::NationalId, HolderId::kind);
        Self { kind, number: present.map(HolderId::number).unwrap_or_default().to_owned() }
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks, on_card: Option<&Content>) {
        look::card(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::heading(ui, &shell.t("form-holder"));
            ui.horizontal_wrapped(|ui| {
                for kind in [HolderIdKind::NationalId, HolderIdKind::Other] {
                    let text = shell.text("form-holder-kind", &[("kind", kind.as_str().into())]);
                    if ui.radio(self.kind == kind, text).clicked() {
                        self.kind = kind;
                        marks.mend(Field::Holder);
                    }
                }
            });
            let name = shell.text("form-holder-question", &[("kind", self.kind.as_str().into())]);
            let response = widgets::field(ui, &name, &mut self.number, "", marks.problem(Field::Holder));
            if response.changed() {
                marks.mend(Field::Holder);
            }
            marks.place(Field::Holder, &response);
            if marks.problem(Field::Holder).is_none() {
                self.say(ui, shell);
            }
            let other = on_card.map(|content| &content.holder_id).filter(|id| !self.is(id));
            if let Some(id) = other
                && widgets::button(ui, &shell.t("gui-content-holder-from-card")).clicked()
            {
                *self = Self::new(Some(id));
                marks.mend(Field::Holder);
            }
        });
    }

    /// What is to be said of the number so far.
    fn say(&self, ui: &mut Ui, shell: &Shell) {
        match TypedHolderId::judge(&shell.messages, self.kind, &self.number) {
            TypedHolderId::Right(_, text) if text.is_empty() => {}
            TypedHolderId::Right(_, text) => {
                widgets::line(ui, Mood::Good, &text);
            }
            TypedHolderId::Unfinished(text) => widgets::weak(ui, &text),
            TypedHolderId::Wrong(text) => widgets::problem_below(ui, Some(&text)),
        }
    }

    fn is(&self, id: &HolderId) -> bool {
        self.kind == id.kind() && self.number.trim() == id.number()
    }

    /// What is typed.
    #[cfg(test)]
    pub(super) fn number(&self) -> &str {
        &self.number
    }

    /// The number, or what is wrong with it.
    pub(super) fn id(&self, shell: &Shell) -> Result<HolderId, String> {
        match TypedHolderId::judge(&shell.messages, self.kind, &self.number) {
            TypedHolderId::Right(id, _) => Ok(id),
            TypedHolderId::Unfinished(_) if self.number.trim().is_empty() => {
                Err(shell.messages.failure_in_window("holder_id.missing", &Map::new()).message)
            }
            TypedHolderId::Unfinished(text) | TypedHolderId::Wrong(text) => Err(text),
        }
    }
}
