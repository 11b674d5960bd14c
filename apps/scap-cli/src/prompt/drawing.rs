//! Rows of text as wide as the screen, whatever the script.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns and rows of a screen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// What a row is, and with that how it stands out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Style {
    Plain,
    Question,
    /// Where the keys act.
    Chosen,
    /// Beside the point.
    Faint,
    Right,
    Wrong,
}

/// A row that fits into the screen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Row {
    pub(crate) style: Style,
    pub(crate) text: String,
}

/// What a question looks like.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Drawing {
    columns: usize,
    pub(crate) rows: Vec<Row>,
    /// Row and column of the cursor: input methods show their candidates there, and screen readers read there.
    pub(crate) cursor: (usize, usize),
}

impl Drawing {
    pub(crate) const fn new(columns: usize) -> Self {
        Self { columns, rows: Vec::new(), cursor: (0, 0) }
    }

    /// Writes a text below what is there. It begins with `lead`, under which further rows are indented.
    pub(crate) fn write(&mut self, style: Style, lead: &str, text: &str) {
        let indent = " ".repeat(lead.width());
        // The last column stays empty: terminals differ in where the cursor goes from there.
        let room = self.columns.saturating_sub(lead.width() + 1).max(2);
        for (at, part) in wrap(text, room).into_iter().enumerate() {
            let lead = if at == 0 { lead } else { &indent };
            self.rows.push(Row { style, text: format!("{lead}{part}") });
        }
    }

    /// Writes what was typed, with the cursor in it before its character `at`.
    pub(crate) fn write_input(&mut self, lead: &str, text: &[char], at: usize) {
        let room = self.columns.saturating_sub(lead.width() + 1).max(2);
        let mut rows = vec![String::new()];
        let (mut column, mut cursor) = (0, None);
        for (position, c) in text.iter().copied().chain([' ']).enumerate() {
            let width = c.width().unwrap_or(0);
            if column + width > room {
                rows.push(String::new());
                column = 0;
            }
            if position == at {
                cursor = Some((rows.len() - 1, column));
            }
            if let Some(row) = rows.last_mut() {
                row.push(c);
            }
            column += width;
        }
        let (row, column) = cursor.unwrap_or((0, 0));
        self.cursor = (self.rows.len() + row, lead.width() + column);
        let indent = " ".repeat(lead.width());
        for (at, row) in rows.into_iter().enumerate() {
            let lead = if at == 0 { lead } else { &indent };
            self.rows.push(Row { style: Style::Plain, text: format!("{lead}{row}").trim_end().to_owned() });
        }
    }

    /// Writes as many of `items` as fit into `room` rows, around the chosen one, where the cursor goes then. Arrows
    /// show that there are others.
    pub(crate) fn write_items(&mut self, items: Vec<Self>, chosen: Option<usize>, room: usize) {
        let heights: Vec<usize> = items.iter().map(|item| item.rows.len()).collect();
        let shown = window(&heights, chosen.unwrap_or(0), room);
        let (before, after) = (shown.start > 0, shown.end < items.len());
        if before {
            self.write(Style::Faint, "  ", "^");
        }
        for (at, item) in items.into_iter().enumerate().take(shown.end).skip(shown.start) {
            if chosen == Some(at) {
                self.cursor = (self.rows.len(), 0);
            }
            self.rows.extend(item.rows);
        }
        if after {
            self.write(Style::Faint, "  ", "v");
        }
    }
}

/// Which items of these heights fit into `room` rows: the chosen one and its neighbours, with a row on either side
/// for the others, if not all of them fit.
fn window(heights: &[usize], chosen: usize, room: usize) -> Range<usize> {
    if heights.iter().sum::<usize>() <= room {
        return 0..heights.len();
    }
    let (mut start, mut end) = (chosen, chosen + 1);
    let mut left = room.saturating_sub(2).saturating_sub(heights.get(chosen).copied().unwrap_or(0));
    loop {
        let mut grown = false;
        if let Some(height) = heights.get(end).filter(|height| **height <= left) {
            (left, end, grown) = (left - height, end + 1, true);
        }
        if let Some(height) = start.checked_sub(1).and_then(|at| heights.get(at)).filter(|h| **h <= left) {
            (left, start, grown) = (left - height, start - 1, true);
        }
        if !grown {
            return start..end;
        }
    }
}

