//! The path of a function: which step it is at, which are done, which are to come.

use egui::{RichText, Ui, WidgetInfo, accesskit::Role};

use crate::{look::palette, shell::Shell};

/// Draws the names of the steps; `at` counts from 0.
pub(crate) fn steps(ui: &mut Ui, shell: &Shell, names: &[String], at: usize) {
    let palette = palette(ui.style());
    let shown = ui.horizontal_wrapped(|ui| {
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                ui.label(RichText::new("→").color(palette.weak));
            }
            let number = index + 1;
            let text = match index.cmp(&at) {
                std::cmp::Ordering::Less => RichText::new(format!("✓ {name}")).color(palette.good),
                std::cmp::Ordering::Equal => RichText::new(format!(" {number} {name} "))
                    .strong()
                    .color(palette.on_accent)
                    .background_color(palette.accent),
                std::cmp::Ordering::Greater => RichText::new(format!("{number} {name}")).color(palette.weak),
            };
            ui.label(text);
        }
    });
    let name = names.get(at).cloned().unwrap_or_default();
    let args = [("number", (at + 1).into()), ("count", names.len().into()), ("name", name.into())];
    let told = shell.text("gui-step", &args);
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &told));
}
