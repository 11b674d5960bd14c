//! The register of secondary cards that may be activated.

use scap_ac::{CardCertificate, SerialNumber, UnifiedBusinessNumber, UnixTime};
use sqlx::SqliteConnection;

use super::{from_secs, to_secs};

/// A card's entry in the register.
#[derive(Debug)]
pub(crate) struct RegisteredCard {
    pub(crate) user_code_hash: String,
    pub(crate) wrong_tries: u32,
    pub(crate) activated_at: Option<UnixTime>,
}

/// Enters a card, or gives one that is there another user code with all tries. That it was activated
/// stays.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    serial: &SerialNumber,
    business_number: UnifiedBusinessNumber,
    user_code_hash: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO registered_card (serial, business_number, user_code_hash) VALUES (?, ?, ?)
         ON CONFLICT (serial, business_number)
         DO UPDATE SET user_code_hash = excluded.user_code_hash, wrong_tries = 0",
    )
    .bind(serial.to_string())
    .bind(business_number.as_str())
    .bind(user_code_hash)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn find(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
) -> Result<Option<RegisteredCard>, sqlx::Error> {
    let found: Option<(String, u32, Option<i64>)> = sqlx::query_as(
        "SELECT user_code_hash, wrong_tries, activated_at FROM registered_card
         WHERE serial = ? AND business_number = ?",
    )
    .bind(card.serial().to_string())
    .bind(card.business_number().as_str())
    .fetch_optional(connection)
    .await?;
    found
        .map(|(user_code_hash, wrong_tries, activated_at)| {
            let activated_at = activated_at.map(from_secs).transpose()?;
            Ok(RegisteredCard { user_code_hash, wrong_tries, activated_at })
        })
        .transpose()
}

/// Counts a try as a wrong one.
pub(crate) async fn count_try(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE registered_card SET wrong_tries = wrong_tries + 1
         WHERE serial = ? AND business_number = ?",
    )
    .bind(card.serial().to_string())
    .bind(card.business_number().as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives all tries back and notes when the card was activated, if it was not before.
pub(crate) async fn activate(
    connection: &mut SqliteConnection,
    card: &CardCertificate,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE registered_card SET wrong_tries = 0, activated_at = COALESCE(activated_at, ?)
         WHERE serial = ? AND business_number = ?",
    )
    .bind(to_secs(now))
    .bind(card.serial().to_string())
    .bind(card.business_number().as_str())
    .execute(connection)
    .await?;
    Ok(())
}
