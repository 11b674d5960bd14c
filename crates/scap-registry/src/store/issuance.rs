//! Issuances: reserving a serial, recording certificate and write, abandoning, accounting.

use scap_ac::{CardCertificate, Sequence, SerialNumber, UnixTime};
use scap_proto::wire::Kind;
use sqlx::SqliteConnection;

use super::to_secs;

/// An issuance as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Issuance {
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) kind: String,
    pub(crate) entity: String,
    pub(crate) serial: String,
    pub(crate) consent: String,
    pub(crate) content: String,
    pub(crate) signer_certificate: Vec<u8>,
    pub(crate) holder_certificate: Vec<u8>,
    /// The number of the delegation by which a secondary card signs.
    pub(crate) delegation: Option<i64>,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) certificate: Option<Vec<u8>>,
    pub(crate) write_nonce: Option<String>,
    pub(crate) written_at: Option<i64>,
    pub(crate) superseded_at: Option<i64>,
}

/// What is kept of a new issuance.
#[derive(Debug)]
pub(crate) struct Reservation<'a> {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) signer: &'a CardCertificate,
    pub(crate) holder: &'a CardCertificate,
    pub(crate) sequence: Sequence,
    pub(crate) serial: SerialNumber,
    pub(crate) consent: String,
    pub(crate) content: String,
    pub(crate) delegation: Option<i64>,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    pub(crate) reserved_at: UnixTime,
}

/// How the numbers of one signer were used.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Usage {
    pub(crate) issuer: Vec<u8>,
    pub(crate) serial: String,
    pub(crate) last_sequence: u32,
    pub(crate) reserved: u32,
    pub(crate) issued: u32,
    pub(crate) abandoned: u32,
    pub(crate) lowest: u32,
    pub(crate) highest: u32,
}

/// The name of a kind of certificate in the database.
pub(crate) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Application => "application",
        Kind::Delegation => "delegation",
    }
}

/// The kind of certificate that has this name in the database.
pub(crate) fn kind(name: &str) -> Kind {
    match name {
        "delegation" => Kind::Delegation,
        _ => Kind::Application,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.number, i.id, i.state, i.kind, i.entity, i.serial, i.consent, i.content,
                    i.signer_certificate, i.holder_certificate, i.delegation, i.not_before, i.not_after,
                    i.certificate, i.write_nonce, i.written_at, i.superseded_at ",
            $rest,
        )
    };
}

