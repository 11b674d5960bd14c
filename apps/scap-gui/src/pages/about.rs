//! F12, F13: what this program is, its version and a newer one, its licence and those of what it is made of.

use egui::{CollapsingHeader, Label, RichText, Ui};

use crate::{
    page::Go,
    shell::Shell,
    widgets::{self, Bar, Fact, Mood},
};

/// What the program is made of: `cargo xtask licences` writes it.
const LICENCES: &str = include_str!("../../licences.txt");

/// Draws the page.
pub(crate) fn ui(ui: &mut Ui, shell: &mut Shell) {
    widgets::title(ui, &shell.t("gui-about"));
    widgets::body(ui, "about", |ui| {
        widgets::section(ui, &shell.t("gui-name"), |ui| {
            ui.label(shell.t("gui-about-what"));
            let facts = [
                Fact::new(shell.t("gui-about-version"), crate::VERSION),
                Fact::new(shell.t("gui-about-licence"), "Apache-2.0"),
            ];
            widgets::facts(ui, &facts);
            update(ui, shell);
        });
        ui.add_space(4.0);
        widgets::section(ui, &shell.t("gui-about-parts"), |ui| {
            widgets::weak(ui, &shell.t("gui-about-parts-about"));
            CollapsingHeader::new(shell.t("gui-about-parts-show")).id_salt("licences").show(ui, |ui| {
                ui.add(Label::new(RichText::new(LICENCES).small()).wrap());
            });
        });
    });
    let bar =
        Bar::new().primary(shell.t("gui-diagnosis"), Go::Diagnosis).escape(shell.t("gui-back"), Go::Start);
    if let Some(go) = bar.show(ui) {
        shell.go(go);
    }
}

/// Whether there is a newer version, as far as the server told.
fn update(ui: &mut Ui, shell: &Shell) {
    match (shell.update(), &shell.server) {
        (Some((newest, download)), _) => {
            let args = [("newest", newest.into()), ("current", crate::VERSION.into())];
            widgets::line(ui, Mood::Warning, &shell.text("update-available", &args));
            if let Some(url) = download {
                ui.hyperlink_to(shell.text("update-download", &[("url", url.as_str().into())]), &url);
            }
        }
        (None, crate::shell::ServerState::Met(_)) => {
            widgets::line(ui, Mood::Good, &shell.t("gui-about-newest"));
        }
        (None, _) => widgets::weak(ui, &shell.t("gui-about-unknown")),
    }
}
