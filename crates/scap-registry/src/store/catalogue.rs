//! Terms and applications.

use scap_ac::json::ApplicationJson;
use scap_proto::wire::{ApplicationDetail, Terms};
use sqlx::SqliteConnection;

use super::decode;

/// Puts these terms and applications in the place of what is there.
pub(crate) async fn replace(
    connection: &mut SqliteConnection,
    terms: &Terms,
    applications: &[ApplicationDetail],
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM application").execute(&mut *connection).await?;
    sqlx::query("DELETE FROM terms").execute(&mut *connection).await?;
    sqlx::query("INSERT INTO terms (id, version, text) VALUES (1, ?, ?)")
        .bind(&terms.version)
        .bind(serde_json::to_string(&terms.text).map_err(decode)?)
        .execute(&mut *connection)
        .await?;
    for (position, application) in (0_i64..).zip(applications) {
        sqlx::query("INSERT INTO application (code, position, name, units, roles) VALUES (?, ?, ?, ?, ?)")
            .bind(&application.code)
            .bind(position)
            .bind(&application.name)
            .bind(serde_json::to_string(&application.units).map_err(decode)?)
            .bind(serde_json::to_string(&application.roles).map_err(decode)?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(crate) async fn terms(connection: &mut SqliteConnection) -> Result<Option<Terms>, sqlx::Error> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT version, text FROM terms").fetch_optional(connection).await?;
    found
        .map(|(version, text)| Ok(Terms { version, text: serde_json::from_str(&text).map_err(decode)? }))
        .transpose()
}

/// The version of the terms alone.
pub(crate) async fn terms_version(connection: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT version FROM terms").fetch_optional(connection).await
}

/// Code and name of each application, in the order of the catalogue file.
pub(crate) async fn applications(
    connection: &mut SqliteConnection,
) -> Result<Vec<ApplicationJson>, sqlx::Error> {
    let found: Vec<(String, String)> =
        sqlx::query_as("SELECT code, name FROM application ORDER BY position").fetch_all(connection).await?;
    Ok(found.into_iter().map(|(code, name)| ApplicationJson { code, name }).collect())
}

pub(crate) async fn application(
    connection: &mut SqliteConnection,
    code: &str,
) -> Result<Option<ApplicationDetail>, sqlx::Error> {
    let found: Option<(String, String, String)> =
        sqlx::query_as("SELECT name, units, roles FROM application WHERE code = ?")
            .bind(code)
            .fetch_optional(connection)
            .await?;
    found
        .map(|(name, units, roles)| {
            Ok(ApplicationDetail {
                code: code.to_owned(),
                name,
                units: serde_json::from_str(&units).map_err(decode)?,
                roles: serde_json::from_str(&roles).map_err(decode)?,
            })
        })
        .transpose()
}
