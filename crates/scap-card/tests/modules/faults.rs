//! Every PKCS#11 call of every operation fails: the outcome has its code, and the card is none the worse.

use scap_card::{CardError, Readers, Token};
use scap_test_pki::shim::{Rule, When};

use crate::lab::{CARD, Lab, PIN, pin, run};

/// What modules return when a card is pulled, a reader fails or memory is short: the value and the code it has.
const FAILURES: [(u64, &str); 6] = [
    (0x32, "card.removed"),    // CKR_DEVICE_REMOVED
    (0xb3, "card.removed"),    // CKR_SESSION_HANDLE_INVALID
    (0xe0, "card.removed"),    // CKR_TOKEN_NOT_PRESENT
    (0x30, "card.unreadable"), // CKR_DEVICE_ERROR
    (0x05, "card.unreadable"), // CKR_GENERAL_ERROR
    (0x02, "reader.failed"),   // CKR_HOST_MEMORY
];

/// `CKR_USER_ALREADY_LOGGED_IN`: such a `C_Login` looked at no PIN.
const ALREADY_LOGGED_IN: u64 = 0x100;

type Card = Box<dyn Token>;
type Cut = fn(&Lab, Option<Card>) -> Result<(), CardError>;

/// An operation that is cut, and what is asked of the card before it.
struct Operation {
    before: fn(&Lab) -> Option<Card>,
    cut: Cut,
    /// What the area has before and after it; `None` if it is not open, or empty.
    old: Option<&'static [u8]>,
    new: Option<&'static [u8]>,
    writes: bool,
}

impl Operation {
    /// Lets every call fail in every way.
    fn survives(&self, lab: &Lab) {
        let mut trials = 0;
        for (value, code) in FAILURES {
            for when in [When::Before, When::After] {
                let fail = |call| Rule::Fail { call, when, on: false, value, function: None };
                trials += self.survives_at_every_call(lab, code, fail);
            }
        }
        trials += self.survives_at_every_call(lab, "card.removed", Rule::AbsentFrom);
        println!("{trials} cuts");
    }

    fn survives_at_every_call<'a>(&self, lab: &Lab, code: &str, rule: impl Fn(usize) -> Rule<'a>) -> usize {
        for call in 1.. {
            let rule = rule(call);
            lab.play(&[]);
            if self.writes || call == 1 {
                self.put_old(lab);
            }
            let token = (self.before)(lab);
            lab.play(std::slice::from_ref(&rule));
            let outcome = (self.cut)(lab, token);
            let calls = lab.shim.calls();
            lab.play(&[]);
            if calls.len() < call {
                outcome.unwrap();
                return call - 1;
            }
            let text = format!("{rule:?}, {:?}", calls[call - 1]);
            if let Err(error) = &outcome {
                // A card that does not tell its label is not the one that was listed: it is as if it had left. What
                // concerns the list of readers is no card's failure.
                let codes = [code, "card.removed", "reader.failed"];
                assert!(codes.contains(&error.code()), "{error:?}: {text}");
            }
            for login in calls.iter().filter(|call| call.function == "C_Login") {
                assert!(matches!(login.passed, None | Some(0 | ALREADY_LOGGED_IN)), "{login:?}: {text}");
            }
            self.is_whole_after(lab, outcome.is_ok(), &text);
        }
        unreachable!()
    }

    /// Puts the old bytes into the area, or closes it.
    fn put_old(&self, lab: &Lab) {
        lab.clear_area();
        if let Some(old) = self.old {
            let mut token = lab.open_with_pin();
            token.open_area().unwrap();
            token.write_area(old).unwrap();
        }
    }

    /// The card signs, its area has the old bytes or the new ones, and the next write leaves nothing else.
    fn is_whole_after(&self, lab: &Lab, done: bool, text: &str) {
        let mut token = lab.open();
        assert!(!token.pin_state().unwrap().low, "{text}");
        token.verify_pin(&pin(PIN)).unwrap();
        let signature = token.sign(b"text").unwrap();
        assert!(token.certificate().verifies(b"text", &signature), "{text}");
        let found = match token.read_area() {
            Err(CardError::AreaNotOpen) => {
                assert!(self.old.is_none() && !done, "{text}");
                token.open_area().unwrap();
                None
            }
            found => found.unwrap(),
        };
        let (old, new) = (self.old.map(<[u8]>::to_vec), self.new.map(<[u8]>::to_vec));
        assert!(found == new || !done && found == old, "{found:?}: {text}");
        if !self.writes {
            return;
        }
        token.write_area(b"next").unwrap();
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"next"[..]), "{text}");
        drop(token);
        let labels = lab.labels();
        assert!(matches!(&labels[..], [area, _] if area == "SCAP area"), "{labels:?}: {text}");
    }
}

