//! Issuances: reserving a serial, recording certificate and write, abandoning, listing, accounting.

use scap_ac::{CardCertificate, Sequence, SerialNumber, UnixTime};
use scap_proto::wire::{Direction, Kind};
use sqlx::SqliteConnection;

use super::to_secs;

/// An issuance as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Issuance {
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) entity: String,
    pub(crate) serial: String,
    pub(crate) consent: String,
    pub(crate) content: String,
    pub(crate) signer_certificate: Vec<u8>,
    pub(crate) holder_certificate: Vec<u8>,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) certificate: Option<Vec<u8>>,
    pub(crate) write_nonce: Option<String>,
    pub(crate) written_at: Option<i64>,
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
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    pub(crate) reserved_at: UnixTime,
}

/// A recorded certificate in a list.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Listed {
    pub(crate) number: i64,
    pub(crate) serial: String,
    pub(crate) kind: String,
    pub(crate) issued_at: i64,
    pub(crate) written_at: Option<i64>,
    pub(crate) certificate: Vec<u8>,
}

/// Which records are asked for.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) direction: Direction,
    pub(crate) kind: Option<Kind>,
    pub(crate) from: UnixTime,
    pub(crate) to: UnixTime,
    /// Only those that come after this place: time of recording and number.
    pub(crate) after: Option<(i64, i64)>,
    pub(crate) limit: i64,
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

pub(crate) async fn find(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Issuance>, sqlx::Error> {
    sqlx::query_as(
        "SELECT number, id, state, entity, serial, consent, content, signer_certificate,
                holder_certificate, not_before, not_after, certificate, write_nonce, written_at
         FROM issuance WHERE id = ?",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
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
                               signer_certificate, holder_certificate, not_before, not_after, reserved_at)
         VALUES (?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(to_secs(new.not_before))
    .bind(to_secs(new.not_after))
    .bind(to_secs(new.reserved_at))
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn record_certificate(
    connection: &mut SqliteConnection,
    number: i64,
    certificate: &[u8],
    write_nonce: &str,
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
    sqlx::query_as(
        "SELECT number, id, state, entity, serial, consent, content, signer_certificate,
                holder_certificate, not_before, not_after, certificate, write_nonce, written_at
         FROM issuance WHERE state = 'reserved' AND reserved_at < ? ORDER BY reserved_at, number",
    )
    .bind(to_secs(limit))
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

/// The newest certificates of this card that pass the filter, newest first.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
    filter: &Filter,
) -> Result<Vec<Listed>, sqlx::Error> {
    let sql = match filter.direction {
        Direction::Granted => {
            "SELECT i.number, i.serial, i.kind, i.issued_at, i.written_at, i.certificate
             FROM card_certificate c JOIN issuance i ON i.signer = c.id
             WHERE c.issuer = ? AND c.serial = ? AND i.issued_at BETWEEN ? AND ?
               AND (i.issued_at, i.number) < (?, ?) AND (? IS NULL OR i.kind = ?)
             ORDER BY i.issued_at DESC, i.number DESC LIMIT ?"
        }
        Direction::Received => {
            "SELECT i.number, i.serial, i.kind, i.issued_at, i.written_at, i.certificate
             FROM card_certificate c JOIN issuance i ON i.holder = c.id
             WHERE c.issuer = ? AND c.serial = ? AND i.issued_at BETWEEN ? AND ?
               AND (i.issued_at, i.number) < (?, ?) AND (? IS NULL OR i.kind = ?)
             ORDER BY i.issued_at DESC, i.number DESC LIMIT ?"
        }
    };
    let (time, number) = filter.after.unwrap_or((i64::MAX, i64::MAX));
    let kind = filter.kind.map(kind_name);
    sqlx::query_as(sql)
        .bind(card.issuer().as_der())
        .bind(card.serial().to_string())
        .bind(to_secs(filter.from))
        .bind(to_secs(filter.to))
        .bind(time)
        .bind(number)
        .bind(kind)
        .bind(kind)
        .bind(filter.limit)
        .fetch_all(connection)
        .await
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
