//! What an earlier run left is finished: a certificate that was issued and not written, a write that was not recorded.

use scap_ac::UnixTime;
use scap_card::CardError;
use scap_flow::{Event, Issue, ServerRequest, Step, Unwritten};
use uuid::Uuid;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, content, earlier_certificate, now, sign_certificate},
    desk::{Desk, DeskCard, OPEN, play, play_but, play_with},
    functions::{delegate, issue},
    server::{FakeServer, no_answer, no_connection, refusal},
};

/// Issues by a run of its own, which is left at this step; what the driver kept lies on the desk.
pub(crate) fn leave_at(desk: &mut Desk, at: &str, id: u128) -> Unwritten {
    let mut flow = Issue::new(FakeServer::url(), Uuid::from_u128(id), now());
    let mut kept = None;
    let left = play_with(&mut flow, desk, |_, (_, name), step| {
        if let Step::Server(ServerRequest::Record(unwritten)) = step {
            kept = Some(unwritten.clone());
        }
        (name == at && kept.is_some()).then_some(Event::Cancel)
    });
    assert_eq!(left.end(), "cancelled");
    desk.unwritten.clone_from(&kept);
    desk.server.ledger().calls.clear();
    desk.pull(0);
    desk.pull(1);
    kept.unwrap()
}

/// The next run, which issues under another id.
pub(crate) fn next_issue() -> Issue {
    Issue::new(FakeServer::url(), Uuid::from_u128(5), now())
}

pub(crate) fn next_replacing() -> Issue {
    Issue::replacing(FakeServer::url(), Uuid::from_u128(5), now())
}

/// A desk before the first run.
type NewDesk = fn(usize) -> Desk;

/// The function of the next run.
type Next = fn() -> Issue;

const EMPTY: NewDesk = |readers| Desk::new(readers, OPEN);

/// The certificate is on the card, and the server knows, once.
pub(crate) fn assert_written(desk: &Desk, unwritten: &Unwritten, case: &str) {
    assert_eq!(desk.cards[0].content.as_deref(), Some(unwritten.certificate.as_der()), "{case}");
    let ledger = desk.server.ledger();
    let known = &ledger.issuances[&unwritten.id];
    assert_eq!(known.certificate.as_ref().unwrap().as_der(), unwritten.certificate.as_der(), "{case}");
    assert!(known.written, "{case}");
}

#[test]
fn what_was_issued_is_written_by_the_holders_card_alone() {
    let one = [
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "finish?",
        "server: record",
        "find holder",
        "holder writes",
        "holder reads",
        "holder signs",
        "server: written",
        "done: issued",
    ];
    // Left before the server recorded it or after, onto an area that is empty, full or spoiled.
    let spoiled: NewDesk = |readers| {
        let mut desk = EMPTY(readers);
        desk.cards[0].content = Some(b"spoiled".to_vec());
        desk
    };
    for new_desk in [EMPTY, Desk::with_earlier_certificate, spoiled] {
        for at in ["server: record", "show", "pin of holder", "holder writes"] {
            let mut desk = new_desk(1);
            let unwritten = leave_at(&mut desk, at, 1);
            let mut offered = None;
            let played = play_with(&mut next_issue(), &mut desk, |_, _, step| {
                if let Step::ConfirmFinish { certificate } = step {
                    offered = Some(certificate.as_der().to_vec());
                }
                None
            });
            assert_eq!(played.steps, one, "{at}");
            assert_eq!(offered.as_deref(), Some(unwritten.certificate.as_der()), "{at}");
            assert_written(&desk, &unwritten, at);
            let ledger = desk.server.ledger();
            assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1), "{at}");
            assert_eq!(desk.cards[0].signatures, 1, "{at}");
        }
    }
}

