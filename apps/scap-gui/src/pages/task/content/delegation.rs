//! A delegation (F3): unit and role, both in the person's own words.

use egui::Ui;
use scap_ac::{Grant, json::GrantJson, json::JsonError};
use scap_flow::Content;

use super::marks::{self, Field, Marks, Wrong};
use crate::{look, shell::Shell, widgets};

/// What is filled in.
#[derive(Debug, Default)]
pub(super) struct Delegated {
    unit: String,
    role: String,
}

impl Delegated {
    /// Begins with this, if there is something.
    pub(super) fn new(draft: Option<&Content>) -> Self {
        let Some(Content { grant: Grant::Delegation(delegation), .. }) = draft else {
            return Self::default();
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            unit: text(delegation.unit_name.as_ref().map(|unit| unit.as_str())),
            role: text(delegation.role.as_ref().map(|role| role.as_str())),
        }
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks) {
        look::card(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::heading(ui, &shell.t("gui-content-delegation"));
            widgets::weak(ui, &shell.t("gui-content-optional"));
            marks::text(ui, shell, marks, Field::DelegationUnit, "delegate-unit", &mut self.unit);
            marks::text(ui, shell, marks, Field::DelegationRole, "delegate-role", &mut self.role);
        });
    }

    /// What it grants; what is wrong is noted.
    pub(super) fn grant(&self, shell: &Shell, wrong: &mut Wrong) -> Option<Grant> {
        let (mut unit_name, mut role) = (marks::typed(&self.unit), marks::typed(&self.role));
        // Each round takes away one text with which something is wrong.
        loop {
            let json = GrantJson::Delegation { unit_name: unit_name.clone(), role: role.clone() };
            match Grant::try_from(&json) {
                Ok(grant) => return Some(grant),
                Err(error) => {
                    let (text, field) = match &error {
                        JsonError::Text { field: "unit_name", .. } => {
                            (unit_name.take(), Field::DelegationUnit)
                        }
                        _ => (role.take(), Field::DelegationRole),
                    };
                    wrong.note(Err::<(), _>(marks::words(shell, &error)), field);
                    text?;
                }
            }
        }
    }
}
