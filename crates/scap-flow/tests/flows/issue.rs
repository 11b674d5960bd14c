//! F2: the order of steps (manual § 7.2.3.1), what people may decide, what is refused before anybody signs.

use scap_ac::Grant;
use scap_card::{AreaState, CardError};
use scap_flow::{CardReply, CardRequest, CardRole, Event, Flow, Outcome, ServerReply, Step};
use scap_proto::wire::IssuanceReply;
use scap_test_pki::fixed;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, HOLDER, SIGNER, content},
    desk::{Desk, DeskCard, OPEN, Played, play, play_but, play_with},
    functions::{issue, replacing},
};

const SERIAL: &str = "311026782832146287338320846168273272094000001";

#[test]
fn with_one_reader_the_cards_are_asked_for_in_the_manuals_order() {
    let mut desk = Desk::new(1, OPEN);
    let played = play(&mut issue(), &mut desk);
    let expected = [
        // Steps 4 to 7 of the manual.
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "server: terms",
        "agree?",
        // Steps 8 and 9.
        "server: catalogue",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        // Steps 10 to 13.
        "find signer",
        "insert signer",
        "server: issue",
        "find signer",
        "pin of signer",
        "signer signs",
        "server: record",
        "show",
        // Steps 14 to 17.
        "find holder",
        "insert holder",
        "pin of holder",
        "holder reads",
        "server: record",
        "holder writes",
        "holder reads",
        "holder signs",
        "server: written",
        "done: issued",
    ];
    assert_eq!(played.steps, expected);
    assert_issued(&played, &desk);
}

#[test]
fn with_two_readers_nobody_swaps_cards_and_each_pin_is_asked_once() {
    let mut desk = Desk::new(2, OPEN);
    desk.insert(0);
    desk.insert(1);
    let played = play(&mut issue(), &mut desk);
    let expected = [
        "find holder",
        "pin of holder",
        "holder reads",
        "find unwritten",
        "server: terms",
        "agree?",
        "server: catalogue",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        "find signer",
        "server: issue",
        "find signer",
        "pin of signer",
        "signer signs",
        "server: record",
        "show",
        "find holder",
        "holder writes",
        "holder reads",
        "holder signs",
        "server: written",
        "done: issued",
    ];
    assert_eq!(played.steps, expected);
    assert_issued(&played, &desk);
}

/// The certificate is on the card, at the server and in the outcome, and says what was filled in.
fn assert_issued(played: &Played, desk: &Desk) {
    let Step::Done(Outcome::Issued { card, certificate, .. }) = &played.end else {
        panic!("{:?}", played.end);
    };
    assert_eq!((&card.certificate, card.verified), (&HOLDER.certificate, true));
    assert_eq!(desk.cards[0].content.as_deref(), Some(certificate.as_der()));
    assert_eq!(certificate.serial().to_string(), SERIAL);
    assert_eq!(certificate.holder().serial, *HOLDER.certificate.serial());
    assert_eq!(certificate.not_after(), HOLDER.certificate.not_after());
    assert_eq!(
        (&certificate.holder_id(), &certificate.grant()),
        (&desk.content.holder_id, &desk.content.grant)
    );
    let ledger = desk.server.ledger();
    let issuances: Vec<_> = ledger.issuances.values().collect();
    assert_eq!(issuances.len(), 1);
    assert_eq!(issuances[0].certificate.as_ref().unwrap().as_der(), certificate.as_der());
    assert!(issuances[0].written);
}

#[test]
fn a_certificate_on_the_card_is_replaced_on_wish_and_is_the_draft() {
    let mut desk = Desk::with_earlier_certificate(1);
    let played = play_with(&mut issue(), &mut desk, |_, _, step| {
        if let Step::FillIn(form) = step {
            assert_eq!(form.draft, Some(content(&APPLICATIONS[1..])));
        }
        None
    });
    let (asked, expected) = (
        &played.steps[3..9],
        ["holder reads", "find unwritten", "issue again?", "server: terms", "server: catalogue", "fill in"],
    );
    assert_eq!(asked, expected, "the terms were agreed to the first time");
    assert_issued(&played, &desk);
}

