//! Records: the certificates of a card, newest first.

use scap_ac::{CardCertificate, SerialNumber, UnixTime};
use scap_proto::wire::{Direction, Kind};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

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
    pub(crate) limit: i64,
}

/// The newest certificates of this card that pass the filter, newest first.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
    filter: &Filter,
) -> Result<Vec<Listed>, sqlx::Error> {
    query(card, filter).build_query_as().fetch_all(connection).await
}

/// The statement has no condition that it does not need, so that an index leads to the newest one at once.
fn query(card: &CardCertificate, filter: &Filter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(
        "SELECT i.number, i.serial, i.kind, i.issued_at, i.written_at, i.not_after, i.superseded_at,
                i.deactivated_at, i.certificate
         FROM card_certificate c JOIN issuance i ON ",
    );
    query.push(match filter.direction {
        Direction::Granted => "i.signer = c.id",
        Direction::Received => "i.holder = c.id",
    });
    query.push(" WHERE c.issuer = ").push_bind(card.issuer().as_der().to_vec());
    query.push(" AND c.serial = ").push_bind(card.serial().to_string());
    if let Some(kind) = filter.kind {
        query.push(" AND i.kind = ").push_bind(kind_name(kind));
    }
    if let Some(serial) = &filter.serial {
        query.push(" AND i.serial = ").push_bind(serial.to_string());
    }
    let (time, number) = filter.after.unwrap_or((i64::MAX, i64::MAX));
    query.push(" AND i.issued_at BETWEEN ").push_bind(to_secs(filter.from));
    query.push(" AND ").push_bind(to_secs(filter.to).min(time));
    query.push(" AND (i.issued_at, i.number) < (").push_bind(time);
    query.push(", ").push_bind(number);
    query.push(") ORDER BY i.issued_at DESC, i.number DESC LIMIT ").push_bind(filter.limit);
    query
}
