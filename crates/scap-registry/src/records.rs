//! F8: a card asks for its own records.

use scap_ac::UnixTime;
use scap_proto::{
    Base64,
    jws::Jws,
    wire::{RECORDS_QUERY, Record, RecordsQuery, RecordsReply},
};

use crate::{
    audit::Act,
    error::RegistryError,
    registry::{Registry, Signed, spend},
    store::{
        self,
        records::{Filter, Listed},
    },
};

impl Registry {
    /// `POST /v1/records/query`: the certificates that the signing card signed (granted) or holds
    /// (received), recorded in the range, both ends included: the newest 40, and a cursor to the next ones.
    /// Every certificate is listed, also those that a later one has replaced, with where it is in its life now.
    ///
    /// # Errors
    ///
    /// `request.*`, `card.*`, `query.range`, `query.cursor`, `server.*`.
    pub async fn records(&self, request: &Jws, now: UnixTime) -> Result<RecordsReply, RegistryError> {
        let mut act = Act::new("records", now);
        let outcome = self.try_records(request, &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_records(&self, request: &Jws, act: &mut Act) -> Result<RecordsReply, RegistryError> {
        let Signed { card, nonce, payload: query } =
            self.accept::<RecordsQuery>(request, RECORDS_QUERY, act)?;
        let filter = filter(&query)?;
        let mut transaction = self.store.write().await?;
        spend(&mut transaction, &nonce, act.at()).await?;
        transaction.commit().await?;

        let mut found = store::records::list(&mut *self.store.snapshot().await?, &card, &filter).await?;
        let more = found.len() > RecordsQuery::LIMIT;
        found.truncate(RecordsQuery::LIMIT);
        let next = found.last().filter(|_| more).map(|last| format!("{}-{}", last.issued_at, last.number));
        let records = found.into_iter().map(|listed| record(listed, act.at())).collect::<Result<_, _>>()?;
        Ok(RecordsReply { records, next })
    }
}

fn filter(query: &RecordsQuery) -> Result<Filter, RegistryError> {
    let instant = |field: &str, text: &str| {
        text.parse().map_err(|_| RegistryError::Malformed { field: Some(field.to_owned()) })
    };
    let (from, to): (UnixTime, UnixTime) = (instant("from", &query.from)?, instant("to", &query.to)?);
    if from > to {
        return Err(RegistryError::QueryRange { from, to });
    }
    let serial = query.serial.as_deref().map(str::parse).transpose();
    let serial = serial.map_err(|_| RegistryError::Malformed { field: Some("serial".to_owned()) })?;
    let after = query.cursor.as_deref().map(|cursor| place(cursor).ok_or(RegistryError::QueryCursor));
    let limit = RecordsQuery::LIMIT + 1;
    Ok(Filter {
        direction: query.direction,
        kind: query.kind,
        serial,
        from,
        to,
        after: after.transpose()?,
        limit,
    })
}

/// The place that a cursor names: time of recording and number of the last record before it.
fn place(cursor: &str) -> Option<(i64, i64)> {
    let (time, number) = cursor.split_once('-')?;
    Some((time.parse().ok()?, number.parse().ok()?))
}

fn record(listed: Listed, now: UnixTime) -> Result<Record, RegistryError> {
    let text = |secs: i64| store::from_secs(secs).map(|time| time.to_string());
    Ok(Record {
        serial: listed.serial,
        kind: store::issuance::kind(&listed.kind),
        issued_at: text(listed.issued_at)?,
        state: listed.life.state(now),
        written_at: listed.written_at.map(text).transpose()?,
        ended_at: listed.life.ended_at().map(text).transpose()?,
        certificate: Base64::from(listed.certificate),
    })
}