#[test]
fn what_is_on_the_card_is_replaced_without_a_question_and_is_the_draft() {
    let mut desk = Desk::with_earlier_certificate(1);
    let played = play_with(&mut replacing(), &mut desk, |_, _, step| {
        if let Step::FillIn(form) = step {
            assert_eq!(form.draft, Some(content(&APPLICATIONS[1..])));
        }
        None
    });
    assert_eq!(
        played.steps[3..8],
        ["holder reads", "find unwritten", "server: terms", "server: catalogue", "fill in"]
    );
    assert_issued(&played, &desk);
}

#[test]
fn nothing_on_the_card_is_replaced_by_nothing() {
    for (present, code) in [(None, "refused: area.none"), (Some(b"junk".to_vec()), "refused: area.corrupt")] {
        let mut desk = Desk::new(1, OPEN);
        desk.cards[0].content.clone_from(&present);
        let played = play(&mut replacing(), &mut desk);
        assert_eq!(played.end(), code);
        assert_eq!(desk.cards[0].content, present);
        assert!(desk.server.ledger().calls.is_empty(), "the server is not asked");
    }
}

#[test]
fn no_ends_it_and_changes_nothing() {
    for (question, mut desk) in
        [("issue again?", Desk::with_earlier_certificate(1)), ("agree?", Desk::new(1, OPEN))]
    {
        let before = desk.cards[0].content.clone();
        let played = play_but(&mut issue(), &mut desk, question, Event::No);
        assert_eq!(played.end(), "done: unchanged", "{question}");
        assert_eq!(desk.cards[0].content, before, "{question}");
        assert!(desk.server.ledger().issuances.is_empty(), "{question}");
    }
}

#[test]
fn what_is_no_certificate_is_replaced_as_if_the_area_were_empty() {
    let mut desk = Desk::new(1, OPEN);
    desk.cards[0].content = Some(b"no certificate".to_vec());
    let played = play(&mut issue(), &mut desk);
    assert_eq!(played.count("agree?"), 1);
    assert_issued(&played, &desk);
}

#[test]
fn content_is_corrected_until_it_is_right() {
    let table = [
        ("back from the review", "review", Event::Back, &["review", "fill in", "review"][..]),
        ("the review says no", "review", Event::No, &["review", "fill in", "review"]),
        (
            "units and roles are looked up",
            "fill in",
            Event::LookUp("EHELPER".to_owned()),
            &["fill in", "server: application", "fill in", "review"],
        ),
        (
            "an application of an unknown code",
            "fill in",
            Event::Filled(content(&[("NONE", "財政部電子發票整合服務平台")])),
            &["fill in", "fill in: application.unknown", "review"],
        ),
        (
            "an application of another name",
            "fill in",
            Event::Filled(content(&[("EINVOICE", "企業e幫手")])),
            &["fill in", "fill in: application.unknown", "review"],
        ),
        (
            "nothing granted, as in a cancellation",
            "fill in",
            Event::Filled(content(&[])),
            &["fill in", "review"],
        ),
    ];
    for (case, at, event, expected) in table {
        let mut desk = Desk::new(1, OPEN);
        let played = play_but(&mut issue(), &mut desk, at, event);
        let from = played.steps.iter().position(|step| step == at).unwrap();
        assert_eq!(played.steps[from..][..expected.len()], *expected, "{case}");
        assert_eq!(played.end(), "done: issued", "{case}");
    }
}

#[test]
fn a_form_shows_what_was_filled_in_before_and_what_was_looked_up() {
    let (mut flow, mut desk) = (issue(), Desk::new(1, OPEN));
    let mut answers = [
        Event::LookUp("EHELPER".to_owned()),
        Event::Filled(content(&[("NONE", "none")])),
        Event::Filled(content(&APPLICATIONS)),
        Event::Filled(content(&[])),
    ]
    .into_iter();
    let mut forms = Vec::new();
    let mut reviews = Vec::new();
    play_with(&mut flow, &mut desk, |_, _, step| match step {
        Step::FillIn(form) => {
            let detail = form.detail.as_ref().map(|detail| detail.code.clone());
            forms.push((detail, form.draft.as_ref().map(granted)));
            answers.next()
        }
        Step::Review(review) => {
            reviews.push((granted(&review.content), review.terms.clone()));
            assert_eq!(review.holder.certificate, HOLDER.certificate);
            (reviews.len() == 1).then_some(Event::Back)
        }
        _ => None,
    });
    let looked_up = || Some("EHELPER".to_owned());
    let expected = [(None, None), (looked_up(), None), (looked_up(), Some(1)), (None, Some(2))];
    assert_eq!(forms, expected);
    assert_eq!(reviews, [(2, "2026-01".to_owned()), (0, "2026-01".to_owned())]);
}

