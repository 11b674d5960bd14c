//! A card that is taken out at any step: the function goes on from where it stopped, and nothing is asked of the
//! server a second time.

use scap_card::CardError;
use scap_flow::{Event, Step};

use crate::{
    desk::{play, play_with},
    functions::FUNCTIONS,
};

/// When the card leaves: before it did what was asked, or after it and before it told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    Before,
    After,
}

#[test]
fn what_follows_is_the_card_its_pin_and_the_same_step_again() {
    // The function, the step at which the card leaves and how many steps of this name are before it, and what is
    // done until that step is there again.
    let table = [
        (
            "F1",
            ("holder signs", 0),
            // The code is not kept while the card is away.
            &["user code", "find holder", "insert holder", "pin of holder", "server: nonce", "holder signs"]
                [..],
        ),
        (
            "F1",
            ("holder opens", 0),
            &["find holder", "insert holder: card.removed", "pin of holder", "holder opens"],
        ),
        ("F2", ("pin of holder", 0), &["find holder", "insert holder: card.removed", "pin of holder"]),
        (
            "F2",
            ("holder reads", 0),
            &["find holder", "insert holder: card.removed", "pin of holder", "holder reads"],
        ),
        (
            "F2",
            ("holder signs", 0),
            // The nonce may be over when the card is back.
            &["find holder", "insert holder: card.removed", "pin of holder", "server: nonce", "holder signs"],
        ),
        ("F2", ("pin of signer", 0), &["find signer", "insert signer: card.removed", "pin of signer"]),
        (
            "F2",
            ("signer signs", 0),
            &["find signer", "insert signer: card.removed", "pin of signer", "signer signs"],
        ),
        ("F2", ("pin of holder", 1), &["find holder", "insert holder: card.removed", "pin of holder"]),
        (
            "F2",
            ("holder writes", 0),
            &[
                "find holder",
                "insert holder: card.removed",
                "pin of holder",
                "holder reads",
                "server: record",
                "holder writes",
            ],
        ),
        (
            "F2",
            ("holder reads", 1),
            &[
                "find holder",
                "insert holder: card.removed",
                "pin of holder",
                "holder reads",
                "server: record",
            ],
        ),
        (
            "F2",
            ("holder reads", 2),
            &["find holder", "insert holder: card.removed", "pin of holder", "holder reads", "holder signs"],
        ),
        (
            "F2",
            ("holder signs", 1),
            &["find holder", "insert holder: card.removed", "pin of holder", "holder reads", "holder signs"],
        ),
        (
            "F6",
            ("holder reads", 0),
            &["find holder", "insert holder: card.removed", "pin of holder", "holder reads"],
        ),
        ("F8", ("pin of subject", 0), &["find subject", "insert subject: card.removed", "pin of subject"]),
        (
            "F8",
            ("subject signs", 0),
            &[
                "find subject",
                "insert subject: card.removed",
                "pin of subject",
                "server: nonce",
                "subject signs",
            ],
        ),
    ];
    for (function, (at, before), expected) in table {
        let function = FUNCTIONS.iter().find(|known| known.name == function).unwrap();
        let (mut seen, mut from) = (0, None);
        let played =
            play_with(&mut *(function.flow)(), &mut (function.desk)(1), |desk, (number, name), _| {
                if name != at {
                    return None;
                }
                seen += 1;
                if seen != before + 1 {
                    return None;
                }
                from = Some(number + 1);
                desk.pull(usize::from(name.ends_with("signer") || name.starts_with("signer")));
                Some(Event::Card(Err(CardError::Removed)))
            });
        let from = from.unwrap_or_else(|| panic!("{}: no step {at}", function.name));
        let follows = &played.steps[from..][..expected.len()];
        assert_eq!(follows, expected, "{}: {at} after {before} of it", function.name);
        assert!(played.end().starts_with("done"), "{}: {at}: {}", function.name, played.end());
    }
}

#[test]
fn at_every_step_of_a_card_everything_is_done_once_in_the_end() {
    for function in &FUNCTIONS {
        for readers in [1, 2] {
            let (mut flow, mut desk) = ((function.flow)(), (function.desk)(readers));
            let undisturbed = play(&mut *flow, &mut desk);
            let mut expected = desk.server.ledger().calls.clone();
            expected.dedup();
            for (removed, name) in undisturbed.steps.iter().enumerate() {
                for when in [When::Before, When::After] {
                    let case = format!("{}, {readers} readers, {name} ({removed}), {when:?}", function.name);
                    let mut desk = (function.desk)(readers);
                    let mut left = false;
                    let played = play_with(&mut *(function.flow)(), &mut desk, |desk, (number, _), step| {
                        let role = match step {
                            Step::Card { role, .. } => *role,
                            Step::VerifyPin(request) => request.role,
                            _ => return None,
                        };
                        if number != removed {
                            return None;
                        }
                        left = true;
                        if when == When::After || matches!(step, Step::VerifyPin(_)) {
                            desk.answer(step);
                        }
                        desk.pull_role(role);
                        Some(Event::Card(Err(CardError::Removed)))
                    });
                    assert_eq!(played.end(), undisturbed.end(), "{case}");
                    // A nonce for the card that came back, and nothing else.
                    // The certificate is asked about again whenever the card is back to be written.
                    let mut calls = desk.server.ledger().calls.clone();
                    calls.dedup();
                    let but = |at: usize| [&calls[..at], &calls[at + 1..]].concat();
                    let mut nonces = (0..calls.len()).filter(|at| calls[*at] == "nonce");
                    assert!(calls == expected || nonces.any(|at| but(at) == expected), "{case}: {calls:?}");
                    assert!(left || !name.ends_with("signs"), "{case}: the card was not taken out");
                    if function.name.starts_with("F2") {
                        let ledger = desk.server.ledger();
                        let certificate = ledger.issuances.values().next().unwrap().certificate.as_ref();
                        assert_eq!(
                            desk.cards[0].content.as_deref(),
                            certificate.map(|ac| ac.as_der()),
                            "{case}"
                        );
                        assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1), "{case}");
                    }
                }
            }
        }
    }
}

#[test]
fn another_card_in_its_place_does_not_do() {
    let table = [
        ("F2", "holder reads"),
        ("F2", "holder signs"),
        ("F2", "holder writes"),
        ("F6", "holder reads"),
        ("F8", "subject signs"),
    ];
    for (function, at) in table {
        let function = FUNCTIONS.iter().find(|known| known.name == function).unwrap();
        let mut desk = (function.desk)(1);
        let (mut removed, mut swapped) = (false, false);
        let colleague = crate::desk::DeskCard::new(&crate::cards::COLLEAGUE, "Bob", crate::desk::OPEN);
        desk.cards.push(colleague);
        let played = play_with(&mut *(function.flow)(), &mut desk, |desk, (_, name), step| {
            if name == at && !removed {
                removed = true;
                desk.insert(2);
                return Some(Event::Card(Err(CardError::Removed)));
            }
            if matches!(step, Step::InsertCard { .. }) && removed && !swapped {
                swapped = true;
                assert!(name.ends_with(": card.changed"), "{}: {at}: {name}", function.name);
            }
            None
        });
        assert!(swapped, "{}: {at}", function.name);
        assert!(played.end().starts_with("done"), "{}: {at}: {}", function.name, played.end());
    }
}
