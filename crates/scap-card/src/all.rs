//! Several sources of cards as one.

use std::time::Duration;

use crate::{
    error::CardError,
    readers::{CardSlot, Readers, poll},
    token::Token,
};

/// Several sources of cards as one: say, a PKCS#11 module and a folder of soft cards.
///
/// A source that fails or has no readers hides nothing of the others. A reader whose name another source
/// has, too, gets a number after it.
#[derive(Debug, Default)]
pub struct AllReaders {
    sources: Vec<Box<dyn Readers>>,
    /// For each reader as it was shown: its source and what that calls it.
    shown: Vec<(CardSlot, usize, CardSlot)>,
}

impl AllReaders {
    /// The sources, in the order in which their readers are shown.
    #[must_use]
    pub const fn new(sources: Vec<Box<dyn Readers>>) -> Self {
        Self { sources, shown: Vec::new() }
    }
}

impl Readers for AllReaders {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.shown.clear();
        let mut failure = CardError::NoReader;
        for (index, source) in self.sources.iter_mut().enumerate() {
            match source.slots() {
                Ok(slots) => {
                    for slot in slots {
                        let name = unique(&slot.reader, self.shown.iter().map(|(shown, ..)| &*shown.reader));
                        self.shown.push((CardSlot::new(name, slot.card.clone()), index, slot));
                    }
                }
                Err(CardError::NoReader) => {}
                Err(error) => failure = error,
            }
        }
        if self.shown.is_empty() {
            Err(failure)
        } else {
            Ok(self.shown.iter().map(|(slot, ..)| slot.clone()).collect())
        }
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        let shown = self.shown.iter().find(|(shown, ..)| shown == slot);
        let (_, index, slot) = shown.ok_or(CardError::Removed)?;
        self.sources.get_mut(*index).ok_or(CardError::Removed)?.open(slot)
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        poll(timeout, || {
            let mut failures = Vec::new();
            for source in &mut self.sources {
                match source.wait(Duration::ZERO) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(error) => failures.push(error),
                }
            }
            match failures.pop() {
                Some(error) if failures.len() + 1 == self.sources.len() => Err(error),
                _ => Ok(false),
            }
        })
    }
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

    /// A source with these readers, or one that fails.
    #[derive(Debug)]
    struct Source(Option<Vec<&'static str>>, bool);

    impl Readers for Source {
        fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
            let failed = || CardError::ReaderFailed { operation: "test", source: "fails".into() };
            let names = self.0.as_ref().ok_or_else(failed)?;
            if names.is_empty() {
                return Err(CardError::NoReader);
            }
            Ok(names.iter().map(|name| CardSlot::new((*name).to_owned(), None)).collect())
        }

        fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
            // The name in the error tells the test which source was asked for what.
            Err(CardError::Module { path: slot.reader.clone().into(), source: "asked".into() })
        }

        fn wait(&mut self, _timeout: Duration) -> Result<bool, CardError> {
            if self.0.is_some() { Ok(self.1) } else { self.slots().map(|_| false) }
        }
    }

    fn all(sources: impl IntoIterator<Item = Source>) -> AllReaders {
        let boxed = |source| -> Box<dyn Readers> { Box::new(source) };
        AllReaders::new(sources.into_iter().map(boxed).collect())
    }

    #[test]
    fn shows_every_reader_under_a_name_of_its_own_and_opens_the_right_one() {
        let mut readers = all([
            Source(Some(vec!["A", "B"]), false),
            Source(None, false),
            Source(Some(vec!["A"]), false),
            Source(Some(vec![]), false),
        ]);
        let slots = readers.slots().unwrap();
        let names: Vec<_> = slots.iter().map(|slot| slot.reader.as_str()).collect();
        assert_eq!(names, ["A", "B", "A (2)"]);
        let opened = readers.open(&slots[2]);
        assert!(matches!(opened, Err(CardError::Module { path, .. }) if path.as_os_str() == "A"));
        assert!(matches!(readers.open(&CardSlot::new("C".to_owned(), None)), Err(CardError::Removed)));
    }

    #[test]
    fn a_failure_is_told_only_if_nothing_else_is_there() {
        let table: [(Vec<Source>, &str); 3] = [
            (vec![], "reader.none"),
            (vec![Source(Some(vec![]), false)], "reader.none"),
            (vec![Source(None, false), Source(Some(vec![]), false)], "reader.failed"),
        ];
        for (sources, code) in table {
            assert_eq!(all(sources).slots().unwrap_err().code(), code);
        }
    }

    #[test]
    fn waiting_ends_when_any_source_changes() {
        let zero = Duration::ZERO;
        assert!(all([Source(Some(vec!["A"]), false), Source(Some(vec!["B"]), true)]).wait(zero).unwrap());
        assert!(!all([Source(Some(vec!["A"]), false), Source(None, false)]).wait(zero).unwrap());
        assert!(all([Source(None, false), Source(None, false)]).wait(zero).is_err());
    }
}
