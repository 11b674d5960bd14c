//! The audit log: what is recorded, the hash chain of each entity, and its verification.

use std::collections::BTreeMap;

use scap_ac::{CardCertificate, UnifiedBusinessNumber, UnixTime};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{error::RegistryError, registry::Registry, store};

/// Length of a link.
pub(crate) const HASH: usize = 32;
/// Separates these hashes from all others.
const DOMAIN: &[u8] = b"scap audit entry 1";
/// The chain of what belongs to no entity, or to none that is proven.
const NO_ENTITY: &str = "-";
/// Entries that are read at once.
const PAGE: i64 = 1000;

/// What is recorded. The names are stable.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    SerialGiven,
    CertificateRecorded,
    WriteRecorded,
    DelegationDeactivated,
    Activated,
    Abandoned,
    Refused,
    CatalogueImported,
    CardsImported,
}

impl Event {
    /// The name in the log.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SerialGiven => "serial.given",
            Self::CertificateRecorded => "certificate.recorded",
            Self::WriteRecorded => "write.recorded",
            Self::DelegationDeactivated => "delegation.deactivated",
            Self::Activated => "card.activated",
            Self::Abandoned => "serial.abandoned",
            Self::Refused => "refused",
            Self::CatalogueImported => "catalogue.imported",
            Self::CardsImported => "cards.imported",
        }
    }
}

/// What is done, by whom, as far as it is known: grows while a request is checked.
#[derive(Debug)]
pub(crate) struct Act {
    at: UnixTime,
    entity: Option<String>,
    details: Map<String, Value>,
}

impl Act {
    pub(crate) fn new(name: &str, at: UnixTime) -> Self {
        let details = Map::from_iter([("act".to_owned(), name.into())]);
        Self { at, entity: None, details }
    }

    pub(crate) const fn at(&self) -> UnixTime {
        self.at
    }

    /// The card that asks. Its entity is believed only once its path is checked.
    pub(crate) fn names_card(&mut self, card: &CardCertificate) {
        self.note("card", card.serial().to_string());
    }

    /// The entity in whose chain this belongs.
    pub(crate) fn is_of(&mut self, entity: UnifiedBusinessNumber) {
        self.entity = Some(entity.as_str().to_owned());
    }

    pub(crate) fn names_issuance(&mut self, id: Uuid) {
        self.note("issuance", id.to_string());
    }

    /// One more fact. No personal data beyond what is needed.
    pub(crate) fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.details.insert(name.to_owned(), value.into());
    }

    /// Appends the act to the log, within its transaction.
    pub(crate) async fn record(
        self,
        connection: &mut SqliteConnection,
        event: Event,
    ) -> Result<(), sqlx::Error> {
        let details = Value::Object(self.details).to_string();
        let entity = self.entity.as_deref().unwrap_or(NO_ENTITY);
        store::audit::append(connection, entity, self.at, event.as_str(), &details).await
    }
}

impl Registry {
    /// Records a refusal, in a transaction of its own, before it is answered.
    pub(crate) async fn conclude<T>(
        &self,
        mut act: Act,
        outcome: Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        if let Err(error) = &outcome
            && error.is_refusal()
        {
            act.note("code", error.code());
            let mut transaction = self.store.write().await?;
            act.record(&mut transaction, Event::Refused).await?;
            transaction.commit().await?;
        }
        outcome
    }

    /// Walks every chain from its start, and compares what was recorded with what the registry holds: a
    /// chain whose end was cut off is sound in itself.
    ///
    /// The log proves order and integrity against whoever cannot rewrite all of it: keep the heads of the
    /// report elsewhere from time to time, and compare.
    ///
    /// # Errors
    ///
    /// `server.database`. A log that was tampered with is no error: ask [`AuditReport::is_sound`].
    pub async fn verify_audit(&self) -> Result<AuditReport, RegistryError> {
        let mut snapshot = self.store.snapshot().await?;
        let mut report = AuditReport::default();
        let mut seen = BTreeMap::<String, i64>::new();
        let mut after = 0;
        loop {
            let page = store::audit::page(&mut snapshot, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.number;
            for entry in page {
                *seen.entry(entry.event.clone()).or_default() += 1;
                if let Some(reason) = report.check(&entry) {
                    let Entry { number, entity, position, .. } = entry;
                    report.first_break = Some(AuditBreak { number, entity, position, reason });
                    return Ok(report);
                }
            }
        }
        for (event, count) in store::audit::expected(&mut snapshot).await? {
            if seen.get(event.as_str()).copied().unwrap_or_default() != count {
                report.unmatched.push(event.as_str());
            }
        }
        Ok(report)
    }
}

/// What walking the audit log found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct AuditReport {
    /// How many entries are sound.
    pub entries: u64,
    /// The last sound link of each chain, by entity (`-`: none).
    pub heads: BTreeMap<String, AuditHead>,
    /// Where the log was tampered with, if it was.
    pub first_break: Option<AuditBreak>,
    /// The events that are not as often in the log as the registry says that they happened.
    pub unmatched: Vec<&'static str>,
}

/// The last link of a chain.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AuditHead {
    /// Its position, counted from 1.
    pub position: i64,
    /// Its hash: it depends on every entry before it.
    pub hash: Vec<u8>,
}

/// An entry that does not fit.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("audit entry {number} (entity {entity}, position {position}): {reason}")]
#[non_exhaustive]
pub struct AuditBreak {
    /// Its number in the whole log.
    pub number: i64,
    /// Its chain.
    pub entity: String,
    /// Its position in that chain.
    pub position: i64,
    /// What does not fit.
    pub reason: BreakReason,
}

/// What does not fit about an audit entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BreakReason {
    /// Entries before it are missing.
    #[error("entries before it are missing")]
    Gap,
    /// It does not follow the entry before it.
    #[error("it does not follow the entry before it")]
    Link,
    /// Its content was changed.
    #[error("its content was changed")]
    Content,
}

impl AuditReport {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.first_break.is_none() && self.unmatched.is_empty()
    }

    fn check(&mut self, entry: &Entry) -> Option<BreakReason> {
        let first = AuditHead { position: 0, hash: vec![0; HASH] };
        let head = self.heads.get(&entry.entity).unwrap_or(&first);
        if entry.position != head.position.saturating_add(1) {
            return Some(BreakReason::Gap);
        }
        if entry.previous != head.hash {
            return Some(BreakReason::Link);
        }
        if entry.hash != link(entry) {
            return Some(BreakReason::Content);
        }
        let head = AuditHead { position: entry.position, hash: entry.hash.clone() };
        self.heads.insert(entry.entity.clone(), head);
        self.entries += 1;
        None
    }
}

/// An entry as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Entry {
    pub(crate) number: i64,
    pub(crate) entity: String,
    pub(crate) position: i64,
    pub(crate) at: i64,
    pub(crate) event: String,
    pub(crate) details: String,
    pub(crate) previous: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

/// The hash over all of an entry but itself; every part stands behind its length.
pub(crate) fn link(entry: &Entry) -> [u8; HASH] {
    let mut hash = Sha256::new();
    let (position, at) = (entry.position.to_be_bytes(), entry.at.to_be_bytes());
    let parts: [&[u8]; 7] = [
        DOMAIN,
        entry.entity.as_bytes(),
        &position,
        &at,
        entry.event.as_bytes(),
        entry.details.as_bytes(),
        &entry.previous,
    ];
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
