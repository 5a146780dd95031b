//! Instants: milliseconds in UTC, and the offset they were given in.

use crate::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

/// A point in time, in milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// An instant together with the offset it was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The point in time.
    pub instant: Instant,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

/// The zones in which legal deadlines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Asia/Tokyo.
    Tokyo,
    /// Coordinated Universal Time.
    Utc,
    /// Europe/Brussels.
    Brussels,
}

/// An instant broken down for reading in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
    /// Hour, 0 to 23.
    pub hour: i8,
    /// Minute.
    pub minute: i8,
    /// Day of the week, 0 = Monday to 6 = Sunday.
    pub weekday: i8,
    /// Short name of the zone, such as `JST`.
    pub zone: &'static str,
}

const HOUR_MS: i64 = 3_600_000;

impl From<&&Instant> for Instant {
    fn from(at: &&Instant) -> Self {
        **at
    }
}

impl From<&Instant> for Instant {
    fn from(at: &Instant) -> Self {
        *at
    }
}

impl Instant {
    /// Makes an instant from milliseconds since 1970 in UTC.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 instant; `Z` or an offset is mandatory.
    ///
    /// # Errors
    /// [`Refusal::ZoneRequired`] when it has no offset or is not an instant.
    pub fn parse(text: &str) -> Result<Given, Refusal> {
        let text = text.trim();
        let refuse = || Refusal::ZoneRequired { example: "2026-11-21T09:00:00+09:00".to_owned() };
        if text.len() > 40 {
            return Err(refuse());
        }
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).map_err(|_| refuse())?;
        let offset = pieces.to_numeric_offset().ok_or_else(refuse)?;
        let stamp: Timestamp = text.parse().map_err(|_| refuse())?;
        let minutes = i16::try_from(offset.seconds() / 60).map_err(|_| refuse())?;
        Ok(Given { instant: Self(stamp.as_millisecond()), offset_minutes: minutes })
    }

    /// Writes the instant as RFC 3339 in UTC, with seconds.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let stamp = self.stamp();
        stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Adds hours of 3,600 seconds.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * HOUR_MS)
    }

    /// Adds days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_hours(days * 24)
    }

    /// Adds calendar months in UTC; a day that the month does not have becomes its last day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let zoned = self.stamp().to_zoned_datetime(TimeZone::UTC);
        let later = zoned.checked_add(jiff::Span::new().months(months)).unwrap_or(zoned);
        Self(later.timestamp().as_millisecond())
    }

    /// Breaks the instant down for reading in a zone.
    #[must_use]
    pub fn civil(self, zone: Zone) -> Civil {
        let zoned = self.stamp().to_zoned_datetime(zone.tz());
        let summer = zoned.offset().seconds() == 7200;
        Civil {
            year: zoned.year(),
            month: zoned.month(),
            day: zoned.day(),
            hour: zoned.hour(),
            minute: zoned.minute(),
            weekday: match zoned.weekday() {
                Weekday::Monday => 0,
                Weekday::Tuesday => 1,
                Weekday::Wednesday => 2,
                Weekday::Thursday => 3,
                Weekday::Friday => 4,
                Weekday::Saturday => 5,
                Weekday::Sunday => 6,
            },
            zone: match zone {
                Zone::Tokyo => "JST",
                Zone::Utc => "UTC",
                Zone::Brussels if summer => "CEST",
                Zone::Brussels => "CET",
            },
        }
    }

    fn stamp(self) -> Timestamp {
        // Invariant: out of the range of years -9999..9999 only for values that no parser of ours makes; clamp instead of failing.
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

impl Zone {
    fn tz(self) -> TimeZone {
        match self {
            Self::Utc => TimeZone::UTC,
            Self::Tokyo => TimeZone::fixed(jiff::tz::offset(9)),
            Self::Brussels => TimeZone::get("Europe/Brussels").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        assert!(Instant::parse("2026-11-21T09:00:00").is_err());
        assert!(Instant::parse("2026-11-21").is_err());
        let given = Instant::parse("2026-11-21T09:00:00+09:00").unwrap();
        assert_eq!(given.offset_minutes, 540);
        assert_eq!(given.instant.to_rfc3339(), "2026-11-21T00:00:00Z");
    }

    #[test]
    fn a_month_later_is_clamped_to_the_last_day() {
        let at = Instant::parse("2027-01-31T10:00:00Z").unwrap().instant;
        assert_eq!(at.plus_months(1).to_rfc3339(), "2027-02-28T10:00:00Z");
    }

    #[test]
    fn brussels_reads_one_hour_after_utc_in_winter() {
        let civil = Instant::parse("2026-11-21T13:15:00Z").unwrap().instant.civil(Zone::Brussels);
        assert_eq!((civil.hour, civil.minute, civil.zone), (14, 15, "CET"));
    }
}
