//! The area in a file belongs to the card that the module opened, and to no other.

use std::time::Duration;

use scap_ac::CardCertificate;
use scap_card::{
    AreaState, CardError, CardSlot, Pin, PinState, Readers, Token,
    pcsc::{FileAreas, ReaderEvent, ReaderMonitor},
};
use scap_test_pki::fixed;
use scap_virtual_card::{VirtualCard, VirtualReader, pcscd::with_pcscd};

/// A module whose cards always answer, whatever became of them.
#[derive(Debug)]
struct Forgetful(Vec<CardSlot>);

#[derive(Debug)]
struct Answers(CardCertificate);

impl Readers for Forgetful {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        Ok(self.0.clone())
    }
    fn open(&mut self, _: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        Ok(Box::new(Answers(fixed::secondary().certificate)))
    }
    fn wait(&mut self, _: Duration) -> Result<bool, CardError> {
        Ok(false)
    }
    fn interval(&self) -> Duration {
        Duration::MAX
    }
}

impl Token for Answers {
    fn label(&self) -> &'static str {
        "amy"
    }
    fn certificate(&self) -> &CardCertificate {
        &self.0
    }
    fn pin_state(&mut self) -> Result<PinState, CardError> {
        Ok(PinState::new(None))
    }
    fn verify_pin(&mut self, _: &Pin) -> Result<(), CardError> {
        Ok(())
    }
    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        Ok(())
    }
    fn sign(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(Vec::new())
    }
    fn area_state(&mut self) -> Result<AreaState, CardError> {
        Ok(AreaState::Closed)
    }
    fn open_area(&mut self) -> Result<(), CardError> {
        Ok(())
    }
    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        Ok(None)
    }
    fn write_area(&mut self, _: &[u8]) -> Result<(), CardError> {
        Ok(())
    }
}

fn areas(slots: &[(&str, &str)]) -> FileAreas {
    let slot = |(reader, card): &(&str, &str)| CardSlot::new((*reader).to_owned(), Some((*card).to_owned()));
    let module = Forgetful(slots.iter().map(slot).collect());
    FileAreas::new(Box::new(module), "3F00/5343/4150;size=8192;pin=81".parse().unwrap())
}

fn pin() -> Pin {
    Pin::new("123456".into()).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}

fn wait_for(monitor: &mut ReaderMonitor, reader: &VirtualReader, inserted: bool) {
    loop {
        match monitor.next(Some(Duration::from_secs(20))).unwrap().unwrap() {
            ReaderEvent::CardInserted { reader: of, .. } if inserted && of == reader.name() => return,
            ReaderEvent::CardRemoved { reader: of } if !inserted && of == reader.name() => return,
            _ => {}
        }
    }
}

#[test]
fn a_card_that_took_the_place_of_another_is_sent_no_pin_and_not_written() {
    with_pcscd(
        "file_areas::a_card_that_took_the_place_of_another_is_sent_no_pin_and_not_written",
        1,
        |pcscd| {
            let reader = &pcscd.readers()[0];
            let mut monitor = ReaderMonitor::new();
            let first = reader.insert(VirtualCard::default()).unwrap();
            wait_for(&mut monitor, reader, true);
            let mut areas = areas(&[(reader.name(), "amy")]);
            let slot = areas.slots().unwrap().remove(0);
            let mut token = areas.open(&slot).unwrap();
            token.verify_pin(&pin()).unwrap();
            token.open_area().unwrap();
            token.write_area(b"one").unwrap();

            drop(first);
            wait_for(&mut monitor, reader, false);
            let second = reader.insert(VirtualCard::default()).unwrap();
            wait_for(&mut monitor, reader, true);
            assert_eq!(code(token.area_state()), "card.removed");
            assert_eq!(code(token.open_area()), "card.removed");
            assert_eq!(code(token.write_area(b"two")), "card.removed");
            assert_eq!(code(token.read_area()), "card.removed");
            assert_eq!(code(token.pin_state()), "card.removed", "whatever the module says");
            assert_eq!(code(token.sign(b"text")), "card.removed");
            assert_eq!(second.card().counters().commands, 0);

            // Opened anew it is the card that is there, and asks for a PIN first.
            let mut token = areas.open(&slot).unwrap();
            assert_eq!(token.area_state().unwrap(), AreaState::Closed);
            assert_eq!(code(token.open_area()), "pin.required");
            assert_eq!(code(token.write_area(b"two")), "pin.required");
            token.verify_pin(&pin()).unwrap();
            token.open_area().unwrap();
            assert!(second.card().is_verified());
            drop(token);
            assert!(!second.card().is_verified(), "nobody writes without the PIN afterwards");
        },
    );
}

#[test]
fn the_card_is_in_the_reader_that_the_module_names_or_the_only_one() {
    with_pcscd("file_areas::the_card_is_in_the_reader_that_the_module_names_or_the_only_one", 1, |pcscd| {
        let [a, b] = [0, 1].map(|at: usize| pcscd.readers()[at].clone());
        let mut monitor = ReaderMonitor::new();
        let _in_a = a.insert(VirtualCard::default()).unwrap();
        wait_for(&mut monitor, &a, true);
        let state = |slots: &[(&str, &str)]| {
            let mut areas = areas(slots);
            let slot = areas.slots().unwrap().remove(0);
            areas.open(&slot).and_then(|mut token| token.area_state()).map_err(|error| error.code())
        };
        assert_eq!(state(&[(a.name(), "amy")]), Ok(AreaState::Closed));
        assert_eq!(state(&[("Slot 7", "amy")]), Ok(AreaState::Closed), "one card here, one card there");
        assert_eq!(state(&[("Slot 7", "amy"), ("Slot 8", "boss")]), Err("reader.failed"));
        assert_eq!(state(&[(b.name(), "amy")]), Err("card.removed"), "the reader that it names is empty");
        let _in_b = b.insert(VirtualCard::default()).unwrap();
        wait_for(&mut monitor, &b, true);
        assert_eq!(state(&[("Slot 7", "amy")]), Err("reader.failed"), "it could be either");
        assert_eq!(state(&[(b.name(), "amy")]), Ok(AreaState::Closed));
    });
}