pub(crate) async fn find(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Issuance>, sqlx::Error> {
    sqlx::query_as(select!("FROM issuance i WHERE i.id = ?")).bind(id).fetch_optional(connection).await
}

/// The row of a card's certificate, made if missing.
async fn card(connection: &mut SqliteConnection, card: &CardCertificate) -> Result<i64, sqlx::Error> {
    sqlx::query("INSERT INTO card_certificate (issuer, serial) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(card.issuer().as_der())
        .bind(card.serial().to_string())
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar("SELECT id FROM card_certificate WHERE issuer = ? AND serial = ?")
        .bind(card.issuer().as_der())
        .bind(card.serial().to_string())
        .fetch_one(connection)
        .await
}

/// The last number given to a signer; 0 if none.
pub(crate) async fn last_sequence(
    connection: &mut SqliteConnection,
    signer: &CardCertificate,
) -> Result<u32, sqlx::Error> {
    let last: Option<u32> =
        sqlx::query_scalar("SELECT last_sequence FROM card_certificate WHERE issuer = ? AND serial = ?")
            .bind(signer.issuer().as_der())
            .bind(signer.serial().to_string())
            .fetch_optional(connection)
            .await?;
    Ok(last.unwrap_or_default())
}

/// Takes the number and keeps what was agreed.
pub(crate) async fn reserve(
    connection: &mut SqliteConnection,
    new: &Reservation<'_>,
) -> Result<(), sqlx::Error> {
    let signer = card(connection, new.signer).await?;
    let holder = card(connection, new.holder).await?;
    sqlx::query("UPDATE card_certificate SET last_sequence = ? WHERE id = ?")
        .bind(new.sequence.number())
        .bind(signer)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO issuance (id, state, kind, entity, signer, holder, sequence, serial, consent, content,
                               signer_certificate, holder_certificate, delegation, not_before, not_after,
                               reserved_at)
         VALUES (?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&new.id)
    .bind(kind_name(new.kind))
    .bind(new.holder.business_number().as_str())
    .bind(signer)
    .bind(holder)
    .bind(new.sequence.number())
    .bind(new.serial.to_string())
    .bind(&new.consent)
    .bind(&new.content)
    .bind(new.signer.as_der())
    .bind(new.holder.as_der())
    .bind(new.delegation)
    .bind(to_secs(new.not_before))
    .bind(to_secs(new.not_after))
    .bind(to_secs(new.reserved_at))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) const CURRENT: &str = select!(
    "FROM issuance same JOIN issuance i ON i.holder = same.holder AND i.kind = same.kind
     WHERE same.number = ? AND i.state = 'issued' AND i.superseded_at IS NULL"
);

/// The recorded certificate that counts now for the holder and is of the kind of this issuance.
pub(crate) async fn current(
    connection: &mut SqliteConnection,
    issuance: &Issuance,
) -> Result<Option<Issuance>, sqlx::Error> {
    sqlx::query_as(CURRENT).bind(issuance.number).fetch_optional(connection).await
}

/// Notes that a newer certificate takes the place of this one.
pub(crate) async fn supersede(
    connection: &mut SqliteConnection,
    number: i64,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE issuance SET superseded_at = ? WHERE number = ? AND superseded_at IS NULL")
        .bind(to_secs(now))
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn record_certificate(
    connection: &mut SqliteConnection,
    number: i64,
    certificate: &[u8],
    write_nonce: Option<&str>,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE issuance SET state = 'issued', certificate = ?, write_nonce = ?, issued_at = ?
         WHERE number = ? AND state = 'reserved'",
    )
    .bind(certificate)
    .bind(write_nonce)
    .bind(to_secs(now))
    .bind(number)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn record_write(
    connection: &mut SqliteConnection,
    number: i64,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE issuance SET written_at = ? WHERE number = ? AND written_at IS NULL")
        .bind(to_secs(now))
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

/// The reservations made before `limit`.
pub(crate) async fn reserved_before(
    connection: &mut SqliteConnection,
    limit: UnixTime,
) -> Result<Vec<Issuance>, sqlx::Error> {
    sqlx::query_as(select!(
        "FROM issuance i WHERE i.state = 'reserved' AND i.reserved_at < ? ORDER BY i.reserved_at, i.number"
    ))
    .bind(to_secs(limit))
    .fetch_all(connection)
    .await
}

/// How many certificates of this holder's are waited for.
pub(crate) async fn reserved_for(
    connection: &mut SqliteConnection,
    holder: &CardCertificate,
) -> Result<u32, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM card_certificate c JOIN issuance i ON i.holder = c.id
         WHERE c.issuer = ? AND c.serial = ? AND i.state = 'reserved'",
    )
    .bind(holder.issuer().as_der())
    .bind(holder.serial().to_string())
    .fetch_one(connection)
    .await
}

/// The delegations that are reserved for the holder of this one.
pub(crate) async fn reserved_beside(
    connection: &mut SqliteConnection,
    delegation: i64,
) -> Result<Vec<Issuance>, sqlx::Error> {
    sqlx::query_as(select!(
        "FROM issuance i WHERE i.state = 'reserved' AND i.kind = 'delegation'
           AND i.holder = (SELECT holder FROM issuance WHERE number = ?) ORDER BY i.number"
    ))
    .bind(delegation)
    .fetch_all(connection)
    .await
}

pub(crate) async fn abandon(connection: &mut SqliteConnection, number: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE issuance SET state = 'abandoned' WHERE number = ? AND state = 'reserved'")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

/// How the numbers of every signer were used. A number is used once at most: the table says so.
pub(crate) async fn usage(connection: &mut SqliteConnection) -> Result<Vec<Usage>, sqlx::Error> {
    sqlx::query_as(
        "SELECT c.issuer, c.serial, c.last_sequence,
                COUNT(CASE WHEN i.state = 'reserved' THEN 1 END) AS reserved,
                COUNT(CASE WHEN i.state = 'issued' THEN 1 END) AS issued,
                COUNT(CASE WHEN i.state = 'abandoned' THEN 1 END) AS abandoned,
                COALESCE(MIN(i.sequence), 0) AS lowest, COALESCE(MAX(i.sequence), 0) AS highest
         FROM card_certificate c LEFT JOIN issuance i ON i.signer = c.id
         GROUP BY c.id, c.issuer, c.serial, c.last_sequence
         HAVING c.last_sequence > 0 OR COUNT(i.number) > 0
         ORDER BY c.id",
    )
    .fetch_all(connection)
    .await
}
