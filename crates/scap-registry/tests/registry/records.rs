//! F8: only one's own, newest first, 40 at a time.

use scap_ac::CardRank;
use scap_proto::wire::{Direction, Kind, RecordsQuery, RecordsReply};
use scap_registry::RegistryError;
use scap_test_pki::fixed::{self, Card};

use crate::lab::{self, Lab, after, code, now, query};

async fn ask(lab: &Lab, card: &Card, query: &RecordsQuery) -> Result<RecordsReply, RegistryError> {
    lab.records(card, query, now()).await
}

#[tokio::test]
async fn gives_the_newest_forty_and_a_cursor_to_the_rest() {
    let lab = Lab::activated().await;
    let mut issued = Vec::new();
    for n in 0..43 {
        // Three in each second, so that pages end inside one.
        let (_, certificate, _) = lab.issue(after(n / 3)).await;
        issued.push(certificate.serial().to_string());
    }
    issued.reverse();
    let mut query = query(Direction::Granted);
    let first = ask(&lab, &lab.primary, &query).await.unwrap();
    assert_eq!(first.records.len(), 40);
    query.cursor = first.next;
    let second = ask(&lab, &lab.primary, &query).await.unwrap();
    assert_eq!(second.next, None);
    let all = first.records.iter().chain(&second.records);
    assert_eq!(all.map(|record| record.serial.clone()).collect::<Vec<_>>(), issued);

    query.cursor = Some("x".to_owned());
    assert_eq!(code(ask(&lab, &lab.primary, &query).await), "query.cursor");
}

#[tokio::test]
async fn gives_a_card_what_it_signed_or_holds_and_nothing_else() {
    let lab = Lab::activated().await;
    let (consent, certificate, recorded) = lab.issue(now()).await;
    let der = certificate.as_der();
    let written = lab.write_record(&lab.secondary, consent.id, recorded.write_nonce.as_deref().unwrap(), der);
    lab.registry.record_write(consent.id, &written, after(9)).await.unwrap();
    // Reserved only: no record yet.
    lab.reserve(&lab::consent()).await.unwrap();

    let same_key = lab::card(CardRank::Primary, "9", 0);
    let table = [
        ("signer, granted", &lab.primary, Direction::Granted, 1),
        ("signer, received", &lab.primary, Direction::Received, 0),
        ("holder, granted", &lab.secondary, Direction::Granted, 0),
        ("holder, received", &lab.secondary, Direction::Received, 1),
        ("another card of the entity, received", &fixed::other_secondary(), Direction::Received, 0),
        ("another card of the same key, granted", &same_key, Direction::Granted, 0),
    ];
    for (name, card, direction, expected) in table {
        let reply = ask(&lab, card, &query(direction)).await.unwrap();
        assert_eq!(reply.records.len(), expected, "{name}");
        for record in reply.records {
            assert_eq!(record.serial, certificate.serial().to_string());
            assert_eq!(record.certificate.as_bytes(), der);
            assert_eq!(record.issued_at, now().to_string());
            assert_eq!(record.written_at, Some(after(9).to_string()));
        }
    }
}

#[tokio::test]
async fn the_range_includes_both_ends_and_the_kind_filters() {
    let lab = Lab::activated().await;
    lab.issue(now()).await;
    let table = [
        ("exactly that second", now(), now(), None, 1),
        ("from the next second", after(1), after(9), None, 0),
        ("applications", now(), after(9), Some(Kind::Application), 1),
        ("delegations", now(), after(9), Some(Kind::Delegation), 0),
    ];
    for (name, from, to, kind, expected) in table {
        let query =
            RecordsQuery { from: from.to_string(), to: to.to_string(), kind, ..query(Direction::Granted) };
        assert_eq!(ask(&lab, &lab.primary, &query).await.unwrap().records.len(), expected, "{name}");
    }
    let reversed =
        RecordsQuery { from: after(1).to_string(), to: now().to_string(), ..query(Direction::Granted) };
    assert_eq!(code(ask(&lab, &lab.primary, &reversed).await), "query.range");
    let no_time = RecordsQuery { from: "yesterday".to_owned(), ..query(Direction::Granted) };
    let error = ask(&lab, &lab.primary, &no_time).await.unwrap_err();
    assert_eq!((error.code(), error.details()["field"].as_str()), ("request.malformed", Some("from")));
}