/// Cuts a text into parts of at most `room` columns: at white space, and between any two wide characters.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut parts = Vec::new();
    for line in text.lines() {
        let (mut part, mut column) = (String::new(), 0);
        for c in line.chars() {
            let width = c.width().unwrap_or(0);
            if column + width > room {
                let rest = if c == ' ' { String::new() } else { unfinished_word(&mut part, c) };
                parts.push(part.trim_end().to_owned());
                part = rest;
                column = part.width();
                if c == ' ' {
                    continue;
                }
            }
            part.push(c);
            column += width;
        }
        parts.push(part);
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}

/// Takes the word at the end of a part, which goes on with `next`, if there is something before it. What closes
/// stays with what it closes.
fn unfinished_word(part: &mut String, next: char) -> String {
    const CLOSING: &str = ")]）」』》】、，。：；！？";
    let is_narrow = |c: char| c.width() == Some(1) && c != ' ';
    let word = part.char_indices().rev().take_while(|(_, c)| is_narrow(*c)).last().map(|(at, _)| at);
    let start = match word {
        Some(at) if is_narrow(next) || CLOSING.contains(next) => Some(at),
        None if CLOSING.contains(next) => part.char_indices().last().map(|(at, _)| at),
        _ => None,
    };
    match start {
        Some(start) if start > 0 => part.split_off(start),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_words_whole_and_wide_characters_anywhere() {
        let table: [(&str, usize, &[&str]); 9] = [
            ("", 8, &[""]),
            ("one two", 8, &["one two"]),
            ("one two three", 8, &["one two", "three"]),
            ("unbreakable", 4, &["unbr", "eaka", "ble"]),
            ("使用單位名稱", 7, &["使用單", "位名稱"]),
            ("代碼 G2B-EHELPER 的", 12, &["代碼", "G2B-EHELPER", "的"]),
            ("平台（EINVOICE）", 14, &["平台（", "EINVOICE）"]),
            ("宜蘭第六廠）與", 10, &["宜蘭第六", "廠）與"]),
            ("一\n二", 8, &["一", "二"]),
        ];
        for (text, room, expected) in table {
            assert_eq!(wrap(text, room), expected, "{text}");
        }
    }

    #[test]
    fn what_fits_is_shown_around_the_chosen_item() {
        let table: [(&[usize], usize, usize, Range<usize>); 6] = [
            (&[], 0, 5, 0..0),
            (&[1, 1, 1], 0, 3, 0..3),
            (&[1, 1, 1, 1], 0, 3, 0..1),
            (&[1; 9], 0, 6, 0..4),
            (&[1; 9], 4, 5, 3..6),
            (&[2, 2, 2, 2], 3, 6, 2..4),
        ];
        for (heights, chosen, room, expected) in table {
            assert_eq!(window(heights, chosen, room), expected, "{heights:?} {chosen} {room}");
        }
    }

    #[test]
    fn the_cursor_is_where_the_next_character_goes() {
        let table = [
            ("", 0, (0, 2), 1),
            ("abc", 3, (0, 5), 1),
            ("單位", 1, (0, 4), 1),
            ("單位名", 3, (1, 2), 2),
            ("單位名稱碼", 4, (1, 4), 2),
        ];
        for (text, at, cursor, rows) in table {
            let mut drawing = Drawing::new(9);
            drawing.write_input("> ", &text.chars().collect::<Vec<_>>(), at);
            assert_eq!((drawing.cursor, drawing.rows.len()), (cursor, rows), "{text}");
            assert!(drawing.rows.iter().all(|row| row.text.width() < 9), "{drawing:?}");
        }
    }
}