#[test]
fn with_no_another_one_is_issued_in_its_place() {
    let table: [(&str, NewDesk); 2] = [("nothing before", EMPTY), ("again", Desk::with_earlier_certificate)];
    for (case, new_desk) in table {
        let mut desk = new_desk(1);
        let unwritten = leave_at(&mut desk, "show", 1);
        let mut draft = None;
        let played = play_with(&mut next_issue(), &mut desk, |_, (_, name), step| {
            if let Step::FillIn(form) = step {
                draft.clone_from(&form.draft);
            }
            (name == "finish?").then_some(Event::No)
        });
        let asked = played.steps.iter().position(|step| step == "finish?").unwrap();
        assert_eq!(played.steps[asked + 1], "server: terms", "{case}");
        assert_eq!(played.end(), "done: issued", "{case}");
        // What is proposed is what it says, not what is on the card.
        assert_eq!(draft, Some(content(&APPLICATIONS[..1])), "{case}");
        let written = desk.cards[0].content.clone().unwrap();
        assert_ne!(written, unwritten.certificate.as_der(), "{case}");
        let ledger = desk.server.ledger();
        assert_eq!((ledger.issuances.len(), ledger.writes), (2, 1), "{case}");
        assert!(!ledger.issuances[&unwritten.id].written, "{case}");
    }
}

#[test]
fn what_is_changed_is_what_was_issued_last_so_that_nothing_cancelled_comes_back() {
    for at in ["server: record", "show", "pin of holder", "holder writes"] {
        let mut desk = Desk::with_earlier_certificate(1);
        let unwritten = leave_at(&mut desk, at, 1);
        let mut draft = None;
        let played = play_with(&mut next_replacing(), &mut desk, |_, _, step| {
            if let Step::FillIn(form) = step {
                draft.clone_from(&form.draft);
            }
            None
        });
        assert_eq!((played.end(), played.count("finish?")), ("done: issued", 0), "{at}");
        assert_eq!(draft, Some(content(&APPLICATIONS[..1])), "{at}");
        let ledger = desk.server.ledger();
        assert_eq!((ledger.issuances.len(), ledger.writes), (2, 2), "{at}");
        let replaces = &ledger.issuances[&Uuid::from_u128(5)].consent.replaces;
        assert_eq!(replaces, &Some(unwritten.certificate.serial().to_string()), "{at}");
    }
}

#[test]
fn what_was_issued_on_another_computer_is_not_undone_by_a_change() {
    let mut desk = Desk::with_earlier_certificate(1);
    leave_at(&mut desk, "show", 1);
    desk.unwritten = None;
    let played = play(&mut next_replacing(), &mut desk);
    assert_eq!(played.end(), "refused: issuance.outdated");
    assert_eq!(played.count("pin of signer"), 0);
}

#[test]
fn what_another_computer_issued_and_wrote_meanwhile_is_not_overwritten() {
    // On the other one the network is there or is gone; on this one the card tells, or only the server.
    for (card_tells, network) in [(true, true), (true, false), (false, true)] {
        let mut desk = EMPTY(1);
        let mut first = Issue::new(FakeServer::url(), Uuid::from_u128(1), now());
        let newer = sign_certificate(8, UnixTime::from_secs(now().as_secs() + 1).unwrap());
        let played = play_with(&mut first, &mut desk, |desk, (_, name), step| match step {
            // The primary card is in; the secondary card is at the other computer.
            Step::ShowCertificate(_) => {
                if card_tells {
                    desk.cards[0].content = Some(newer.as_der().to_vec());
                } else {
                    let mut ledger = desk.server.ledger();
                    let mut other = ledger.issuances[&Uuid::from_u128(1)].clone();
                    other.reply.id = Uuid::from_u128(8);
                    other.recorded += 1;
                    ledger.issuances.insert(other.reply.id, other);
                }
                None
            }
            Step::Server(ServerRequest::Record(_)) if !network && name == "server: record" => {
                desk.server.ledger().calls.contains(&"record").then(|| Event::Server(Err(no_connection())))
            }
            _ => None,
        });
        let case = format!("the card tells: {card_tells}, network: {network}");
        assert_eq!(played.end(), "refused: issuance.superseded", "{case}");
        assert_eq!(played.count("holder writes"), 0, "{case}");
    }
}

