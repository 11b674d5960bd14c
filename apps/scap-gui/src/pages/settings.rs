//! F11: settings, those of the network first (manual § 7 item 5).
//!
//! Language and look change at once. Everything else is typed, may be tried, and is saved by a button: what changed
//! alone is written, on a thread of its own, as a keyring may ask its owner first.

mod appearance;
mod cards;
mod network;
mod password;
mod trial;
mod values;

use egui::{Align, Id, Modal, Response, Ui};
use scap_desk::{Key, Settings, SettingsFile, StoredSettings};

pub(in crate::pages) use self::cards::module_name;
use self::{
    cards::{Dialog, Machine},
    password::Password,
    trial::Trial,
    values::{Problem, Values},
};
use crate::{
    aside::Aside,
    desk::Trouble,
    page::Go,
    shell::Shell,
    widgets::{self, Bar, FailureView, Mood},
};

/// The settings, as they are being changed.
pub(crate) struct Form {
    /// Nothing without a home folder.
    file: Option<SettingsFile>,
    /// What the file says, or why nobody can make sense of it.
    stored: Result<StoredSettings, Trouble>,
    values: Values,
    before: Values,
    password: Password,
    /// What was wrong with the fields when they were to be saved.
    problems: Vec<(Key, Problem)>,
    /// The field that is to be mended first, until it was shown.
    reveal: Option<Key>,
    trial: Trial,
    machine: Machine,
    looking: Option<Aside<Machine>>,
    looked: bool,
    dialog: Option<Dialog>,
    saving: Option<Aside<Result<(), Trouble>>>,
    status: Option<Status>,
    asking: Option<Question>,
    leaves_once_saved: bool,
}

/// How saving went.
enum Status {
    Saved,
    /// Fields are to be mended first.
    NotYet,
    Failed(Trouble),
}

/// What the person is asked before it is done.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Question {
    Leave,
    /// Use fresh settings in place of a file that nobody can make sense of.
    Replace,
}

/// What the buttons below the page are for.
#[derive(Clone, Copy)]
enum Choice {
    Save,
    Back,
}

impl Form {
    /// The settings as the file has them.
    pub(crate) fn new(shell: &Shell) -> Self {
        let (file, stored) = match shell.overrides.path() {
            Ok(path) => {
                let file = SettingsFile::at(path);
                let stored = file.read().map_err(|error| Trouble::from(&error));
                (Some(file), stored)
            }
            Err(error) => (None, Err((&error).into())),
        };
        let said = stored.clone().unwrap_or_default();
        let values = Values::of(&said);
        Self {
            file,
            stored,
            before: values.clone(),
            values,
            password: Password::of(said.proxy_password),
            problems: Vec::new(),
            reveal: None,
            trial: Trial::default(),
            machine: Machine::default(),
            looking: None,
            looked: false,
            dialog: None,
            saving: None,
            status: None,
            asking: None,
            leaves_once_saved: false,
        }
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        self.take_news(ui, shell);
        widgets::title(ui, &shell.t("gui-settings"));
        self.draw_status(ui, shell);
        let before = self.values.clone();
        widgets::body(ui, "settings", |ui| {
            let is_usable = self.stored.is_ok();
            if is_usable {
                self.network(ui, shell);
            } else {
                self.broken(ui, shell);
            }
            ui.add_space(4.0);
            if let Some(trouble) = appearance::ui(ui, shell, self.file.as_ref().filter(|_| is_usable)) {
                self.status = Some(Status::Failed(trouble));
            }
            if is_usable {
                ui.add_space(4.0);
                self.cards(ui, shell);
            }
        });
        self.reveal = None;
        if self.values != before {
            self.problems.retain(|(key, _)| self.values.value(*key) == before.value(*key));
            self.status = None;
        }
        if self.values.is_another_way(&before) {
            self.trial = Trial::None;
        }
        // A key that answers the question is not meant for the bar, nor one of the bar for the question.
        let is_asking = self.asking.is_some();
        self.ask(ui, shell);
        self.bar(ui, shell, is_asking);
    }

