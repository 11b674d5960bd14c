//! How a function ends before its time: people leave, a script has no more answers, the server or the network
//! fails, at every step.

use scap_card::{AreaState, CardError};
use scap_flow::{CardReply, Event, Step};
use scap_proto::ServerError;

use crate::{
    cards::{COLLEAGUE, content},
    desk::{Desk, DeskCard, OPEN, play, play_but, play_with},
    functions::{FUNCTIONS, activate, issue},
    names::name,
    server::{no_answer, no_connection, refusal},
};

#[test]
fn leaving_at_every_step_ends_it_at_once_and_for_good() {
    for function in &FUNCTIONS {
        let steps = play(&mut *(function.flow)(), &mut (function.desk)(1)).steps;
        for (left, at) in steps.iter().enumerate().take(steps.len() - 1) {
            let case = format!("{}: {at} ({left})", function.name);
            let (mut flow, mut desk) = ((function.flow)(), (function.desk)(1));
            let mut asked = None;
            let played = play_with(&mut *flow, &mut desk, |_, (number, _), step| {
                if number != left {
                    return None;
                }
                asked = Some(name(step));
                Some(Event::Cancel)
            });
            assert_eq!(asked.as_deref(), Some(at.as_str()), "{case}");
            assert_eq!(played.end(), "cancelled", "{case}");
            assert_eq!(played.steps.len(), left + 2, "{case}");
            for event in [desk.look(), Event::Yes, Event::PinAccepted, Event::Card(Ok(CardReply::Done))] {
                let next = name(&flow.next(event));
                assert_eq!(next, "cancelled", "{case}: it went on");
            }
        }
    }
}

#[test]
fn what_has_ended_does_nothing_more() {
    for function in &FUNCTIONS {
        let (mut flow, mut desk) = ((function.flow)(), (function.desk)(1));
        play(&mut *flow, &mut desk);
        for event in [desk.look(), Event::Start, Event::Yes, Event::Card(Err(CardError::Removed))] {
            let case = format!("{}: {event:?}", function.name);
            assert_eq!(name(&flow.next(event)), "cancelled", "{case}");
        }
    }
}

#[test]
fn giving_up_ends_with_what_was_wrong() {
    let unknown = || Event::Filled(content(&[("NONE", "none")]));
    let wrong_pin = || Event::PinRejected { tries_left: Some(2) };
    // The function, what was answered before, where it is given up, and how it ends.
    let table = [
        ("F1", None, "insert holder", "refused: card.absent"),
        ("F1", None, "user code", "cancelled"),
        ("F1", None, "pin of holder", "refused: pin.required"),
        ("F2", None, "insert holder", "refused: card.absent"),
        ("F2", None, "pin of holder", "refused: pin.required"),
        ("F2", Some(("pin of holder", wrong_pin())), "pin of holder again, 2 left", "refused: pin.incorrect"),
        ("F2", None, "fill in", "cancelled"),
        ("F2", Some(("fill in", unknown())), "fill in: application.unknown", "refused: application.unknown"),
        ("F2", None, "insert signer", "refused: card.absent"),
        ("F2", None, "pin of signer", "refused: pin.required"),
        ("F2", Some(("pin of signer", wrong_pin())), "pin of signer again, 2 left", "refused: pin.incorrect"),
        ("F6", None, "insert holder", "refused: card.absent"),
        ("F6", None, "pin of holder", "refused: pin.required"),
        ("F8", None, "insert subject", "refused: card.absent"),
        ("F8", None, "pin of subject", "refused: pin.required"),
    ];
    for (function, before, at, expected) in table {
        let function = FUNCTIONS.iter().find(|known| known.name == function).unwrap();
        let (before, mut answer) = before.unzip();
        let played = play_with(&mut *(function.flow)(), &mut (function.desk)(1), |_, (_, name), _| {
            if name == at {
                return Some(Event::GiveUp);
            }
            if Some(name) == before { answer.take() } else { None }
        });
        assert_eq!(played.end(), expected, "{}: {at}", function.name);
        assert_eq!(played.steps[played.steps.len() - 2], at, "{}: it ends at once", function.name);
    }
}

#[test]
fn giving_up_a_choice_of_cards_or_the_card_to_be_written() {
    let mut desk = Desk::new(2, OPEN);
    desk.cards.push(DeskCard::new(&COLLEAGUE, "Bob", OPEN));
    desk.present = vec![0, 2];
    let played = play_but(&mut issue(), &mut desk, "choose holder", Event::GiveUp);
    let Step::Refused(failure) = &played.end else { panic!("{:?}", played.end) };
    assert_eq!(
        (failure.code(), &failure.details()["cards"]),
        ("card.ambiguous", &["Alice", "Bob"].as_slice().into())
    );

    // The certificate was issued and is at the server; the card that it is for does not come.
    let mut desk = Desk::new(1, OPEN);
    let mut inserted = 0;
    let played = play_with(&mut issue(), &mut desk, |_, (_, name), _| {
        inserted += usize::from(name == "insert holder");
        (inserted == 2).then_some(Event::GiveUp)
    });
    assert_eq!(played.end(), "refused: card.absent");
    assert_eq!(desk.cards[0].content, None);
    assert!(!desk.server.ledger().calls.contains(&"written"));
}