#[test]
fn a_write_without_its_record_is_made_up_for_without_a_question() {
    let expected = [
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "server: record",
        "find holder",
        "holder reads",
        "holder signs",
        "server: written",
    ];
    // Then all goes on as if the record had been made in time.
    let table: [(Next, &str); 2] = [(next_issue, "issue again?"), (next_replacing, "server: terms")];
    for (flow, follows) in table {
        for at in ["holder reads", "holder signs", "server: written"] {
            let mut desk = EMPTY(1);
            let unwritten = leave_after_write(&mut desk, at);
            let played = play_with(&mut flow(), &mut desk, |desk, (_, name), _| {
                if name != follows {
                    return None;
                }
                assert_written(desk, &unwritten, at);
                desk.unwritten = None;
                Some(Event::Cancel)
            });
            assert_eq!(played.steps[..10], expected, "{at}");
            assert_eq!(played.steps[10..], [follows, "cancelled"], "{at}");
            assert_eq!(desk.server.ledger().writes, 1, "{at}");
        }
    }
}

/// As [`leave_at`], at a step after the write.
pub(crate) fn leave_after_write(desk: &mut Desk, at: &str) -> Unwritten {
    let before = desk.cards[0].content.clone();
    let mut flow = issue();
    let mut kept = None;
    let left = play_with(&mut flow, desk, |desk, (_, name), step| {
        if let Step::Server(ServerRequest::Record(unwritten)) = step {
            kept = Some(unwritten.clone());
        }
        (name == at && desk.cards[0].content != before).then_some(Event::Cancel)
    });
    assert_eq!((left.end(), left.steps[left.steps.len() - 2].as_str()), ("cancelled", at));
    desk.unwritten.clone_from(&kept);
    desk.server.ledger().calls.clear();
    desk.pull(0);
    desk.pull(1);
    kept.unwrap()
}

#[test]
fn what_is_older_than_the_card_says_is_left_alone() {
    let mut desk = EMPTY(1);
    let newer = leave_at(&mut desk, "show", 1);
    desk.cards[0].content = Some(newer.certificate.as_der().to_vec());
    let (id, signer) = (Uuid::from_u128(7), newer.signer);
    desk.unwritten = Some(Unwritten { id, signer, certificate: Box::new(earlier_certificate()) });
    let played = play_but(&mut next_issue(), &mut desk, "issue again?", Event::No);
    assert_eq!(played.end(), "done: unchanged");
    assert_eq!((played.count("finish?"), played.count("server: record")), (0, 0));
}

#[test]
fn what_was_superseded_at_the_server_is_refused_with_the_servers_code() {
    let mut desk = Desk::with_earlier_certificate(1);
    let (first, before) = (leave_at(&mut desk, "show", 1), desk.cards[0].content.clone());
    // Another computer issued, and did not write either.
    desk.unwritten = None;
    let second = leave_at(&mut desk, "show", 2);
    desk.unwritten = Some(first);
    let played = play(&mut next_issue(), &mut desk);
    assert_eq!(played.end(), "refused: issuance.superseded");
    assert_eq!(desk.cards[0].content, before);

    desk.unwritten = Some(second.clone());
    assert_eq!(play(&mut next_issue(), &mut desk).end(), "done: issued");
    assert_written(&desk, &second, "the one that counts");
}

#[test]
fn a_write_that_was_superseded_since_needs_no_record() {
    let mut desk = EMPTY(1);
    let written = leave_after_write(&mut desk, "holder signs");
    desk.unwritten = None;
    let on_card = desk.cards[0].content.clone();
    leave_at(&mut desk, "show", 2);
    assert_eq!(desk.cards[0].content, on_card);
    desk.unwritten = Some(written);
    let played = play_with(&mut next_issue(), &mut desk, |_, (_, name), _| {
        (name == "issue again?").then_some(Event::No)
    });
    let from = played.steps.iter().position(|step| step == "find unwritten").unwrap();
    assert_eq!(played.steps[from + 1..], ["server: record", "issue again?", "done: unchanged"]);
}

