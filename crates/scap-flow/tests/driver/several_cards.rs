//! Several cards at once, as in a module with many tokens: which is meant, which is wrong, and whose PIN is known.

use std::sync::LazyLock;

use scap_ac::CardRank;
use scap_card::soft::NewArea;
use scap_flow::{Answer, Ask, CardSelection, Driver, Failure, Outcome};
use scap_test_pki::{
    CardRequest,
    fixed::{self, Card},
};

use crate::{
    cards::{COLLEAGUE, HOLDER, SIGNER},
    network::{Lost, Unreachable},
    person::{Person, Run, delegate, issue},
    readers::When,
    server::FakeServer,
    table::{ALICE, COMPANY, Table},
};

const BOB: &str = "Bob";

/// The label of a card that could be a serial.
const NUMBER: &str = "1001";

/// A third secondary card of the entity.
static CAROL: LazyLock<Card> = LazyLock::new(|| fixed::card(&fixed::request(CardRank::Secondary, "3003"), 3));

/// Another primary card of the entity.
static COMPANY_2: LazyLock<Card> =
    LazyLock::new(|| fixed::card(&fixed::request(CardRank::Primary, "3001"), 4));

/// A primary card of another entity.
static FOREIGN: LazyLock<Card> = LazyLock::new(|| {
    let business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    fixed::card(&CardRequest { business_number, ..fixed::request(CardRank::Primary, "3002") }, 5)
});

/// Three secondary and three primary cards beside the readers, their areas open.
fn crowd(readers: usize) -> (Person, FakeServer) {
    let person = Person::new(Table::with_earlier_certificate(), readers);
    let more = [(BOB, &*COLLEAGUE), (NUMBER, &*CAROL), ("Company 2", &*COMPANY_2), ("Foreign", &*FOREIGN)];
    for (name, card) in more {
        person.table.create(name, card, NewArea::Open);
    }
    let server = FakeServer::default();
    for card in [&*HOLDER, &*COLLEAGUE, &*CAROL] {
        server.ledger().activated.insert(*card.certificate.serial());
    }
    (person, server)
}

/// All cards but the foreign one are in readers.
fn all_present() -> (Person, FakeServer) {
    let (person, server) = crowd(6);
    for name in [ALICE, COMPANY, BOB, NUMBER, "Company 2"] {
        person.table.insert(name);
    }
    (person, server)
}

fn selection(holder: &str, signer: &str) -> CardSelection {
    let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    CardSelection { holder: named(holder), signer: named(signer) }
}

/// Runs the function that the driver has now; whose PINs were asked.
fn drive(person: &Person, driver: &mut Driver) -> (Run, Vec<String>) {
    let mut pins = Vec::new();
    let run = person.drive(driver, |ask| {
        if let Ask::Pin(request) = ask {
            pins.push(request.card.label.clone());
        }
        None
    });
    (run, pins)
}

/// The certificate of this run is on the card of this name, is for it and is signed by this card.
fn assert_issued(person: &Person, run: &Run, (name, card): (&str, &Card), signer: &Card) {
    let Ask::Done(Outcome::Issued { certificate, .. }) = &run.end else { panic!("{name}: {:?}", run.end) };
    assert!(certificate.is_for(&card.certificate), "{name}");
    assert!(signer.certificate.verifies(certificate.to_be_signed(), certificate.signature()), "{name}");
    assert_eq!(person.table.area(name).as_deref(), Some(certificate.as_der()), "{name}");
}

#[test]
fn the_primary_cards_pin_is_asked_once_for_several_holders_that_are_present() {
    let (person, server) = all_present();
    let mut driver = person.driver(issue(99), server.clone());
    // The first holder's card comes again, and it is the one that is written then.
    let order = [
        ((ALICE, &*HOLDER), &[ALICE, COMPANY][..]),
        ((BOB, &*COLLEAGUE), &[BOB]),
        ((NUMBER, &*CAROL), &[NUMBER]),
        ((ALICE, &*HOLDER), &[]),
    ];
    for (number, (holder, asked)) in (1..).zip(order) {
        driver.change_flow(issue(number), selection(holder.0, COMPANY));
        let (run, pins) = drive(&person, &mut driver);
        assert_issued(&person, &run, holder, &SIGNER);
        assert_eq!(pins, asked, "{}", holder.0);
    }
    assert_eq!(server.ledger().writes, 4);
    // Nor for a delegation, where it plays another part.
    driver.change_flow(delegate(5), selection(BOB, COMPANY));
    let (run, pins) = drive(&person, &mut driver);
    assert_eq!((run.end(), pins.len()), ("done", 0));
}

