//! What went wrong: what happened, what to do, the code, and details to unfold.

use egui::{CollapsingHeader, RichText, Ui};

use super::{Mood, button, notice};
use crate::{desk::Trouble, shell::Shell};

/// What a person wants to do about it, beside what the page offers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wish {
    /// See the settings.
    Settings,
    /// Read the page about the code.
    Page,
}

/// Something that went wrong, as it is shown.
pub(crate) struct FailureView<'a> {
    trouble: &'a Trouble,
    mood: Mood,
    on_settings: Option<&'static str>,
}

impl<'a> FailureView<'a> {
    pub(crate) const fn new(trouble: &'a Trouble) -> Self {
        Self { trouble, mood: Mood::Bad, on_settings: None }
    }

    /// Something that is in the way, and may yet come right by itself.
    pub(crate) const fn mild(mut self) -> Self {
        self.mood = Mood::Warning;
        self
    }

    /// The page of the settings shows it: that page need not be offered, and where it is what helps, the text with this
    /// id tells what to do on it.
    pub(crate) const fn on_settings(mut self, advice: &'static str) -> Self {
        self.on_settings = Some(advice);
        self
    }

    /// Draws it.
    pub(crate) fn show(self, ui: &mut Ui, shell: &Shell) -> Option<Wish> {
        let Trouble { code, details, causes } = self.trouble;
        let text = shell.messages.failure_in_window(code, details);
        notice(ui, self.mood, &text.message, |ui| {
            let mut wish = None;
            let is_of_settings =
                code.starts_with("net.") || code.starts_with("config.") || code == "server.not_found";
            match self.on_settings.filter(|_| is_of_settings) {
                Some(advice) => ui.label(shell.t(advice)),
                None => ui.label(&text.advice),
            };
            if is_of_settings && self.on_settings.is_none() {
                ui.horizontal_wrapped(|ui| {
                    if button(ui, &shell.t("gui-open-settings")).clicked() {
                        wish = Some(Wish::Settings);
                    }
                });
            }
            let colour = crate::look::palette(ui.style()).weak;
            ui.label(
                RichText::new(shell.text("failure-code", &[("code", code.as_str().into())])).color(colour),
            );
            CollapsingHeader::new(shell.t("gui-failure-details")).id_salt(("details", code)).show(ui, |ui| {
                ui.label(&text.why);
                for (name, value) in details {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    ui.label(RichText::new(format!("{name}: {value}")).monospace());
                }
                for cause in causes {
                    ui.label(RichText::new(cause).monospace());
                }
                if ui.link(shell.t("gui-failure-page")).clicked() {
                    wish = Some(Wish::Page);
                }
            });
            wish
        })
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable;
    use scap_ac::Language;
    use serde_json::Map;

    use super::*;
    use crate::testing::window;

    #[test]
    fn each_code_is_told_with_what_happened_and_what_to_do() {
        for language in Language::ALL {
            let make = |_: &Shell| Trouble::new("reader.none", Map::new());
            let mut page = window(language, [900.0, 500.0], 100, make, |trouble, ui, shell| {
                FailureView::new(trouble).show(ui, shell);
            });
            for code in scap_messages::CODES {
                page.state_mut().page = Trouble::new(code, Map::new());
                page.step();
                let text = page.state().shell.messages.failure_in_window(code, &Map::new());
                for told in [text.message.as_str(), text.advice.as_str(), code] {
                    assert!(page.query_by_label_contains(told).is_some(), "{code}: {told}");
                }
            }
        }
    }
}
