//! The clock of this machine.

use std::time::{SystemTime, UNIX_EPOCH};

use scap_ac::UnixTime;

use crate::error::DeskError;

/// The instant at which this is called.
///
/// # Errors
///
/// [`DeskError::Clock`] if it is one that no certificate can have.
pub fn now() -> Result<UnixTime, DeskError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| DeskError::Clock)?;
    UnixTime::from_secs(since.as_secs()).map_err(|_| DeskError::Clock)
}
