//! The pages, and the way from one to another.

use egui::Ui;

use crate::{
    function::Function,
    pages::{about, choose, diagnosis, records, settings, start, task},
    shell::Shell,
};

/// Where to go.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Go {
    Start,
    /// Choose what to issue: F2 to F5, F9, F10.
    Choose,
    Begin(Function),
    /// What is to be looked for in the records (F8).
    Records,
    Settings,
    About,
    Diagnosis,
    /// Close the window (F14).
    Leave,
}

/// What is shown.
pub(crate) enum Page {
    Start,
    Choose,
    Task(Box<task::Task>),
    Records(Box<records::Search>),
    Settings(Box<settings::Form>),
    About,
    Diagnosis(Box<diagnosis::Report>),
}

impl Page {
    /// The name of what is shown, for the title of the window: a screen reader tells it when it changes.
    pub(crate) fn title(&self, shell: &Shell) -> String {
        match self {
            Self::Start => shell.t("gui-home-title"),
            Self::Choose => shell.t("gui-sign"),
            Self::Task(task) => task.title(shell),
            Self::Records(_) => shell.t("gui-records"),
            Self::Settings(_) => shell.t("gui-settings"),
            Self::About => shell.t("gui-about"),
            Self::Diagnosis(_) => shell.t("gui-diagnosis"),
        }
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        match self {
            Self::Start => start::ui(ui, shell),
            Self::Choose => choose::ui(ui, shell),
            Self::Task(task) => task.ui(ui, shell),
            Self::Records(search) => search.ui(ui, shell),
            Self::Settings(form) => form.ui(ui, shell),
            Self::About => about::ui(ui, shell),
            Self::Diagnosis(report) => report.ui(ui, shell),
        }
    }
}
