//! A card that is not the one that is needed: what is wrong is told, the right one still does.

use std::sync::LazyLock;

use scap_ac::{CardRank, UnixTime};
use scap_card::{AreaState, CardError};
use scap_flow::{CardFacts, Event, Step};
use scap_test_pki::{
    CardRequest,
    fixed::{self, Card},
};

use crate::{
    cards::{COLLEAGUE, HOLDER, SIGNER, now},
    desk::{Desk, DeskCard, OPEN, play, play_with},
    functions::FUNCTIONS,
};

/// A card of another entity.
pub(crate) static FOREIGN: LazyLock<Card> = LazyLock::new(|| {
    let number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let request = CardRequest { business_number: number, ..fixed::request(CardRank::Primary, "1001") };
    fixed::card(&request, 3)
});

/// Another primary card of the entity.
pub(crate) static OTHER_SIGNER: LazyLock<Card> =
    LazyLock::new(|| fixed::card(&fixed::request(CardRank::Primary, "1002"), 4));

/// The holder's key with a new certificate: last year's certificate and this year's are of other serials.
static RENEWED: LazyLock<Card> =
    LazyLock::new(|| fixed::card(&fixed::request(CardRank::Secondary, "1003"), 1));

static EXPIRED: LazyLock<Card> = LazyLock::new(|| {
    let not_after = fixed::time("2026-07-01T07:59:59Z");
    fixed::card(&CardRequest { not_after, ..fixed::request(CardRank::Secondary, "1004") }, 5)
});

static NOT_YET_VALID: LazyLock<Card> = LazyLock::new(|| {
    let not_before = fixed::time("2026-07-01T08:00:01Z");
    fixed::card(&CardRequest { not_before, ..fixed::request(CardRank::Secondary, "1005") }, 6)
});

static EXPIRED_SIGNER: LazyLock<Card> = LazyLock::new(|| {
    let not_after = fixed::time("2026-07-01T07:59:59Z");
    fixed::card(&CardRequest { not_after, ..fixed::request(CardRank::Primary, "1006") }, 7)
});

fn facts(card: &Card) -> Vec<CardFacts> {
    vec![DeskCard::new(card, "Wrong", OPEN).facts()]
}

/// A card that stayed in its reader, so that its PIN is known.
fn stayed(card: &Card) -> Found {
    (vec![CardFacts { verified: true, ..DeskCard::new(card, "Wrong", OPEN).facts() }], Vec::new())
}

type Found = (Vec<CardFacts>, Vec<CardError>);

fn found(card: &Card) -> Found {
    (facts(card), Vec::new())
}

fn unreadable() -> CardError {
    CardError::Unreadable { operation: "reading", source: "bent".into() }
}

