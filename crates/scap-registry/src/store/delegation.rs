//! Delegations: finding and deactivating.

use scap_ac::{CardCertificate, UnifiedBusinessNumber, UnixTime};
use sqlx::SqliteConnection;

use super::to_secs;
use crate::life::Life;

/// A recorded delegation.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Delegation {
    pub(crate) number: i64,
    pub(crate) serial: String,
    pub(crate) certificate: Vec<u8>,
    #[sqlx(flatten)]
    pub(crate) life: Life,
    pub(crate) deactivation: Option<String>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.number, i.serial, i.certificate, i.not_after, i.superseded_at, i.deactivated_at, i.deactivation ",
            $rest,
        )
    };
}

/// The newest one of this holder.
pub(super) const NEWEST: &str = select!(
    "FROM card_certificate c JOIN issuance i ON i.holder = c.id
     WHERE c.issuer = ? AND c.serial = ? AND i.kind = 'delegation'
       AND i.state = 'issued' AND i.superseded_at IS NULL"
);

/// A serial is unique among the certificates of one CA; should another CA have given the same, the newest counts.
pub(super) const OF_ENTITY: &str = select!(
    "FROM issuance i
     WHERE i.serial = ? AND i.entity = ? AND i.kind = 'delegation' AND i.state = 'issued'
     ORDER BY i.number DESC LIMIT 1"
);

/// The newest delegation that was recorded for this card, whatever became of it.
pub(crate) async fn newest(
    connection: &mut SqliteConnection,
    holder: &CardCertificate,
) -> Result<Option<Delegation>, sqlx::Error> {
    sqlx::query_as(NEWEST)
        .bind(holder.issuer().as_der())
        .bind(holder.serial().to_string())
        .fetch_optional(connection)
        .await
}

/// The delegation of this serial, if it is one of the entity.
pub(crate) async fn of_entity(
    connection: &mut SqliteConnection,
    entity: UnifiedBusinessNumber,
    serial: &str,
) -> Result<Option<Delegation>, sqlx::Error> {
    sqlx::query_as(OF_ENTITY).bind(serial).bind(entity.as_str()).fetch_optional(connection).await
}

/// The delegation that was recorded under this number.
pub(crate) async fn find(connection: &mut SqliteConnection, number: i64) -> Result<Delegation, sqlx::Error> {
    sqlx::query_as(select!("FROM issuance i WHERE i.number = ?")).bind(number).fetch_one(connection).await
}

/// Ends it; `request` is the evidence.
pub(crate) async fn deactivate(
    connection: &mut SqliteConnection,
    number: i64,
    request: &str,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE issuance SET deactivated_at = ?, deactivation = ? WHERE number = ? AND deactivated_at IS NULL",
    )
    .bind(to_secs(now))
    .bind(request)
    .bind(number)
    .execute(connection)
    .await?;
    Ok(())
}
