//! The application of a slot, out of the catalogue.

use egui::{RichText, Ui};
use scap_ac::{Slot, json::ApplicationJson};
use scap_proto::wire::Catalogue;

use super::marks::{Field, Marks, Part};
use crate::{
    shell::Shell,
    widgets::{self, Choice, Mood, Pick, Picker, searchable},
};

/// Which applications the other slots have.
pub(super) type Others = Vec<(Slot, String)>;

/// The application, and the list to choose another one from.
#[derive(Debug, Default)]
pub(super) struct ApplicationOf {
    pub(super) chosen: Option<ApplicationJson>,
    picker: Picker,
    /// The list is shown though there is an application.
    changing: bool,
}

/// What a person did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Did {
    /// Another application was chosen.
    Chose,
    /// The slot is to be emptied.
    Clear,
}

impl ApplicationOf {
    pub(super) fn new(chosen: ApplicationJson) -> Self {
        Self { chosen: Some(chosen), ..Self::default() }
    }

    /// Draws it; tells what the person did.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        slot: Slot,
        (catalogue, others): (&Catalogue, &Others),
    ) -> Option<Did> {
        match &self.chosen {
            Some(chosen) if !self.changing => {
                let chosen = chosen.clone();
                self.show(ui, shell, marks, slot, is_known(catalogue, &chosen), &chosen)
            }
            _ => self.choose(ui, shell, marks, slot, (catalogue, others)).then_some(Did::Chose),
        }
    }

    fn show(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        slot: Slot,
        is_known: bool,
        chosen: &ApplicationJson,
    ) -> Option<Did> {
        let field = Field::Slot(slot, Part::Application);
        widgets::weak(ui, &shell.t("review-application"));
        ui.label(RichText::new(with_code(shell, chosen)).strong());
        if !is_known {
            widgets::line(ui, Mood::Warning, &shell.t("form-application-gone"));
        } else {
            widgets::problem_below(ui, marks.problem(field));
        }
        let mut did = None;
        ui.horizontal_wrapped(|ui| {
            let change = widgets::button(ui, &shell.t("gui-content-change"));
            marks.place(field, &change);
            if widgets::pressed(&change) {
                self.changing = true;
                marks.focus(field);
            }
            let number = [("slot", slot.number().into())];
            if widgets::pressed(&widgets::button(ui, &shell.text("gui-content-clear", &number))) {
                did = Some(Did::Clear);
            }
        });
        did
    }

    /// Whether one was chosen.
    fn choose(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        slot: Slot,
        (catalogue, others): (&Catalogue, &Others),
    ) -> bool {
        let field = Field::Slot(slot, Part::Application);
        let present = self.chosen.as_ref().map(|chosen| chosen.code.as_str());
        let used_in = |code: &str| others.iter().find(|(_, used)| used == code).map(|(slot, _)| *slot);
        let found = |query: &str| {
            let known = catalogue.applications.iter();
            let matching = known.filter(|known| {
                searchable(&known.name).contains(query) || searchable(&known.code).contains(query)
            });
            let choice = |known: &ApplicationJson| {
                let mut text = with_code(shell, known);
                if let Some(other) = used_in(&known.code) {
                    let note = shell.text("form-application-used", &[("slot", other.number().into())]);
                    let parts = [("name", text.into()), ("note", note.into())];
                    text = shell.text("gui-content-noted", &parts);
                }
                Choice::new(known.clone(), text, present == Some(known.code.as_str()))
            };
            matching.map(choice).collect()
        };
        let (response, picked) = self.picker.show(ui, shell, &shell.t("gui-content-search"), found);
        marks.place(field, &response);
        if response.changed() {
            marks.mend(field);
        }
        widgets::problem_below(ui, marks.problem(field));
        if self.changing && widgets::button(ui, &shell.t("gui-content-change-not")).clicked() {
            self.close();
            marks.mend(field);
            marks.focus(field);
        }
        let Some(Pick::Chosen(application)) = picked else { return false };
        if let Some(other) = used_in(&application.code) {
            let args = [("name", application.name.as_str().into()), ("slot", other.number().into())];
            marks.mark(field, shell.text("gui-content-duplicate", &args));
            return false;
        }
        self.close();
        self.chosen = Some(application);
        true
    }

    fn close(&mut self) {
        self.changing = false;
        self.picker.clear();
    }
}

/// Whether the catalogue still has it.
pub(super) fn is_known(catalogue: &Catalogue, application: &ApplicationJson) -> bool {
    catalogue.applications.contains(application)
}

/// The application by the name that it has today, if it is still there.
pub(super) fn renamed(catalogue: &Catalogue, application: ApplicationJson) -> ApplicationJson {
    let known = catalogue.applications.iter().find(|known| known.code == application.code);
    known.cloned().unwrap_or(application)
}

/// `name (code)`.
pub(super) fn with_code(shell: &Shell, application: &ApplicationJson) -> String {
    let args = [("name", application.name.as_str().into()), ("code", application.code.as_str().into())];
    shell.text("form-with-code", &args)
}
