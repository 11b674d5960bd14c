//! Names and values below one another, to be read and copied.

use egui::{RichText, Ui, WidgetInfo, accesskit::Role};

use crate::look::palette;

/// A value under its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Digits of a number or a signature, which are compared one by one.
    pub(crate) digits: bool,
}

impl Fact {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), digits: false }
    }

    /// The same in a face whose digits are equally wide.
    pub(crate) fn in_digits(mut self) -> Self {
        self.digits = true;
        self
    }
}

/// Room for the names, where there is enough.
const NAMES: f32 = 190.0;
/// Below this width a value stands under its name.
const NARROW: f32 = 480.0;

/// Draws them.
pub(crate) fn facts(ui: &mut Ui, facts: &[Fact]) {
    let narrow = ui.available_width() < NARROW;
    for fact in facts {
        if narrow {
            name(ui, fact);
            value(ui, fact);
        } else {
            ui.horizontal_top(|ui| {
                let rest = ui.available_width() - NAMES - ui.spacing().item_spacing.x;
                ui.allocate_ui_with_layout(
                    egui::vec2(NAMES, 0.0),
                    egui::Layout::top_down(egui::Align::Min),
                    |ui| {
                        ui.set_width(NAMES);
                        name(ui, fact);
                    },
                );
                ui.vertical(|ui| {
                    ui.set_width(rest);
                    value(ui, fact);
                });
            });
        }
    }
}

fn name(ui: &mut Ui, fact: &Fact) {
    let colour = palette(ui.style()).weak;
    ui.add(egui::Label::new(RichText::new(&fact.name).color(colour)).wrap());
}

fn value(ui: &mut Ui, fact: &Fact) {
    let text = RichText::new(&fact.value);
    let text = if fact.digits { text.monospace() } else { text };
    let response = ui.add(egui::Label::new(text).wrap());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {}", fact.name, fact.value)));
}