#[test]
fn a_card_that_is_pulled_at_any_call_of_several_holders_is_put_back_and_all_are_issued_once() {
    for call in 1.. {
        let (mut person, server) = all_present();
        person.notes.see().pull = Some((call, When::During));
        let mut driver = person.driver(issue(99), server.clone());
        for (number, holder) in (1..).zip([(ALICE, &*HOLDER), (BOB, &*COLLEAGUE)]) {
            person.holder = holder.0;
            driver.change_flow(issue(number), selection(holder.0, COMPANY));
            let (run, _) = drive(&person, &mut driver);
            assert_issued(&person, &run, holder, &SIGNER);
        }
        let ledger = server.ledger();
        assert_eq!((ledger.issuances.len(), ledger.writes), (2, 2), "{call}");
        let noted = person.notes.see();
        assert!(noted.pins.len() <= 4, "{call}: a PIN for each of three cards, and one more");
        if noted.area_then.is_none() {
            assert!(call > 30, "{call}: so few calls");
            return;
        }
    }
}

#[test]
fn the_primary_card_stays_while_holders_come_and_go() {
    let (mut person, server) = crowd(2);
    person.table.insert(COMPANY);
    let mut driver = person.driver(issue(99), server.clone());
    let holders = [(ALICE, &*HOLDER), (BOB, &*COLLEAGUE), (NUMBER, &*CAROL), (ALICE, &*HOLDER)];
    for (number, holder) in (1..).zip(holders) {
        person.holder = holder.0;
        driver.change_flow(issue(number), selection("", ""));
        let (run, pins) = drive(&person, &mut driver);
        assert_issued(&person, &run, holder, &SIGNER);
        // A card that was away needs its PIN anew.
        let expected = if number == 1 { vec![holder.0, COMPANY] } else { vec![holder.0] };
        assert_eq!(pins, expected, "{number}");
        person.table.pull(holder.0);
    }
    assert_eq!(server.ledger().writes, 4);
    // The primary card leaves for a moment: it has forgotten its PIN.
    person.table.pull(COMPANY);
    person.holder = BOB;
    driver.change_flow(issue(5), selection("", ""));
    let (run, pins) = drive(&person, &mut driver);
    assert_issued(&person, &run, (BOB, &COLLEAGUE), &SIGNER);
    assert_eq!(pins, [BOB, COMPANY]);
}

#[test]
fn a_record_that_could_not_be_sent_is_sent_with_the_next_holder() {
    let (person, server) = all_present();
    let gone_once = Unreachable { server: server.clone(), calls_left: 5, lost: Lost::OneCall };
    let mut driver = person.driver(issue(99), gone_once);
    for (number, (holder, end, written)) in
        (1..).zip([(ALICE, "audit.pending", 0), (BOB, "done", 2), (NUMBER, "done", 3)])
    {
        driver.change_flow(issue(number), selection(holder, COMPANY));
        assert_eq!(drive(&person, &mut driver).0.end(), end, "{holder}");
        assert_eq!(server.ledger().writes, written, "{holder}");
    }
    assert_eq!(server.ledger().calls.iter().filter(|call| **call == "written").count(), 3);
}

#[test]
fn a_card_is_meant_by_its_label_its_reader_or_its_serial() {
    let table = [
        ((ALICE, ALICE), (COMPANY, &*SIGNER)),
        ((BOB, BOB), ("Soft reader: Company 2", &COMPANY_2)),
        (("Soft reader: Bob", BOB), (fixed::PRIMARY_SERIAL, &SIGNER)),
        ((fixed::SECONDARY_SERIAL, ALICE), ("3001", &COMPANY_2)),
        ((fixed::OTHER_SECONDARY_SERIAL, BOB), (COMPANY, &SIGNER)),
        (("3003", NUMBER), (COMPANY, &SIGNER)),
        // A label that could be a serial.
        ((NUMBER, NUMBER), (COMPANY, &SIGNER)),
    ];
    for ((named, holder), (signer_named, signer)) in table {
        let (mut person, server) = all_present();
        person.selection = selection(named, signer_named);
        let (run, pins) = drive(&person, &mut person.driver(issue(1), server));
        let Ask::Done(Outcome::Issued { card, certificate, .. }) = &run.end else { panic!("{named}") };
        assert_eq!((card.label.as_str(), pins[0].as_str()), (holder, holder), "{named}");
        assert!(!run.asked.contains(&"choose"), "{named}: {:?}", run.asked);
        let signed = signer.certificate.verifies(certificate.to_be_signed(), certificate.signature());
        assert!(signed, "{signer_named}");
    }
}