    fn bar(&mut self, ui: &mut Ui, shell: &mut Shell, is_asking: bool) {
        let can_be_saved = self.is_changed() && self.saving.is_none();
        let bar = Bar::new()
            .primary_if(can_be_saved, shell.t("gui-settings-save"), Choice::Save)
            .escape(shell.t("gui-back"), Choice::Back);
        match bar.show(ui).filter(|_| !is_asking) {
            Some(Choice::Save) => self.save(ui),
            // It is settled in a moment whether what was typed is kept.
            Some(Choice::Back) if self.saving.is_some() => {}
            Some(Choice::Back) if self.is_changed() => {
                self.asking = Some(Question::Leave);
                ui.ctx().request_repaint();
            }
            Some(Choice::Back) => shell.go(Go::Start),
            None => {}
        }
    }

    fn is_changed(&self) -> bool {
        self.stored.is_ok() && (self.values.is_changed(&self.before) || self.password.is_changed())
    }

    /// What is wrong with this field, in words.
    fn problem(&self, shell: &Shell, key: Key) -> Option<String> {
        let (_, problem) = self.problems.iter().find(|(about, _)| *about == key)?;
        Some(match problem {
            Problem::Blank(id) => shell.t(id),
            Problem::Refused(trouble) => {
                shell.messages.failure_in_window(&trouble.code, &trouble.details).message
            }
        })
    }

    /// Shows the field that is to be mended first.
    fn reveal(&mut self, response: &Response, key: Key) {
        if self.reveal == Some(key) {
            response.request_focus();
            response.scroll_to_me(Some(Align::Center));
        }
    }

    /// Whether the fields can be used as they are; what is wrong is shown.
    fn check(&mut self, about: &[Key]) -> bool {
        self.problems = self.values.problems();
        self.problems.retain(|(key, _)| about.contains(key));
        self.reveal = self.problems.first().map(|(key, _)| *key);
        self.problems.is_empty()
    }

    fn begin_trial(&mut self, shell: &mut Shell) {
        let Ok(stored) = &self.stored else { return };
        let mut way = self.values.way(stored);
        way.proxy_password = self.password.place();
        let typed = self.password.typed();
        if !self.check(&[Key::Server, Key::Proxy]) {
            self.trial = Trial::None;
            return;
        }
        shell.tried = None;
        self.trial = match Settings::as_if(way, typed, &shell.overrides) {
            Ok(settings) => {
                shell.desk.try_settings(&settings);
                Trial::begin()
            }
            Err(error) => Trial::Over(Box::new(Err((&error).into()))),
        };
    }

    fn save(&mut self, ui: &Ui) {
        let Some(file) = self.file.clone() else { return };
        if !self.check(&values::KEYS) {
            self.status = Some(Status::NotYet);
            self.leaves_once_saved = false;
            ui.ctx().request_repaint();
            return;
        }
        self.status = None;
        let changes = self.values.changes(&self.before);
        let password = self.password.change();
        self.saving = Some(Aside::begin(ui.ctx(), move || {
            let saved = changes.iter().try_for_each(|(key, value)| file.set(*key, value));
            let saved = saved.and_then(|()| match password {
                Some(password) => file.set_password(&password).map(drop),
                None => Ok(()),
            });
            saved.map_err(|error| Trouble::from(&error))
        }));
    }

    fn take_news(&mut self, ui: &Ui, shell: &mut Shell) {
        if !self.looked {
            self.looked = true;
            self.looking = Some(Aside::begin(ui.ctx(), Machine::look));
        }
        if let Some(machine) = Aside::poll(&mut self.looking) {
            self.machine = machine;
        }
        self.trial.take(shell);
        match Aside::poll(&mut self.saving) {
            Some(Ok(())) => {
                shell.read_settings();
                if self.leaves_once_saved {
                    shell.go(Go::Start);
                }
                let machine = std::mem::take(&mut self.machine);
                let trial = std::mem::take(&mut self.trial);
                let status = Some(Status::Saved);
                *self = Self { machine, trial, looked: true, status, ..Self::new(shell) };
            }
            Some(Err(trouble)) => {
                self.leaves_once_saved = false;
                shell.note_failure(&trouble.code);
                // Some of it may have been written.
                if let Some(Ok(stored)) = self.file.as_ref().map(SettingsFile::read) {
                    self.before = Values::of(&stored);
                }
                self.status = Some(Status::Failed(trouble));
            }
            None => {}
        }
    }

