//! F7: saving a certificate as text, under a name that is typed or picked in the system's own dialog.

use std::path::PathBuf;

use egui::{Align, Key, Ui};
use scap_ac::AuthorizationCertificate;
use scap_desk::SaveTo;

use crate::{
    aside::Aside,
    desk::Trouble,
    shell::Shell,
    widgets::{self, FailureView, Mood, Wish},
};

/// Where a certificate is to be saved, and what came of it.
pub(crate) struct Save {
    path: String,
    outcome: Option<Outcome>,
    /// It was not seen yet.
    is_news: bool,
    /// It is being saved.
    saving: Option<Aside<Outcome>>,
    /// The dialog, while it is open.
    dialog: Option<Aside<Option<PathBuf>>>,
}

/// The file that it was saved in, or why it was not.
type Outcome = Result<String, Trouble>;

impl Save {
    /// A name made of the certificate's serial, in the folder of the person's documents.
    pub(crate) fn new(certificate: &AuthorizationCertificate) -> Self {
        let name = format!("scap-{}.txt", certificate.serial());
        let path = documents().unwrap_or_default().join(name);
        Self { path: path.display().to_string(), outcome: None, is_news: false, saving: None, dialog: None }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell, certificate: &AuthorizationCertificate) {
        self.take_done(ui, shell, certificate);
        widgets::heading(ui, &shell.t("gui-save"));
        // A certificate is there to be read first.
        let focus = widgets::take_initial_focus(ui);
        let field = widgets::field(ui, &shell.t("gui-save-path"), &mut self.path, "", None);
        if field.changed() {
            self.outcome = None;
        }
        if focus {
            widgets::keep_initial_focus(ui.ctx());
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            // It is meant for the field, not for the page.
            field.request_focus();
            self.save(ui, shell, certificate);
        }
        ui.horizontal_wrapped(|ui| {
            if widgets::button(ui, &shell.t("gui-save-now")).clicked() {
                self.save(ui, shell, certificate);
            }
            let pick = egui::Button::new(shell.t("gui-save-pick"));
            if ui.add_enabled(self.dialog.is_none(), pick).clicked() {
                self.pick(ui);
            }
        });
        match &self.outcome {
            Some(Ok(file)) => {
                let text = shell.text("view-saved", &[("file", file.as_str().into())]);
                widgets::line(ui, Mood::Good, &text);
            }
            Some(Err(trouble)) => {
                if let Some(Wish::Page) = FailureView::new(trouble).show(ui, shell) {
                    shell.help = Some(trouble.code.clone());
                }
            }
            None => return,
        }
        if std::mem::take(&mut self.is_news) {
            ui.scroll_to_cursor(Some(Align::BOTTOM));
        }
    }

    /// Saves it; a folder on a network may take its time.
    fn save(&mut self, ui: &Ui, shell: &Shell, certificate: &AuthorizationCertificate) {
        let mut file = PathBuf::from(self.path.trim());
        if file.extension().is_none() && file.file_name().is_some() {
            file.set_extension("txt");
        }
        let (certificate, language) = (certificate.clone(), shell.language());
        self.outcome = None;
        self.saving = Some(Aside::begin(ui.ctx(), move || {
            let saved = SaveTo::prepare(file.clone()).and_then(|save| save.save(&certificate, language));
            saved.map(|()| file.display().to_string()).map_err(|error| Trouble::from(&error))
        }));
    }

    /// Opens the system's dialog; where there is none, the name can be typed.
    fn pick(&mut self, ui: &Ui) {
        let path = PathBuf::from(self.path.trim());
        let mut dialog = rfd::AsyncFileDialog::new().add_filter("txt", &["txt"]);
        if let Some(folder) = path.parent() {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = path.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        let picked = dialog.save_file();
        self.dialog =
            Some(Aside::begin(ui.ctx(), || pollster::block_on(picked).map(|file| file.path().to_owned())));
    }

    fn take_done(&mut self, ui: &Ui, shell: &mut Shell, certificate: &AuthorizationCertificate) {
        // Whoever picks a place in a dialog for saving has said all that there is to say.
        if let Some(path) = Aside::poll(&mut self.dialog).flatten() {
            self.path = path.display().to_string();
            self.save(ui, shell, certificate);
        }
        if let Some(outcome) = Aside::poll(&mut self.saving) {
            if let Err(trouble) = &outcome {
                shell.note_failure(&trouble.code);
            }
            self.outcome = Some(outcome);
            self.is_news = true;
        }
    }
}

/// Where a person looks for what was saved: the folder of documents, else the home folder.
fn documents() -> Option<PathBuf> {
    let home = etcetera::home_dir().ok()?;
    let documents = home.join("Documents");
    Some(if documents.is_dir() { documents } else { home })
}
