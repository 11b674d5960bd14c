//! Several sources of cards as one.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    error::CardError,
    readers::{CardSlot, Readers, find_reader},
    token::Token,
};

/// Several sources of cards as one: say, a PKCS#11 module and a folder of soft cards.
///
/// A source that fails or has no readers hides nothing of the others. A reader whose name another source
/// has, too, gets a number after it.
#[derive(Debug, Default)]
pub struct AllReaders {
    sources: Vec<Box<dyn Readers>>,
    beside: Option<Box<dyn Readers>>,
    /// The names of the readers beside, as they were listed last.
    names: Option<Vec<String>>,
    /// For each source, whether all that it has are readers beside, so that these announce it.
    announced: Vec<bool>,
    /// A source that failed, in place of which a reader beside may be shown.
    failed: Option<usize>,
    /// For each reader as it was shown: whose it is, and what that calls it.
    shown: Vec<Shown>,
}

#[derive(Debug)]
struct Shown {
    slot: CardSlot,
    /// The index of the source: `None` for the readers beside.
    source: Option<usize>,
    /// What the source calls it.
    inner: CardSlot,
}

impl AllReaders {
    /// The sources, in the order in which their readers are shown.
    #[must_use]
    pub fn new(sources: Vec<Box<dyn Readers>>) -> Self {
        Self { sources, ..Self::default() }
    }

    /// The same with the readers of this machine beside them, as PC/SC lists and announces them
    /// (`pcsc::PcscReaders`): those that no source has are shown, too, a card is seen the moment that it is inserted,
    /// and one that left and came back is told from one that stayed. A reader that several sources have is shown once,
    /// with its card as the first one shows it that knows it.
    #[must_use]
    pub fn beside(self, readers: Box<dyn Readers>) -> Self {
        Self { beside: Some(readers), ..self }
    }

    /// The readers beside; sources that keep a list of them are told when it has changed.
    fn look_beside(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let slots = self.beside.as_mut().map_or_else(|| Ok(Vec::new()), |beside| beside.slots());
        let names: Vec<_> = slots.iter().flatten().map(|slot| slot.reader.clone()).collect();
        // What was loaded just now has no list of before.
        if self.names.replace(names.clone()).is_some_and(|before| before != names) {
            self.sources.iter_mut().for_each(|source| source.refresh());
        }
        slots
    }

    /// Shows a reader of a source, as one with the reader beside that it is.
    fn show(&mut self, source: usize, inner: CardSlot, beside: &[CardSlot]) {
        let source = Some(source);
        let Some(reader) = find(beside, &inner) else {
            let names = self.shown.iter().map(|shown| &*shown.slot.reader);
            let slot = CardSlot { reader: unique(&inner.reader, names), ..inner.clone() };
            return self.shown.push(Shown { slot, source, inner });
        };
        if inner.card.is_none() && reader.card.is_some() {
            // The module does not know the card, or not yet: PC/SC shows it.
            return;
        }
        let slot = CardSlot { card: inner.card.clone(), ..reader.clone() };
        match self.shown.iter_mut().find(|shown| shown.slot.reader == slot.reader) {
            None => self.shown.push(Shown { slot, source, inner }),
            Some(shown) if !shown.slot.is_known() && slot.is_known() => {
                *shown = Shown { slot, source, inner }
            }
            Some(_) => {}
        }
    }
}

