//! A field for text, with its name above and what is wrong with it below.

use egui::{Response, RichText, TextEdit, Ui, WidgetInfo, accesskit::Role};

use super::Mood;

/// Room for what is typed.
pub(crate) const FIELD: f32 = 420.0;

/// Draws a field.
pub(crate) fn field(
    ui: &mut Ui,
    name: &str,
    text: &mut dyn egui::TextBuffer,
    hint: &str,
    problem: Option<&str>,
) -> Response {
    let response = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let label = ui.label(name);
            let edit = TextEdit::singleline(text)
                // It keeps its focus when something above it comes or goes.
                .id_salt(name)
                .hint_text(hint)
                .desired_width(FIELD.min(ui.available_width()))
                .margin(egui::Margin::symmetric(8, 7));
            let response = ui.add(edit).labelled_by(label.id);
            problem_below(ui, problem);
            response
        })
        .inner;
    if super::take_initial_focus(ui) {
        response.request_focus();
    }
    response
}

/// What is wrong with the field above, for whoever sees and whoever hears.
pub(crate) fn problem_below(ui: &mut Ui, problem: Option<&str>) {
    let Some(problem) = problem else { return };
    let colour = Mood::Bad.colour(ui);
    let response = ui.label(RichText::new(format!("{} {problem}", Mood::Bad.sign())).color(colour));
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, problem));
}
