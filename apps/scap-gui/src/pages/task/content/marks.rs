//! What is wrong with which field, and which field the keyboard goes to.

use std::collections::BTreeMap;

use egui::{Response, Ui};
use scap_ac::{
    Slot,
    json::{JsonError, SlotJson},
};
use serde_json::Map;

use crate::{shell::Shell, widgets};

/// A field of the form, in the order in which they are filled in.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Field {
    Holder,
    Slot(Slot, Part),
    DelegationUnit,
    DelegationRole,
    Cancelling,
}

/// A field of a slot.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Part {
    Application,
    /// The list of units, or the first field after it.
    Units,
    UnitName,
    UnitCode,
    Role,
}

/// What is wrong, in words.
#[derive(Debug, Default)]
pub(super) struct Wrong(BTreeMap<Field, String>);

/// The marks on the fields.
#[derive(Debug)]
pub(super) struct Marks {
    wrong: Wrong,
    /// Where the keyboard is to go.
    focus: Option<Field>,
    when: When,
}

/// When the keyboard goes there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    /// The page is to come up first.
    Later,
    /// When it is drawn the next time: until then what is above may move.
    Next,
    Now,
}

impl Wrong {
    /// Notes what is wrong with this field, if something is.
    pub(super) fn note<T>(&mut self, result: Result<T, String>, field: Field) -> Option<T> {
        result.map_err(|text| self.0.insert(field, text)).ok()
    }

    /// The first field with which something is wrong.
    pub(super) fn first(&self) -> Option<Field> {
        self.0.first_key_value().map(|(field, _)| *field)
    }
}

impl Marks {
    /// No marks; the keyboard begins at `first`.
    pub(super) fn new(first: Field) -> Self {
        Self { wrong: Wrong::default(), focus: Some(first), when: When::Later }
    }

    /// Begins to draw. When the page comes up, the keyboard goes where it is to go, and not to the first field.
    pub(super) fn begin(&mut self, ui: &Ui) {
        if widgets::take_initial_focus(ui) || self.when == When::Next {
            self.when = When::Now;
        }
    }

    /// Ends to draw.
    pub(super) fn end(&self, ui: &Ui) {
        if self.focus.is_some() && self.when == When::Next {
            ui.ctx().request_repaint();
        }
    }

    /// Marks these fields alone, and goes to the first of them.
    pub(super) fn set(&mut self, wrong: Wrong) {
        if let Some(first) = wrong.first() {
            self.focus(first);
        }
        self.wrong = wrong;
    }

    /// What is wrong with this field.
    pub(super) fn problem(&self, field: Field) -> Option<&str> {
        self.wrong.0.get(&field).map(String::as_str)
    }

    /// Whether something is wrong with a field of this slot.
    pub(super) fn has_problem(&self, slot: Slot) -> bool {
        self.wrong.0.keys().any(|field| matches!(field, Field::Slot(of, _) if *of == slot))
    }

    /// Marks a field while the person is at it.
    pub(super) fn mark(&mut self, field: Field, text: String) {
        self.wrong.0.insert(field, text);
    }

    /// This field was changed: what was wrong with it may be mended.
    pub(super) fn mend(&mut self, field: Field) {
        self.wrong.0.remove(&field);
    }

    /// The slot was filled in anew.
    pub(super) fn mend_slot(&mut self, slot: Slot) {
        self.wrong.0.retain(|field, _| !matches!(field, Field::Slot(of, _) if *of == slot));
    }

    /// Has the keyboard go to this field.
    pub(super) fn focus(&mut self, field: Field) {
        (self.focus, self.when) = (Some(field), When::Next);
    }

    /// Has it go there when the page comes up again.
    pub(super) fn focus_later(&mut self, field: Field) {
        (self.focus, self.when) = (Some(field), When::Later);
    }

    /// Gives the keyboard to what was drawn for this field, if it is to go there.
    pub(super) fn place(&mut self, field: Field, response: &Response) {
        if self.when == When::Now && self.focus == Some(field) {
            self.focus = None;
            response.request_focus();
            response.scroll_to_me(None);
        }
    }
}

/// A text field of the form.
pub(super) fn text(
    ui: &mut Ui,
    shell: &Shell,
    marks: &mut Marks,
    field: Field,
    name: &str,
    text: &mut String,
) -> Response {
    let response = widgets::field(ui, &shell.t(name), text, "", marks.problem(field));
    if response.changed() {
        marks.mend(field);
    }
    marks.place(field, &response);
    response
}

/// What is typed, if it is not blank.
pub(super) fn typed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The words for what is wrong with a text; its field is named as people know it.
pub(super) fn words(shell: &Shell, error: &JsonError) -> String {
    let mut details = Map::new();
    match error {
        JsonError::Text { source: scap_ac::TextError::TooLong { max }, .. } => {
            return shell.text("form-text-long", &[("max", (*max).into())]);
        }
        JsonError::Text { field, source } => {
            let name = match *field {
                "unit_name" => "form-unit-name",
                "unit_code" => "form-unit-code",
                "role" => "form-role",
                _ => "review-application",
            };
            details.insert("field".to_owned(), shell.t(name).into());
            details.insert("rule".to_owned(), source.rule().into());
        }
        _ => {}
    }
    shell.messages.failure_in_window(error.code(), &details).message
}

/// Takes away what is wrong with the slot, and tells which field that is; nothing if the slot cannot do without it.
pub(super) fn take_wrong(json: &mut SlotJson, error: &JsonError) -> Option<Part> {
    let JsonError::Text { field, .. } = error else { return None };
    let (text, part) = match *field {
        "unit_name" => (&mut json.unit_name, Part::UnitName),
        "unit_code" => (&mut json.unit_code, Part::UnitCode),
        "role" => (&mut json.role, Part::Role),
        _ => return None,
    };
    text.take().map(|_| part)
}
