//! F3 and F4: a delegation is given and ended (manual § 7.2.3.2): the order of steps, and what is refused before
//! anybody signs.

use scap_ac::SerialNumber;
use scap_card::AreaState::{Closed, Locked};
use scap_flow::{CardRequest, CardRole, Event, Flow, Outcome, ServerReply, Step, Undelegate};
use scap_proto::wire::{Record, RecordState};
use scap_test_pki::fixed;

use crate::{
    cards::{APPLICATIONS, COLLEAGUE, HOLDER, SIGNER, content, delegation, now},
    desk::{Desk, OPEN, play, play_but, play_with},
    functions::{delegate, issue, undelegate},
    server::FakeServer,
    wrong_cards::FOREIGN,
};

type NewFlow = fn() -> Box<dyn Flow>;

/// Both cards in readers.
fn with_both(mut desk: Desk) -> Desk {
    desk.present = vec![0, 1];
    desk
}

#[test]
fn a_delegation_is_given_by_the_primary_card_and_not_written() {
    let one = [
        "find holder",
        "insert holder",
        "pin of holder",
        "server: terms",
        "agree?",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        "find primary",
        "insert primary",
        "server: issue",
        "find primary",
        "pin of primary",
        "primary signs",
        "server: record delegation",
        "show",
        "done: delegated",
    ];
    let two = [
        "find holder",
        "pin of holder",
        "server: terms",
        "agree?",
        "fill in",
        "review",
        "server: nonce",
        "holder signs",
        "find primary",
        "server: issue",
        "find primary",
        "pin of primary",
        "primary signs",
        "server: record delegation",
        "show",
        "done: delegated",
    ];
    for (mut desk, expected) in [(Desk::new(1, OPEN), &one[..]), (with_both(Desk::new(2, OPEN)), &two[..])] {
        let played = play(&mut delegate(), &mut desk);
        assert_eq!(played.steps, expected);
        let Step::Done(Outcome::Delegated { card, certificate }) = &played.end else { panic!() };
        assert_eq!(card.certificate, HOLDER.certificate);
        assert!(certificate.is_for(&HOLDER.certificate));
        assert_eq!(certificate.grant(), delegation().grant);
        assert!(SIGNER.certificate.verifies(certificate.to_be_signed(), certificate.signature()));
        assert_eq!(desk.cards[0].content, None, "nothing is written");
    }
}

#[test]
fn a_card_whose_area_was_never_opened_may_be_given_a_delegation() {
    for area in [Closed, Locked] {
        assert_eq!(play(&mut delegate(), &mut Desk::new(1, area)).end(), "done: delegated", "{area:?}");
    }
}

#[test]
fn a_delegation_is_ended_by_the_primary_card_once_its_holders_card_told_which() {
    let one = [
        "find holder",
        "insert holder",
        "pin of holder",
        "server: nonce",
        "holder signs",
        "server: records",
        "deactivate?",
        "find primary",
        "insert primary",
        "pin of primary",
        "server: nonce",
        "primary signs",
        "server: deactivate",
        "done: deactivated",
    ];
    let two = [
        "find holder",
        "pin of holder",
        "server: nonce",
        "holder signs",
        "server: records",
        "deactivate?",
        "find primary",
        "pin of primary",
        "server: nonce",
        "primary signs",
        "server: deactivate",
        "done: deactivated",
    ];
    let desks = [Desk::with_delegation(1, &HOLDER), with_both(Desk::with_delegation(2, &HOLDER))];
    for (mut desk, expected) in desks.into_iter().zip([&one[..], &two[..]]) {
        let mut asked = None;
        let played = play_with(&mut undelegate(), &mut desk, |_, _, step| {
            if let Step::ConfirmDeactivation { serial, delegation } = step {
                let holder = delegation.as_ref().map(|delegation| delegation.holder().serial);
                asked = Some((*serial, holder));
            }
            None
        });
        assert_eq!(played.steps, expected);
        let ledger = desk.server.ledger();
        let ended: Vec<_> = ledger.issuances.values().filter(|known| known.deactivated).collect();
        assert_eq!(ended.len(), 1);
        let serial = *ended[0].certificate.as_ref().unwrap().serial();
        assert_eq!(asked, Some((serial, Some(*HOLDER.certificate.serial()))));
    }
}

