//! A database of an earlier version is opened with everything that is in it.

use scap_proto::wire::{Direction, RecordState};
use sqlx::{Connection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::lab::{self, Lab, after, code, consent, now, open, query};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// A database as version 1 of the tables had it, with the rows of this registry.
async fn as_version_1(lab: &Lab) -> TempDir {
    let folder = TempDir::new().unwrap();
    let options =
        SqliteConnectOptions::new().filename(folder.path().join("registry.db")).create_if_missing(true);
    let mut database = SqliteConnection::connect_with(&options).await.unwrap();
    MIGRATIONS.run_to(1, &mut database).await.unwrap();
    sqlx::query("ATTACH DATABASE ? AS newer")
        .bind(lab.folder.path().join("registry.db").to_str().unwrap())
        .execute(&mut database)
        .await
        .unwrap();
    let tables = ["terms", "application", "registered_card", "nonce", "card_certificate", "audit"];
    for table in tables {
        let sql = format!("INSERT INTO {table} SELECT * FROM newer.{table}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    }
    let columns = "number, id, state, kind, entity, signer, holder, sequence, serial, consent, content,
                   signer_certificate, holder_certificate, not_before, not_after, reserved_at, certificate,
                   write_nonce, issued_at, written_at";
    let sql = format!("INSERT INTO issuance ({columns}) SELECT {columns} FROM newer.issuance");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    folder
}

#[tokio::test]
async fn keeps_all_rows_of_version_1_and_finds_what_was_superseded() {
    let lab = Lab::activated().await;
    let other = lab.holder("66", 5).await;
    let late = consent();
    let _ = lab.reserve(&late).await.unwrap();
    lab.registry.sweep(after(90_000)).await.unwrap();
    let (old, first, recorded) = lab.issue(now()).await;
    lab.issue_to(&other, &lab.primary, &consent(), after(1)).await;
    let (new, second, alike) = lab.issue(after(2)).await;
    let pending = consent();
    let reply = lab.reserve(&pending).await.unwrap();
    let nonce = recorded.write_nonce.unwrap();
    let written = lab.write_record(&lab.secondary, old.id, &nonce, first.as_der());
    lab.registry.record_write(old.id, &written, after(3)).await.unwrap();
    let before = lab.records(&lab.primary, &query(Direction::Granted), after(4)).await.unwrap();
    let accounts = lab.registry.accounting().await.unwrap();

    let folder = as_version_1(&lab).await;
    lab.registry.close().await;
    let lab = Lab { registry: open(&folder).await, folder, ..lab };
    assert_eq!(lab.registry.integrity().await.unwrap(), [""; 0]);
    assert_eq!(lab.registry.accounting().await.unwrap(), accounts);
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
    let after_upgrade = lab.records(&lab.primary, &query(Direction::Granted), after(4)).await.unwrap();
    assert_eq!(after_upgrade, before);
    let states: Vec<_> = before.records.iter().map(|record| record.state).collect();
    assert_eq!(states, [RecordState::Active, RecordState::Active, RecordState::Superseded]);

    // Work goes on where it stopped.
    assert_eq!(code(lab.reserve(&late).await), "issuance.abandoned");
    let again = |id, certificate| (id, lab::upload(certificate));
    let (id, upload) = again(new.id, &second);
    assert_eq!(lab.registry.record_certificate(id, &upload, after(5)).await.unwrap(), alike);
    let (id, upload) = again(old.id, &first);
    assert_eq!(code(lab.registry.record_certificate(id, &upload, after(5)).await), "issuance.superseded");
    let (id, upload) = again(pending.id, &lab.signed(&pending, &reply));
    lab.registry.record_certificate(id, &upload, after(5)).await.unwrap();
    lab.delegate(&other, after(6)).await;
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}
