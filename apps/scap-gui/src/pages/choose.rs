//! What to issue: the functions that the manual has under one entry (§ 7.2, § 7.5, § 7.6).

use egui::Ui;

use super::start::draw_tiles;
use crate::{
    function::Function,
    page::Go,
    shell::Shell,
    widgets::{self, Bar},
};

/// Draws the page.
pub(crate) fn ui(ui: &mut Ui, shell: &mut Shell) {
    widgets::title(ui, &shell.t("gui-sign"));
    let tiles = [
        ("gui-issue", Go::Begin(Function::Issue)),
        ("gui-modify", Go::Begin(Function::Modify)),
        ("gui-cancel", Go::Begin(Function::Cancel)),
        ("gui-delegate", Go::Begin(Function::Delegate)),
        ("gui-undelegate", Go::Begin(Function::Undelegate)),
    ];
    if let Some(go) = widgets::body(ui, "choose", |ui| draw_tiles(ui, shell, &tiles)) {
        shell.go(go);
    }
    if let Some(go) = Bar::new().escape(shell.t("gui-back"), Go::Start).show(ui) {
        shell.go(go);
    }
}
