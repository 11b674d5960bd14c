//! A question before something is done that a person may not mean.

use egui::{Id, Modal, Ui};

use super::{button, primary};

/// Asks over the page. The first answer is the default, and what Esc gives; tells whether the second one was chosen.
pub(crate) fn question(ui: &Ui, text: &str, [default, other]: [&str; 2]) -> Option<bool> {
    let shown = Modal::new(Id::unique(("question", text))).show(ui.ctx(), |ui| {
        ui.set_max_width((ui.ctx().content_rect().width() - 60.0).min(420.0));
        ui.label(text);
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let stay = primary(ui, default, true);
            if ui.memory(|memory| memory.focused().is_none()) {
                stay.request_focus();
            }
            (stay.clicked(), button(ui, other).clicked())
        })
        .inner
    });
    match shown.inner {
        (_, true) => Some(true),
        (true, false) => Some(false),
        _ => shown.should_close().then_some(false),
    }
}