#[test]
fn errors_of_the_server_end_it_with_their_code() {
    type Left = fn(&mut Desk) -> Unwritten;
    let unwritten: Left = |desk| leave_at(desk, "show", 1);
    let unrecorded: Left = |desk| leave_after_write(desk, "holder signs");
    let table = [
        (unwritten, "server: record", no_connection(), "net.connect"),
        (unwritten, "server: record", refusal("delegation.inactive"), "delegation.inactive"),
        (unwritten, "server: written", no_answer(), "audit.pending"),
        (unwritten, "server: written", refusal("request.nonce"), "request.nonce"),
        (unrecorded, "server: record", no_answer(), "net.timeout"),
        (unrecorded, "server: written", no_connection(), "audit.pending"),
        (unrecorded, "server: written", refusal("server.database"), "audit.pending"),
    ];
    for (left, at, error, code) in table {
        let mut desk = EMPTY(1);
        let kept = left(&mut desk);
        let played = play_but(&mut next_issue(), &mut desk, at, Event::Server(Err(error)));
        assert_eq!(played.end(), format!("refused: {code}"), "{at}");
        // The next run finishes it.
        desk.pull(0);
        let played = play_with(&mut next_issue(), &mut desk, |_, (_, name), _| {
            (name == "issue again?").then_some(Event::No)
        });
        assert!(played.end().starts_with("done"), "{at}: {}", played.end());
        assert_written(&desk, &kept, at);
        assert_eq!(desk.server.ledger().writes, 1, "{at}");
    }
}

#[test]
fn a_card_that_is_taken_out_at_any_step_of_it_is_written_once() {
    type Left = fn(&mut Desk) -> Unwritten;
    let unwritten: Left = |desk| leave_at(desk, "show", 1);
    let unrecorded: Left = |desk| leave_after_write(desk, "holder signs");
    let mut removals = 0;
    for left in [unwritten, unrecorded] {
        for readers in [1, 2] {
            for (number, done_before) in (0..20).flat_map(|number| [(number, false), (number, true)]) {
                let mut desk = EMPTY(readers);
                let kept = left(&mut desk);
                let case = format!("{readers} readers, step {number}, done before: {done_before}");
                let played = play_with(&mut next_issue(), &mut desk, |desk, (at, name), step| {
                    if name == "issue again?" {
                        return Some(Event::No);
                    }
                    let asks_card = matches!(step, Step::Card { .. } | Step::VerifyPin(_));
                    if at != number || !asks_card {
                        return None;
                    }
                    removals += 1;
                    if done_before {
                        desk.answer(step);
                    }
                    desk.pull(0);
                    Some(Event::Card(Err(CardError::Removed)))
                });
                assert!(played.end().starts_with("done"), "{case}: {:?}", played.steps);
                assert_eq!(played.count("server: issue"), 0, "{case}");
                assert_written(&desk, &kept, &case);
                let ledger = desk.server.ledger();
                assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1), "{case}");
            }
        }
    }
    // PIN, read, write, read, sign; and PIN, read, read, sign.
    assert_eq!(removals, 2 * 2 * (5 + 4));
}

#[test]
fn another_card_is_not_written_in_its_place() {
    let mut desk = EMPTY(1);
    let kept = leave_at(&mut desk, "show", 1);
    desk.cards.push(DeskCard::new(&COLLEAGUE, "Bob", OPEN));
    let mut swapped = false;
    let played = play_with(&mut next_issue(), &mut desk, |desk, (_, name), _| {
        (name == "holder writes" && !std::mem::replace(&mut swapped, true)).then(|| {
            desk.insert(2);
            Event::Card(Err(CardError::Removed))
        })
    });
    assert_eq!(played.count("insert holder: card.changed"), 1);
    assert_eq!((played.end(), &desk.cards[2].content), ("done: issued", &None));
    assert_written(&desk, &kept, "the holder's card");
}

#[test]
fn nothing_is_finished_while_a_delegation_is_given() {
    let mut desk = EMPTY(1);
    leave_at(&mut desk, "show", 1);
    let played = play(&mut delegate(), &mut desk);
    assert_eq!((played.end(), played.count("finish?")), ("done: delegated", 0));
    assert_eq!(desk.cards[0].content, None);
}

#[test]
fn leaving_the_question_changes_nothing() {
    for event in [Event::Cancel, Event::Back, Event::GiveUp, Event::Filled(content(&APPLICATIONS))] {
        let mut desk = EMPTY(1);
        leave_at(&mut desk, "show", 1);
        let leaves = matches!(event, Event::Cancel);
        let case = format!("{event:?}");
        let steps = play_but(&mut next_issue(), &mut desk, "finish?", event).steps;
        let asked = steps.iter().position(|step| step == "finish?").unwrap();
        let expected = if leaves { "cancelled" } else { "finish?" };
        assert_eq!(steps[asked + 1], expected, "{case}");
        assert!(!leaves || desk.cards[0].content.is_none(), "{case}");
    }
}
