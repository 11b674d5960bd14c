//! A field for a PIN, user code or password: what is typed is kept in one place, which is wiped.

use std::ops::Range;

use egui::{Event, Response, TextBuffer, TextEdit, Ui, text::CharIndex};
use secrecy::SecretString;
use zeroize::Zeroize;

/// Room that is never grown, as growing would leave a copy behind.
const ROOM: usize = 256;
const MASK: char = '●';

/// What is typed. The field itself is shown the mask only, and so are its history, the clipboard and screen readers.
pub(crate) struct Secret {
    text: String,
    mask: String,
}

impl Secret {
    pub(crate) fn new() -> Self {
        Self { text: String::with_capacity(ROOM), mask: String::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Hands it over, and forgets it.
    pub(crate) fn take(&mut self) -> SecretString {
        let taken = SecretString::from(self.text.as_str());
        self.wipe();
        taken
    }

    /// Lends it, as it may have to be tried again.
    pub(crate) fn copy(&self) -> SecretString {
        SecretString::from(self.text.as_str())
    }

    /// Forgets it.
    pub(crate) fn wipe(&mut self) {
        self.text.zeroize();
        self.mask.clear();
    }

    fn byte(&self, at: CharIndex) -> usize {
        self.text.char_indices().nth(at.0).map_or(self.text.len(), |(byte, _)| byte)
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl TextBuffer for Secret {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        &self.mask
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        let at = self.byte(at);
        // Of what is pasted, the line break at its end is not meant.
        let meant = text.trim_matches(['\r', '\n']);
        if self.text.len() + meant.len() > ROOM || self.text.get(at..).is_none() {
            return 0;
        }
        self.text.insert_str(at, meant);
        let count = meant.chars().count();
        self.mask.extend(std::iter::repeat_n(MASK, count));
        count
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        if start < end {
            let mut kept = String::with_capacity(ROOM);
            kept.extend(self.text.get(..start));
            kept.extend(self.text.get(end..));
            self.text.zeroize();
            self.text = kept;
            self.mask = std::iter::repeat_n(MASK, self.text.chars().count()).collect();
        }
    }

    /// What the field's history would put back is the mask, not what was typed.
    fn replace_with(&mut self, _: &str) {
        self.wipe();
    }

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<Self>()
    }
}

/// Draws the field; tells whether a capital letter came without the shift key, as Caps Lock makes them.
pub(crate) fn secret_field(ui: &mut Ui, name: &str, secret: &mut Secret) -> (Response, bool) {
    let response = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let label = ui.label(name);
            let edit = TextEdit::singleline(secret)
                .password(true)
                .desired_width(220.0_f32.min(ui.available_width()))
                .margin(egui::Margin::symmetric(8, 7));
            ui.add(edit).labelled_by(label.id)
        })
        .inner;
    if super::take_initial_focus(ui) {
        response.request_focus();
    }
    let capital = |event: &Event| match event {
        Event::Text(text) => text.chars().any(char::is_uppercase),
        _ => false,
    };
    let caps_lock =
        response.has_focus() && ui.input(|input| !input.modifiers.shift && input.events.iter().any(capital));
    (response, caps_lock)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn what_is_typed_is_seen_by_nobody() {
        let mut secret = Secret::new();
        for (at, text) in [(0, "19"), (1, "2"), (3, "1\n"), (0, "密")] {
            assert_eq!(secret.insert_text(text, CharIndex(at)), text.trim_end().chars().count());
        }
        assert_eq!(secret.as_str(), "●●●●●");
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        secret.delete_char_range(CharIndex(0)..CharIndex(1));
        secret.delete_char_range(CharIndex(3)..CharIndex(9));
        assert_eq!(secret.as_str(), "●●●");
        assert_eq!(secret.take().expose_secret(), "129");
        assert!(secret.is_empty() && secret.as_str().is_empty());
    }

    #[test]
    fn what_the_history_holds_is_no_secret() {
        let mut secret = Secret::new();
        secret.insert_text("1234", CharIndex(0));
        secret.replace_with("●●●");
        assert!(secret.is_empty() && secret.as_str().is_empty());
    }

    #[test]
    fn its_place_never_grows() {
        let mut secret = Secret::new();
        assert_eq!(secret.insert_text(&"x".repeat(ROOM), CharIndex(0)), ROOM);
        assert_eq!(secret.insert_text("y", CharIndex(0)), 0);
        assert_eq!(secret.text.capacity(), ROOM);
    }
}
