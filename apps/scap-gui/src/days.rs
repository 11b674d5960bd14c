//! Days: as people write them, as a calendar counts them, and the instants of Taiwan in which they begin and end.

use scap_ac::{Language, UnixTime};
use time::{Date, Duration, Month, OffsetDateTime};

use crate::shell::Shell;

/// Taiwan is eight hours ahead of UTC, all year.
const AHEAD: u64 = 8 * 60 * 60;
const DAY: u64 = 24 * 60 * 60;
/// The year before the first of the Republic (民國).
const REPUBLIC: i32 = 1911;
/// The years whose instants can be told.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;
/// Between the numbers of a day.
const SEPARATORS: [char; 8] = ['-', '/', '.', '－', '／', '．', '年', '月'];

/// The day that somebody means: `2026-11-24`, `2026/11/24`, `20261124`, or with a year of the Republic `115/11/24`,
/// `民國 115 年 11 月 24 日`, `1151124`. A year of up to three digits is one of the Republic.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let text: String = text.trim().chars().map(half_width).collect();
    let (said, text) = match text.strip_prefix("民國") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.as_str()),
    };
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = text.split(SEPARATORS).map(str::trim).collect();
    let (year, month, day) = match *parts.as_slice() {
        [year, month, day] => (year, month, day),
        [digits] if matches!(digits.len(), 7 | 8) => {
            let (year, rest) = digits.split_at_checked(digits.len() - 4)?;
            let (month, day) = rest.split_at_checked(2)?;
            (year, month, day)
        }
        _ => return None,
    };
    let of_republic = match year.len() {
        1..=3 => true,
        4 if !said => false,
        _ => return None,
    };
    let year = i32::from(number(year)?) + if of_republic { REPUBLIC } else { 0 };
    let month = Month::try_from(u8::try_from(number(month)?).ok()?).ok()?;
    let day = u8::try_from(number(day)?).ok()?;
    Date::from_calendar_date(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
}

/// An input method may be set to wide digits.
fn half_width(typed: char) -> char {
    const WIDE: &str = "０１２３４５６７８９";
    WIDE.chars().zip('0'..='9').find(|(wide, _)| *wide == typed).map_or(typed, |(_, digit)| digit)
}

