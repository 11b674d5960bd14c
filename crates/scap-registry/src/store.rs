//! The database: opening, transactions, and the integrity check. All SQL is here and in the modules below.

pub(crate) mod audit;
pub(crate) mod catalogue;
pub(crate) mod delegation;
mod file;
pub(crate) mod issuance;
pub(crate) mod nonce;
#[cfg(test)]
mod plan;
pub(crate) mod records;
pub(crate) mod register;

use std::{path::Path, time::Duration};

use scap_ac::UnixTime;
use sqlx::{
    Sqlite, SqliteConnection, SqlitePool, Transaction,
    migrate::MigrateError,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// How long a statement waits for a lock of another process, such as an import.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(8);
/// Connections that read.
const READERS: u32 = 4;

/// A SQLite database: one connection writes, several read.
#[derive(Debug)]
pub(crate) struct Store {
    writer: SqlitePool,
    reader: SqlitePool,
}

impl Store {
    /// Opens the database, which is made if missing, for its owner alone, and brings its tables up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self, MigrateError> {
        file::make_private(path).map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let pool = || SqlitePoolOptions::new().acquire_timeout(ACQUIRE);
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!().run(&writer).await?;
        let reader = pool().max_connections(READERS).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self { writer, reader })
    }

    /// A transaction that has the write lock from its start, so that it never fails half-way for it.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// A transaction that sees one state of the database.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.reader.begin().await
    }

    /// A connection for one statement that reads.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        self.reader.acquire().await
    }

    /// Waits for what is running, then closes the database.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// What SQLite finds wrong with the file: pages, indexes, rows that break a constraint or a reference.
pub(crate) async fn integrity(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    found.retain(|line| line != "ok");
    let references: Vec<(String,)> =
        sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check").fetch_all(connection).await?;
    found.extend(references.into_iter().map(|(table,)| format!("a row of {table} refers to none")));
    Ok(found)
}

/// An instant as it is stored.
pub(crate) fn to_secs(time: UnixTime) -> i64 {
    // The year 9999 is far below the largest value.
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// An instant from its stored form.
pub(crate) fn from_secs(secs: i64) -> Result<UnixTime, sqlx::Error> {
    let secs = u64::try_from(secs).map_err(decode)?;
    UnixTime::from_secs(secs).map_err(decode)
}

/// The error for a stored value that is none of ours.
pub(crate) fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
