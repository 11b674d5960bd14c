//! What helps to find a fault: readers, modules, cards, server, versions, what went wrong last.
//!
//! It can be sent to whoever helps: what is shown is what is copied, and nobody's name or number is in it.

mod machine;
mod mask;
mod sections;

use egui::Ui;

use self::machine::Machine;
use crate::{
    aside::Aside,
    page::Go,
    shell::Shell,
    widgets::{self, Bar, Mood},
};

/// What was found out.
#[derive(Default)]
pub(crate) struct Report {
    machine: Option<Machine>,
    looking: Option<Aside<Machine>>,
    copied: bool,
}

/// What the buttons below the page are for.
#[derive(Clone, Copy)]
enum Choice {
    Copy,
    Again,
    Back,
}

impl Report {
    /// Nothing is known yet.
    pub(crate) fn new(_: &Shell) -> Self {
        Self::default()
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        if self.machine.is_none() && self.looking.is_none() {
            self.look(ui, shell);
        }
        if let Some(machine) = Aside::poll(&mut self.looking) {
            self.machine = Some(machine);
        }
        let sections = sections::sections(ui.ctx(), shell, self.machine.as_ref());
        widgets::title(ui, &shell.t("gui-diagnosis"));
        self.draw_status(ui, shell);
        widgets::body(ui, "diagnosis", |ui| {
            for section in &sections {
                widgets::section(ui, &section.title, |ui| {
                    if section.facts.is_empty() {
                        widgets::weak(ui, &shell.t("gui-diagnosis-looking"));
                    }
                    widgets::facts(ui, &section.facts);
                });
                ui.add_space(4.0);
            }
        });
        let bar = Bar::new()
            .primary_if(self.machine.is_some(), shell.t("gui-copy-all"), Choice::Copy)
            .other(shell.t("gui-diagnosis-again"), Choice::Again)
            .escape(shell.t("gui-back"), Choice::Back);
        match bar.show(ui) {
            Some(Choice::Copy) => {
                ui.ctx().copy_text(sections::text(&sections));
                self.copied = true;
            }
            // One look after the other, as a module may take its time.
            Some(Choice::Again) if self.looking.is_none() => {
                self.copied = false;
                shell.read_settings();
                self.look(ui, shell);
            }
            Some(Choice::Again) | None => {}
            Some(Choice::Back) => shell.go(Go::About),
        }
    }

    fn look(&mut self, ui: &Ui, shell: &Shell) {
        let overrides = shell.overrides.clone();
        self.looking = Some(Aside::begin(ui.ctx(), move || machine::look(&overrides)));
    }

    fn draw_status(&self, ui: &mut Ui, shell: &Shell) {
        if self.looking.is_some() {
            widgets::line(ui, Mood::Plain, &shell.t("gui-diagnosis-looking"));
        } else if self.copied {
            widgets::line(ui, Mood::Good, &shell.t("gui-diagnosis-copied"));
        } else {
            widgets::weak(ui, &shell.t("gui-diagnosis-about"));
        }
    }
}

#[cfg(test)]
mod tests;
