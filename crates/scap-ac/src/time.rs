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
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub struct UnixTime(u64);

/// A text or number is no [`UnixTime`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a time is written as YYYY-MM-DDThh:mm:ssZ and lies between 1970 and 9999")]
pub struct ParseTimeError(());

impl UnixTime {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The last second of the year 9999.
    pub const MAX: Self = Self(253_402_300_799);

    /// The instant this many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// After the year 9999.
    pub const fn from_secs(secs: u64) -> Result<Self, ParseTimeError> {
        if secs <= Self::MAX.0 { Ok(Self(secs)) } else { Err(ParseTimeError(())) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    pub(crate) fn from_der(time: DateTime) -> Self {
        Self(time.unix_duration().as_secs())
    }

    pub(crate) fn to_der(self) -> DateTime {
        // Both end with the year 9999.
        DateTime::from_unix_duration(Duration::from_secs(self.0)).unwrap_or(DateTime::INFINITY)
    }

    /// The content of a `GeneralizedTime` as [RFC 5755 Section 4.2.6] has it: `YYYYMMDDHHMMSSZ`.
    ///
    /// [RFC 5755 Section 4.2.6]: https://www.rfc-editor.org/rfc/rfc5755#section-4.2.6
    pub(crate) fn from_generalized(content: &[u8]) -> Option<Self> {
        let [digits @ .., b'Z'] = content else { return None };
        let &[y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2] = digits else { return None };
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let two = |tens: u8, ones: u8| (tens & 0xf) * 10 + (ones & 0xf);
        let year = u16::from(two(y1, y2)) * 100 + u16::from(two(y3, y4));
        let time = DateTime::new(year, two(m1, m2), two(d1, d2), two(h1, h2), two(n1, n2), two(s1, s2));
        time.ok().map(Self::from_der)
    }

    /// Year, month and day in UTC.
    #[must_use]
    pub fn date(self) -> (u16, u8, u8) {
        let time = self.to_der();
        (time.year(), time.month(), time.day())
    }
}

impl FromStr for UnixTime {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time: DateTime = text.parse().map_err(|_| ParseTimeError(()))?;
        // The parser underneath is more lenient than RFC 3339 in UTC: take only what prints the same.
        if time.to_string() == text { Ok(Self::from_der(time)) } else { Err(ParseTimeError(())) }
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_der().fmt(f)
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
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
