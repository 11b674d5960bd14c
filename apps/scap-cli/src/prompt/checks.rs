//! Several of several, and others that are not among them.

use super::{
    Judge, Prompt, Reply, Verdict,
    drawing::{Drawing, Size, Style},
    key::Key,
};

/// What was chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Checked<T> {
    /// All of it.
    Done(T),
    /// So far these, and one that is not among them.
    More(Vec<bool>),
}

/// A question for any number of things.
pub(crate) struct Checks<'a, T> {
    question: String,
    help: String,
    items: Vec<String>,
    checked: Vec<bool>,
    /// The last line: something that is not among the items.
    more: String,
    cursor: usize,
    check: Judge<'a, [bool], T>,
}

impl<'a, T> Checks<'a, T> {
    /// Begins with those that are checked, at the first item.
    pub(crate) fn new(
        question: String,
        help: String,
        items: Vec<String>,
        checked: Vec<bool>,
        more: String,
        check: impl Fn(&[bool]) -> Verdict<T> + 'a,
    ) -> Self {
        Self { question, help, items, checked, more, cursor: 0, check: Box::new(check) }
    }

    fn toggle(&mut self) -> Option<Reply<Checked<T>>> {
        match self.checked.get_mut(self.cursor) {
            Some(checked) => *checked = !*checked,
            None => return Some(Reply::Answer(Checked::More(self.checked.clone()))),
        }
        None
    }
}

impl<T> Prompt for Checks<'_, T> {
    type Answer = Checked<T>;

    fn draw(&self, size: Size) -> Drawing {
        let mut drawing = Drawing::new(size.columns);
        drawing.write(Style::Question, "? ", &self.question);
        let boxes = self.checked.iter().map(|checked| if *checked { "[x] " } else { "[ ] " }).chain(["  + "]);
        let mut items = Vec::new();
        for (at, (item, mark)) in self.items.iter().chain([&self.more]).zip(boxes).enumerate() {
            let mut lines = Drawing::new(size.columns);
            let (style, lead) = if self.cursor == at { (Style::Chosen, "> ") } else { (Style::Plain, "  ") };
            lines.write(style, &format!("{lead}{mark}"), item);
            items.push(lines);
        }
        let mut foot = Drawing::new(size.columns);
        match (self.check)(&self.checked) {
            Verdict::Right(_, remark) => foot.write(Style::Right, "  ", &remark),
            Verdict::Unfinished(wrong) | Verdict::Wrong(wrong) => foot.write(Style::Wrong, "! ", &wrong),
        }
        foot.write(Style::Faint, "  ", &self.help);
        let room = size.rows.saturating_sub(drawing.rows.len() + foot.rows.len());
        drawing.write_items(items, Some(self.cursor), room);
        drawing.rows.extend(foot.rows);
        drawing
    }

    fn press(&mut self, key: Key) -> Option<Reply<Checked<T>>> {
        let last = self.items.len();
        match key {
            Key::Char(' ' | '\u{3000}') => return self.toggle(),
            Key::Enter if self.cursor == last => return self.toggle(),
            Key::Enter => {
                if let Verdict::Right(answer, _) = (self.check)(&self.checked) {
                    return Some(Reply::Answer(Checked::Done(answer)));
                }
            }
            Key::Back | Key::Left => return Some(Reply::Back),
            Key::Up => self.cursor = self.cursor.checked_sub(1).unwrap_or(last),
            Key::Down => self.cursor = if self.cursor == last { 0 } else { self.cursor + 1 },
            Key::Home | Key::PageUp => self.cursor = 0,
            Key::End | Key::PageDown => self.cursor = last,
            Key::Char(_) | Key::Right | Key::Backspace | Key::Delete | Key::Erase => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At most two of three.
    fn checks() -> Checks<'static, usize> {
        let items = ["a", "b", "c"].map(str::to_owned).to_vec();
        Checks::new("q".to_owned(), "h".to_owned(), items, vec![false, true, false], "m".to_owned(), |on| {
            match on.iter().filter(|on| **on).count() {
                3 => Verdict::Wrong("too many".to_owned()),
                count => Verdict::Right(count, format!("{count}")),
            }
        })
    }

    fn press(keys: &[Key]) -> Option<Reply<Checked<usize>>> {
        let mut checks = checks();
        keys.iter().find_map(|key| checks.press(*key))
    }

    #[test]
    fn space_checks_and_enter_ends() {
        use Key::{Back, Char, Down, Enter, Left, Up};

        let done = |count| Some(Reply::Answer(Checked::Done(count)));
        let table: [(&[Key], _); 7] = [
            (&[Enter], done(1)),
            (&[Char(' '), Enter], done(2)),
            (&[Down, Char('\u{3000}'), Enter], done(0)),
            (&[Char(' '), Down, Down, Char(' '), Enter], None),
            (&[Char(' '), Up, Enter], Some(Reply::Answer(Checked::More(vec![true, true, false])))),
            (&[Char(' '), Back], Some(Reply::Back)),
            (&[Char(' '), Left], Some(Reply::Back)),
        ];
        for (keys, expected) in table {
            assert_eq!(press(keys), expected, "{keys:?}");
        }
    }

    #[test]
    fn what_is_checked_and_what_is_wrong_is_seen() {
        let size = Size { columns: 20, rows: 10 };
        let mut checks = checks();
        let texts = |checks: &Checks<'_, usize>| {
            checks.draw(size).rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
        };
        let expected = ["? q", "> [ ] a", "  [x] b", "  [ ] c", "    + m", "  1", "  h"];
        assert_eq!(texts(&checks), expected);
        for key in [Key::Char(' '), Key::Up, Key::Up, Key::Char(' ')] {
            checks.press(key);
        }
        let expected = ["? q", "  [x] a", "  [x] b", "> [x] c", "    + m", "! too many", "  h"];
        assert_eq!(texts(&checks), expected);
    }
}