#[test]
fn a_delegation_is_ended_by_its_serial_without_its_holders_card() {
    let one = [
        "deactivate?",
        "find primary",
        "insert primary",
        "pin of primary",
        "server: nonce",
        "primary signs",
        "server: deactivate",
        "done: deactivated",
    ];
    let two = [
        "deactivate?",
        "find primary",
        "pin of primary",
        "server: nonce",
        "primary signs",
        "server: deactivate",
        "done: deactivated",
    ];
    let desks = [Desk::with_delegation(1, &HOLDER), with_both(Desk::with_delegation(2, &HOLDER))];
    for (mut desk, expected) in desks.into_iter().zip([&one[..], &two[..]]) {
        let serial = issued(&desk);
        let mut flow = Undelegate::of(serial, FakeServer::url(), now());
        assert_eq!(play(&mut flow, &mut desk).steps, expected);
        assert!(desk.server.ledger().issuances.values().all(|known| known.deactivated));
        // Once more: the server says that there is nothing to end.
        let mut flow = Undelegate::of(serial, FakeServer::url(), now());
        assert_eq!(play(&mut flow, &mut desk).end(), "refused: delegation.inactive");
    }
}

#[test]
fn ending_a_delegation_is_declined_with_no() {
    let mut desk = Desk::with_delegation(1, &HOLDER);
    let serial = issued(&desk);
    let flows: [Box<dyn Flow>; 2] =
        [Box::new(undelegate()), Box::new(Undelegate::of(serial, FakeServer::url(), now()))];
    for mut flow in flows {
        let played = play_but(&mut *flow, &mut desk, "deactivate?", Event::No);
        assert_eq!(played.end(), "done: unchanged");
        assert!(desk.server.ledger().issuances.values().all(|known| !known.deactivated));
    }
}

/// The serial of what the desk's server issued first.
fn issued(desk: &Desk) -> SerialNumber {
    let ledger = desk.server.ledger();
    *ledger.issuances.values().next().unwrap().certificate.as_ref().unwrap().serial()
}

#[test]
fn a_delegation_that_cannot_be_ended_is_told_before_the_primary_card_is_asked_for() {
    type Change = fn(&mut Vec<Record>);
    let table: [(&str, Change, &str); 8] = [
        ("as it is", |_| {}, "done: deactivated"),
        ("never given", Vec::clear, "refused: delegation.none"),
        ("ended", |records| records[0].state = RecordState::Deactivated, "refused: delegation.inactive"),
        ("superseded", |records| records[0].state = RecordState::Superseded, "refused: delegation.inactive"),
        ("over", |records| records[0].state = RecordState::Expired, "refused: delegation.expired"),
        ("of no certificate", |records| records[0].certificate = b"none".as_slice().into(), ANSWER),
        ("of another serial", |records| records[0].serial.push('0'), ANSWER),
        (
            "the newest counts",
            |records| {
                let mut newer = records[0].clone();
                newer.state = RecordState::Deactivated;
                records.insert(0, newer);
            },
            "refused: delegation.inactive",
        ),
    ];
    for (case, change, expected) in table {
        let mut desk = Desk::with_delegation(1, &HOLDER);
        let serial = issued(&desk).to_string();
        let played = play_with(&mut undelegate(), &mut desk, |desk, (_, name), step| {
            if name != "server: records" {
                return None;
            }
            let Some(Event::Server(Ok(ServerReply::Records(mut reply)))) = desk.answer(step) else {
                panic!()
            };
            change(&mut reply.records);
            Some(Event::Server(Ok(ServerReply::Records(reply))))
        });
        assert_eq!(played.end(), expected, "{case}");
        let Step::Refused(failure) = &played.end else { continue };
        let asked = played.steps.iter().any(|step| step.contains("primary") || step == "deactivate?");
        assert!(!asked, "{case}: {:?}", played.steps);
        let details = failure.details();
        match failure.code() {
            "delegation.inactive" => assert_eq!(details["serial"], serial, "{case}"),
            "delegation.expired" => assert_eq!(details["not_after"], fixed::NOT_AFTER, "{case}"),
            _ => assert!(details.is_empty(), "{case}: {details:?}"),
        }
    }
}

