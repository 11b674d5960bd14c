//! A network that goes away at any call: the function ends with its code, nothing is half written, and the record
//! of a write reaches the server later, once.

use std::fs;

use scap_flow::{Answer, Ask, Meet, News, PendingRecord, Server, ServerReply, ServerRequest};
use scap_proto::ServerError;

use crate::{
    cards::{HOLDER, SIGNER, earlier_certificate},
    person::{Person, issue, records, view},
    server::{FakeServer, no_answer, no_connection, refusal},
    table::{ALICE, Table},
};

/// What happens to the first call that fails; those after it do not reach the server, unless one is lost alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Lost {
    Call,
    Answer,
    OneCall,
}

/// A server on a network that goes away after some calls.
#[derive(Debug)]
pub(crate) struct Unreachable {
    pub(crate) server: FakeServer,
    pub(crate) calls_left: usize,
    pub(crate) lost: Lost,
}

impl Server for Unreachable {
    fn url(&self) -> &str {
        self.server.url()
    }

    fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError> {
        // Asked by the driver; that it fails is for the test of every cut.
        if request == ServerRequest::Version {
            return self.server.call(request);
        }
        if self.calls_left > 0 {
            self.calls_left -= 1;
            return self.server.call(request);
        }
        match std::mem::replace(&mut self.lost, Lost::Call) {
            Lost::Call => {}
            Lost::Answer => {
                self.server.call(request)?;
                return Err(no_answer());
            }
            Lost::OneCall => self.calls_left = usize::MAX,
        }
        Err(no_connection())
    }
}

fn pending(person: &Person) -> Vec<PendingRecord> {
    person.table.journal().pending(FakeServer::URL).unwrap()
}

/// A table where a certificate was written and its record lies in the journal.
fn with_pending_record(lost: Lost) -> (Person, FakeServer) {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let server = FakeServer::with_activated(&HOLDER.certificate);
    let unreachable = Unreachable { server: server.clone(), calls_left: 6, lost };
    assert_eq!(person.run(issue(1), unreachable).end(), "audit.pending");
    server.ledger().calls.clear();
    (person, server)
}

#[test]
fn at_every_call_nothing_is_half_written_and_no_record_is_lost() {
    // The certificate is asked about again when the card is back to be written; that may fail.
    const CALLS: [&str; 7] = ["terms", "catalogue", "nonce", "issue", "record", "record", "written"];
    for lost in [Lost::Call, Lost::Answer] {
        for (calls_left, call) in CALLS.iter().enumerate() {
            let case = format!("{lost:?} of {call} ({calls_left})");
            let person = Person::new(Table::with_earlier_certificate(), 1);
            let server = FakeServer::with_activated(&HOLDER.certificate);
            let run = person.run(issue(1), Unreachable { server: server.clone(), calls_left, lost });

            let reached = &CALLS[..calls_left + usize::from(lost == Lost::Answer)];
            assert_eq!(server.ledger().calls, reached, "{case}");
            let written = calls_left >= 5;
            let expected = match lost {
                _ if written => "audit.pending",
                Lost::Answer => "net.timeout",
                _ => "net.connect",
            };
            assert_eq!(run.end(), expected, "{case}");
            let on_card = person.table.area(ALICE);
            if written {
                let ledger = server.ledger();
                let certificate = ledger.issuances.values().next().unwrap().certificate.as_ref().unwrap();
                assert_eq!(on_card.as_deref(), Some(certificate.as_der()), "{case}");
            } else {
                assert_eq!(on_card.as_deref(), Some(earlier_certificate().as_der()), "{case}");
            }
            assert_eq!(pending(&person).len(), usize::from(written), "{case}");

            // The network is back: the same person does it again, and it is done.
            person.table.leave_only("");
            assert_eq!(person.run(issue(2), server.clone()).end(), "done", "{case}");
            assert!(pending(&person).is_empty(), "{case}");
            assert_eq!(server.ledger().writes, 1 + usize::from(written), "{case}");
        }
    }
}

#[test]
fn a_pending_record_is_sent_before_the_first_call_of_the_next_function_and_then_forgotten() {
    for lost in [Lost::Call, Lost::Answer] {
        let (person, server) = with_pending_record(lost);
        assert_eq!(server.ledger().writes, usize::from(lost == Lost::Answer), "{lost:?}");

        // A function that calls no server sends nothing.
        assert_eq!(person.run(view(), server.clone()).end(), "done");
        assert_eq!((server.ledger().calls.len(), pending(&person).len()), (0, 1), "{lost:?}");

        assert_eq!(person.run(records(), server.clone()).end(), "done");
        assert_eq!(server.ledger().calls, ["written", "nonce", "records"], "{lost:?}");
        assert_eq!((server.ledger().writes, pending(&person).len()), (1, 0), "{lost:?}");

        assert_eq!(person.run(records(), server.clone()).end(), "done");
        assert_eq!(server.ledger().calls[3..], ["nonce", "records"], "{lost:?}: it is sent once");
    }
}

#[test]
fn meeting_the_server_sends_what_is_pending_and_asks_nobody() {
    let (person, server) = with_pending_record(Lost::Call);
    let away = Unreachable { server: server.clone(), calls_left: 0, lost: Lost::Call };
    assert_eq!(person.run(Meet::new(), away).end(), "done", "the server itself is there");
    assert_eq!(pending(&person).len(), 1);

    let run = person.run(Meet::new(), server.clone());
    assert_eq!((run.end(), run.asked.len()), ("done", 1), "{run:?}");
    assert_eq!((server.ledger().writes, pending(&person).len()), (1, 0));
}

