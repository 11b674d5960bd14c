//! The five slots as tabs that say what they hold, and the fields of one of them.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Button, RichText, Ui, Vec2, WidgetInfo, accesskit::Role};
use scap_ac::{AuthorizedApplication, Grant, Slot, SlotError, Slots, json::JsonError};
use scap_flow::{Content, Form};
use scap_proto::wire::{ApplicationDetail, Catalogue};

use super::{
    marks::{self, Field, Marks, Part, Wrong},
    slot::{Around, SlotForm},
};
use crate::{
    look::palette,
    shell::Shell,
    widgets::{self, Mood},
};

/// The most characters of a name on a tab.
const NAME: usize = 9;

/// What is filled in.
pub(super) struct FiveSlots {
    slots: BTreeMap<Slot, SlotForm>,
    at: Slot,
    /// Units and roles of every application that was looked up.
    details: BTreeMap<String, ApplicationDetail>,
    /// The applications whose units and roles were asked for: none is asked for twice by itself.
    asked: BTreeSet<String>,
}

/// What a content says of this slot.
fn of_slot(content: Option<&Content>, slot: Slot) -> Option<&AuthorizedApplication> {
    match content.map(|content| &content.grant) {
        Some(Grant::Application(slots)) => slots.iter().find(|used| used.slot == slot),
        _ => None,
    }
}

impl FiveSlots {
    /// Begins with what is on the card, if there is something.
    pub(super) fn new(form: &Form) -> Self {
        let slot = |slot| {
            let used = of_slot(form.draft.as_ref(), slot);
            (slot, used.map(|used| SlotForm::new(used, &form.catalogue)).unwrap_or_default())
        };
        let slots: BTreeMap<_, _> = Slot::ALL.into_iter().map(slot).collect();
        let [first, ..] = Slot::ALL;
        let used = slots.iter().find(|(_, form)| form.application().is_some()).map(|(slot, _)| *slot);
        let mut five =
            Self { slots, at: used.unwrap_or(first), details: BTreeMap::new(), asked: BTreeSet::new() };
        five.learn(form);
        five
    }

    /// Takes up what the server told of an application.
    pub(super) fn learn(&mut self, form: &Form) {
        let Some(detail) = &form.detail else { return };
        if self.details.insert(detail.code.clone(), detail.clone()).is_some() {
            return;
        }
        for slot in self.slots.values_mut() {
            if slot.application().is_some_and(|application| application.code == detail.code) {
                slot.learn(detail);
            }
        }
    }

    /// The first field of the slot that is shown.
    pub(super) const fn first(&self) -> Field {
        Field::Slot(self.at, Part::Application)
    }

    /// Shows the slot that this field belongs to.
    pub(super) const fn show(&mut self, field: Field) {
        if let Field::Slot(slot, _) = field {
            self.at = slot;
        }
    }

    /// Draws them; tells which application's units and roles are needed.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        form: &Form,
        on_card: Option<&Content>,
    ) -> Option<String> {
        widgets::heading(ui, &shell.t("gui-content-slots"));
        self.tabs(ui, shell, marks);
        let at = self.at;
        let others = self.slots.iter().filter(|(slot, _)| **slot != at);
        let others = others.filter_map(|(slot, form)| Some((*slot, form.application()?.code.clone())));
        let others = others.collect();
        let slot = self.slots.get_mut(&at)?;
        let code = slot.application().map(|application| application.code.clone());
        let detail = code.as_ref().and_then(|code| self.details.get(code));
        let missed = detail.is_none() && code.as_ref().is_some_and(|code| self.asked.contains(code));
        let on_card = of_slot(on_card, at);
        let around = Around { catalogue: &form.catalogue, others, detail, missed, on_card };
        let again = ui.push_id(at.number(), |ui| slot.ui(ui, shell, marks, at, &around)).inner;
        self.wanted(&form.catalogue, again)
    }

    /// The application that is shown, unless it is known or was asked for.
    fn wanted(&mut self, catalogue: &Catalogue, again: bool) -> Option<String> {
        let application = self.slots.get(&self.at)?.application()?;
        let is_known = super::application::is_known(catalogue, application);
        if !is_known || self.details.contains_key(&application.code) {
            return None;
        }
        let code = application.code.clone();
        (self.asked.insert(code.clone()) || again).then_some(code)
    }

    fn tabs(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks) {
        let colours = palette(ui.style());
        let mut chosen = None;
        let shown = ui.horizontal_wrapped(|ui| {
            for (slot, form) in &self.slots {
                let is_at = *slot == self.at;
                let name = form.application().map(|application| application.name.as_str());
                let told = tab(shell, *slot, name, marks.has_problem(*slot));
                let short = name.map(shortened);
                let text = tab(shell, *slot, short.as_deref(), marks.has_problem(*slot));
                let text = RichText::new(text);
                let text = if is_at { text.color(colours.on_accent).strong() } else { text };
                let button = Button::new(text).min_size(Vec2::new(0.0, 36.0));
                let button = if is_at { button.fill(colours.accent) } else { button };
                let response = ui.add(button);
                response.widget_info(|| WidgetInfo::labeled(Role::Tab, true, &told));
                ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_at));
                if response.has_focus() {
                    let outside = response.rect.expand(2.0);
                    let stroke = (2.0, colours.accent);
                    ui.painter().rect_stroke(outside, 8, stroke, egui::StrokeKind::Outside);
                }
                if response.clicked() {
                    chosen = Some(*slot);
                }
            }
        });
        let name = shell.t("gui-content-slots");
        shown.response.widget_info(|| WidgetInfo::labeled(Role::TabList, true, &name));
        if let Some(slot) = chosen {
            // What was tried in a slot that stays empty is no more of interest.
            if self.slots.get(&self.at).is_some_and(|left| left.application().is_none()) {
                marks.mend_slot(self.at);
            }
            self.at = slot;
            // What is typed next is meant for this slot.
            marks.focus(self.first());
        }
    }

    /// What they grant; what is wrong is noted.
    pub(super) fn grant(&self, shell: &Shell, catalogue: &Catalogue, wrong: &mut Wrong) -> Option<Grant> {
        let used = self.slots.iter().filter_map(|(slot, form)| form.used(shell, *slot, catalogue, wrong));
        let used: Vec<_> = used.collect();
        let place = |error: &SlotError| match error {
            SlotError::DuplicateApplication { application } => {
                used.iter().rfind(|used| used.application.code == *application).map(|used| used.slot)
            }
            _ => None,
        };
        match Slots::new(used.iter().cloned()) {
            Ok(slots) => Some(Grant::Application(slots)),
            Err(error) => {
                let slot = place(&error).unwrap_or(self.at);
                let text = marks::words(shell, &JsonError::from(error));
                wrong.note(Err(text), Field::Slot(slot, Part::Application))
            }
        }
    }
}

/// What a tab says.
fn tab(shell: &Shell, slot: Slot, name: Option<&str>, has_problem: bool) -> String {
    let args = [("slot", slot.number().into()), ("name", name.into())];
    let text = shell.text("gui-content-tab", &args);
    if has_problem { format!("{} {text}", Mood::Bad.sign()) } else { text }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}
