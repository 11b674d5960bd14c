//! Nonces: stored when given, deleted when spent.

use scap_ac::UnixTime;
use sqlx::SqliteConnection;

use super::to_secs;

pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    nonce: &str,
    expires_at: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO nonce (nonce, expires_at) VALUES (?, ?)")
        .bind(nonce)
        .bind(to_secs(expires_at))
        .execute(connection)
        .await?;
    Ok(())
}

/// Spends a nonce. `false` if it was never given, is spent already or has expired.
pub(crate) async fn spend(
    connection: &mut SqliteConnection,
    nonce: &str,
    now: UnixTime,
) -> Result<bool, sqlx::Error> {
    let spent = sqlx::query("DELETE FROM nonce WHERE nonce = ? AND expires_at >= ?")
        .bind(nonce)
        .bind(to_secs(now))
        .execute(connection)
        .await?;
    Ok(spent.rows_affected() == 1)
}

/// Deletes the expired ones; returns how many they were.
pub(crate) async fn sweep(connection: &mut SqliteConnection, now: UnixTime) -> Result<u64, sqlx::Error> {
    let swept =
        sqlx::query("DELETE FROM nonce WHERE expires_at < ?").bind(to_secs(now)).execute(connection).await?;
    Ok(swept.rows_affected())
}
