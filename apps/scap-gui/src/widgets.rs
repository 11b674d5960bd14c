//! What pages are made of. Each widget tells a screen reader what it is, and nothing is told by colour alone.

mod bar;
mod calendar;
mod facts;
mod failure;
mod field;
mod focus;
mod picker;
mod question;
mod secret;
mod steps;

use egui::{Button, Color32, Response, RichText, Stroke, Ui, WidgetInfo, accesskit::Role};

pub(crate) use self::{
    bar::Bar,
    calendar::{Calendar, Picked, weekday},
    facts::{Fact, facts},
    failure::{FailureView, Wish},
    field::{FIELD, field, problem_below},
    focus::{begin_page, keep_initial_focus, note_text_focus, take_initial_focus, turn_page},
    picker::{Choice, Pick, Picker, searchable},
    question::question,
    secret::{Secret, secret_field},
    steps::steps,
};
use crate::look::{self, palette};

/// Height that the bar below a page takes.
const BAR_HEIGHT: f32 = 58.0;
/// No text is wider than this, as long lines are hard to read.
const READABLE: f32 = 860.0;

/// The title of a page.
pub(crate) fn title(ui: &mut Ui, text: &str) {
    let response = ui.label(RichText::new(text).text_style(look::title()).strong());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
}

/// The title of a part.
pub(crate) fn heading(ui: &mut Ui, text: &str) -> Response {
    let response = ui.label(RichText::new(text).heading().strong());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    response
}

/// A part of a page in a frame, under its title.
pub(crate) fn section<R>(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = look::card(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        heading(ui, title);
        content(ui)
    });
    shown.inner
}

/// Text that explains.
pub(crate) fn weak(ui: &mut Ui, text: &str) {
    let colour = palette(ui.style()).weak;
    ui.label(RichText::new(text).color(colour));
}

/// Which page is shown, counted.
pub(crate) fn page(ui: &Ui) -> u64 {
    focus::page(ui)
}

/// The content of a page, which scrolls where it does not fit; below it is room for the bar.
pub(crate) fn body<R>(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let height = (ui.available_height() - BAR_HEIGHT).max(80.0);
    egui::ScrollArea::vertical()
        .id_salt((id, focus::page(ui)))
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(READABLE));
            let inner = content(ui);
            focus::scroll_to_focus(ui);
            inner
        })
        .inner
}

/// Whether it was pressed, and not by the second click of a double click: that would answer what the first one led to.
pub(crate) fn pressed(response: &Response) -> bool {
    response.clicked() && !response.double_clicked() && !response.triple_clicked()
}

/// The button that leads on.
pub(crate) fn primary(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let palette = palette(ui.style());
    let text = RichText::new(text).color(palette.on_accent).strong();
    let button = Button::new(text).fill(palette.accent).min_size(egui::vec2(110.0, 36.0));
    let response = ui.add_enabled(enabled, button);
    if response.has_focus() {
        // The frame of the focus would not be seen on its own colour.
        let outside = response.rect.expand(3.0);
        ui.painter().rect_stroke(outside, 8, Stroke::new(2.0, palette.accent), egui::StrokeKind::Outside);
    }
    response
}

/// Any other button.
pub(crate) fn button(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text).min_size(egui::vec2(0.0, 34.0)))
}

/// How something stands. It is told by a sign and a word, and coloured besides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mood {
    Good,
    Plain,
    Warning,
    Bad,
}

impl Mood {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Plain => "•",
            Self::Warning => "▲",
            Self::Bad => "×",
        }
    }

    pub(crate) fn colour(self, ui: &Ui) -> Color32 {
        let palette = palette(ui.style());
        match self {
            Self::Good => palette.good,
            Self::Plain => palette.text,
            Self::Warning => palette.warning,
            Self::Bad => palette.bad,
        }
    }
}

/// A line with its sign.
pub(crate) fn line(ui: &mut Ui, mood: Mood, text: &str) -> Response {
    let colour = mood.colour(ui);
    ui.label(RichText::new(format!("{} {text}", mood.sign())).color(colour))
}

/// A framed message.
pub(crate) fn notice<R>(ui: &mut Ui, mood: Mood, text: &str, more: impl FnOnce(&mut Ui) -> R) -> R {
    let colour = mood.colour(ui);
    look::card(ui.style())
        .stroke(Stroke::new(2.0, colour))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(format!("{} {text}", mood.sign())).color(colour).strong());
            more(ui)
        })
        .inner
}