/// How many applications.
fn granted(content: &scap_flow::Content) -> usize {
    match &content.grant {
        Grant::Application(slots) => slots.len(),
        Grant::Delegation(_) => panic!("a delegation"),
    }
}

#[test]
fn the_area_must_be_open_and_no_pin_is_asked_otherwise() {
    let table = [
        (AreaState::Closed, "refused: area.not_open"),
        (AreaState::None, "refused: area.not_open"),
        (AreaState::Locked, "refused: area.locked"),
    ];
    for (area, expected) in table {
        let played = play(&mut issue(), &mut Desk::new(1, area));
        assert_eq!(played.steps, ["find holder", "insert holder", expected], "{area:?}");
    }
}

#[test]
fn of_several_cards_that_would_do_one_is_chosen() {
    let mut desk = Desk::new(3, OPEN);
    desk.cards.push(DeskCard::new(&COLLEAGUE, "Bob", OPEN));
    desk.present = vec![0, 1, 2];
    let played = play(&mut issue(), &mut desk);
    assert_eq!(played.steps[..3], ["find holder", "choose holder", "pin of holder"]);
    assert_eq!(played.count("choose holder"), 1, "the chosen one is known from then on");
    assert_issued(&played, &desk);
}

#[test]
fn a_serial_or_validity_that_was_not_agreed_is_refused_before_anybody_signs() {
    let agreed = || IssuanceReply {
        id: uuid::Uuid::from_u128(1),
        serial: SERIAL.to_owned(),
        not_before: "2026-07-01T08:00:00Z".to_owned(),
        not_after: fixed::NOT_AFTER.to_owned(),
        delegation: None,
    };
    let of_holder = format!("{}000001", fixed::SECONDARY_SERIAL);
    let table = [
        ("as agreed", agreed(), "done: issued"),
        (
            "a serial of another signer",
            IssuanceReply { serial: of_holder, ..agreed() },
            "refused: server.answer",
        ),
        ("no serial", IssuanceReply { serial: "none".to_owned(), ..agreed() }, "refused: server.answer"),
        (
            "a serial without a sequence",
            IssuanceReply { serial: fixed::PRIMARY_SERIAL.to_owned(), ..agreed() },
            "refused: server.answer",
        ),
        (
            "one second longer than the holder's card",
            IssuanceReply { not_after: "2034-01-01T00:00:00Z".to_owned(), ..agreed() },
            "refused: server.answer",
        ),
        ("no start", IssuanceReply { not_before: String::new(), ..agreed() }, "refused: server.answer"),
        ("no end", IssuanceReply { not_after: "tomorrow".to_owned(), ..agreed() }, "refused: server.answer"),
        (
            "an end before the start",
            IssuanceReply { not_after: "2026-07-01T07:59:59Z".to_owned(), ..agreed() },
            "refused: ac.validity_reversed",
        ),
    ];
    for (case, reply, expected) in table {
        let mut desk = Desk::new(1, OPEN);
        let mut reply = Some(reply);
        let played = play_with(&mut issue(), &mut desk, |desk, (_, name), step| {
            if name != "server: issue" {
                return None;
            }
            desk.answer(step);
            Some(Event::Server(Ok(ServerReply::Issued(reply.take().unwrap()))))
        });
        assert_eq!(played.end(), expected, "{case}");
        assert_eq!(played.count("signer signs"), usize::from(expected == "done: issued"), "{case}");
    }
}

