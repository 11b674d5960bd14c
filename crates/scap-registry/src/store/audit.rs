//! The audit log: appending to a chain, and reading it in order.

use scap_ac::UnixTime;
use sqlx::SqliteConnection;

use super::to_secs;
use crate::audit::{Entry, Event, HASH, link};

/// Appends to the chain of `entity`, within the transaction of the act.
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    entity: &str,
    at: UnixTime,
    event: &str,
    details: &str,
) -> Result<(), sqlx::Error> {
    let last: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT position, hash FROM audit WHERE entity = ? ORDER BY position DESC LIMIT 1")
            .bind(entity)
            .fetch_optional(&mut *connection)
            .await?;
    let (position, previous) = last.unwrap_or_else(|| (0, vec![0; HASH]));
    let mut entry = Entry {
        number: 0,
        entity: entity.to_owned(),
        position: position.saturating_add(1),
        at: to_secs(at),
        event: event.to_owned(),
        details: details.to_owned(),
        previous,
        hash: Vec::new(),
    };
    entry.hash = link(&entry).to_vec();
    sqlx::query(
        "INSERT INTO audit (entity, position, at, event, details, previous, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&entry.entity)
    .bind(entry.position)
    .bind(entry.at)
    .bind(&entry.event)
    .bind(&entry.details)
    .bind(&entry.previous)
    .bind(&entry.hash)
    .execute(connection)
    .await?;
    Ok(())
}

/// At most `limit` entries that come after the entry `after`, in order.
pub(crate) async fn page(
    connection: &mut SqliteConnection,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as(
        "SELECT number, entity, position, at, event, details, previous, hash FROM audit
         WHERE number > ? ORDER BY number LIMIT ?",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// How often each event must be in the log, by what the other tables hold.
pub(crate) async fn expected(connection: &mut SqliteConnection) -> Result<[(Event, i64); 6], sqlx::Error> {
    let (given, recorded, written, deactivated, abandoned): (i64, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(issued_at), COUNT(written_at), COUNT(deactivated_at),
                COUNT(CASE WHEN state = 'abandoned' THEN 1 END)
         FROM issuance",
    )
    .fetch_one(&mut *connection)
    .await?;
    let activated = sqlx::query_scalar("SELECT COUNT(activated_at) FROM registered_card");
    Ok([
        (Event::SerialGiven, given),
        (Event::CertificateRecorded, recorded),
        (Event::WriteRecorded, written),
        (Event::DelegationDeactivated, deactivated),
        (Event::Abandoned, abandoned),
        (Event::Activated, activated.fetch_one(connection).await?),
    ])
}
