use std::time::SystemTime;

use scap_ac::{ParseTimeError, UnixTime};

/// The instant to judge by.
pub fn now() -> Result<UnixTime, ParseTimeError> {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_secs(since_1970.as_secs())
}
