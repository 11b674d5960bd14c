//! An instant in whole seconds of UTC, without a clock.

use alloc::string::ToString;
use core::{fmt, str::FromStr, time::Duration};

use der::DateTime;

/// Seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999.
///
/// This crate has no clock: the caller says which instant it asks about. Written and read as RFC 3339
/// in UTC without fractions.
///
/// # Examples
///
/// ```
/// use scap_ac::UnixTime;
///
/// let time: UnixTime = "2010-04-07T00:00:00Z".parse()?;
/// assert_eq!(time.as_secs(), 1_270_598_400);
/// assert_eq!(time.to_string(), "2010-04-07T00:00:00Z");
/// # Ok::<(), scap_ac::ParseTimeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct UnixTime(DateTime);

/// A text or number is no [`UnixTime`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a time is written as YYYY-MM-DDThh:mm:ssZ and lies between 1970 and 9999")]
pub struct ParseTimeError(());

impl UnixTime {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(match DateTime::new(1970, 1, 1, 0, 0, 0) {
        Ok(epoch) => epoch,
        Err(_) => unreachable!(),
    });

    /// The last second of the year 9999.
    pub const MAX: Self = Self(DateTime::INFINITY);

    /// The instant this many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// After the year 9999.
    pub fn from_secs(secs: u64) -> Result<Self, ParseTimeError> {
        DateTime::from_unix_duration(Duration::from_secs(secs)).map(Self).map_err(|_| ParseTimeError(()))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn as_secs(self) -> u64 {
        self.0.unix_duration().as_secs()
    }

    pub(crate) const fn from_der(time: DateTime) -> Self {
        Self(time)
    }

    pub(crate) const fn to_der(self) -> DateTime {
        self.0
    }

    /// Year, month and day in UTC.
    #[must_use]
    pub fn date(self) -> (u16, u8, u8) {
        (self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for UnixTime {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time: DateTime = text.parse().map_err(|_| ParseTimeError(()))?;
        // The parser underneath is more lenient than RFC 3339 in UTC: take only what prints the same.
        if time.to_string() == text { Ok(Self(time)) } else { Err(ParseTimeError(())) }
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rfc_3339_in_utc_only() {
        for text in ["1970-01-01T00:00:00Z", "2010-05-11T15:59:59Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(text.parse::<UnixTime>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2010-05-11",
            "2010-05-11T15:59:59",
            "2010-05-11T15:59:59+08:00",
            "2010-05-11T15:59:59.5Z",
            "2010-02-30T00:00:00Z",
            "2010-05-11T24:00:00Z",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(text.parse::<UnixTime>(), Err(ParseTimeError(())), "{text}");
        }
        assert!(UnixTime::from_secs(u64::MAX).is_err());
    }
}
