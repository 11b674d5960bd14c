//! Who holds the card: the kind of number, and the number, checked as it is typed.

use scap_ac::{HolderId, HolderIdError, HolderIdKind, TextError, json::JsonError};

use super::text;
use crate::{
    error::CliError,
    prompt::{self, Item, Line, List, Reply, Verdict, half_width},
    terminal::Terminal,
};

/// How long a national number is, in characters.
const NATIONAL_CHARS: usize = 10;
/// What makes a number of what is typed so far, if nothing in it is wrong yet.
const NATIONAL_REST: &str = "A100000000";

#[derive(Clone, Copy)]
enum Choice {
    Keep,
    New(HolderIdKind),
}

/// Asks for the number; the present one can be kept.
pub(super) fn ask(terminal: &Terminal, present: Option<&HolderId>) -> Result<Reply<HolderId>, CliError> {
    let mut at = 0;
    loop {
        let mut items = Vec::new();
        if let Some(present) = present {
            let text = terminal.text("form-keep", &[("value", present.masked().into())]);
            items.push(Item::new(Choice::Keep, text));
        }
        for kind in [HolderIdKind::NationalId, HolderIdKind::Other] {
            let text = terminal.text("form-holder-kind", &[("kind", kind.as_str().into())]);
            items.push(Item::new(Choice::New(kind), text));
        }
        let list = List::new(terminal.text("form-holder", &[]), terminal.text("keys-list", &[]), items);
        let kind = match (prompt::ask(list.at(at))?, present) {
            (Reply::Back, _) => return Ok(Reply::Back),
            (Reply::Answer(Choice::Keep), Some(present)) => return Ok(Reply::Answer(present.clone())),
            (Reply::Answer(Choice::Keep), None) => continue,
            (Reply::Answer(Choice::New(kind)), _) => kind,
        };
        let question = terminal.text("form-holder-question", &[("kind", kind.as_str().into())]);
        let line = Line::new(question, terminal.text("keys-line", &[]), |typed| match kind {
            HolderIdKind::NationalId => national(terminal, typed),
            HolderIdKind::Other => other(terminal, typed),
        });
        if let Reply::Answer(id) = prompt::ask(line)? {
            return Ok(Reply::Answer(id));
        }
        at = usize::from(present.is_some()) + usize::from(kind == HolderIdKind::Other);
    }
}

/// Judges a national number by the rules of [`HolderId`], from the first character on.
fn national(terminal: &Terminal, typed: &str) -> Verdict<HolderId> {
    // Input methods type full-width characters, and what is pasted may have spaces around it.
    let typed: String = typed.trim().chars().map(half_width).collect();
    let count = typed.chars().count();
    let error = match HolderId::new(HolderIdKind::NationalId, &typed) {
        Ok(id) => return Verdict::Right(id, terminal.text("form-id-right", &[])),
        Err(error) => error,
    };
    match (first_wrong(&typed), count.checked_sub(NATIONAL_CHARS)) {
        _ if typed.is_empty() => Verdict::Unfinished(terminal.text("form-id-form", &[])),
        (Some((1, HolderIdError::Form)), _) => Verdict::Wrong(terminal.text("form-id-letter", &[])),
        (Some((position, HolderIdError::Form)), _) => {
            Verdict::Wrong(terminal.text("form-id-digit", &[("position", position.into())]))
        }
        (Some((_, error)), _) => Verdict::Wrong(message(terminal, error)),
        (None, Some(0)) => Verdict::Wrong(message(terminal, error)),
        (None, Some(extra)) => Verdict::Wrong(terminal.text("form-id-extra", &[("count", extra.into())])),
        (None, None) => {
            let missing = NATIONAL_CHARS.saturating_sub(count);
            Verdict::Unfinished(terminal.text("form-id-missing", &[("count", missing.into())]))
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

fn other(terminal: &Terminal, typed: &str) -> Verdict<HolderId> {
    match HolderId::new(HolderIdKind::Other, typed.trim()) {
        Ok(id) => Verdict::Right(id, String::new()),
        Err(HolderIdError::Missing) => {
            let max = HolderId::MAX_CHARS.into();
            Verdict::Unfinished(terminal.text("form-text-long", &[("max", max)]))
        }
        Err(HolderIdError::Text(TextError::TooLong { max })) => {
            Verdict::Wrong(terminal.text("form-text-long", &[("max", max.into())]))
        }
        Err(error) => Verdict::Wrong(message(terminal, error)),
    }
}

fn message(terminal: &Terminal, error: HolderIdError) -> String {
    text::message(terminal, &JsonError::from(error).into())
}

#[cfg(test)]
mod tests {
    use scap_messages::{Language, Messages};

    use super::*;

    #[test]
    fn a_national_number_is_judged_from_its_first_character_on() {
        let terminal = Terminal::new(Messages::new(Language::English), false, false);
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
            match (national(&terminal, typed), expected) {
                (Verdict::Right(id, _), Ok(number)) => assert_eq!(id.number(), number),
                (Verdict::Wrong(text), Err((true, part))) => assert!(text.contains(part), "{typed}: {text}"),
                (Verdict::Unfinished(text), Err((false, part))) => {
                    assert!(text.contains(part), "{typed}: {text}");
                }
                (verdict, _) => panic!("{typed}: {verdict:?}"),
            }
        }
    }
}
