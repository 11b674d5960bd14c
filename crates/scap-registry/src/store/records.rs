//! Records: the certificates of a card, newest first.

use std::cmp::Reverse;

use scap_ac::{CardCertificate, SerialNumber, UnixTime};
use scap_proto::wire::{Direction, Kind};
use sqlx::SqliteConnection;

use super::{issuance::kind_name, to_secs};
use crate::life::Life;

/// A recorded certificate in a list.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Listed {
    pub(crate) number: i64,
    pub(crate) serial: String,
    pub(crate) kind: String,
    pub(crate) issued_at: i64,
    pub(crate) written_at: Option<i64>,
    #[sqlx(flatten)]
    pub(crate) life: Life,
    pub(crate) certificate: Vec<u8>,
}

/// Which records are asked for.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) direction: Direction,
    pub(crate) kind: Option<Kind>,
    pub(crate) serial: Option<SerialNumber>,
    pub(crate) from: UnixTime,
    pub(crate) to: UnixTime,
    /// Only those that come after this place: time of recording and number.
    pub(crate) after: Option<(i64, i64)>,
    pub(crate) limit: usize,
}

macro_rules! list {
    ($card:literal) => {
        concat!(
            "SELECT i.number, i.serial, i.kind, i.issued_at, i.written_at, i.not_after, i.superseded_at,
                    i.deactivated_at, i.certificate
             FROM card_certificate c JOIN issuance i ON ",
            $card,
            " = c.id
             WHERE c.issuer = ? AND c.serial = ? AND i.kind = ? AND i.issued_at BETWEEN ? AND ?
               AND (i.issued_at, i.number) < (?, ?) AND (? IS NULL OR i.serial = ?)
             ORDER BY i.issued_at DESC, i.number DESC LIMIT ?",
        )
    };
}

pub(super) const GRANTED: &str = list!("i.signer");
pub(super) const RECEIVED: &str = list!("i.holder");

/// The newest certificates of this card that pass the filter, newest first, within a transaction: each kind is
/// asked for by itself, so that an index leads to its newest one at once.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
    filter: &Filter,
) -> Result<Vec<Listed>, sqlx::Error> {
    let sql = match filter.direction {
        Direction::Granted => GRANTED,
        Direction::Received => RECEIVED,
    };
    let (time, number) = filter.after.unwrap_or((i64::MAX, i64::MAX));
    let serial = filter.serial.map(|serial| serial.to_string());
    let mut found: Vec<Listed> = Vec::new();
    for kind in [Kind::Application, Kind::Delegation] {
        if filter.kind.is_some_and(|only| only != kind) {
            continue;
        }
        let newest = sqlx::query_as(sql)
            .bind(card.issuer().as_der())
            .bind(card.serial().to_string())
            .bind(kind_name(kind))
            .bind(to_secs(filter.from))
            .bind(to_secs(filter.to).min(time))
            .bind(time)
            .bind(number)
            .bind(&serial)
            .bind(&serial)
            .bind(i64::try_from(filter.limit).unwrap_or(i64::MAX))
            .fetch_all(&mut *connection)
            .await?;
        found.extend(newest);
    }
    found.sort_unstable_by_key(|listed| Reverse((listed.issued_at, listed.number)));
    found.truncate(filter.limit);
    Ok(found)
}
