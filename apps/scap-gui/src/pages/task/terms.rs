//! The terms that the holder of a secondary card agrees to.

use egui::{Frame, Margin, Ui};
use scap_flow::Answer;
use scap_proto::wire::Terms;

use super::{Reply, asking::Choice};
use crate::{
    look::palette,
    shell::Shell,
    widgets::{self, Bar},
};

/// Draws the page.
pub(super) fn ui(ui: &mut Ui, shell: &mut Shell, terms: &Terms, agreed: &mut bool) -> Option<Reply> {
    widgets::body(ui, "terms", |ui| {
        let args = [("version", terms.version.as_str().into())];
        widgets::heading(ui, &shell.text("issue-terms-header", &args));
        let text = terms.text.get(shell.language().tag()).or_else(|| terms.text.values().next());
        Frame::new().fill(palette(ui.style()).surface).inner_margin(Margin::same(14)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(text.map_or("", String::as_str));
        });
        let response = ui.checkbox(agreed, shell.t("gui-terms-agree"));
        if widgets::take_initial_focus(ui) {
            response.request_focus();
        }
    });
    let pressed = Bar::new()
        .primary_if(*agreed, shell.t("gui-next"), Choice::Yes)
        .escape(shell.t("gui-terms-disagree"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes | Choice::No => Reply::Answer(Answer::Yes),
        Choice::Leave => Reply::Leave,
    })
}