#[test]
fn a_record_stays_pending_while_the_server_is_away_or_refuses_it() {
    let (person, server) = with_pending_record(Lost::Call);
    let unreachable = Unreachable { server: server.clone(), calls_left: 0, lost: Lost::Call };
    assert_eq!(person.run(records(), unreachable).end(), "net.connect");
    assert_eq!(pending(&person).len(), 1);

    // A server that does not know the issuance: the record is evidence, and stays.
    let unknowing = FakeServer::default();
    assert_eq!(person.run(records(), unknowing.clone()).end(), "done");
    assert_eq!(unknowing.ledger().calls, ["written", "nonce", "records"], "it is tried once");
    assert_eq!(pending(&person).len(), 1);

    assert_eq!(person.run(records(), server.clone()).end(), "done");
    assert_eq!((server.ledger().writes, pending(&person).len()), (1, 0));
}

#[test]
fn a_certificate_that_is_not_written_yet_is_kept_while_the_server_does_not_serve_this_version() {
    let person = Person::new(Table::with_earlier_certificate(), 1);
    let server = FakeServer::with_activated(&HOLDER.certificate);
    let run = person.run_with(person.driver(issue(1), server.clone()), |ask| {
        matches!(ask, Ask::ShowCertificate(_)).then_some(Answer::Cancel)
    });
    assert_eq!(run.end(), "cancelled");
    person.table.leave_only("");

    let unwritten = || person.table.journal().unwritten(FakeServer::URL).unwrap();
    for minimum_client in [Some("99.0.0"), None] {
        server.ledger().minimum_client = minimum_client;
        let run = person.run(issue(2), server.clone());
        assert!(run.asked.contains(&"finish?"), "{:?}", run.asked);
        let expected = if minimum_client.is_some() { ("version.outdated", 1) } else { ("done", 0) };
        assert_eq!((run.end(), unwritten().len()), expected);
        person.table.leave_only("");
    }
    let ledger = server.ledger();
    assert_eq!((ledger.issuances.len(), ledger.writes), (1, 1));
}

#[test]
fn a_record_that_a_rule_refuses_ends_with_the_rules_code_and_stays_pending() {
    #[derive(Debug)]
    struct Refusing(FakeServer);

    impl Server for Refusing {
        fn url(&self) -> &str {
            self.0.url()
        }

        fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError> {
            match request {
                ServerRequest::Written(_) => Err(refusal("request.nonce")),
                request => self.0.call(request),
            }
        }
    }

    let person = Person::new(Table::with_earlier_certificate(), 1);
    let server = FakeServer::with_activated(&HOLDER.certificate);
    assert_eq!(person.run(issue(1), Refusing(server)).end(), "request.nonce");
    assert_eq!(pending(&person).len(), 1);
}

#[test]
fn the_journal_leaves_alone_what_is_not_its_own() {
    let (person, server) = with_pending_record(Lost::Call);
    let folder = person.table.journal_folder();
    let mut other = pending(&person).remove(0);
    other.id = uuid::Uuid::from_u128(9);
    other.server = "https://another.test".to_owned();
    person.table.journal().keep(&other).unwrap();
    fs::write(folder.join("notes.txt"), "not a record").unwrap();
    fs::write(folder.join("damaged.json"), "{").unwrap();

    assert_eq!(person.run(records(), server.clone()).end(), "done");
    assert_eq!(server.ledger().calls, ["written", "nonce", "records"]);
    let mut left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort_unstable();
    assert_eq!(left, ["00000000-0000-0000-0000-000000000009.json", "damaged.json", "notes.txt"]);
    assert_eq!(person.table.journal().pending("https://another.test").unwrap(), [other]);
}

#[test]
fn without_a_place_for_the_journal_a_record_that_arrives_is_enough() {
    for (calls_left, expected) in [(7, "done"), (6, "file.write")] {
        let person = Person::new(Table::with_earlier_certificate(), 1);
        fs::write(person.table.journal_folder(), "a file where the folder should be").unwrap();
        let server = FakeServer::with_activated(&HOLDER.certificate);
        let unreachable = Unreachable { server: server.clone(), calls_left, lost: Lost::Call };
        assert_eq!(person.run(issue(1), unreachable).end(), expected);
        assert_eq!(server.ledger().writes, usize::from(expected == "done"));
    }
}

#[test]
fn people_are_told_what_became_of_an_earlier_record_and_that_nothing_can_be_kept() {
    // It arrives.
    let (person, server) = with_pending_record(Lost::Call);
    let mut driver = person.driver(records(), server.clone());
    person.drive(&mut driver, |_| None);
    let sent = News::RecordSent { serial: format!("{}000001", SIGNER.certificate.serial()) };
    assert_eq!(driver.take_news(), [sent]);
    assert_eq!(driver.take_news(), []);

    // A rule refuses it: it stays.
    let (person, _) = with_pending_record(Lost::Call);
    let another = FakeServer::with_activated(&HOLDER.certificate);
    let mut driver = person.driver(records(), another.clone());
    person.drive(&mut driver, |_| None);
    let refused = driver.take_news();
    assert!(
        matches!(&refused[..], [News::RecordRefused { code, .. }] if code == "issuance.unknown"),
        "{refused:?}"
    );
    assert_eq!(pending(&person).len(), 1);

    // There is no place for it.
    let person = Person::new(Table::with_earlier_certificate(), 1);
    fs::write(person.table.journal_folder(), "a file where the folder should be").unwrap();
    let mut driver = person.driver(issue(1), FakeServer::with_activated(&HOLDER.certificate));
    person.drive(&mut driver, |_| None);
    assert!(driver.take_news().iter().any(|news| matches!(news, News::NoJournal { .. })));
}
