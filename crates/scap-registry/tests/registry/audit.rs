//! F15: what is recorded, and that tampering is refused or found.

use scap_registry::BreakReason;
use scap_test_pki::fixed;
use sqlx::SqliteConnection;

use crate::lab::{CODE, Lab, code, consent, now};

async fn events(database: &mut SqliteConnection, entity: &str) -> Vec<(String, String)> {
    sqlx::query_as("SELECT event, details FROM audit WHERE entity = ? ORDER BY position")
        .bind(entity)
        .fetch_all(database)
        .await
        .unwrap()
}

#[tokio::test]
async fn records_every_act_and_refusal_in_order_without_personal_data() {
    let lab = Lab::new().await;
    assert_eq!(code(lab.activate(&lab.secondary, "wrong-code", now()).await), "user_code.incorrect");
    lab.activate(&lab.secondary, CODE, now()).await.unwrap();
    lab.activate(&lab.secondary, CODE, now()).await.unwrap();
    let (consent, certificate, recorded) = lab.issue(now()).await;
    let written = lab.write_record(
        &lab.secondary,
        consent.id,
        recorded.write_nonce.as_deref().unwrap(),
        certificate.as_der(),
    );
    lab.registry.record_write(consent.id, &written, now()).await.unwrap();
    let mut outdated = self::consent();
    outdated.terms = "1".to_owned();
    assert_eq!(code(lab.reserve(&outdated).await), "terms.outdated");
    let stranger = fixed::card_of(
        fixed::other_ca(),
        &fixed::request(scap_ac::CardRank::Secondary, fixed::SECONDARY_SERIAL),
        1,
    );
    assert_eq!(code(lab.activate(&stranger, CODE, now()).await), "card.untrusted");

    let mut database = lab.database().await;
    let of_entity = events(&mut database, fixed::BUSINESS_NUMBER).await;
    let names: Vec<_> = of_entity.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(
        names,
        ["refused", "card.activated", "serial.given", "certificate.recorded", "write.recorded", "refused"]
    );
    assert!(of_entity[0].1.contains("user_code.incorrect") && of_entity[5].1.contains("terms.outdated"));
    // A card that proves nothing cannot write into the chain of the entity that it names.
    let of_nobody = events(&mut database, "-").await;
    let names: Vec<_> = of_nobody.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(names, ["catalogue.imported", "cards.imported", "refused"]);
    for (_, details) in of_entity.iter().chain(&of_nobody) {
        for secret in ["A123456789", "wrong-code", CODE] {
            assert!(!details.contains(secret), "{details}");
        }
    }
    assert!(of_entity[2].1.contains("A1******89"));

    let report = lab.registry.verify_audit().await.unwrap();
    assert!(report.is_sound());
    assert_eq!(report.entries, 9);
    assert_eq!(report.heads[fixed::BUSINESS_NUMBER].position, 6);
}

#[tokio::test]
async fn the_database_refuses_to_change_the_log() {
    let lab = Lab::activated().await;
    let mut database = lab.database().await;
    for sql in [
        "UPDATE audit SET event = 'x' WHERE number = 1",
        "DELETE FROM audit WHERE number = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 1",
        "REPLACE INTO audit (entity, position, at, event, details, previous, hash)
         SELECT entity, position, at, 'x', details, previous, hash FROM audit WHERE number = 1",
    ] {
        let error = sqlx::query(sql).execute(&mut database).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(lab.registry.verify_audit().await.unwrap().first_break, None);
}

#[tokio::test]
async fn verifying_finds_the_first_entry_that_was_tampered_with() {
    let table = [
        ("content", "UPDATE audit SET details = '{}' WHERE number = 3", (3, BreakReason::Content)),
        ("time", "UPDATE audit SET at = at + 1 WHERE number = 3", (3, BreakReason::Content)),
        ("a link", "UPDATE audit SET hash = zeroblob(32) WHERE number = 3", (3, BreakReason::Content)),
        ("a missing entry", "DELETE FROM audit WHERE number = 3", (4, BreakReason::Gap)),
        (
            "a missing entry, the others moved up",
            "DELETE FROM audit WHERE number = 3; UPDATE audit SET position = position - 1 WHERE number = 4",
            (4, BreakReason::Link),
        ),
    ];
    for (name, sql, expected) in table {
        let lab = Lab::activated().await;
        // Entries 1 and 2 are the imports, 3 to 5 are of the entity.
        lab.issue(now()).await;
        let mut database = lab.database().await;
        sqlx::raw_sql("DROP TRIGGER audit_refuses_update; DROP TRIGGER audit_refuses_delete;")
            .execute(&mut database)
            .await
            .unwrap();
        sqlx::raw_sql(sql).execute(&mut database).await.unwrap();
        let found = lab.registry.verify_audit().await.unwrap().first_break.unwrap();
        assert_eq!((found.number, found.reason), expected, "{name}");
        assert_eq!(found.entity, fixed::BUSINESS_NUMBER, "{name}");
    }
}

#[tokio::test]
async fn verifying_finds_that_the_end_of_a_chain_was_cut_off() {
    let lab = Lab::activated().await;
    lab.issue(now()).await;
    let mut database = lab.database().await;
    let sql = "DROP TRIGGER audit_refuses_delete; DELETE FROM audit WHERE number = 5";
    sqlx::raw_sql(sql).execute(&mut database).await.unwrap();
    let report = lab.registry.verify_audit().await.unwrap();
    assert_eq!((report.first_break.as_ref(), report.is_sound()), (None, false));
    assert_eq!(report.unmatched, ["certificate.recorded"]);
}
