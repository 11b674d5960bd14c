//! Language, size of text and colours: they change at once.

use egui::Ui;
use scap_ac::Language;
use scap_desk::{Key, SettingsFile};
use scap_messages::Messages;

use super::fixed;
use crate::{
    desk::Trouble,
    look::{Colours, TEXT_SIZES},
    shell::Shell,
    widgets,
};

/// Draws them; what went wrong is told.
pub(super) fn ui(ui: &mut Ui, shell: &mut Shell, file: Option<&SettingsFile>) -> Option<Trouble> {
    let mut trouble = None;
    let title = shell.t("gui-settings-appearance");
    widgets::section(ui, &title, |ui| {
        ui.label(shell.t("gui-settings-language"));
        let is_fixed = shell.overrides.language.is_some();
        ui.add_enabled_ui(!is_fixed, |ui| {
            in_a_row(ui, |ui| {
                for language in Language::ALL {
                    if ui.radio(shell.language() == language, name(language)).clicked() {
                        trouble = speak(shell, file, language).err();
                    }
                }
            });
        });
        if is_fixed {
            fixed(ui, shell, name(shell.language()));
        }

        ui.label(shell.t("gui-settings-text-size"));
        in_a_row(ui, |ui| {
            for size in TEXT_SIZES {
                if ui.radio(shell.memory.text_size == size, format!("{size}%")).clicked() {
                    shell.change_look(ui.ctx(), |memory| memory.text_size = size);
                }
            }
        });

        ui.label(shell.t("gui-settings-colours"));
        in_a_row(ui, |ui| {
            for colours in Colours::ALL {
                if ui.radio(shell.memory.colours == colours, shell.t(colours.text())).clicked() {
                    shell.change_look(ui.ctx(), |memory| memory.colours = colours);
                }
            }
        });
    });
    trouble
}

/// Choices in a row, with enough room that each sign is seen to belong to what is right of it.
fn in_a_row(ui: &mut Ui, choices: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        choices(ui);
    });
}

/// A language in its own words: who does not read the one in use finds the other.
const fn name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        _ => "中文（臺灣）",
    }
}

/// Speaks this language at once, and from now on.
fn speak(shell: &mut Shell, file: Option<&SettingsFile>, language: Language) -> Result<(), Trouble> {
    shell.messages = Messages::new(language);
    let Some(file) = file else { return Ok(()) };
    file.set(Key::Lang, language.tag()).map_err(|error| Trouble::from(&error))?;
    // A language that there is not was what made the settings unusable.
    if shell.settings.is_err() {
        shell.read_settings();
    }
    Ok(())
}