#[test]
fn the_problem_is_told_and_giving_up_ends_with_it() {
    let nothing = || (Vec::new(), Vec::new());
    // The function, which card is looked for (and how often it was before), what is there, the problem.
    let table = [
        ("F1", ("holder", 0), nothing(), None),
        ("F1", ("holder", 0), found(&SIGNER), Some("card.not_secondary")),
        ("F1", ("holder", 0), found(&EXPIRED), Some("card.certificate_expired")),
        ("F1", ("holder", 1), found(&COLLEAGUE), Some("card.changed")),
        ("F2", ("holder", 0), nothing(), None),
        ("F2", ("holder", 0), found(&SIGNER), Some("card.not_secondary")),
        ("F2", ("holder", 0), found(&EXPIRED), Some("card.certificate_expired")),
        ("F2", ("holder", 0), found(&NOT_YET_VALID), Some("card.certificate_not_yet_valid")),
        ("F2", ("holder", 0), (Vec::new(), vec![CardError::Unsupported(None)]), Some("card.unsupported")),
        ("F2", ("holder", 0), (Vec::new(), vec![unreadable()]), Some("card.unreadable")),
        ("F2", ("holder", 0), (facts(&SIGNER), vec![unreadable()]), Some("card.not_secondary")),
        // While a swap is awaited the card that is still there is no mistake.
        ("F2", ("signer", 0), stayed(&HOLDER), None),
        ("F2", ("signer", 0), found(&HOLDER), Some("delegation.self")),
        ("F2", ("signer", 0), found(&FOREIGN), Some("entity.mismatch")),
        ("F2", ("signer", 0), found(&EXPIRED_SIGNER), Some("card.certificate_expired")),
        ("F2", ("signer", 0), (Vec::new(), vec![unreadable()]), Some("card.unreadable")),
        ("F2", ("signer", 1), found(&HOLDER), None),
        ("F2", ("signer", 1), found(&OTHER_SIGNER), Some("card.changed")),
        ("F2", ("signer", 1), found(&COLLEAGUE), Some("card.not_primary")),
        ("F2", ("holder", 1), found(&SIGNER), None),
        ("F2", ("holder", 1), found(&COLLEAGUE), Some("card.changed")),
        ("F2", ("holder", 1), found(&RENEWED), Some("card.changed")),
        ("F2", ("holder", 1), found(&OTHER_SIGNER), Some("card.not_secondary")),
        ("F3", ("holder", 0), found(&SIGNER), Some("card.not_secondary")),
        ("F3", ("holder", 0), found(&EXPIRED), Some("card.certificate_expired")),
        ("F3", ("primary", 0), stayed(&HOLDER), None),
        ("F3", ("primary", 0), found(&COLLEAGUE), Some("card.not_primary")),
        ("F3", ("primary", 0), found(&FOREIGN), Some("entity.mismatch")),
        ("F4", ("holder", 0), found(&SIGNER), Some("card.not_secondary")),
        ("F4", ("primary", 0), stayed(&HOLDER), None),
        ("F4", ("primary", 0), found(&COLLEAGUE), Some("card.not_primary")),
        ("F4", ("primary", 0), found(&FOREIGN), Some("entity.mismatch")),
        ("F5", ("signer", 0), stayed(&HOLDER), None),
        ("F5", ("signer", 0), found(&HOLDER), Some("delegation.self")),
        ("F5", ("signer", 0), found(&FOREIGN), Some("entity.mismatch")),
        ("F5", ("signer", 1), found(&SIGNER), Some("card.not_secondary")),
        ("F6", ("holder", 0), found(&SIGNER), Some("card.not_secondary")),
        ("F6", ("holder", 0), (Vec::new(), vec![CardError::Unsupported(None)]), Some("card.unsupported")),
        ("F8", ("subject", 0), nothing(), None),
        ("F8", ("subject", 0), found(&EXPIRED), Some("card.certificate_expired")),
    ];
    for (function, (role, before), (cards, unreadable), problem) in table {
        let function = FUNCTIONS.iter().find(|known| known.name == function).unwrap();
        let case = format!("{}: {role} after {before}, {problem:?}", function.name);
        let asked = match problem {
            Some(code) => format!("insert {role}: {code}"),
            None => format!("insert {role}"),
        };
        let find = format!("find {role}");
        for give_up in [true, false] {
            let (mut seen, mut event) = (0, Some((cards.clone(), errors_again(&unreadable))));
            let mut inserting = None;
            let played = play_with(&mut *(function.flow)(), &mut (function.desk)(1), |_, (_, name), step| {
                if let (Step::InsertCard { .. }, None, None) = (step, &event, &inserting) {
                    inserting = Some(name.to_owned());
                    return give_up.then_some(Event::GiveUp);
                }
                if name == find {
                    seen += 1;
                }
                if name == find && seen == before + 1 {
                    let (cards, unreadable) = event.take()?;
                    return Some(Event::Cards { cards, unreadable });
                }
                None
            });
            assert_eq!(inserting.as_deref(), Some(asked.as_str()), "{case}");
            if give_up {
                let code = problem.unwrap_or("card.absent");
                assert_eq!(played.end(), format!("refused: {code}"), "{case}");
            } else {
                assert!(
                    played.end().starts_with("done"),
                    "{case}: the right card did not do: {:?}",
                    played.steps
                );
            }
        }
    }
}

/// The same errors again, which cannot be cloned.
fn errors_again(errors: &[CardError]) -> Vec<CardError> {
    let again = |error: &CardError| match error {
        CardError::Unsupported(_) => CardError::Unsupported(None),
        _ => unreadable(),
    };
    errors.iter().map(again).collect()
}

