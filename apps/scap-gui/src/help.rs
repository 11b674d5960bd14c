//! The pages about failures, as they are in the documentation: shown over whatever is being done, and without a network.

use egui::{Id, Modal, RichText, ScrollArea, Ui};
use scap_ac::Language;

use crate::{shell::Shell, widgets};

/// Draws the page about the code that somebody wants to read about.
pub(crate) fn show(ui: &Ui, shell: &mut Shell) {
    let Some(code) = shell.help.clone() else { return };
    let shown = Modal::new(Id::unique("help")).show(ui.ctx(), |ui| {
        ui.set_width(ui.ctx().content_rect().width().min(620.0) - 60.0);
        widgets::heading(ui, &shell.text("gui-help-title", &[("code", code.as_str().into())]));
        ScrollArea::vertical().max_height(ui.ctx().content_rect().height() * 0.6).show(ui, |ui| {
            for paragraph in section(shell.language(), &code).unwrap_or_default().lines() {
                draw(ui, paragraph);
            }
        });
        widgets::button(ui, &shell.t("gui-close")).clicked()
    });
    if shown.inner || shown.should_close() {
        shell.help = None;
    }
}

/// Draws a line of the page: a list's sign is kept, emphasis becomes strong.
fn draw(ui: &mut Ui, line: &str) {
    if line.is_empty() {
        return;
    }
    let line = line.replace('`', "");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (index, part) in line.split("**").enumerate() {
            let text = RichText::new(part);
            ui.label(if index % 2 == 1 { text.strong() } else { text });
        }
    });
}

/// What the documentation says of this code.
fn section(language: Language, code: &str) -> Option<&'static str> {
    let page = match language {
        Language::English => include_str!("../../../docs/failures.md"),
        _ => include_str!("../../../docs/failures.zh-TW.md"),
    };
    let (_, rest) = page.split_once(&format!("<a id=\"{code}\"></a>"))?;
    let (_, text) = rest.split_once('\n')?;
    text.split("\n##").next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_every_code() {
        for language in Language::ALL {
            for code in scap_messages::CODES {
                let page = section(language, code).unwrap_or_default();
                assert!(
                    page.contains("**") && !page.contains("\n#") && !page.contains("<a"),
                    "{code}: {page}"
                );
            }
        }
    }
}