#[test]
fn errors_of_the_server_end_it_with_their_code() {
    // The error, its code, and the code of the same error when the write is recorded: unless a rule refused, the
    // record is sent again later.
    let table: [(fn() -> ServerError, _, _); 8] = [
        (no_connection, "net.connect", "audit.pending"),
        (no_answer, "net.timeout", "audit.pending"),
        (|| refusal("server.database"), "server.database", "audit.pending"),
        (|| ServerError::Status { call: "POST /".to_owned(), status: 502 }, "server.status", "audit.pending"),
        (
            || ServerError::NotFound { url: "https://scap.test".to_owned() },
            "server.not_found",
            "audit.pending",
        ),
        (
            || ServerError::Answer { call: "POST /".to_owned(), source: "not JSON".into() },
            "server.answer",
            "audit.pending",
        ),
        (|| refusal("request.nonce"), "request.nonce", "request.nonce"),
        (|| refusal("card.untrusted"), "card.untrusted", "card.untrusted"),
    ];
    for function in &FUNCTIONS {
        let steps = play(&mut *(function.flow)(), &mut (function.desk)(1)).steps;
        let calls = steps.iter().enumerate().filter(|(_, name)| name.starts_with("server: "));
        for (failing, at) in calls {
            for (error, code, at_the_record) in &table {
                let mut desk = (function.desk)(1);
                let played = play_with(&mut *(function.flow)(), &mut desk, |_, (number, _), _| {
                    (number == failing).then(|| Event::Server(Err(error())))
                });
                let code = if at == "server: written" { at_the_record } else { code };
                // Asked again before the write: only a refusal by a rule keeps the card from being written.
                let again = at == "server: record" && steps[..failing].contains(at);
                if again && !["request.nonce", "card.untrusted"].contains(code) {
                    assert!(played.end().starts_with("done"), "{}: {at}: {}", function.name, played.end());
                    continue;
                }
                assert_eq!(played.end(), format!("refused: {code}"), "{}: {at}", function.name);
                assert_eq!(played.steps.len(), failing + 2, "{}: {at}: it ends at once", function.name);
            }
        }
    }
}

#[test]
fn a_pending_record_tells_the_serial_and_the_reason() {
    let error = Event::Server(Err(no_answer()));
    let played = play_but(&mut issue(), &mut Desk::new(1, OPEN), "server: written", error);
    let Step::Refused(failure) = &played.end else { panic!("{:?}", played.end) };
    let details = failure.details();
    assert_eq!(details["serial"], "311026782832146287338320846168273272094000001");
    assert_eq!(details["reason"], "net.timeout");
}

#[test]
fn an_answer_to_something_else_changes_nothing() {
    for function in &FUNCTIONS {
        let undisturbed = play(&mut *(function.flow)(), &mut (function.desk)(1)).steps;
        for disturbed in 0..undisturbed.len() - 1 {
            // None of these answers any step that a willing person, a card or the server is asked.
            let strangers = [Event::Start, Event::Chosen(9), Event::Server(Ok(stranger()))];
            let mut strangers = strangers.into_iter();
            let mut repeated = Vec::new();
            let played =
                play_with(&mut *(function.flow)(), &mut (function.desk)(1), |_, (number, name), _| {
                    let event = (number >= disturbed).then(|| strangers.next()).flatten()?;
                    repeated.push(name.to_owned());
                    Some(event)
                });
            let case = format!("{}: {}", function.name, undisturbed[disturbed]);
            assert_eq!(repeated, vec![undisturbed[disturbed].clone(); 3], "{case}");
            assert_eq!(played.end(), undisturbed.last().unwrap(), "{case}");
        }
    }
}

/// An answer to a question that none of the flows here asks on its way.
fn stranger() -> scap_flow::ServerReply {
    let (code, name) = (String::new(), String::new());
    let (units, roles) = (Vec::new(), Vec::new());
    scap_flow::ServerReply::Application(scap_proto::wire::ApplicationDetail { code, name, units, roles })
}

#[test]
fn a_locked_pin_is_found_before_the_user_code_is_asked() {
    let mut desk = Desk::new(1, AreaState::Closed);
    desk.cards[0].tries_left = 0;
    let played = play(&mut activate(), &mut desk);
    assert_eq!(played.steps, ["find holder", "insert holder", "refused: pin.locked"]);
    assert!(desk.server.ledger().calls.is_empty());
}
