//! A card with ten thousand certificates.

use scap_ac::UnixTime;
use scap_proto::wire::{Direction, Kind, RecordState, RecordsQuery};
use scap_test_pki::fixed;

use crate::lab::{Lab, after, consent, now, query};

/// How many applications one card has of one signer.
const MANY: i64 = 10_000;

/// Copies of the only row, each recorded a second after the one before, which it supersedes: the last one now.
const FILL: &str = "
    UPDATE issuance SET issued_at = issued_at - 9999, superseded_at = issued_at - 9998;
    WITH RECURSIVE more (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM more WHERE n < 10000)
    INSERT INTO issuance (id, state, kind, entity, signer, holder, sequence, serial, consent, content,
                          signer_certificate, holder_certificate, not_before, not_after, reserved_at,
                          certificate, write_nonce, issued_at, superseded_at)
    SELECT 'copy-' || n, state, kind, entity, signer, holder, n,
           substr(serial, 1, length(serial) - 6) || printf('%06d', n), consent, content,
           signer_certificate, holder_certificate, not_before, not_after, reserved_at, certificate, write_nonce,
           issued_at + n - 1, CASE WHEN n < 10000 THEN issued_at + n END
    FROM issuance JOIN more WHERE number = 1;
    UPDATE card_certificate SET last_sequence = 10000 WHERE last_sequence = 1;";

#[tokio::test]
async fn ten_thousand_certificates_of_one_card_are_listed_newest_first_and_issued_over() {
    let lab = Lab::activated().await;
    lab.issue(now()).await;
    let mut database = lab.database().await;
    sqlx::raw_sql(FILL).execute(&mut database).await.unwrap();
    assert!(lab.registry.accounting().await.unwrap()[0].complete);

    let serial = |n: i64| format!("{}{n:06}", fixed::PRIMARY_SERIAL);
    let whole = |direction, kind| RecordsQuery { kind, ..query(direction) };
    let before = UnixTime::from_secs(now().as_secs() - 5_000).unwrap();
    let middle = RecordsQuery { to: before.to_string(), ..query(Direction::Received) };
    let one = RecordsQuery { serial: Some(serial(77)), ..query(Direction::Granted) };
    let table = [
        ("granted", &lab.primary, whole(Direction::Granted, None), 10_000),
        ("received", &lab.secondary, whole(Direction::Received, None), 10_000),
        ("of a kind", &lab.secondary, whole(Direction::Received, Some(Kind::Application)), 10_000),
        ("up to an instant", &lab.secondary, middle, 5_000),
        ("of a serial", &lab.primary, one, 77),
    ];
    for (name, card, mut query, newest) in table {
        let first = lab.records(card, &query, now()).await.unwrap();
        let expected = if query.serial.is_some() { 1 } else { RecordsQuery::LIMIT };
        let serials: Vec<_> = first.records.iter().map(|record| record.serial.clone()).collect();
        assert_eq!(serials, (0..).take(expected).map(|n| serial(newest - n)).collect::<Vec<_>>(), "{name}");
        assert_eq!(first.records[0].state == RecordState::Active, newest == MANY, "{name}");
        if first.next.is_some() {
            query.cursor = first.next;
            let second = lab.records(card, &query, now()).await.unwrap();
            assert_eq!(second.records[0].serial, serial(newest - 40), "{name}");
        }
    }
    let delegations = whole(Direction::Received, Some(Kind::Delegation));
    assert_eq!(lab.records(&lab.secondary, &delegations, now()).await.unwrap().records, []);

    let (over, _) = lab.issue_to(&lab.secondary, &lab.primary, &consent(), after(1)).await;
    assert_eq!(over.serial().to_string(), serial(MANY + 1));
    let newest = lab.records(&lab.secondary, &query(Direction::Received), now()).await.unwrap().records;
    let told: Vec<_> = newest.iter().take(2).map(|record| (record.serial.clone(), record.state)).collect();
    assert_eq!(told, [(serial(MANY + 1), RecordState::Active), (serial(MANY), RecordState::Superseded)]);
}
