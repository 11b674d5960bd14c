//! Cancelling (F10): which of the applications on the card are taken away.

use std::collections::BTreeSet;

use egui::Ui;
use scap_ac::{
    AuthorizedApplication, Grant, HolderId, Slot, Slots,
    json::{JsonError, SlotJson},
};
use scap_flow::{Content, Form};

use super::{
    application,
    marks::{self, Field, Marks},
};
use crate::{
    look,
    shell::Shell,
    widgets::{self, Mood},
};

/// What is on the card, and what of it is to go.
pub(super) struct Cancelling {
    holder_id: Option<HolderId>,
    used: Vec<Used>,
    ticked: BTreeSet<Slot>,
}

struct Used {
    used: AuthorizedApplication,
    /// The catalogue has no such application any more: a new certificate cannot name it.
    gone: bool,
}

impl Cancelling {
    /// Begins with what is on the card.
    pub(super) fn new(form: &Form) -> Self {
        let slots: Vec<_> = match form.draft.as_ref().map(|draft| &draft.grant) {
            Some(Grant::Application(slots)) => slots.iter().cloned().collect(),
            _ => Vec::new(),
        };
        let used = slots.into_iter().map(|used| {
            let json = SlotJson::from(&used);
            let renamed = application::renamed(&form.catalogue, json.application.clone());
            let gone = !application::is_known(&form.catalogue, &renamed);
            let used =
                AuthorizedApplication::try_from(&SlotJson { application: renamed, ..json }).unwrap_or(used);
            Used { used, gone }
        });
        let holder_id = form.draft.as_ref().map(|draft| draft.holder_id.clone());
        Self { holder_id, used: used.collect(), ticked: BTreeSet::new() }
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks) {
        widgets::heading(ui, &shell.t("gui-content-cancel"));
        if self.used.is_empty() {
            widgets::line(ui, Mood::Plain, &shell.t("gui-means-nothing"));
            return;
        }
        widgets::problem_below(ui, marks.problem(Field::Cancelling));
        let mut changed = false;
        for (index, Used { used, gone }) in self.used.iter().enumerate() {
            look::card(ui.style()).show(ui, |ui| {
                ui.set_width(ui.available_width());
                let mut ticked = self.ticked.contains(&used.slot);
                let args =
                    [("slot", used.slot.number().into()), ("name", used.application.name.as_str().into())];
                let response = ui.checkbox(&mut ticked, shell.text("gui-content-cancel-one", &args));
                if index == 0 {
                    marks.place(Field::Cancelling, &response);
                }
                if response.changed() {
                    changed = true;
                    if ticked {
                        self.ticked.insert(used.slot)
                    } else {
                        self.ticked.remove(&used.slot)
                    };
                }
                widgets::facts(ui, &super::review::uses(shell, used));
                if *gone {
                    widgets::line(ui, Mood::Warning, &shell.t("gui-content-cancel-gone"));
                }
            });
        }
        let mut all = self.ticked.len() == self.used.len();
        if self.used.len() > 1 && ui.checkbox(&mut all, shell.t("gui-content-cancel-all")).changed() {
            changed = true;
            self.ticked =
                if all { self.used.iter().map(|used| used.used.slot).collect() } else { BTreeSet::new() };
        }
        if changed {
            marks.mend(Field::Cancelling);
        }
        self.tell_what_stays(ui, shell);
    }

    fn tell_what_stays(&self, ui: &mut Ui, shell: &Shell) {
        if self.ticked.is_empty() {
            return;
        }
        let names: Vec<_> = self.staying().map(|used| used.used.application.name.to_string()).collect();
        if names.is_empty() {
            widgets::line(ui, Mood::Warning, &shell.t("gui-content-cancel-none-stays"));
        } else {
            let text = shell.text("gui-content-cancel-stays", &[("names", names.into())]);
            widgets::line(ui, Mood::Plain, &text);
        }
    }

    fn staying(&self) -> impl Iterator<Item = &Used> {
        self.used.iter().filter(|used| !self.ticked.contains(&used.used.slot))
    }

    /// The content without what is ticked, or what is wrong.
    pub(super) fn content(&self, shell: &Shell) -> Result<Content, String> {
        let Some(holder_id) = self.holder_id.clone().filter(|_| !self.used.is_empty()) else {
            return Err(shell.t("gui-means-nothing"));
        };
        if self.ticked.is_empty() {
            return Err(shell.t("gui-content-cancel-nothing"));
        }
        if self.staying().any(|used| used.gone) {
            return Err(shell.t("gui-content-cancel-gone"));
        }
        let slots = Slots::new(self.staying().map(|used| used.used.clone()));
        let slots = slots.map_err(|error| marks::words(shell, &JsonError::from(error)))?;
        Ok(Content { holder_id, grant: Grant::Application(slots) })
    }
}
