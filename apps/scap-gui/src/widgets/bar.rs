//! The bar of buttons below a page: what leads on is at the right and is the default button.

use egui::{Align, Key, Layout, Ui};

use super::{button, focus, pressed, primary};

/// The buttons of a page, each with what it stands for.
pub(crate) struct Bar<A> {
    primary: Option<(String, A, bool)>,
    others: Vec<(String, A)>,
    escape: Option<A>,
}

impl<A: Clone> Bar<A> {
    pub(crate) const fn new() -> Self {
        Self { primary: None, others: Vec::new(), escape: None }
    }

    /// The button that leads on: Enter presses it, unless another widget has the focus.
    pub(crate) fn primary(mut self, text: String, action: A) -> Self {
        self.primary = Some((text, action, true));
        self
    }

    /// The same, which cannot be pressed yet.
    pub(crate) fn primary_if(mut self, enabled: bool, text: String, action: A) -> Self {
        self.primary = Some((text, action, enabled));
        self
    }

    /// Another button, left of those before.
    pub(crate) fn other(mut self, text: String, action: A) -> Self {
        self.others.push((text, action));
        self
    }

    /// The button that Esc presses, too.
    pub(crate) fn escape(mut self, text: String, action: A) -> Self {
        self.escape = Some(action.clone());
        self.other(text, action)
    }

    /// Esc presses a button that is there already.
    pub(crate) fn on_escape(mut self, action: A) -> Self {
        self.escape = Some(action);
        self
    }

    /// Draws the bar; tells what was pressed.
    pub(crate) fn show(self, ui: &mut Ui) -> Option<A> {
        ui.add_space(4.0);
        ui.separator();
        let mut chosen = self.key(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((text, action, enabled)) = self.primary {
                let response = primary(ui, &text, enabled);
                focus::note_in_bar(ui, response.id);
                if enabled && focus::take_initial_focus(ui) {
                    response.request_focus();
                }
                if pressed(&response) {
                    chosen = Some(action);
                }
            }
            for (text, action) in self.others {
                let response = button(ui, &text);
                focus::note_in_bar(ui, response.id);
                if focus::take_initial_focus(ui) {
                    response.request_focus();
                }
                if pressed(&response) {
                    chosen = Some(action);
                }
            }
        });
        chosen
    }

    /// What Enter or Esc press.
    fn key(&self, ui: &Ui) -> Option<A> {
        // What is above the page has the keyboard.
        let below = ui.memory(|memory| !memory.is_above_modal_layer(ui.layer_id()));
        if below || egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        let nothing_focused = ui.memory(|memory| memory.focused().is_none());
        let (enter, escape, meant) = ui.input(|input| {
            (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape), input.modifiers.command)
        });
        match &self.primary {
            // With Ctrl it is meant wherever the focus is.
            Some((_, action, true)) if enter && (nothing_focused || meant) => Some(action.clone()),
            // The first Esc leaves the text.
            _ if escape && !focus::typed_text_had_focus(ui) => self.escape.clone(),
            _ => None,
        }
    }
}