fn number(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// As [`parse`] reads it, too: `2026-11-24`.
pub(crate) fn plain(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// In the words of the language.
pub(crate) fn text(shell: &Shell, date: Date) -> String {
    // In figures alone every day is written equally long.
    let width = if shell.language() == Language::English { 2 } else { 1 };
    let args = [
        ("year", date.year().to_string().into()),
        ("month", format!("{:0width$}", u8::from(date.month())).into()),
        ("day", format!("{:0width$}", date.day()).into()),
    ];
    shell.text("gui-day", &args)
}

/// The year of the Republic.
pub(crate) fn republic(date: Date) -> i32 {
    date.year() - REPUBLIC
}

/// Today in Taiwan.
pub(crate) fn today() -> Date {
    scap_desk::now().ok().and_then(of).unwrap_or(epoch())
}

/// The day of an instant.
pub(crate) fn of(instant: UnixTime) -> Option<Date> {
    let local = i64::try_from(instant.as_secs() + AHEAD).ok()?;
    OffsetDateTime::from_unix_timestamp(local).ok().map(OffsetDateTime::date)
}

/// The first second of a day.
pub(crate) fn first_second(date: Date) -> UnixTime {
    UnixTime::from_secs(midnight(date).saturating_sub(AHEAD)).unwrap_or(UnixTime::MAX)
}

/// The last second of a day.
pub(crate) fn last_second(date: Date) -> UnixTime {
    UnixTime::from_secs((midnight(date) + DAY - 1).saturating_sub(AHEAD)).unwrap_or(UnixTime::MAX)
}

fn midnight(date: Date) -> u64 {
    let days = date.to_julian_day() - epoch().to_julian_day();
    u64::try_from(days).unwrap_or(0) * DAY
}

const fn epoch() -> Date {
    OffsetDateTime::UNIX_EPOCH.date()
}

/// So many days later, or earlier; the same day where there is no such one.
pub(crate) fn add_days(date: Date, days: i64) -> Date {
    let there = date.checked_add(Duration::days(days));
    there.filter(|date| YEARS.contains(&date.year())).unwrap_or(date)
}

/// The same day so many months later, or earlier: the last of a month that is too short for it.
pub(crate) fn add_months(date: Date, months: i32) -> Date {
    let count = date.year() * 12 + i32::from(u8::from(date.month())) - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let there = month
        .and_then(|month| Date::from_calendar_date(year, month, date.day().min(month.length(year))).ok());
    there.filter(|date| YEARS.contains(&date.year())).unwrap_or(date)
}

/// How many days of the week of the first of the month are before it; weeks begin with Sunday.
pub(crate) fn before_first(date: Date) -> u8 {
    add_days(date, 1 - i64::from(date.day())).weekday().number_days_from_sunday()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written_in_taiwan() {
        let day = date!(2026 - 11 - 24);
        for text in [
            "2026-11-24",
            "2026/11/24",
            " 2026.11.24 ",
            "20261124",
            "2026年11月24日",
            "2026 年 11 月 24 日",
            "115/11/24",
            "115.11.24",
            "民國115/11/24",
            "民國 115 年 11 月 24 日",
            "1151124",
            "２０２６－１１－２４",
            "１１５／１１／２４",
        ] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
        assert_eq!(parse("99/1/2"), Some(date!(2010 - 01 - 02)), "a year of the Republic with two digits");
        assert_eq!(parse("113/2/29"), Some(date!(2024 - 02 - 29)), "113 is a leap year");
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-24-1",
            "2026-13-01",
            "2026-02-29",
            "114/2/29",
            "2026-11-31",
            "2026-00-01",
            "2026-11-00",
            "26/11/24",
            "民國2026/11/24",
            "1969-12-31",
            "20261",
            "+115/11/24",
            "十一月",
            "2026--11-24",
            "0115/11/24",
            "99999/1/1",
            "2026-11-2４x",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read() {
        for day in [date!(1970 - 01 - 01), date!(2024 - 02 - 29), date!(9999 - 12 - 31)] {
            assert_eq!(parse(&plain(day)), Some(day));
        }
    }

    #[test]
    fn a_day_of_taiwan_begins_eight_hours_earlier() {
        let table = [
            (date!(1970 - 01 - 01), "1970-01-01T00:00:00Z", "1970-01-01T15:59:59Z"),
            (date!(2024 - 02 - 29), "2024-02-28T16:00:00Z", "2024-02-29T15:59:59Z"),
            (date!(2026 - 11 - 24), "2026-11-23T16:00:00Z", "2026-11-24T15:59:59Z"),
            (date!(9999 - 12 - 31), "9999-12-30T16:00:00Z", "9999-12-31T15:59:59Z"),
        ];
        for (day, first, last) in table {
            assert_eq!(first_second(day).to_string(), first);
            assert_eq!(last_second(day).to_string(), last);
            assert_eq!(of(first_second(day)), Some(day));
            assert_eq!(of(last_second(day)), Some(day));
        }
        assert_eq!(of(UnixTime::MAX), None, "in Taiwan the year 10000 has begun");
    }

    #[test]
    fn months_are_counted_to_their_last_day() {
        let table = [
            (date!(2026 - 03 - 31), -1, date!(2026 - 02 - 28)),
            (date!(2024 - 03 - 31), -1, date!(2024 - 02 - 29)),
            (date!(2024 - 02 - 29), -12, date!(2023 - 02 - 28)),
            (date!(2024 - 02 - 29), 12, date!(2025 - 02 - 28)),
            (date!(2026 - 01 - 15), -1, date!(2025 - 12 - 15)),
            (date!(2025 - 12 - 31), 1, date!(2026 - 01 - 31)),
            (date!(2026 - 10 - 31), 1, date!(2026 - 11 - 30)),
            (date!(9999 - 12 - 01), 1, date!(9999 - 12 - 01)),
            (date!(1970 - 01 - 31), -1, date!(1970 - 01 - 31)),
        ];
        for (day, months, expected) in table {
            assert_eq!(add_months(day, months), expected, "{day} {months}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_days() {
        let table = [
            (date!(2024 - 02 - 28), 1, date!(2024 - 02 - 29)),
            (date!(2026 - 02 - 28), 1, date!(2026 - 03 - 01)),
            (date!(2026 - 01 - 01), -7, date!(2025 - 12 - 25)),
            (date!(1970 - 01 - 01), -1, date!(1970 - 01 - 01)),
            (date!(9999 - 12 - 31), 1, date!(9999 - 12 - 31)),
        ];
        for (day, days, expected) in table {
            assert_eq!(add_days(day, days), expected, "{day} {days}");
        }
    }

    #[test]
    fn a_month_begins_on_its_weekday() {
        // The first of November 2026 is a Sunday, that of August 2026 a Saturday.
        assert_eq!(before_first(date!(2026 - 11 - 24)), 0);
        assert_eq!(before_first(date!(2026 - 08 - 31)), 6);
        assert_eq!(before_first(date!(1970 - 01 - 02)), 4);
    }
}
