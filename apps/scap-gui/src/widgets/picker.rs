//! One of many: a field to search in, and below it what is found. Arrow keys and Enter work from the field.

use std::ops::ControlFlow;

use egui::{
    Button, Key, Modifiers, Rect, Response, ScrollArea, Sense, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::Role, collapsing_header::paint_default_icon,
};
use scap_desk::half_width;

use crate::{look::palette, shell::Shell, widgets};

/// The most that the list takes of the height.
const HEIGHT: f32 = 232.0;
/// How far a level stands in.
const LEVEL: f32 = 20.0;
/// Room for what folds and unfolds.
const FOLD: f32 = 24.0;

/// What is searched for, and where the arrow keys are.
#[derive(Debug, Default)]
pub(crate) struct Picker {
    query: String,
    at: Option<usize>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Choice<T> {
    pub(crate) value: T,
    pub(crate) text: String,
    /// It is the one that is chosen now.
    pub(crate) chosen: bool,
    /// How many levels it is below the top.
    pub(crate) level: usize,
    /// Whether what is below it is shown, if there is something.
    pub(crate) unfolded: Option<bool>,
}

/// What a person did.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Pick<T> {
    Chosen(T),
    /// Show what is below, or show it no more.
    Fold(T),
}

impl<T: Clone> Choice<T> {
    pub(crate) const fn new(value: T, text: String, chosen: bool) -> Self {
        Self { value, text, chosen, level: 0, unfolded: None }
    }
}

/// A text as it is searched: full-width characters count as half-width ones, and case does not.
pub(crate) fn searchable(text: &str) -> String {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// The keys that the field leaves to the list.
struct Keys {
    down: bool,
    up: bool,
    enter: bool,
    /// To the left or the right, while the text has no use for it.
    fold: Option<bool>,
}

impl Picker {
    /// Draws it. `found` tells what there is for a text as [`searchable`] gives it; nothing typed finds everything.
    pub(crate) fn show<T: Clone>(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        name: &str,
        found: impl Fn(&str) -> Vec<Choice<T>>,
    ) -> (Response, Option<Pick<T>>) {
        let id = ui.make_persistent_id(("picker", name));
        let keys = self.keys(ui, id);
        let response = self.field(ui, name, id);
        let choices = found(searchable(self.query.trim()).as_str());
        if response.changed() {
            self.at = if self.query.trim().is_empty() || choices.is_empty() { None } else { Some(0) };
        }
        self.at = self.at.filter(|at| *at < choices.len());
        let moved = keys.as_ref().is_some_and(|keys| self.go(keys, choices.len()));
        let mut picked = keys.and_then(|keys| self.by_key(&keys, &choices));
        if choices.is_empty() {
            widgets::weak(ui, &shell.t("form-filter-none"));
            return (response, None);
        }
        let line = palette(ui.style()).line;
        let height = HEIGHT.min(ui.clip_rect().height() * 0.55).max(80.0);
        let list = egui::Frame::new().stroke((1.0, line)).corner_radius(6).inner_margin(4).show(ui, |ui| {
            ScrollArea::vertical().id_salt(id).max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for (index, choice) in choices.iter().enumerate() {
                    let is_at = self.at == Some(index);
                    if let ControlFlow::Break(by_mouse) = draw(ui, shell, choice, is_at, moved) {
                        picked = Some(by_mouse);
                    }
                }
            });
        });
        if moved {
            ui.scroll_to_rect(list.response.rect, None);
        }
        (response, picked)
    }

    /// Forgets what was searched for.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn field(&mut self, ui: &mut Ui, name: &str, id: egui::Id) -> Response {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let label = ui.label(name);
            let edit = TextEdit::singleline(&mut self.query)
                .id(id)
                .desired_width(widgets::FIELD.min(ui.available_width()))
                .margin(egui::Margin::symmetric(8, 7));
            ui.add(edit).labelled_by(label.id)
        })
        .inner
    }

    /// Takes the keys before the field or the default button of the page can have them.
    fn keys(&self, ui: &Ui, id: egui::Id) -> Option<Keys> {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return None;
        }
        let blank = self.query.is_empty();
        Some(ui.input_mut(|input| {
            let mut take = |key| input.consume_key(Modifiers::NONE, key);
            Keys {
                down: take(Key::ArrowDown),
                up: take(Key::ArrowUp),
                enter: take(Key::Enter),
                fold: match blank && take(Key::ArrowRight) {
                    true => Some(true),
                    false => (blank && take(Key::ArrowLeft)).then_some(false),
                },
            }
        }))
    }

    fn go(&mut self, keys: &Keys, count: usize) -> bool {
        let last = count.checked_sub(1);
        match (keys.down, keys.up) {
            (true, false) => self.at = last.map(|last| self.at.map_or(0, |at| (at + 1).min(last))),
            (false, true) => self.at = last.map(|last| self.at.map_or(last, |at| at.saturating_sub(1))),
            _ => return false,
        }
        true
    }

    fn by_key<T: Clone>(&self, keys: &Keys, choices: &[Choice<T>]) -> Option<Pick<T>> {
        let choice = choices.get(self.at?)?;
        if keys.enter {
            return Some(Pick::Chosen(choice.value.clone()));
        }
        let folds = keys.fold.is_some() && choice.unfolded.is_some() && choice.unfolded != keys.fold;
        folds.then(|| Pick::Fold(choice.value.clone()))
    }
}

/// Draws a choice; breaks with what the mouse, or a screen reader, did to it.
fn draw<T: Clone>(
    ui: &mut Ui,
    shell: &Shell,
    choice: &Choice<T>,
    is_at: bool,
    moved: bool,
) -> ControlFlow<Pick<T>> {
    let folded = choice.unfolded.map(|unfolded| (unfolded, Vec2::new(FOLD, 32.0)));
    let mut picked = ControlFlow::Continue(());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let level = u8::try_from(choice.level).map_or(0.0, |level| f32::from(level) * LEVEL);
        // What has nothing below it stands where the others' names do.
        let icon = if choice.level > 0 && folded.is_none() { FOLD } else { 0.0 };
        ui.add_space((level + icon).min(ui.available_width() / 3.0));
        if let Some((unfolded, size)) = folded {
            // The arrow keys do the same: there is no need to come by with the tabulator key.
            let (_, response) = ui.allocate_exact_size(size, Sense::CLICK);
            let mut icon = response.clone();
            icon.rect = Rect::from_center_size(response.rect.center(), Vec2::splat(14.0));
            paint_default_icon(ui, if unfolded { 1.0 } else { 0.0 }, &icon);
            let id = if unfolded { "gui-content-fold" } else { "gui-content-unfold" };
            let told = shell.text(id, &[("name", choice.text.as_str().into())]);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &told));
            if response.clicked() {
                picked = ControlFlow::Break(Pick::Fold(choice.value.clone()));
            }
        }
        let text = if choice.chosen { format!("✓ {}", choice.text) } else { choice.text.clone() };
        let button = Button::selectable(is_at || choice.chosen, text)
            .wrap()
            .right_text("")
            .min_size(Vec2::new(ui.available_width(), 32.0))
            .sense(Sense::CLICK);
        let button = if is_at { button.stroke((2.0, palette(ui.style()).accent)) } else { button };
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &choice.text));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(is_at));
        if is_at && moved {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            picked = ControlFlow::Break(Pick::Chosen(choice.value.clone()));
        }
    });
    picked
}
