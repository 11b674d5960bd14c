//! One of the five slots: the application, and where and as what it is used.

use egui::Ui;
use scap_ac::{AuthorizedApplication, Slot, json::SlotJson};
use scap_proto::wire::{ApplicationDetail, Catalogue};

use super::{
    application::{self, ApplicationOf, Did, Others},
    marks::{self, Field, Marks, Part, Wrong},
    role,
    unit::{self, UnitOf},
};
use crate::{look, shell::Shell, widgets};

/// What is filled in.
#[derive(Debug, Default)]
pub(super) struct SlotForm {
    application: ApplicationOf,
    unit: UnitOf,
    role: String,
}

/// What the form knows when it draws a slot.
pub(super) struct Around<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// Which applications the other slots have.
    pub(super) others: Others,
    /// Units and roles, once they were looked up.
    pub(super) detail: Option<&'a ApplicationDetail>,
    /// They were looked up, and did not come.
    pub(super) missed: bool,
    /// What the slot says on the card.
    pub(super) on_card: Option<&'a AuthorizedApplication>,
}

impl SlotForm {
    /// Begins with what is used.
    pub(super) fn new(used: &AuthorizedApplication, catalogue: &Catalogue) -> Self {
        let SlotJson { application, unit_name, unit_code, role, .. } = SlotJson::from(used);
        Self {
            application: ApplicationOf::new(application::renamed(catalogue, application)),
            unit: UnitOf::new(unit_name, unit_code),
            role: role.unwrap_or_default(),
        }
    }

    /// The code and the name of the application.
    pub(super) fn application(&self) -> Option<&scap_ac::json::ApplicationJson> {
        self.application.chosen.as_ref()
    }

    /// Units and roles have come.
    pub(super) fn learn(&mut self, detail: &ApplicationDetail) {
        self.unit.learn(&detail.units);
    }

    /// Draws it; tells whether units and roles are to be looked up once more.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        slot: Slot,
        around: &Around<'_>,
    ) -> bool {
        let mut again = false;
        look::card(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let name = shell.text("review-slot", &[("slot", slot.number().into())]);
            widgets::heading(ui, &name);
            let known = (around.catalogue, &around.others);
            match self.application.ui(ui, shell, marks, slot, known) {
                Some(Did::Chose) => self.chosen_anew(marks, slot, around),
                Some(Did::Clear) => {
                    *self = Self::default();
                    marks.mend_slot(slot);
                    marks.focus(Field::Slot(slot, Part::Application));
                }
                None => {}
            }
            self.offer_card(ui, shell, marks, slot, around);
            if self.application.chosen.is_some() {
                again = self.details(ui, shell, marks, slot, around);
            }
        });
        again
    }

    /// Where, and as what, it is used.
    fn details(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        marks: &mut Marks,
        slot: Slot,
        around: &Around<'_>,
    ) -> bool {
        ui.separator();
        widgets::weak(ui, &shell.t("gui-content-optional"));
        let again = around.missed && widgets::button(ui, &shell.t("gui-content-look-up")).clicked();
        let (units, roles) = match around.detail {
            Some(detail) => (detail.units.as_slice(), detail.roles.as_slice()),
            None => (&[][..], &[][..]),
        };
        self.unit.ui(ui, shell, marks, slot, units);
        ui.add_space(4.0);
        role::ui(ui, shell, marks, Field::Slot(slot, Part::Role), roles, &mut self.role);
        again
    }

    /// Unit and role belong to the application that was there before.
    fn chosen_anew(&mut self, marks: &mut Marks, slot: Slot, around: &Around<'_>) {
        marks.mend_slot(slot);
        let code = self.application().map(|application| application.code.clone());
        let same = around.on_card.filter(|used| Some(used.application.code.as_str()) == code.as_deref());
        let Self { unit, role, .. } = same.map(|used| Self::new(used, around.catalogue)).unwrap_or_default();
        (self.unit, self.role) = (unit, role);
        let units = Field::Slot(slot, Part::Units);
        match around.detail.filter(|detail| Some(&detail.code) == code.as_ref()) {
            Some(detail) => {
                self.learn(detail);
                marks.focus(units);
            }
            None => marks.focus_later(units),
        }
    }

    /// Offers what is on the card, unless that is what is filled in.
    fn offer_card(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks, slot: Slot, around: &Around<'_>) {
        let Some(used) = around.on_card else { return };
        let on_card = Self::new(used, around.catalogue);
        let is_used_elsewhere = around.others.iter().any(|(_, code)| code == used.application.code.as_str());
        if is_used_elsewhere || self.json(slot) == on_card.json(slot) {
            return;
        }
        let text = shell.text("gui-content-from-card", &[("name", used.application.name.as_str().into())]);
        if ui.add(egui::Button::new(text).wrap()).clicked() {
            *self = on_card;
            if let Some(detail) = around.detail {
                self.learn(detail);
            }
            marks.mend_slot(slot);
            marks.focus(Field::Slot(slot, Part::Application));
        }
    }

    fn json(&self, slot: Slot) -> Option<SlotJson> {
        self.application().map(|application| SlotJson {
            slot: slot.number(),
            application: application.clone(),
            unit_name: unit::typed(&self.unit.name),
            unit_code: unit::typed(&self.unit.code),
            role: marks::typed(&self.role),
        })
    }

    /// What the slot grants, if it is used; what is wrong is noted.
    pub(super) fn used(
        &self,
        shell: &Shell,
        slot: Slot,
        catalogue: &Catalogue,
        wrong: &mut Wrong,
    ) -> Option<AuthorizedApplication> {
        let mut json = self.json(slot)?;
        if !application::is_known(catalogue, &json.application) {
            let field = Field::Slot(slot, Part::Application);
            wrong.note(Err::<(), _>(shell.t("form-application-gone")), field);
        }
        // Each round takes away one text with which something is wrong.
        loop {
            let error = match AuthorizedApplication::try_from(&json) {
                Ok(used) => return Some(used),
                Err(error) => error,
            };
            let part = marks::take_wrong(&mut json, &error);
            let field = Field::Slot(slot, part.unwrap_or(Part::Application));
            wrong.note(Err::<(), _>(marks::words(shell, &error)), field);
            part?;
        }
    }
}
