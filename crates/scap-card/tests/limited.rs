//! Readers and cards that never answer are given up in time.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use scap_ac::CardCertificate;
use scap_card::{AreaState, CardError, CardSlot, Limited, Pin, PinState, Readers, Token};
use scap_test_pki::fixed;

/// Where calls hang, until the test is over.
#[derive(Clone, Debug)]
struct Gate {
    hangs: Arc<Mutex<Option<&'static str>>>,
    never: Arc<Mutex<Receiver<()>>>,
    dropped: Sender<()>,
}

impl Gate {
    fn call<T>(&self, name: &'static str, value: T) -> Result<T, CardError> {
        if *self.hangs.lock().unwrap() == Some(name) {
            let _ = self.never.lock().unwrap().recv();
        }
        Ok(value)
    }
}

#[derive(Debug)]
struct Cards(Gate);

#[derive(Debug)]
struct Card(Gate, CardCertificate);

impl Readers for Cards {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        self.0.call("slots", vec![CardSlot::new("A".to_owned(), Some("a".to_owned()))])
    }
    fn open(&mut self, _: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        self.0.call("open", Box::new(Card(self.0.clone(), fixed::secondary().certificate)))
    }
    fn wait(&mut self, _: Duration) -> Result<bool, CardError> {
        self.0.call("wait", true)
    }
    fn interval(&self) -> Duration {
        Duration::MAX
    }
}

impl Token for Card {
    fn label(&self) -> &str {
        "a"
    }
    fn certificate(&self) -> &CardCertificate {
        &self.1
    }
    fn pin_state(&mut self) -> Result<PinState, CardError> {
        self.0.call("pin_state", PinState::new(Some(3)))
    }
    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        if pin.expose() == "1234" { self.0.call("verify_pin", ()) } else { Err(CardError::PinLocked) }
    }
    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        self.0.call("verify_pin_at_reader", ())
    }
    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.call("sign", message.to_vec())
    }
    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.0.call("area_state", AreaState::Closed)
    }
    fn open_area(&mut self) -> Result<(), CardError> {
        self.0.call("open_area", ())
    }
    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.0.call("read_area", Some(vec![1]))
    }
    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        assert_eq!(certificate, [1]);
        self.0.call("write_area", ())
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        let _ = self.0.dropped.send(());
    }
}

/// Readers with a short limit, what lets them hang, and what is told when a card is closed.
fn limited() -> (Limited, Gate, Sender<()>, Receiver<()>) {
    let (never, waits) = channel();
    let (dropped, closed) = channel();
    let gate = Gate { hangs: Arc::default(), never: Arc::new(Mutex::new(waits)), dropped };
    let readers = Limited::new(Box::new(Cards(gate.clone())), Duration::from_millis(200)).unwrap();
    (readers, gate, never, closed)
}

/// The outcomes of every call of a card.
fn ask(token: &mut dyn Token) -> Vec<(&'static str, Option<&'static str>)> {
    let pin = Pin::new("1234".into()).unwrap();
    fn code<T>(result: Result<T, CardError>) -> Option<&'static str> {
        result.err().map(|error| error.code())
    }
    vec![
        ("pin_state", code(token.pin_state())),
        ("verify_pin", code(token.verify_pin(&pin))),
        ("sign", code(token.sign(b"text"))),
        ("area_state", code(token.area_state())),
        ("open_area", code(token.open_area())),
        ("read_area", code(token.read_area())),
        ("write_area", code(token.write_area(&[1]))),
    ]
}

#[test]
fn what_answers_is_passed_on_and_closed_when_it_is_dropped() {
    let (mut readers, _gate, _never, closed) = limited();
    let slots = readers.slots().unwrap();
    assert!(readers.wait(Duration::ZERO).unwrap());
    assert_eq!(readers.interval(), Duration::MAX);
    let mut token = readers.open(&slots[0]).unwrap();
    assert_eq!((token.label(), token.certificate()), ("a", &fixed::secondary().certificate));
    assert!(ask(&mut *token).iter().all(|(_, code)| code.is_none()));
    assert_eq!(token.sign(b"text").unwrap(), b"text");
    let wrong = Pin::new("9999".into()).unwrap();
    assert_eq!(token.verify_pin(&wrong).unwrap_err().code(), "pin.locked");
    token.verify_pin_at_reader().unwrap();
    assert!(closed.try_recv().is_err());
    drop(token);
    assert!(closed.try_recv().is_ok(), "closed before dropping returns");
}

#[test]
fn a_card_that_hangs_fails_in_time_and_is_asked_for_nothing_more() {
    for hangs in ["pin_state", "verify_pin", "sign", "area_state", "open_area", "read_area", "write_area"] {
        let (mut readers, gate, _never, _closed) = limited();
        let slots = readers.slots().unwrap();
        let mut token = readers.open(&slots[0]).unwrap();
        *gate.hangs.lock().unwrap() = Some(hangs);
        let outcomes = ask(&mut *token);
        let first = outcomes.iter().position(|(name, _)| *name == hangs).unwrap();
        for (at, (name, code)) in outcomes.iter().enumerate() {
            assert_eq!(*code, (at >= first).then_some("reader.failed"), "{name}, where {hangs} hangs");
        }
        // Other readers and cards are asked on.
        *gate.hangs.lock().unwrap() = None;
        readers.slots().unwrap();
    }
}

#[test]
fn readers_that_hang_fail_in_time() {
    for hangs in ["slots", "open", "wait"] {
        let (mut readers, gate, _never, _closed) = limited();
        let slots = readers.slots().unwrap();
        *gate.hangs.lock().unwrap() = Some(hangs);
        let failed = match hangs {
            "slots" => readers.slots().err(),
            "open" => readers.open(&slots[0]).err(),
            _ => readers.wait(Duration::ZERO).err(),
        };
        assert_eq!(failed.unwrap().code(), "reader.failed", "{hangs}");
        assert_eq!(readers.slots().unwrap_err().code(), "reader.failed", "{hangs}");
    }
}
