//! Whole functions, one after another, as people do them, with what it costs them.

use scap_ac::{AuthorizationCertificate, CardRank};
use scap_card::{AreaState, soft::NewArea};
use scap_flow::{Answer, Ask, CardSelection, Outcome};
use scap_test_pki::fixed;

use crate::{
    cards::{COLLEAGUE, HOLDER, SIGNER},
    person::{Person, activate, issue, records, view},
    server::FakeServer,
    table::{ALICE, COMPANY, Table},
};

/// What a run cost: insertions, and during which of them each PIN was entered and each signature made.
fn cost(person: &Person) -> (Vec<String>, Vec<usize>, Vec<usize>) {
    let mut noted = person.notes.see();
    (
        std::mem::take(&mut noted.insertions),
        std::mem::take(&mut noted.pins),
        std::mem::take(&mut noted.signatures),
    )
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn from_a_new_card_to_its_records_with_one_reader() {
    let (person, server) = (Person::new(Table::new(), 1), FakeServer::default());

    let run = person.run(activate(), server.clone());
    assert_eq!(run.asked, ["insert holder", "this card?", "user code", "pin", "done"]);
    assert_eq!(cost(&person), (names(&[ALICE]), vec![1], vec![1]));
    assert_eq!(person.table.card(ALICE).area_state().unwrap(), AreaState::Open { capacity: 4096 });
    person.table.pull(ALICE);

    let run = person.run(issue(1), server.clone());
    let expected = [
        "insert holder",
        "pin",
        "agree?",
        "fill in",
        "review",
        "insert signer",
        "pin",
        "show",
        "insert holder",
        "pin",
        "done",
    ];
    assert_eq!(run.asked, expected);
    // Three insertions, one PIN and one signature during each.
    assert_eq!(cost(&person), (names(&[ALICE, COMPANY, ALICE]), vec![1, 2, 3], vec![1, 2, 3]));
    let Ask::Done(Outcome::Issued { certificate, .. }) = run.end else { panic!("{:?}", run.end) };
    assert_eq!(person.table.area(ALICE).as_deref(), Some(certificate.as_der()));
    assert_eq!(certificate.grant(), person.content.grant);
    assert!(SIGNER.certificate.verifies(certificate.to_be_signed(), certificate.signature()));
    assert!(person.table.journal().pending(FakeServer::URL).unwrap().is_empty());
    person.table.pull(ALICE);

    let run = person.run(view(), server.clone());
    assert_eq!(run.asked, ["insert holder", "pin", "done"]);
    assert_eq!(cost(&person), (names(&[ALICE]), vec![1], vec![]));
    let Ask::Done(Outcome::Viewed { certificate: viewed, card }) = run.end else { panic!("{:?}", run.end) };
    assert_eq!((viewed.as_der(), card.certificate), (certificate.as_der(), HOLDER.certificate.clone()));
    person.table.pull(ALICE);

    let run = person.run(records(), server.clone());
    assert_eq!(run.asked, ["insert subject", "pin", "done"]);
    assert_eq!(cost(&person), (names(&[ALICE]), vec![1], vec![1]));
    let Ask::Done(Outcome::Records { reply, .. }) = run.end else { panic!("{:?}", run.end) };
    assert_eq!(reply.records.len(), 1);
    assert!(reply.records[0].written_at.is_some());
    let recorded = AuthorizationCertificate::from_der(reply.records[0].certificate.as_bytes()).unwrap();
    assert_eq!(recorded.as_der(), certificate.as_der());
}

#[test]
fn with_both_cards_present_nobody_swaps_and_each_pin_is_entered_once() {
    let (person, server) = (Person::new(Table::new(), 2), FakeServer::default());
    person.table.insert(ALICE);
    person.table.insert(COMPANY);

    let run = person.run(activate(), server.clone());
    assert_eq!(run.asked, ["this card?", "user code", "pin", "done"]);
    assert_eq!(cost(&person), (vec![], vec![0], vec![0]));

    let run = person.run(issue(1), server.clone());
    assert_eq!(run.asked, ["pin", "agree?", "fill in", "review", "pin", "show", "done"]);
    assert_eq!(cost(&person), (vec![], vec![0, 0], vec![0, 0, 0]));

    let run = person.run(issue(2), server.clone());
    assert_eq!(run.asked, ["pin", "issue again?", "fill in", "review", "pin", "show", "done"]);
    let Ask::Done(Outcome::Issued { certificate, .. }) = run.end else { panic!("{:?}", run.end) };
    assert_eq!(certificate.serial().to_string(), format!("{}000002", fixed::PRIMARY_SERIAL));
    assert_eq!(person.table.area(ALICE).as_deref(), Some(certificate.as_der()));
    assert_eq!(server.ledger().writes, 2);

    assert_eq!(person.run(view(), server.clone()).asked, ["pin", "done"]);
    // Either card has records, so one is chosen.
    assert_eq!(person.run(records(), server).asked, ["choose", "pin", "done"]);
}

#[test]
fn a_card_is_taken_by_its_own_name_or_its_readers() {
    let reader = format!("Soft reader: {ALICE}");
    let table = [
        (None, None, "choose"),
        (Some(ALICE), None, "pin"),
        (Some(reader.as_str()), None, "pin"),
        (Some(ALICE), Some(COMPANY), "pin"),
        // There is a primary card, but not this one.
        (Some(COMPANY), None, "insert holder"),
        (Some("Nobody"), None, "insert holder"),
    ];
    for (holder, signer, first) in table {
        let mut person = Person::new(Table::with_earlier_certificate(), 3);
        let primary = fixed::card(&fixed::request(CardRank::Primary, "3001"), 3);
        person.table.create("Bob", &COLLEAGUE, NewArea::Open);
        person.table.create("Company 2", &primary, NewArea::Open);
        for card in [ALICE, COMPANY, "Bob", "Company 2"] {
            person.table.insert(card);
        }
        person.selection =
            CardSelection { holder: holder.map(str::to_owned), signer: signer.map(str::to_owned) };
        let server = FakeServer::with_activated(&HOLDER.certificate);
        let run = person.run_with(person.driver(issue(1), server), |ask| match ask {
            Ask::InsertCard { .. } => Some(Answer::GiveUp),
            Ask::ChooseCard { candidates, .. } => {
                let named =
                    candidates.iter().position(|card| [ALICE, COMPANY].contains(&card.label.as_str()));
                Some(Answer::Choose(named.unwrap()))
            }
            _ => None,
        });
        assert_eq!(run.asked[0], first, "{holder:?}");
        let chosen = run.asked.iter().filter(|asked| **asked == "choose").count();
        let expected =
            usize::from(holder.is_none()) + usize::from(signer.is_none() && first != "insert holder");
        assert_eq!(chosen, expected, "{holder:?} {signer:?}");
        let end = match holder {
            Some(COMPANY) => "card.not_secondary",
            Some("Nobody") => "card.absent",
            _ => "done",
        };
        assert_eq!(run.end(), end, "{holder:?}");
    }
}

#[test]
fn another_card_may_take_its_place_before_anything_was_begun() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    person.table.create("Bob", &COLLEAGUE, NewArea::Open);
    person.table.insert("Bob");
    let server = FakeServer::with_activated(&HOLDER.certificate);
    let run = person.run_with(person.driver(issue(1), server), |ask| {
        if let Ask::Pin(request) = ask
            && request.card.label == "Bob"
        {
            person.table.pull("Bob");
        }
        None
    });
    assert_eq!(run.asked[..4], ["pin", "insert holder", "pin", "issue again?"]);
    let Ask::Done(Outcome::Issued { card, .. }) = run.end else { panic!("{:?}", run.end) };
    assert_eq!(card.certificate, HOLDER.certificate);
}

#[test]
fn without_a_reader_nothing_begins() {
    let person = Person::new(Table::new(), 1);
    std::fs::remove_dir(person.table.inside()).unwrap();
    assert_eq!(person.run(view(), FakeServer::default()).end(), "reader.none");
}

#[test]
fn leaving_at_every_question_changes_no_card() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let before = person.table.area(ALICE);
    for left in 0.. {
        let server = FakeServer::with_activated(&HOLDER.certificate);
        // Each run is the first one.
        let _none_yet = std::fs::remove_dir_all(person.table.journal_folder());
        let mut number = 0;
        let run = person.run_with(person.driver(issue(1), server.clone()), |_| {
            number += 1;
            (number > left).then_some(Answer::Cancel)
        });
        if run.end() == "done" {
            assert_eq!(left, 10, "every question but the last");
            break;
        }
        assert_eq!(run.end(), "cancelled", "{left}");
        assert_eq!(person.table.area(ALICE), before, "{left}");
        assert_eq!(server.ledger().writes, 0, "{left}");
        person.table.leave_only("");
    }
}