#[test]
fn a_name_that_no_card_has_is_waited_for() {
    for (holder, signer, asked) in [
        ("Nobody", "", "insert holder"),
        ("4004", "", "insert holder"),
        // A part of a serial is none.
        (&fixed::SECONDARY_SERIAL[1..], "", "insert holder"),
        (ALICE, "Nobody", "insert signer"),
        (ALICE, "4004", "insert signer"),
    ] {
        let (mut person, server) = all_present();
        person.selection = selection(holder, signer);
        let run = person.run_with(person.driver(issue(1), server.clone()), |ask| {
            matches!(ask, Ask::InsertCard { .. }).then_some(Answer::GiveUp)
        });
        assert_eq!((run.end(), run.asked[run.asked.len() - 2]), ("card.absent", asked), "{holder} {signer}");
        assert!(server.ledger().issuances.is_empty());
    }
}

#[test]
fn without_a_name_one_of_those_that_would_do_is_chosen() {
    let (person, server) = all_present();
    let mut candidates = Vec::new();
    let run = person.run_with(person.driver(issue(1), server.clone()), |ask| {
        let Ask::ChooseCard { candidates: cards, .. } = ask else { return None };
        candidates.push(cards.iter().map(|card| card.label.clone()).collect::<Vec<_>>());
        let at = |label| cards.iter().position(|card| card.label == label);
        at(NUMBER).or(at("Company 2")).map(Answer::Choose)
    });
    candidates.iter_mut().for_each(|labels| labels.sort_unstable());
    // A secondary card could sign by a delegation, but a primary one is there.
    assert_eq!(candidates, [vec![NUMBER, ALICE, BOB], vec![COMPANY, "Company 2"]]);
    assert_issued(&person, &run, (NUMBER, &CAROL), &COMPANY_2);
}

#[test]
fn the_wrong_card_is_named_with_all_that_it_tells() {
    let table = [
        // Who is awaited, which card is there, and the code.
        ("insert holder", COMPANY, &*SIGNER, "card.not_secondary"),
        ("insert signer", "Foreign", &*FOREIGN, "entity.mismatch"),
        ("insert signer", BOB, &*COLLEAGUE, "delegation.none"),
        ("insert holder again", NUMBER, &*CAROL, "card.changed"),
    ];
    for (at, name, card, code) in table {
        let (person, server) = crowd(1);
        if at == "insert holder" {
            person.insert(name);
        }
        let mut written = false;
        let run = person.run_with(person.driver(issue(1), server), |ask| {
            written |= matches!(ask, Ask::ShowCertificate(_));
            let Ask::InsertCard { role, problem } = ask else { return None };
            if problem.is_some() {
                return Some(Answer::GiveUp);
            }
            let asked = match role {
                scap_flow::CardRole::Holder if written => "insert holder again",
                scap_flow::CardRole::Holder => "insert holder",
                _ => "insert signer",
            };
            (asked == at).then(|| {
                person.insert(name);
                Answer::Wait(std::time::Duration::ZERO)
            })
        });
        let Ask::Refused(failure @ Failure::WrongCard(_)) = &run.end else { panic!("{code}: {:?}", run.end) };
        assert_eq!(failure.code(), code);
        let details = failure.details();
        let expected = [
            ("card", name.to_owned()),
            ("reader", format!("Soft reader: {name}")),
            ("rank", card.certificate.rank().as_str().to_owned()),
            ("business_number", card.certificate.business_number().as_str().to_owned()),
            ("card_serial", card.certificate.serial().to_string()),
        ];
        for (fact, value) in expected {
            assert_eq!(details[fact], value, "{code}: {fact}");
        }
        let more = match code {
            "entity.mismatch" => ("holder", fixed::BUSINESS_NUMBER),
            "card.changed" => ("expected", fixed::SECONDARY_SERIAL),
            _ => continue,
        };
        assert_eq!(details[more.0], more.1, "{code}");
    }
}