#[test]
fn what_a_card_did_is_checked() {
    let table = [
        ("signer signs", CardReply::Signature(vec![0; 256]), "refused: ac.signature", false),
        ("holder writes", CardReply::Done, "refused: card.unreadable", true),
    ];
    for (at, reply, expected, recorded) in table {
        let mut desk = Desk::with_earlier_certificate(1);
        let played = play_but(&mut issue(), &mut desk, at, Event::Card(Ok(reply)));
        assert_eq!(played.end(), expected, "{at}");
        let ledger = desk.server.ledger();
        assert_eq!(ledger.calls.contains(&"record"), recorded, "{at}");
        assert!(!ledger.calls.contains(&"written"), "{at}: only what was read back is recorded as written");
    }
}

#[test]
fn errors_of_cards_end_it_with_their_code() {
    let table = [
        ("pin of holder", CardError::Unsupported(None), "refused: card.unsupported"),
        ("holder reads", CardError::AreaNotOpen, "refused: area.not_open"),
        ("holder signs", CardError::PinRequired, "refused: pin.required"),
        ("find signer", CardError::NoReader, "refused: reader.none"),
        ("signer signs", CardError::NoArea, "refused: card.not_secondary"),
        ("holder writes", CardError::AreaFull { needed: 5000, capacity: 4096 }, "refused: area.full"),
        ("holder writes", CardError::AreaLocked, "refused: area.locked"),
    ];
    for (at, error, expected) in table {
        let played = play_but(&mut issue(), &mut Desk::new(1, OPEN), at, Event::Card(Err(error)));
        assert_eq!(played.end(), expected, "{at}");
    }
}

#[test]
fn a_wrong_pin_is_asked_again_until_the_card_locks() {
    // Which PIN, and what is asked for before it on the way.
    for (nth, role) in [(0, "holder"), (1, "signer"), (2, "holder")] {
        let asked = format!("pin of {role}");
        let again = |left| format!("pin of {role} again, {left} left");
        for (wrong, end) in [(1, "done: issued"), (2, "done: issued"), (3, "refused: pin.locked")] {
            let (mut pins, mut spent) = (0, 0);
            let played = play_with(&mut issue(), &mut Desk::new(1, OPEN), |_, _, step| {
                let Step::VerifyPin(request) = step else { return None };
                pins += usize::from(!request.rejected);
                if pins != nth + 1 || spent == wrong {
                    return None;
                }
                spent += 1;
                Some(Event::PinRejected { tries_left: Some(3 - spent) })
            });
            assert_eq!(played.end(), end, "{asked} {nth}, {wrong} wrong");
            for left in 1..=2 {
                let expected = usize::from(3 - left <= wrong);
                assert_eq!(played.count(&again(left)), expected, "{asked} {nth}, {wrong} wrong, {left} left");
            }
        }
    }
}

#[test]
fn a_pin_that_is_locked_already_is_never_asked_nor_a_serial_spent() {
    for (card, role, calls) in
        [(0, CardRole::Holder, &[][..]), (1, CardRole::Signer, &["terms", "catalogue", "nonce"])]
    {
        let mut desk = Desk::new(1, OPEN);
        desk.cards[card].tries_left = 0;
        let played = play_with(&mut issue(), &mut desk, |_, _, step| {
            let asked = matches!(step, Step::VerifyPin(request) if request.role == role);
            assert!(!asked, "{role:?}");
            None
        });
        assert_eq!(played.end(), "refused: pin.locked", "{role:?}");
        assert_eq!(desk.server.ledger().calls, calls, "{role:?}");
    }
}

#[test]
fn only_the_certificate_is_signed_by_the_signer() {
    let mut desk = Desk::new(1, OPEN);
    let mut signed = None;
    let mut flow = issue();
    play_with(&mut flow, &mut desk, |_, _, step| {
        if let Step::Card { role: CardRole::Signer, request, .. } = step {
            let CardRequest::Sign(message) = request else { panic!("{request:?}") };
            assert!(signed.replace(message.clone()).is_none(), "a second signature");
        }
        None
    });
    let ledger = desk.server.ledger();
    let certificate = ledger.issuances.values().next().unwrap().certificate.as_ref().unwrap();
    assert_eq!(signed.unwrap(), certificate.to_be_signed());
    assert!(SIGNER.certificate.verifies(certificate.to_be_signed(), certificate.signature()));
    assert!(matches!(flow.next(Event::Yes), Step::Cancelled), "what has ended stays so");
}
