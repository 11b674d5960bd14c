//! One of several.

use scap_desk::half_width;

use super::{
    Prompt, Reply,
    drawing::{Drawing, Size, Style},
    key::Key,
};

/// How far the page keys go.
const PAGE: isize = 5;

/// Something that can be chosen.
pub(crate) struct Item<T> {
    value: T,
    text: String,
    notes: Vec<String>,
    hotkey: Option<char>,
}

impl<T> Item<T> {
    pub(crate) const fn new(value: T, text: String) -> Self {
        Self { value, text, notes: Vec::new(), hotkey: None }
    }

    /// Says more below.
    pub(crate) fn with_note(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }

    /// This key goes there.
    pub(crate) const fn with_hotkey(mut self, key: char) -> Self {
        self.hotkey = Some(key);
        self
    }

    fn matches(&self, wanted: &str) -> bool {
        [&self.text].into_iter().chain(&self.notes).any(|text| text.to_lowercase().contains(wanted))
    }
}

/// A question for one of several.
pub(crate) struct List<T> {
    question: String,
    help: String,
    items: Vec<Item<T>>,
    /// Counted among those that are shown. There may be none, so that Enter alone chooses nothing.
    cursor: Option<usize>,
    filter: Option<Filter>,
    problem: Option<String>,
    left_is_back: bool,
}

/// Shows those items that contain what is typed.
struct Filter {
    label: String,
    /// What is said if there are none.
    nothing: String,
    typed: Vec<char>,
}

impl<T> List<T> {
    /// Begins at the first item.
    pub(crate) const fn new(question: String, help: String, items: Vec<Item<T>>) -> Self {
        let cursor = Some(0);
        Self { question, help, items, cursor, filter: None, problem: None, left_is_back: true }
    }

    /// Begins at this item.
    pub(crate) const fn at(mut self, item: usize) -> Self {
        self.cursor = Some(item);
        self
    }

    /// Begins at no item, and is left by Esc alone: what is chosen is meant.
    pub(crate) const fn deliberate(mut self) -> Self {
        self.cursor = None;
        self.left_is_back = false;
        self
    }

    /// Shows those items that contain what is typed.
    pub(crate) fn with_filter(mut self, label: String, nothing: String) -> Self {
        self.filter = Some(Filter { label, nothing, typed: Vec::new() });
        self
    }

    /// Says what is wrong, until the next key.
    pub(crate) fn with_problem(mut self, problem: Option<String>) -> Self {
        self.problem = problem;
        self
    }

    /// The items that are shown.
    fn shown(&self) -> Vec<usize> {
        let wanted: String = self.filter.iter().flat_map(|filter| &filter.typed).collect();
        let wanted = wanted.to_lowercase();
        let found = self.items.iter().enumerate().filter(|(_, item)| item.matches(&wanted));
        found.map(|(at, _)| at).collect()
    }

    /// Goes down by `by`, or up; from either end to the other if that is one step.
    fn go(&mut self, by: isize) {
        let Some(last) = self.shown().len().checked_sub(1) else { return };
        self.cursor = Some(match (self.cursor, by) {
            (None, ..0) => last,
            (None, _) => 0,
            (Some(0), -1) => last,
            (Some(at), 1) if at >= last => 0,
            (Some(at), _) => at.saturating_add_signed(by).min(last),
        });
    }

    fn type_key(&mut self, key: Key) {
        if let Some(filter) = &mut self.filter {
            match key {
                Key::Char(c) => filter.typed.push(c),
                Key::Backspace => drop(filter.typed.pop()),
                _ => filter.typed.clear(),
            }
            self.cursor = Some(0);
        } else if let Key::Char(c) = key {
            let wanted = Some(half_width(c).to_ascii_lowercase());
            let found = self.items.iter().position(|item| item.hotkey == wanted);
            self.cursor = found.or(self.cursor);
        }
    }
}

impl<T: Clone> Prompt for List<T> {
    type Answer = T;

    fn draw(&self, size: Size) -> Drawing {
        let mut drawing = Drawing::new(size.columns);
        drawing.write(Style::Question, "? ", &self.question);
        if let Some(problem) = &self.problem {
            drawing.write(Style::Wrong, "! ", problem);
        }
        let shown = self.shown();
        if let Some(filter) = &self.filter {
            drawing.write_input(&filter.label, &filter.typed, filter.typed.len());
            if shown.is_empty() {
                drawing.write(Style::Wrong, "! ", &filter.nothing);
            }
        }
        let mut help = Drawing::new(size.columns);
        help.write(Style::Faint, "  ", &self.help);
        let mut items = Vec::new();
        for (at, item) in shown.iter().filter_map(|at| self.items.get(*at)).enumerate() {
            let mut lines = Drawing::new(size.columns);
            let (style, lead) =
                if self.cursor == Some(at) { (Style::Chosen, "> ") } else { (Style::Plain, "  ") };
            lines.write(style, lead, &item.text);
            for note in &item.notes {
                lines.write(Style::Faint, "     ", note);
            }
            items.push(lines);
        }
        let typing = self.filter.is_some().then_some(drawing.cursor);
        let room = size.rows.saturating_sub(drawing.rows.len() + help.rows.len());
        drawing.write_items(items, self.cursor, room);
        if let Some(typing) = typing {
            drawing.cursor = typing;
        }
        drawing.rows.extend(help.rows);
        drawing
    }

