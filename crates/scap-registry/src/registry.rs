//! The registry: its settings, opening, nonces, and the checks that every signed request passes.

use std::{path::Path, time::Duration};

use scap_ac::{CardCertificate, UnixTime, Validator, hex};
use scap_proto::{
    jws::{Jws, JwsError},
    wire::NonceReply,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::SqliteConnection;
use tokio::sync::Semaphore;

use crate::{
    audit::{Act, Event},
    error::RegistryError,
    store::{self, Store, issuance::Issuance},
    user_code::UserCodeCost,
};

/// Octets of a nonce.
const NONCE: usize = 16;
/// User codes that are hashed at the same time: each takes tens of megabytes.
const HASHERS: usize = 2;

/// What an operator may choose.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "an operator fills in what the default leaves open")]
pub struct Settings {
    /// The address that clients use, without a slash at its end: signed requests name it.
    pub public_url: String,
    /// How long a nonce can be spent: long enough for a person to fill in the content.
    pub nonce_lifetime: Duration,
    /// How long the server waits for the certificate after it gave a serial.
    pub reservation_lifetime: Duration,
    /// What hashing a user code costs.
    pub user_code_cost: UserCodeCost,
}

impl Settings {
    /// The defaults for this address: nonces of 15 minutes, reservations of 24 hours.
    #[must_use]
    pub fn new(public_url: impl Into<String>) -> Self {
        let mut public_url = public_url.into();
        public_url.truncate(public_url.trim_end_matches('/').len());
        Self {
            public_url,
            nonce_lifetime: Duration::from_secs(15 * 60),
            reservation_lifetime: Duration::from_secs(24 * 60 * 60),
            user_code_cost: UserCodeCost::default(),
        }
    }
}

/// The server's side: serials, issuance, delegations, records, activation, audit, catalogue.
///
/// It has no clock: every call is told what time it is. Every refusal of a signed request or of an issuance
/// is in the audit log before it is answered.
#[derive(Debug)]
pub struct Registry {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) hashers: Semaphore,
    validator: Validator,
}

impl Registry {
    /// Opens the registry in this database file, which is made if missing. The file is for its owner alone,
    /// and is made so if it was not. Cards are trusted as the validator says.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn open(
        database: &Path,
        validator: Validator,
        settings: Settings,
    ) -> Result<Self, RegistryError> {
        let store = Store::open(database).await?;
        Ok(Self { store, settings, hashers: Semaphore::new(HASHERS), validator })
    }

    /// Waits for what is running, then closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn ping(&self) -> Result<(), RegistryError> {
        store::catalogue::terms_version(&mut *self.store.read().await?).await?;
        Ok(())
    }

    /// Gives a nonce for one signed request.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn nonce(&self, now: UnixTime) -> Result<NonceReply, RegistryError> {
        let nonce = random_nonce()?;
        let lifetime = self.settings.nonce_lifetime.as_secs();
        let mut transaction = self.store.write().await?;
        store::nonce::insert(&mut transaction, &nonce, later(now, self.settings.nonce_lifetime)).await?;
        transaction.commit().await?;
        Ok(NonceReply { nonce, expires_in: lifetime })
    }

    /// Forgets expired nonces and abandons the reservations whose certificate did not come in time: to be
    /// called at start and every minute.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn sweep(&self, now: UnixTime) -> Result<Swept, RegistryError> {
        let limit = earlier(now, self.settings.reservation_lifetime);
        let mut transaction = self.store.write().await?;
        let nonces = store::nonce::sweep(&mut transaction, now).await?;
        let overdue = store::issuance::reserved_before(&mut transaction, limit).await?;
        let mut abandoned = 0;
        for issuance in overdue {
            abandon(&mut transaction, issuance, Act::new("sweep", now)).await?;
            abandoned += 1;
        }
        transaction.commit().await?;
        Ok(Swept { nonces, abandoned })
    }

    /// Reads a request that a card signed for this `path` of the server, and checks everything about it but
    /// the nonce and what it asks for.
    pub(crate) fn accept<T: DeserializeOwned>(
        &self,
        request: &Jws,
        path: &str,
        act: &mut Act,
    ) -> Result<Signed<T>, RegistryError> {
        let request = self.read_signed(request, path, act)?;
        self.check_card(&request.card, act.at())?;
        act.is_of(request.card.business_number());
        Ok(request)
    }

    /// As [`Registry::accept`], but the path of the card's certificate is left to the caller.
    pub(crate) fn read_signed<T: DeserializeOwned>(
        &self,
        request: &Jws,
        path: &str,
        act: &mut Act,
    ) -> Result<Signed<T>, RegistryError> {
        let request = request.verify::<Value>().map_err(|error| match error {
            JwsError::Signature => RegistryError::RequestSignature,
            JwsError::Certificate(_) => RegistryError::CardUnsupported,
            _ => RegistryError::Malformed { field: None },
        })?;
        act.names_card(&request.card);
        let expected = format!("{}{path}", self.settings.public_url);
        if request.url != expected {
            return Err(RegistryError::Url { expected });
        }
        let payload = serde_path_to_error::deserialize(request.payload)
            .map_err(|error| RegistryError::malformed(&error))?;
        Ok(Signed { card: request.card, nonce: request.nonce, payload })
    }

    /// Whether the card is to be trusted now.
    pub(crate) fn check_card(&self, card: &CardCertificate, now: UnixTime) -> Result<(), RegistryError> {
        if !card.may_sign() {
            return Err(RegistryError::CardUnsupported);
        }
        let serial = || Box::new(*card.serial());
        self.validator
            .check_card(card, now)
            .map_err(|source| RegistryError::CardPath { serial: serial(), source })
    }
}

/// A request that is signed for this server by the card that it names.
#[derive(Debug)]
pub(crate) struct Signed<T> {
    pub(crate) card: CardCertificate,
    pub(crate) nonce: String,
    pub(crate) payload: T,
}

/// What a sweep did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Swept {
    /// Nonces that expired.
    pub nonces: u64,
    /// Reservations that were abandoned.
    pub abandoned: u64,
}

/// Spends the nonce of a request, within the transaction of the act.
pub(crate) async fn spend(
    connection: &mut SqliteConnection,
    nonce: &str,
    now: UnixTime,
) -> Result<(), RegistryError> {
    if store::nonce::spend(connection, nonce, now).await? { Ok(()) } else { Err(RegistryError::Nonce) }
}

/// Gives a reservation up: no certificate will be recorded for it.
pub(crate) async fn abandon(
    connection: &mut SqliteConnection,
    issuance: Issuance,
    mut act: Act,
) -> Result<(), RegistryError> {
    store::issuance::abandon(connection, issuance.number).await?;
    act.is_of(issuance.entity.parse().map_err(store::decode)?);
    act.note("issuance", issuance.id);
    act.note("serial", issuance.serial);
    act.record(connection, Event::Abandoned).await?;
    Ok(())
}

/// 128 random bits in hex.
pub(crate) fn random_nonce() -> Result<String, RegistryError> {
    let mut octets = [0; NONCE];
    getrandom::fill(&mut octets)?;
    Ok(hex(&octets))
}

fn later(time: UnixTime, by: Duration) -> UnixTime {
    UnixTime::from_secs(time.as_secs().saturating_add(by.as_secs())).unwrap_or(time)
}

fn earlier(time: UnixTime, by: Duration) -> UnixTime {
    UnixTime::from_secs(time.as_secs().saturating_sub(by.as_secs())).unwrap_or(time)
}