impl Readers for AllReaders {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.shown.clear();
        self.announced.clear();
        self.failed = None;
        let mut failure = CardError::NoReader;
        let beside = self.look_beside().unwrap_or_else(|error| {
            failure = error;
            Vec::new()
        });
        for index in 0..self.sources.len() {
            let slots = self.sources.get_mut(index).map(|source| source.slots());
            // Where the two differ about a card, the source may come to see it without a further announcement.
            let is_beside = |slot: &CardSlot| {
                find(&beside, slot).is_some_and(|reader| reader.card.is_some() == slot.card.is_some())
            };
            self.announced.push(matches!(&slots, Some(Ok(slots)) if slots.iter().all(is_beside)));
            match slots {
                Some(Ok(slots)) => slots.into_iter().for_each(|slot| self.show(index, slot, &beside)),
                Some(Err(CardError::NoReader)) | None => {}
                Some(Err(error)) => {
                    self.failed = Some(index);
                    failure = error;
                }
            }
        }
        for slot in beside {
            if !self.shown.iter().any(|shown| shown.slot.reader == slot.reader) {
                self.shown.push(Shown { inner: slot.clone(), source: None, slot });
            }
        }
        if self.shown.is_empty() {
            Err(failure)
        } else {
            Ok(self.shown.iter().map(|shown| shown.slot.clone()).collect())
        }
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let shown = self.shown.iter().find(|shown| shown.slot == *slot).ok_or(CardError::Removed)?;
        let source = match shown.source {
            Some(index) => self.sources.get_mut(index),
            None => self.beside.as_mut(),
        };
        let opened = match source.ok_or(CardError::Removed)?.open(&shown.inner) {
            // Another module may know what this one does not.
            Err(CardError::Unsupported(None)) if !slot.is_known() => Err(CardError::NoModule),
            opened => opened,
        };
        // The module that failed may be the one that knows the card.
        let failed = if matches!(opened, Err(CardError::NoModule)) { self.failed } else { None };
        let failure =
            failed.and_then(|index| self.sources.get_mut(index)).and_then(|source| source.slots().err());
        let token = failure.map_or(opened, Err)?;
        Ok(match &self.beside {
            Some(beside) => beside.watch(token, slot),
            None => token,
        })
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        let start = Instant::now();
        loop {
            let mut failures = Vec::new();
            for source in &mut self.sources {
                match source.wait(Duration::ZERO) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(error) => failures.push(error),
                }
            }
            let all_failed = failures.len() == self.sources.len();
            let left = timeout.saturating_sub(start.elapsed());
            let pause = left.min(self.interval());
            match (&mut self.beside, failures.pop()) {
                (Some(beside), _) => {
                    if beside.wait(pause)? {
                        return Ok(true);
                    }
                }
                (None, Some(error)) if all_failed => return Err(error),
                (None, _) => thread::sleep(pause),
            }
            if left.is_zero() {
                return Ok(false);
            }
        }
    }

    fn interval(&self) -> Duration {
        let looked_at = self.sources.iter().enumerate();
        let looked_at = looked_at.filter(|(index, _)| self.announced.get(*index) != Some(&true));
        looked_at.map(|(_, source)| source.interval()).min().unwrap_or(Duration::MAX)
    }
}

/// The reader beside that a source means by this slot.
fn find<'a>(beside: &'a [CardSlot], slot: &CardSlot) -> Option<&'a CardSlot> {
    let names = beside.iter().map(|reader| &*reader.reader);
    beside.get(find_reader(&slot.reader, names)?)
}