    fn press(&mut self, key: Key) -> Option<Reply<T>> {
        self.problem = None;
        match key {
            Key::Enter => {
                let at = self.shown().get(self.cursor?).copied()?;
                return self.items.get(at).map(|item| Reply::Answer(item.value.clone()));
            }
            Key::Back => return Some(Reply::Back),
            Key::Left if self.left_is_back => return Some(Reply::Back),
            Key::Up => self.go(-1),
            Key::Down => self.go(1),
            Key::PageUp => self.go(-PAGE),
            Key::PageDown => self.go(PAGE),
            Key::Home => self.cursor = Some(0),
            Key::End => self.go(isize::MAX),
            Key::Char(_) | Key::Backspace | Key::Erase => self.type_key(key),
            Key::Left | Key::Right | Key::Delete => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { columns: 30, rows: 12 };

    fn list() -> List<usize> {
        let texts = ["電子發票 (EINVOICE)", "公文 (G2B)", "Tax (TAX)"];
        let items = texts.into_iter().enumerate().map(|(at, text)| {
            let hotkey = char::from_digit(u32::try_from(at + 1).unwrap(), 10).unwrap();
            Item::new(at, text.to_owned()).with_hotkey(hotkey)
        });
        List::new("q".to_owned(), "h".to_owned(), items.collect())
    }

    fn filtered() -> List<usize> {
        list().with_filter("f: ".to_owned(), "none".to_owned())
    }

    fn press(list: &mut List<usize>, keys: impl IntoIterator<Item = Key>) -> Option<Reply<usize>> {
        keys.into_iter().find_map(|key| list.press(key))
    }

    fn typed(text: &str) -> Vec<Key> {
        text.chars().map(Key::Char).chain([Key::Enter]).collect()
    }

    #[test]
    fn keys_go_to_an_item_and_enter_takes_it() {
        use Key::{Back, Char, Down, End, Enter, Home, Left, PageUp, Up};

        let table: [(&[Key], Reply<usize>); 8] = [
            (&[Enter], Reply::Answer(0)),
            (&[Down, Enter], Reply::Answer(1)),
            (&[Up, Enter], Reply::Answer(2)),
            (&[End, Down, Enter], Reply::Answer(0)),
            (&[End, PageUp, Enter], Reply::Answer(0)),
            (&[Char('２'), Down, Home, Char('3'), Char('9'), Enter], Reply::Answer(2)),
            (&[Down, Back], Reply::Back),
            (&[Down, Left], Reply::Back),
        ];
        for (keys, expected) in table {
            assert_eq!(press(&mut list(), keys.iter().copied()), Some(expected), "{keys:?}");
        }
    }

    #[test]
    fn what_is_decided_is_chosen_first() {
        let mut list = list().deliberate();
        assert_eq!(press(&mut list, [Key::Enter, Key::Left, Key::Enter]), None);
        assert_eq!(press(&mut list, [Key::Up, Key::Enter]), Some(Reply::Answer(2)));
    }

    #[test]
    fn typing_shows_what_contains_it_in_either_case() {
        for (text, expected) in [("g2", Some(1)), ("發票", Some(0)), ("tax", Some(2)), ("xyz", None)] {
            let answer = press(&mut filtered(), typed(text));
            assert_eq!(answer, expected.map(Reply::Answer), "{text}");
        }
        let mut list = filtered();
        assert_eq!(press(&mut list, typed("xyz")), None);
        assert!(list.draw(SIZE).rows.iter().any(|row| row.text == "! none"));
        let keys = [Key::Erase, Key::Down, Key::Enter];
        assert_eq!(press(&mut list, keys), Some(Reply::Answer(1)));
    }

    #[test]
    fn a_long_list_scrolls_and_no_item_is_cut() {
        let items = (0..40).map(|at| Item::new(at, format!("item {at}")).with_note("note".to_owned()));
        let mut list = List::new("q".to_owned(), "h".to_owned(), items.collect()).at(20);
        for key in [Key::Down, Key::PageDown, Key::End, Key::Home] {
            list.press(key);
            let drawing = list.draw(SIZE);
            assert!(drawing.rows.len() <= SIZE.rows, "{drawing:?}");
            let at = drawing.rows.iter().position(|row| row.text.starts_with("> item")).unwrap();
            assert_eq!(drawing.cursor, (at, 0));
            assert_eq!(drawing.rows[at + 1].text.trim(), "note");
        }
    }
}
