//! A line of text that is checked as it is typed.

use super::{
    Judge, Prompt, Reply,
    drawing::{Drawing, Size, Style},
    key::Key,
};

/// More than any field takes.
const MAX_CHARS: usize = 512;

/// What is said about an answer while it is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Verdict<T> {
    /// It can be taken as this. The remark may be empty.
    Right(T, String),
    /// So far nothing is wrong; this is missing.
    Unfinished(String),
    /// It cannot become right by going on.
    Wrong(String),
}

/// A question for a line of text.
pub(crate) struct Line<'a, T> {
    question: String,
    help: String,
    text: Vec<char>,
    /// The cursor is before this character.
    at: usize,
    check: Judge<'a, str, T>,
    /// Enter was pressed on what cannot be taken.
    insisted: bool,
}

impl<'a, T> Line<'a, T> {
    pub(crate) fn new(question: String, help: String, check: impl Fn(&str) -> Verdict<T> + 'a) -> Self {
        Self { question, help, text: Vec::new(), at: 0, check: Box::new(check), insisted: false }
    }

    /// Begins with this text.
    pub(crate) fn with_text(mut self, text: &str) -> Self {
        self.text = text.chars().collect();
        self.at = self.text.len();
        self
    }

    fn verdict(&self) -> Verdict<T> {
        (self.check)(&self.text.iter().collect::<String>())
    }
}

impl<T> Prompt for Line<'_, T> {
    type Answer = T;

    fn draw(&self, size: Size) -> Drawing {
        let mut drawing = Drawing::new(size.columns);
        drawing.write(Style::Question, "? ", &self.question);
        drawing.write_input("> ", &self.text, self.at);
        let (style, remark) = match self.verdict() {
            Verdict::Right(_, remark) => (Style::Right, remark),
            Verdict::Unfinished(missing) if self.insisted => (Style::Wrong, missing),
            Verdict::Unfinished(missing) => (Style::Faint, missing),
            Verdict::Wrong(wrong) => (Style::Wrong, wrong),
        };
        let lead = if style == Style::Wrong { "! " } else { "  " };
        drawing.write(style, lead, &remark);
        drawing.write(Style::Faint, "  ", &self.help);
        drawing
    }

    fn press(&mut self, key: Key) -> Option<Reply<T>> {
        self.insisted = false;
        match key {
            Key::Enter => match self.verdict() {
                Verdict::Right(answer, _) => return Some(Reply::Answer(answer)),
                _ => self.insisted = true,
            },
            Key::Back => return Some(Reply::Back),
            Key::Left if self.text.is_empty() => return Some(Reply::Back),
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = self.text.len().min(self.at + 1),
            Key::Home | Key::Up => self.at = 0,
            Key::End | Key::Down => self.at = self.text.len(),
            Key::Char(c) if self.text.len() < MAX_CHARS => {
                self.text.insert(self.at, c);
                self.at += 1;
            }
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.text.remove(self.at);
            }
            Key::Delete if self.at < self.text.len() => {
                self.text.remove(self.at);
            }
            Key::Erase => {
                self.text.clear();
                self.at = 0;
            }
            Key::Char(_) | Key::Backspace | Key::Delete | Key::PageUp | Key::PageDown => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for two digits.
    fn line() -> Line<'static, String> {
        Line::new("q".to_owned(), "h".to_owned(), |text| match text {
            text if text.contains(|c: char| !c.is_ascii_digit()) => Verdict::Wrong("digits".to_owned()),
            text if text.len() < 2 => Verdict::Unfinished("two".to_owned()),
            text => Verdict::Right(text.to_owned(), "good".to_owned()),
        })
    }

    fn press(line: &mut Line<'_, String>, keys: impl IntoIterator<Item = Key>) -> Option<Reply<String>> {
        keys.into_iter().find_map(|key| line.press(key))
    }

    /// How the line is judged.
    fn judged(line: &Line<'_, String>) -> (Style, String) {
        let rows = line.draw(Size { columns: 40, rows: 10 }).rows;
        (rows[2].style, rows[2].text.clone())
    }

    #[test]
    fn it_is_judged_at_every_key_and_taken_when_it_is_right() {
        use Key::{Backspace, Char, Enter};

        let mut line = line();
        assert_eq!(judged(&line), (Style::Faint, "  two".to_owned()));
        assert_eq!(press(&mut line, [Enter]), None);
        assert_eq!(judged(&line), (Style::Wrong, "! two".to_owned()));
        assert_eq!(press(&mut line, [Char('1'), Char('x')]), None);
        assert_eq!(judged(&line), (Style::Wrong, "! digits".to_owned()));
        assert_eq!(press(&mut line, [Enter, Backspace, Char('2')]), None);
        assert_eq!(judged(&line), (Style::Right, "  good".to_owned()));
        assert_eq!(press(&mut line, [Enter]), Some(Reply::Answer("12".to_owned())));
    }

    #[test]
    fn it_is_edited_where_the_cursor_is() {
        use Key::{Backspace, Char, Delete, End, Enter, Erase, Home, Left, Right};

        let table: [(&[Key], &str); 5] = [
            (&[Left, Char('3'), Enter], "132"),
            (&[Home, Delete, Char('9'), Char('8'), Enter], "982"),
            (&[Left, Left, Left, Backspace, Right, Char('5'), Enter], "152"),
            (&[Home, End, Backspace, Char('7'), Enter], "17"),
            (&[Erase, Char('4'), Char('4'), Enter], "44"),
        ];
        for (keys, expected) in table {
            let answer = press(&mut line().with_text("12"), keys.iter().copied());
            assert_eq!(answer, Some(Reply::Answer(expected.to_owned())), "{keys:?}");
        }
    }

    #[test]
    fn back_goes_back_and_left_does_where_there_is_nothing_to_pass() {
        assert_eq!(press(&mut line().with_text("12"), [Key::Back]), Some(Reply::Back));
        assert_eq!(press(&mut line(), [Key::Left]), Some(Reply::Back));
        assert_eq!(press(&mut line().with_text("12"), [Key::Left, Key::Left, Key::Left]), None);
    }
}