const ANSWER: &str = "refused: server.answer";

#[test]
fn a_form_takes_only_its_own_kind_and_a_delegation_has_no_units_to_look_up() {
    let table: [(NewFlow, _, _); 3] = [
        (|| Box::new(issue()), Event::Filled(delegation()), "done: issued"),
        (|| Box::new(delegate()), Event::Filled(content(&APPLICATIONS[..1])), "done: delegated"),
        (|| Box::new(delegate()), Event::LookUp("EHELPER".to_owned()), "done: delegated"),
    ];
    for (flow, event, end) in table {
        let case = format!("{event:?}");
        let mut desk = Desk::new(1, OPEN);
        let played = play_but(&mut *flow(), &mut desk, "fill in", event);
        let from = played.steps.iter().position(|step| step == "fill in").unwrap();
        assert_eq!(played.steps[from..][..3], ["fill in", "fill in", "review"], "{case}");
        assert_eq!(played.end(), end, "{case}");
        assert!(!desk.server.ledger().calls.contains(&"application"), "{case}");
    }
}

#[test]
fn what_is_delegated_is_filled_in_again_after_back_and_on_a_second_look() {
    let mut forms = Vec::new();
    let mut backs = vec![Event::Back];
    let played = play_with(&mut delegate(), &mut Desk::new(1, OPEN), |_, _, step| match step {
        Step::FillIn(form) => {
            assert!(form.catalogue.applications.is_empty(), "a delegation names no application");
            forms.push(form.draft.clone());
            None
        }
        Step::Review(_) => backs.pop(),
        _ => None,
    });
    assert_eq!(played.end(), "done: delegated");
    assert_eq!(forms, [None, Some(delegation())]);
}

#[test]
fn the_primary_card_signs_the_delegation_and_the_request_to_end_it_alone() {
    let mut desk = Desk::new(1, OPEN);
    let mut signed = signatures(&mut delegate(), &mut desk);
    let certificate = {
        let ledger = desk.server.ledger();
        ledger.issuances.values().next().unwrap().certificate.clone().unwrap()
    };
    assert_eq!(signed, [certificate.to_be_signed().to_vec()]);
    signed = signatures(&mut undelegate(), &mut desk);
    assert_eq!(signed.len(), 1);
    assert!(desk.server.ledger().issuances.values().all(|known| known.deactivated));
}

/// What the primary card signs.
fn signatures(flow: &mut dyn Flow, desk: &mut Desk) -> Vec<Vec<u8>> {
    let mut signed = Vec::new();
    play_with(flow, desk, |_, _, step| {
        if let Step::Card { role: CardRole::Primary, request, .. } = step {
            let CardRequest::Sign(message) = request else { panic!("{request:?}") };
            signed.push(message.clone());
        }
        None
    });
    signed
}

#[test]
fn only_a_primary_card_of_the_entity_gives_or_ends_a_delegation() {
    let functions: [NewFlow; 2] = [|| Box::new(delegate()), || Box::new(undelegate())];
    for flow in functions {
        for (card, code) in [
            (&*COLLEAGUE, "card.not_primary"),
            (&*FOREIGN, "entity.mismatch"),
            (&*HOLDER, "card.not_primary"),
        ] {
            let mut desk = Desk::with_delegation(1, &HOLDER);
            desk.cards[1].card = card.clone();
            let mut insertions = 0;
            let played = play_with(&mut *flow(), &mut desk, |desk, (_, name), _| {
                if !name.starts_with("insert primary") {
                    return None;
                }
                insertions += 1;
                desk.insert(1);
                Some(if insertions == 1 { desk.look() } else { Event::GiveUp })
            });
            assert_eq!(played.end(), format!("refused: {code}"));
            assert_eq!(played.count("primary signs"), 0, "{code}");
        }
    }
}
