//! What of a person, a card or an entity may stand in a text that is sent to somebody.

use scap_card::CardSlot;

/// How many signs of a serial number are told.
const SERIAL: usize = 6;
/// The same of a business number.
const NUMBER: usize = 3;

/// The end of a serial number: enough to tell two apart.
pub(super) fn serial(serial: &str) -> String {
    end(serial, SERIAL, "…")
}

/// The end of a unified business number.
pub(super) fn number(number: &str) -> String {
    end(number, NUMBER, "*****")
}

fn end(text: &str, count: usize, before: &str) -> String {
    let from = text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    match text.get(from..) {
        Some(end) if from > 0 => format!("{before}{end}"),
        _ => before.to_owned(),
    }
}

/// The name of a reader, without that of a card: soft cards are readers and are often called by their holder.
pub(super) fn reader(slot: &CardSlot) -> String {
    match slot.card.as_deref().filter(|label| !label.is_empty() && slot.reader.contains(label)) {
        Some(label) => slot.reader.replace(label, "…"),
        None => slot.reader.clone(),
    }
}

/// A text without the folder of the person, whose name it has.
pub(super) fn home(text: &str) -> String {
    match etcetera::home_dir().ok().and_then(|home| home.to_str().map(str::to_owned)) {
        Some(home) => without(text, home.trim_end_matches(['/', '\\'])),
        None => text.to_owned(),
    }
}

fn without(text: &str, home: &str) -> String {
    if home.is_empty() { text.to_owned() } else { text.replace(home, "~") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_alone_is_told() {
        let table = [
            (serial("178597702969994479800369301946715282992"), "…282992"),
            (serial("282992"), "…"),
            (serial(""), "…"),
            (number("12345675"), "*****675"),
            (number("675"), "*****"),
        ];
        for (told, expected) in table {
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn no_name_of_a_card_or_a_person_is_in_a_reader_or_a_path() {
        let slot =
            |reader: &str, card: Option<&str>| CardSlot::new(reader.to_owned(), card.map(str::to_owned));
        assert_eq!(reader(&slot("soft: 王小明", Some("王小明"))), "soft: …");
        assert_eq!(reader(&slot("ACS 0", Some("王小明"))), "ACS 0");
        assert_eq!(reader(&slot("ACS 0", Some(""))), "ACS 0");
        assert_eq!(without("/home/ming/.config and /home/ming", "/home/ming"), "~/.config and ~");
        assert_eq!(without("/etc", ""), "/etc");
    }
}