#[test]
fn the_details_tell_which_card_and_which_entity() {
    let table = [
        (
            ("signer", 0),
            &*FOREIGN,
            &[("signer", fixed::OTHER_BUSINESS_NUMBER), ("holder", fixed::BUSINESS_NUMBER)][..],
        ),
        (
            ("holder", 1),
            &*COLLEAGUE,
            &[("expected", fixed::SECONDARY_SERIAL), ("found", fixed::OTHER_SECONDARY_SERIAL)],
        ),
        (("holder", 0), &*SIGNER, &[("card", "Wrong"), ("reader", "reader of Wrong")]),
        (("holder", 0), &*EXPIRED, &[("not_after", "2026-07-01T07:59:59Z")]),
    ];
    for ((role, before), card, expected) in table {
        let function = &FUNCTIONS[1];
        let (mut seen, mut given) = (0, false);
        let played = play_with(&mut *(function.flow)(), &mut (function.desk)(1), |_, (_, name), step| {
            seen += usize::from(name == format!("find {role}"));
            match step {
                Step::FindCard { .. } if seen == before + 1 && !given => {
                    given = true;
                    Some(Event::Cards { cards: facts(card), unreadable: Vec::new() })
                }
                Step::InsertCard { .. } if given => Some(Event::GiveUp),
                _ => None,
            }
        });
        let Step::Refused(failure) = &played.end else { panic!("{:?}", played.end) };
        let details = failure.details();
        for (name, value) in expected {
            assert_eq!(details.get(*name), Some(&(*value).into()), "{}", failure.code());
        }
    }
}

#[test]
fn the_last_second_of_a_certificate_belongs_to_its_validity() {
    let (first, last) = (HOLDER.certificate.not_before(), HOLDER.certificate.not_after());
    let later = |time: UnixTime, by: u64| UnixTime::from_secs(time.as_secs() + by).unwrap();
    let earlier = UnixTime::from_secs(first.as_secs() - 1).unwrap();
    for (now, expected) in [
        (earlier, "insert holder: card.certificate_not_yet_valid"),
        (first, "pin of holder"),
        (now(), "pin of holder"),
        (last, "pin of holder"),
        (later(last, 1), "insert holder: card.certificate_expired"),
    ] {
        let mut flow = scap_flow::Issue::new(crate::server::FakeServer::url(), uuid::Uuid::from_u128(1), now);
        let mut desk = Desk::new(1, OPEN);
        desk.insert(0);
        let played =
            play_with(&mut flow, &mut desk, |_, (number, _), _| (number == 1).then_some(Event::Cancel));
        assert_eq!(played.steps[1], expected, "{now}");
    }
}

#[test]
fn a_card_is_viewed_whatever_its_dates_also_after_it_was_taken_out() {
    for card in [&*EXPIRED, &*NOT_YET_VALID] {
        let mut desk = Desk::with_earlier_certificate(1);
        desk.cards[0].card = card.clone();
        let played = play(&mut scap_flow::View::new(now()), &mut desk);
        assert_eq!(played.end(), "done: viewed");

        let mut removed = false;
        let played = play_with(&mut scap_flow::View::new(now()), &mut desk, |desk, (_, name), _| {
            if name != "holder reads" || removed {
                return None;
            }
            removed = true;
            desk.pull(0);
            Some(Event::Card(Err(CardError::Removed)))
        });
        assert_eq!(played.end(), "done: viewed");
        assert_eq!(played.count("insert holder: card.removed"), 1);
    }
}

#[test]
fn an_area_in_the_wrong_state_is_told_before_the_pin() {
    // Another card would not help, so the function ends.
    let table = [
        ("F1", OPEN, "refused: area.already_open"),
        ("F1", AreaState::Locked, "refused: area.locked"),
        ("F6", AreaState::Closed, "refused: area.none"),
        ("F6", AreaState::None, "refused: area.none"),
    ];
    for (function, area, expected) in table {
        let function = FUNCTIONS.iter().find(|known| known.name == function).unwrap();
        let played = play(&mut *(function.flow)(), &mut Desk::new(1, area));
        assert_eq!(played.steps, ["find holder", "insert holder", expected], "{}: {area:?}", function.name);
    }
}