const OLD: Option<&[u8]> = Some(b"old");
const NEW: Option<&[u8]> = Some(b"new");

fn opened(lab: &Lab) -> Option<Card> {
    Some(lab.open())
}

fn verified(lab: &Lab) -> Option<Card> {
    Some(lab.open_with_pin())
}

fn nothing(_: &Lab) -> Option<Card> {
    None
}

#[test]
fn listing_readers() {
    let cut = |lab: &Lab, _| lab.readers().slots().map(drop);
    let listing = Operation { before: nothing, cut, old: OLD, new: OLD, writes: false };
    run("faults::listing_readers", |lab| listing.survives(lab));
}

#[test]
fn opening_a_card() {
    let cut = |lab: &Lab, _| {
        let mut readers = lab.readers();
        let slot = readers.slots()?.into_iter().find(|slot| slot.is_named(CARD)).ok_or(CardError::Removed)?;
        readers.open(&slot).map(drop)
    };
    let opening = Operation { before: nothing, cut, old: OLD, new: OLD, writes: false };
    run("faults::opening_a_card", |lab| opening.survives(lab));
}

#[test]
fn asking_for_the_state_of_the_pin() {
    let cut = |_: &Lab, token: Option<Card>| token.unwrap().pin_state().map(drop);
    let asking = Operation { before: opened, cut, old: OLD, new: OLD, writes: false };
    run("faults::asking_for_the_state_of_the_pin", |lab| asking.survives(lab));
}

#[test]
fn verifying_the_pin() {
    let cut = |_: &Lab, token: Option<Card>| token.unwrap().verify_pin(&pin(PIN));
    let verifying = Operation { before: opened, cut, old: OLD, new: OLD, writes: false };
    run("faults::verifying_the_pin", |lab| verifying.survives(lab));
}

#[test]
fn signing() {
    let cut = |_: &Lab, token: Option<Card>| {
        let mut token = token.unwrap();
        let signature = token.sign(b"text")?;
        assert!(token.certificate().verifies(b"text", &signature));
        Ok(())
    };
    let signing = Operation { before: verified, cut, old: OLD, new: OLD, writes: false };
    run("faults::signing", |lab| signing.survives(lab));
}

#[test]
fn opening_the_area() {
    let cut = |_: &Lab, token: Option<Card>| token.unwrap().open_area();
    let opening = Operation { before: verified, cut, old: None, new: None, writes: true };
    run("faults::opening_the_area", |lab| opening.survives(lab));
}

#[test]
fn reading_the_area() {
    let cut = |_: &Lab, token: Option<Card>| {
        assert_eq!(token.unwrap().read_area()?.as_deref(), OLD);
        Ok(())
    };
    let reading = Operation { before: opened, cut, old: OLD, new: OLD, writes: false };
    run("faults::reading_the_area", |lab| reading.survives(lab));
}

#[test]
fn writing_the_area_twice() {
    let cut = |_: &Lab, token: Option<Card>| {
        let mut token = token.unwrap();
        let first = token.write_area(b"new");
        first.and(token.write_area(b"new"))
    };
    let writing = Operation { before: verified, cut, old: OLD, new: NEW, writes: true };
    run("faults::writing_the_area_twice", |lab| writing.survives(lab));
}