/// `name`, with a number after it if it is taken.
pub(crate) fn unique<'a>(name: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut unique = name.to_owned();
    let mut number = 1;
    while taken.clone().any(|taken| taken == unique) {
        number += 1;
        unique = format!("{name} ({number})");
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::Contact;

    /// A source with these readers and cards, or one that fails; whether it has news.
    #[derive(Debug)]
    struct Source(Option<Vec<CardSlot>>, bool);

    impl Readers for Source {
        fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
            let failed = || CardError::ReaderFailed { operation: "test", source: "fails".into() };
            let slots = self.0.as_ref().ok_or_else(failed)?;
            if slots.is_empty() { Err(CardError::NoReader) } else { Ok(slots.clone()) }
        }

        fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
            // The names in the error tell the test which source was asked for what.
            let asked = format!("{}: {}", slot.reader, slot.card.as_deref().unwrap_or("empty"));
            Err(CardError::Module { path: asked.into(), source: "asked".into() })
        }

        fn wait(&mut self, _timeout: Duration) -> Result<bool, CardError> {
            if self.0.is_some() { Ok(self.1) } else { self.slots().map(|_| false) }
        }

        fn interval(&self) -> Duration {
            Duration::from_millis(50)
        }
    }

    /// A source with these readers, as `NAME` or `NAME: CARD`.
    fn source(slots: &[&str]) -> Source {
        let slot = |text: &&str| match text.split_once(": ") {
            Some((reader, card)) => CardSlot::new(reader.to_owned(), Some(card.to_owned())),
            None => CardSlot::new((*text).to_owned(), None),
        };
        Source(Some(slots.iter().map(slot).collect()), false)
    }

    /// The same as PC/SC shows it: each reader has had as many changes as it has bytes.
    fn pcsc(slots: &[&str]) -> Source {
        let mut source = source(slots);
        for slot in source.0.iter_mut().flatten() {
            let changes = u32::try_from(slot.reader.len()).unwrap();
            slot.contact = Some(Contact { changes, ..Contact::default() });
        }
        source
    }

    const FAILS: Source = Source(None, false);

    fn news(source: Source) -> Source {
        Source(source.0, true)
    }

    fn all(sources: impl IntoIterator<Item = Source>) -> AllReaders {
        let boxed = |source| -> Box<dyn Readers> { Box::new(source) };
        AllReaders::new(sources.into_iter().map(boxed).collect())
    }

    /// The readers as they are shown, and whom opening each one asks for what.
    fn shown(mut readers: AllReaders) -> Vec<(String, String)> {
        let asked = |readers: &mut AllReaders, slot: &CardSlot| match readers.open(slot) {
            Err(CardError::Module { path, .. }) => path.display().to_string(),
            other => panic!("{other:?}"),
        };
        let slots = readers.slots().unwrap();
        slots.iter().map(|slot| (slot.reader.clone(), asked(&mut readers, slot))).collect()
    }

    #[test]
    fn shows_every_reader_under_a_name_of_its_own_and_opens_the_right_one() {
        let table = [
            (
                all([source(&["A: a", "B"]), FAILS, source(&["A: b"]), source(&[])]),
                vec![("A", "A: a"), ("B", "B: empty"), ("A (2)", "A: b")],
            ),
            // What PC/SC has beside them is shown once; a reader of its own has what no module serves.
            (
                all([source(&["A: a", "Soft"])]).beside(Box::new(pcsc(&["A: ?", "B: ?"]))),
                vec![("A", "A: a"), ("Soft", "Soft: empty"), ("B", "B: ?")],
            ),
            // Of several modules the first that knows a card shows it.
            (
                all([source(&["A: ?", "B: b"]), source(&["A: a", "B: c"])])
                    .beside(Box::new(pcsc(&["A: ?", "B: ?"]))),
                vec![("A", "A: a"), ("B", "B: b")],
            ),
            (all([FAILS]).beside(Box::new(pcsc(&["A"]))), vec![("A", "A: empty")]),
            // A card that a module does not see is there all the same, and opening it tells that no module serves it.
            (all([source(&["A"])]).beside(Box::new(pcsc(&["A: ?"]))), vec![("A", "A: ?")]),
            (all([source(&["A: a"])]).beside(Box::new(FAILS)), vec![("A", "A: a")]),
        ];
        for (readers, expected) in table {
            let expected: Vec<_> =
                expected.into_iter().map(|(shown, asked)| (shown.to_owned(), asked.to_owned())).collect();
            assert_eq!(shown(readers), expected);
        }
        let unknown = CardSlot::new("C".to_owned(), None);
        assert!(matches!(all([source(&["A"])]).open(&unknown), Err(CardError::Removed)));
    }

    #[test]
    fn a_name_that_a_module_cut_is_the_readers() {
        let long = "讀".repeat(30);
        let cut = "讀".repeat(21);
        let readers = all([source(&[&format!("{cut}: a")])]).beside(Box::new(pcsc(&[&long, &cut[..9]])));
        assert_eq!(
            shown(readers),
            [(long.clone(), format!("{cut}: a")), ("讀讀讀".to_owned(), "讀讀讀: empty".to_owned())]
        );
        // Of two that begin alike it could be either, and is taken for neither.
        let longer = format!("{long}讀");
        let readers = all([source(&[&format!("{cut}: a")])]).beside(Box::new(pcsc(&[&long, &longer])));
        assert_eq!(shown(readers).len(), 3);
        // A module with two slots for one reader.
        let readers = all([source(&["A: a", "A (2): b"])]).beside(Box::new(pcsc(&["A: ?"])));
        assert_eq!(shown(readers), [("A".to_owned(), "A: a".to_owned())]);
    }

    #[test]
    fn a_card_that_left_and_came_back_is_another_one() {
        let mut readers = all([source(&["A: a"])]).beside(Box::new(pcsc(&["A: ?"])));
        let slot = readers.slots().unwrap().remove(0);
        assert_eq!(slot.contact.as_ref().unwrap().changes, 1);
        let before = CardSlot { contact: Some(Contact::default()), ..slot };
        assert!(matches!(readers.open(&before), Err(CardError::Removed)));
    }

    #[test]
    fn sources_are_told_when_the_readers_beside_have_changed() {
        /// Readers that are others each time.
        #[derive(Debug, Default)]
        struct Changing(Vec<&'static [&'static str]>);
        impl Readers for Changing {
            fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
                pcsc(self.0.remove(0)).slots()
            }
            fn open(&mut self, _: &CardSlot) -> Result<Box<dyn Token>, CardError> {
                Err(CardError::Absent)
            }
            fn wait(&mut self, _: Duration) -> Result<bool, CardError> {
                Ok(false)
            }
            fn interval(&self) -> Duration {
                Duration::MAX
            }
        }
        #[derive(Debug)]
        struct Told(Source, std::sync::mpsc::Sender<()>);
        impl Readers for Told {
            fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
                self.0.slots()
            }
            fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
                self.0.open(slot)
            }
            fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
                self.0.wait(timeout)
            }
            fn interval(&self) -> Duration {
                self.0.interval()
            }
            fn refresh(&mut self) {
                self.1.send(()).unwrap();
            }
        }
        let (sender, told) = std::sync::mpsc::channel();
        let lists: Vec<&[&str]> = vec![&["A"], &["A: ?"], &["A", "B"], &["A", "B"], &[], &["A"]];
        let expected = [0, 0, 1, 0, 1, 1];
        let sources: Vec<Box<dyn Readers>> = vec![Box::new(Told(source(&["A"]), sender))];
        let mut readers = AllReaders::new(sources).beside(Box::new(Changing(lists)));
        for (list, expected) in expected.into_iter().enumerate() {
            readers.slots().unwrap();
            assert_eq!(told.try_iter().count(), expected, "list {list}");
        }
    }

    #[test]
    fn a_failure_is_told_only_if_nothing_else_is_there() {
        let table = [
            (all([]), "reader.none"),
            (all([source(&[])]), "reader.none"),
            (all([FAILS, source(&[])]), "reader.failed"),
            (all([]).beside(Box::new(FAILS)), "reader.failed"),
            (all([source(&[])]).beside(Box::new(FAILS)), "reader.failed"),
            (all([]).beside(Box::new(source(&[]))), "reader.none"),
        ];
        for (mut readers, code) in table {
            assert_eq!(readers.slots().unwrap_err().code(), code);
        }
    }

    #[test]
    fn a_source_is_looked_at_until_it_sees_the_cards_that_are_announced() {
        let table = [
            ("A: a", "A: ?", Duration::MAX),
            ("A", "A", Duration::MAX),
            ("A", "A: ?", Duration::from_millis(50)),
            ("A: a", "A", Duration::from_millis(50)),
            ("B: b", "A: ?", Duration::from_millis(50)),
        ];
        for (module, announced, interval) in table {
            let mut readers = all([source(&[module])]).beside(Box::new(pcsc(&[announced])));
            readers.slots().unwrap();
            assert_eq!(readers.interval(), interval, "{module}, {announced}");
        }
    }

    #[test]
    fn waiting_ends_when_any_source_changes() {
        let zero = Duration::ZERO;
        let (a, b) = (|| source(&["A"]), || source(&["B"]));
        assert!(all([a(), news(b())]).wait(zero).unwrap());
        assert!(all([a()]).beside(Box::new(news(b()))).wait(zero).unwrap());
        assert!(!all([a(), FAILS]).wait(zero).unwrap());
        assert!(all([FAILS, FAILS]).wait(zero).is_err());
        assert!(
            !all([FAILS, FAILS]).beside(Box::new(b())).wait(zero).unwrap(),
            "PC/SC tells when it is over"
        );
    }
}
