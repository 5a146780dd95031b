//! Instants and spans in words.

use crate::{Lang, Words};
use domain::instant::{Civil, Instant, Zone};

const DAYS_JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MINUTE_MS: i64 = 60_000;

impl Words {
    /// `2026-11-21(土) 09:00 JST`.
    #[must_use]
    pub fn instant(self, at: impl Into<Instant>) -> String {
        self.instant_in(at, Zone::Tokyo)
    }

    /// An instant in a zone, with its weekday.
    #[must_use]
    pub fn instant_in(self, at: impl Into<Instant>, zone: Zone) -> String {
        let civil = at.into().civil(zone);
        format!("{} {:02}:{:02} {}", self.day_of(&civil), civil.hour, civil.minute, civil.zone)
    }

    /// Only the hour in a zone, with the date where it differs from Tokyo's: `13:15 UTC`.
    #[must_use]
    pub fn hour_in(self, at: impl Into<Instant>, zone: Zone) -> String {
        let at = at.into();
        let (civil, tokyo) = (at.civil(zone), at.civil(Zone::Tokyo));
        let place = if zone == Zone::Brussels { "Brussels" } else { civil.zone };
        if civil.day == tokyo.day {
            return format!("{:02}:{:02} {place}", civil.hour, civil.minute);
        }
        format!("{:02}-{:02} {:02}:{:02} {place}", civil.month, civil.day, civil.hour, civil.minute)
    }

    /// UTC and Brussels, as sub text beside the instant in Tokyo.
    #[must_use]
    pub fn elsewhere(self, at: impl Into<Instant>) -> String {
        let at = at.into();
        format!("{} · {}", self.hour_in(at, Zone::Utc), self.hour_in(at, Zone::Brussels))
    }

    /// `2026-11-21(土)` in Tokyo.
    #[must_use]
    pub fn day(self, at: impl Into<Instant>) -> String {
        self.day_of(&at.into().civil(Zone::Tokyo))
    }

    /// The day in Tokyo of an instant that a document wrote down; a text that is no instant stays as it is.
    #[must_use]
    pub fn day_written(self, text: &str) -> String {
        Instant::parse(text).map_or_else(|_| text.to_owned(), |given| self.day(given.instant))
    }

    /// Hours and minutes left or over: `残 13:15`, `13:15 left`, `超過 1:20`, `1:20 over`.
    #[must_use]
    pub fn remaining(self, due: impl Into<Instant>, now: impl Into<Instant>) -> String {
        let ms = due.into().as_ms() - now.into().as_ms();
        let span = domain::cra::hours_minutes(ms);
        match (self.lang, ms < 0) {
            (Lang::Ja, false) => format!("残 {span}"),
            (Lang::Ja, true) => format!("超過 {span}"),
            (Lang::En, false) => format!("{span} left"),
            (Lang::En, true) => format!("{span} over"),
        }
    }

    /// A rough age for lists: `3分前`, `2 h ago`.
    #[must_use]
    pub fn ago(self, at: impl Into<Instant>, now: impl Into<Instant>) -> String {
        let minutes = (now.into().as_ms() - at.into().as_ms()).max(0) / MINUTE_MS;
        let (n, ja, en) = match minutes {
            0..=59 => (minutes, "分前", "min ago"),
            60..=2879 => (minutes / 60, "時間前", "h ago"),
            _ => (minutes / 1440, "日前", "days ago"),
        };
        match self.lang {
            Lang::Ja => format!("{n}{ja}"),
            Lang::En => format!("{n} {en}"),
        }
    }

    fn day_of(self, civil: &Civil) -> String {
        let at = usize::try_from(civil.weekday).unwrap_or(0).min(6);
        let date = format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
        match self.lang {
            Lang::Ja => format!("{date}({})", DAYS_JA[at]),
            Lang::En => format!("{date} ({})", DAYS_EN[at]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_names_its_weekday_and_zone() {
        let at = Instant::parse("2026-11-21T22:15:00+09:00").unwrap().instant;
        assert_eq!(Lang::Ja.words().instant(at), "2026-11-21(土) 22:15 JST");
        assert_eq!(Lang::En.words().instant(at), "2026-11-21 (Sat) 22:15 JST");
        assert_eq!(Lang::Ja.words().elsewhere(at), "13:15 UTC · 14:15 Brussels");
    }

    #[test]
    fn remaining_time_is_in_hours_and_minutes() {
        let now = Instant::parse("2026-11-21T09:00:00+09:00").unwrap().instant;
        let due = Instant::parse("2026-11-23T22:15:00+09:00").unwrap().instant;
        assert_eq!(Lang::Ja.words().remaining(due, now), "残 61:15");
        assert_eq!(Lang::En.words().remaining(now, due), "61:15 over");
    }
}
