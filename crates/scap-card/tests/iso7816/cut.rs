//! A card that vanishes at any command, before it, after it or within an UPDATE: it holds the old certificate or the
//! new one, whole, and goes on where it was.

use scap_card::AreaState;
use scap_virtual_card::Fault;

use crate::desk::{Card, Kind, SMALL, code};

const OLD: &[u8] = &[0x0A; 40];
const NEW: &[u8] = &[0x0B; 50];

/// Every way to vanish at a command whose data has so many bytes at most.
fn ways(chunk: u8) -> Vec<Fault> {
    let torn = (0..=usize::from(chunk)).map(|written| Fault::TearUpdate { written });
    [Fault::VanishBefore, Fault::VanishAfter].into_iter().chain(torn).collect()
}

/// Does something with a card that vanishes at its first command, at its second and so on, until there are no more,
/// in every way; returns how many commands there are.
fn cut_everywhere(
    kind: Kind,
    card: impl Fn() -> Card,
    act: impl Fn(&mut Card) -> bool,
    check: impl Fn(Card, &str),
) -> u64 {
    for command in 1.. {
        let mut vanished = false;
        for fault in ways(kind.chunk) {
            let mut card = card();
            card.0.fail_at(command, fault.clone());
            let done = act(&mut card);
            vanished |= card.0.has_vanished();
            assert_eq!(done, !card.0.has_vanished(), "{command} {fault:?}");
            card.0.clear_faults();
            card.0.reset();
            check(card, &format!("command {command}, {fault:?}"));
        }
        if !vanished {
            return command - 1;
        }
    }
    unreachable!()
}

#[test]
fn at_any_command_of_a_write() {
    for (kind, before) in [
        (SMALL, None),
        (SMALL, Some(OLD)),
        (Kind { first_generation: true, ..SMALL }, Some(OLD)),
        (Kind { padded: true, chunk: 7, ..SMALL }, Some(OLD)),
    ] {
        let card = || {
            let mut card = kind.open_card();
            if let Some(old) = before {
                card.write(kind, old).unwrap();
                card.0.reset();
            }
            card
        };
        let write = |card: &mut Card| match card.write(kind, NEW) {
            Ok(()) => true,
            removed => {
                assert_eq!(code(removed), "card.removed");
                false
            }
        };
        let commands = cut_everywhere(kind, card, write, |mut card, case| {
            let held = card.read(kind).unwrap();
            assert!(held.as_deref() == before || held.as_deref() == Some(NEW), "{case}: {held:?}");
            // It is finished by writing again, as often as one likes.
            for content in [NEW, OLD, NEW] {
                card.write(kind, content).unwrap();
                assert_eq!(card.read(kind).unwrap().as_deref(), Some(content), "{case}");
            }
            assert_eq!(card.0.tries_left(), 3, "{case}");
        });
        assert!(commands > 10, "{commands} commands");
    }
}

#[test]
fn at_any_command_of_the_opening() {
    for kind in [SMALL, Kind { first_generation: true, ..SMALL }] {
        let open = |card: &mut Card| match card.open(kind) {
            Ok(()) => true,
            removed => {
                assert_eq!(code(removed), "card.removed");
                false
            }
        };
        cut_everywhere(
            kind,
            || kind.card(),
            open,
            |mut card, case| {
                match card.state(kind).unwrap() {
                    AreaState::Closed => card.open(kind).unwrap(),
                    state => {
                        assert_eq!(state, AreaState::Open { capacity: kind.profile().capacity() }, "{case}")
                    }
                }
                assert_eq!(card.read(kind).unwrap(), None, "{case}");
                card.write(kind, NEW).unwrap();
                assert_eq!(card.read(kind).unwrap().as_deref(), Some(NEW), "{case}");
            },
        );
    }
}

#[test]
fn at_any_command_of_reading() {
    let card = || {
        let mut card = SMALL.open_card();
        card.write(SMALL, OLD).unwrap();
        card
    };
    let read = |card: &mut Card| match (card.state(SMALL), card.read(SMALL)) {
        (Ok(_), Ok(held)) => held.as_deref() == Some(OLD),
        (state, read) => {
            for error in [state.err(), read.err()].into_iter().flatten() {
                assert_eq!(error.code(), "card.removed");
            }
            false
        }
    };
    cut_everywhere(SMALL, card, read, |mut card, case| {
        assert_eq!(card.read(SMALL).unwrap().as_deref(), Some(OLD), "{case}");
    });
}
