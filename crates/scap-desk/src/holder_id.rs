//! A holder identification number while it is typed: what is still missing, what is wrong, from the first character on.

use scap_ac::{HolderId, HolderIdError, HolderIdKind, TextError};
use scap_messages::Messages;
use serde_json::{Map, Value};

/// How long a national number is, in characters.
const NATIONAL_CHARS: usize = 10;
/// What makes a number of what is typed so far, if nothing in it is wrong yet.
const NATIONAL_REST: &str = "A100000000";

/// What is to be said of a number that is typed so far, in words.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an app must show each of them")]
pub enum TypedHolderId {
    /// It is a number; what is said of it may be empty.
    Right(HolderId, String),
    /// It may become one.
    Unfinished(String),
    /// It becomes none, whatever follows.
    Wrong(String),
}

impl TypedHolderId {
    /// Judges what is typed by the rules of [`HolderId`]. Full-width characters, as input methods type them, and spaces
    /// around a national number do no harm.
    #[must_use]
    pub fn judge(messages: &Messages, kind: HolderIdKind, typed: &str) -> Self {
        match kind {
            HolderIdKind::NationalId => national(messages, typed),
            HolderIdKind::Other => other(messages, typed),
        }
    }
}

/// The ASCII character that a full-width one looks like: input methods type those where ASCII is meant.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    }
}

fn national(messages: &Messages, typed: &str) -> TypedHolderId {
    use TypedHolderId::{Right, Unfinished, Wrong};

    let typed: String = typed.trim().chars().map(half_width).collect();
    let count = typed.chars().count();
    let error = match HolderId::new(HolderIdKind::NationalId, &typed) {
        Ok(id) => return Right(id, messages.text("form-id-right", &[])),
        Err(error) => error,
    };
    match (first_wrong(&typed), count.checked_sub(NATIONAL_CHARS)) {
        _ if typed.is_empty() => Unfinished(messages.text("form-id-form", &[])),
        (Some((1, HolderIdError::Form)), _) => Wrong(messages.text("form-id-letter", &[])),
        (Some((position, HolderIdError::Form)), _) => {
            Wrong(messages.text("form-id-digit", &[("position", position.into())]))
        }
        (Some((_, error)), _) => Wrong(message(messages, error)),
        (None, Some(0)) => Wrong(message(messages, error)),
        (None, Some(extra)) => Wrong(messages.text("form-id-extra", &[("count", extra.into())])),
        (None, None) => {
            let missing = NATIONAL_CHARS.saturating_sub(count);
            Unfinished(messages.text("form-id-missing", &[("count", missing.into())]))
        }
    }
}

/// The first character, counted from 1, that no number has there.
fn first_wrong(typed: &str) -> Option<(usize, HolderIdError)> {
    (1..=typed.chars().count().min(NATIONAL_CHARS)).find_map(|position| {
        let so_far = typed.chars().take(position);
        let number: String = so_far.chain(NATIONAL_REST.chars().skip(position)).collect();
        match HolderId::new(HolderIdKind::NationalId, &number) {
            Err(error @ (HolderIdError::Form | HolderIdError::Gender)) => Some((position, error)),
            _ => None,
        }
    })
}

fn other(messages: &Messages, typed: &str) -> TypedHolderId {
    let long = |max: usize| messages.text("form-text-long", &[("max", max.into())]);
    match HolderId::new(HolderIdKind::Other, typed.trim()) {
        Ok(id) => TypedHolderId::Right(id, String::new()),
        Err(HolderIdError::Missing) => TypedHolderId::Unfinished(long(HolderId::MAX_CHARS)),
        Err(HolderIdError::Text(TextError::TooLong { max })) => TypedHolderId::Wrong(long(max)),
        Err(error) => TypedHolderId::Wrong(message(messages, error)),
    }
}

fn message(messages: &Messages, error: HolderIdError) -> String {
    let rule = Map::from_iter([("rule".to_owned(), Value::from(error.rule()))]);
    messages.failure(error.code(), &rule).message
}

#[cfg(test)]
mod tests {
    use scap_messages::Language;

    use super::*;

    #[test]
    fn a_national_number_is_judged_from_its_first_character_on() {
        let messages = Messages::new(Language::English);
        let table = [
            ("", Err((false, "for example A123456789"))),
            ("1", Err((true, "letter"))),
            ("a", Err((false, "9 more"))),
            ("A3", Err((true, "1, 2, 8 or 9"))),
            ("AC", Err((false, "8 more"))),
            ("A12x", Err((true, "Character 4"))),
            ("A12345678", Err((false, "1 more"))),
            ("A123456788", Err((true, "check digit"))),
            ("A1234567890", Err((true, "1 character"))),
            ("A12345678901x", Err((true, "3 character"))),
            ("a123456789", Ok("A123456789")),
            ("Ａ１２３４５６７８９", Ok("A123456789")),
            (" AC01234567 ", Ok("AC01234567")),
        ];
        for (typed, expected) in table {
            match (TypedHolderId::judge(&messages, HolderIdKind::NationalId, typed), expected) {
                (TypedHolderId::Right(id, _), Ok(number)) => assert_eq!(id.number(), number),
                (TypedHolderId::Wrong(text), Err((true, part))) => {
                    assert!(text.contains(part), "{typed}: {text}");
                }
                (TypedHolderId::Unfinished(text), Err((false, part))) => {
                    assert!(text.contains(part), "{typed}: {text}");
                }
                (judged, _) => panic!("{typed}: {judged:?}"),
            }
        }
    }

    #[test]
    fn another_number_is_any_text_that_can_be_seen() {
        let messages = Messages::new(Language::English);
        let judge = |typed: &str| TypedHolderId::judge(&messages, HolderIdKind::Other, typed);
        assert!(matches!(judge(" 王小明 "), TypedHolderId::Right(id, _) if id.number() == "王小明"));
        assert!(matches!(judge("\u{3000}"), TypedHolderId::Unfinished(text) if text.contains("64")));
        assert!(matches!(judge(&"字".repeat(65)), TypedHolderId::Wrong(text) if text.contains("64")));
        assert!(matches!(judge("a\u{202e}b"), TypedHolderId::Wrong(_)));
    }
}