    fn draw_status(&self, ui: &mut Ui, shell: &mut Shell) {
        match &self.status {
            _ if self.saving.is_some() => {
                widgets::line(ui, Mood::Plain, &shell.t("gui-settings-saving"));
            }
            Some(Status::Saved) => {
                widgets::line(ui, Mood::Good, &shell.t("gui-settings-saved"));
            }
            Some(Status::NotYet) => {
                widgets::line(ui, Mood::Bad, &shell.t("gui-settings-mend"));
            }
            Some(Status::Failed(trouble)) => {
                if let Some(wish) =
                    FailureView::new(trouble).on_settings("gui-settings-advice-field").show(ui, shell)
                {
                    shell.grant(wish, &trouble.code);
                }
            }
            None => {}
        }
    }

    /// Nobody can make sense of the file.
    fn broken(&mut self, ui: &mut Ui, shell: &mut Shell) {
        let Err(trouble) = &self.stored else { return };
        if let Some(wish) =
            FailureView::new(trouble).on_settings("gui-settings-advice-broken").show(ui, shell)
        {
            shell.grant(wish, &trouble.code);
        }
        if let Some(file) = &self.file {
            let file = file.path().display().to_string();
            ui.label(shell.text("gui-settings-file", &[("file", file.into())]));
            if widgets::button(ui, &shell.t("gui-settings-replace")).clicked() {
                self.asking = Some(Question::Replace);
            }
        }
    }

    /// Asks before something is lost.
    fn ask(&mut self, ui: &Ui, shell: &mut Shell) {
        let Some(question) = self.asking else { return };
        let [asked, yes, stay] = match question {
            Question::Leave => ["gui-settings-leave", "gui-settings-save-and-leave", "gui-settings-stay"],
            Question::Replace => {
                ["gui-settings-replace-question", "gui-settings-replace-yes", "gui-settings-replace-no"]
            }
        };
        let shown = Modal::new(Id::unique("settings-question")).show(ui.ctx(), |ui| {
            ui.set_max_width(420.0);
            ui.label(shell.t(asked));
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                let yes = widgets::primary(ui, &shell.t(yes), true);
                if ui.memory(|memory| memory.focused().is_none()) {
                    yes.request_focus();
                }
                let leave = question == Question::Leave
                    && widgets::button(ui, &shell.t("gui-settings-leave-unsaved")).clicked();
                let stay = widgets::button(ui, &shell.t(stay)).clicked();
                (yes.clicked(), leave, stay)
            })
            .inner
        });
        let (yes, leave, stay) = shown.inner;
        if yes || leave || stay || shown.should_close() {
            self.asking = None;
        }
        match question {
            Question::Leave if yes => {
                self.leaves_once_saved = true;
                self.save(ui);
            }
            Question::Leave if leave => shell.go(Go::Start),
            Question::Replace if yes => self.replace(shell),
            Question::Leave | Question::Replace => {}
        }
    }

    /// Begins with fresh settings; the file is kept under another name.
    fn replace(&mut self, shell: &mut Shell) {
        let Some(file) = &self.file else { return };
        let put_aside = file.put_aside();
        shell.read_settings();
        *self = Self::new(shell);
        if let Err(error) = put_aside {
            self.status = Some(Status::Failed((&error).into()));
        }
    }
}

/// A value that holds for this run, whatever is set here.
fn fixed(ui: &mut Ui, shell: &Shell, value: &str) {
    ui.add_enabled(false, egui::Button::new(value).wrap());
    widgets::weak(ui, &shell.t("gui-settings-fixed"));
}

#[cfg(test)]
mod tests;
