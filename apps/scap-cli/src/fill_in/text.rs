//! How parts of the content are written, and free texts judged.

use std::str::FromStr;

use scap_ac::{TextError, UnitCode, UnitName, json::JsonError};

use crate::{error::CliError, prompt::Verdict, terminal::Terminal};

/// `label: value`.
pub(crate) fn field(terminal: &Terminal, label: &str, value: &str) -> String {
    let label = terminal.text(label, &[]);
    terminal.text("form-field", &[("label", label.into()), ("value", value.into())])
}

/// `name (code)`.
pub(crate) fn with_code(terminal: &Terminal, name: &str, code: &str) -> String {
    terminal.text("form-with-code", &[("name", name.into()), ("code", code.into())])
}

/// A unit, if there is one.
pub(crate) fn unit(terminal: &Terminal, name: Option<&UnitName>, code: Option<&UnitCode>) -> Option<String> {
    match (name.map(UnitName::as_str), code.map(UnitCode::as_str)) {
        (Some(name), Some(code)) => Some(with_code(terminal, name, code)),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// What happened, in the words for its code.
pub(super) fn message(terminal: &Terminal, error: &CliError) -> String {
    terminal.messages().failure(error.code(), &error.details()).message
}

/// Judges a text that may be left out. `field` is its name in JSON.
pub(super) fn optional<T: FromStr<Err = TextError>>(
    terminal: &Terminal,
    field: &'static str,
    text: &str,
) -> Verdict<Option<T>> {
    match text.trim().parse() {
        Ok(value) => Verdict::Right(Some(value), String::new()),
        Err(TextError::Blank) => Verdict::Right(None, terminal.text("form-text-blank", &[])),
        Err(error) => Verdict::Wrong(wrong(terminal, field, error)),
    }
}

/// Why a text cannot be taken.
pub(super) fn wrong(terminal: &Terminal, field: &'static str, error: TextError) -> String {
    match error {
        TextError::TooLong { max } => terminal.text("form-text-long", &[("max", max.into())]),
        source => message(terminal, &JsonError::Text { field, source }.into()),
    }
}
