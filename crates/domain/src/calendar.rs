//! The Japanese working calendar: weekends, national holidays by the law's rules, closure days of the company.

use crate::instant::{Instant, Zone};
use jiff::civil::{Date, Weekday};

/// A working calendar in Japan standard time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Company closure days, as year, month, day.
    pub closures: Vec<(i16, i8, i8)>,
    /// Whether Japanese national holidays are days off.
    pub holidays: bool,
    /// Hour at which a business day ends.
    pub closes_at: i8,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { closures: Vec::new(), holidays: true, closes_at: 18 }
    }
}

impl Calendar {
    /// The end of business on the `days`-th business day after the day of `from`.
    #[must_use]
    pub fn business_days_after(&self, from: Instant, days: u32) -> Instant {
        let start = from.civil(Zone::Tokyo);
        let mut day = Date::new(start.year, start.month, start.day).unwrap_or(Date::MAX);
        let mut left = days;
        // Bound: no calendar of ours closes for more than a year.
        for _ in 0..days.saturating_mul(2) + 400 {
            if left == 0 {
                break;
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            left -= u32::from(self.open_on(day));
        }
        let close = day.at(self.closes_at, 0, 0, 0);
        let ms =
            close.to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).map_or(i64::MAX, |z| z.timestamp().as_millisecond());
        Instant::from_ms(ms)
    }

    fn open_on(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let closed = self.closures.contains(&(day.year(), day.month(), day.day()));
        !(weekend || closed || self.holidays && is_holiday(day))
    }
}

/// Whether a day is a national holiday of Japan (Act on National Holidays, articles 2 and 3), from 2022 on.
fn is_holiday(day: Date) -> bool {
    if named(day) {
        return true;
    }
    // Article 3(2): a holiday on a Sunday moves to the next day that is no holiday.
    let mut back = day;
    while let Ok(before) = back.yesterday() {
        if !named(before) {
            break;
        }
        if before.weekday() == Weekday::Sunday {
            return true;
        }
        back = before;
    }
    // Article 3(3): a day between two holidays is one.
    matches!((day.yesterday(), day.tomorrow()), (Ok(before), Ok(after)) if named(before) && named(after))
}

fn named(day: Date) -> bool {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let monday = |nth: i8| day.weekday() == Weekday::Monday && (number - 1) / 7 + 1 == nth;
    match month {
        1 => number == 1 || monday(2),
        2 => matches!(number, 11 | 23),
        3 => number == equinox(year, 208_431),
        4 => number == 29,
        5 => matches!(number, 3..=5),
        7 => monday(3),
        8 => number == 11,
        9 => monday(3) || number == equinox(year, 232_488),
        10 => monday(2),
        11 => matches!(number, 3 | 23),
        _ => false,
    }
}

/// Day of the equinox in its month for 1980 to 2099; `base` is the day in 1980 in ten-thousandths.
fn equinox(year: i16, base: i64) -> i8 {
    let years = i64::from(year) - 1980;
    let day = (base * 100 + 242_194 * years) / 1_000_000 - years / 4;
    i8::try_from(day).unwrap_or(0)
}

/// The day of a date in Tokyo as an instant at its beginning; none when there is no such date.
#[must_use]
pub fn tokyo_day(year: i16, month: i8, day: i8) -> Option<Instant> {
    let date = Date::new(year, month, day).ok()?;
    let zoned = date.at(0, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).ok()?;
    Some(Instant::from_ms(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap().instant
    }

    #[test]
    fn weekend_and_holiday_do_not_count() {
        let due = Calendar::default().business_days_after(at("2026-11-21T07:00:00+09:00"), 2);
        assert_eq!(due, at("2026-11-25T18:00:00+09:00"));
    }

    #[test]
    fn the_law_gives_the_known_days() {
        let all = |year: i16| {
            (0..366)
                .filter_map(|n| date(year, 1, 1).checked_add(jiff::Span::new().days(n)).ok())
                .filter(|d| d.year() == year && is_holiday(*d))
                .map(|d| (d.month(), d.day()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            all(2026),
            [
                (1, 1),
                (1, 12),
                (2, 11),
                (2, 23),
                (3, 20),
                (4, 29),
                (5, 3),
                (5, 4),
                (5, 5),
                (5, 6),
                (7, 20),
                (8, 11),
                (9, 21),
                (9, 22),
                (9, 23),
                (10, 12),
                (11, 3),
                (11, 23)
            ]
        );
        assert_eq!(
            all(2027),
            [
                (1, 1),
                (1, 11),
                (2, 11),
                (2, 23),
                (3, 21),
                (3, 22),
                (4, 29),
                (5, 3),
                (5, 4),
                (5, 5),
                (7, 19),
                (8, 11),
                (9, 20),
                (9, 23),
                (10, 11),
                (11, 3),
                (11, 23)
            ]
        );
    }

    #[test]
    fn closure_days_of_the_company_count_as_off() {
        let calendar = Calendar { closures: vec![(2026, 11, 24)], ..Calendar::default() };
        assert_eq!(calendar.business_days_after(at("2026-11-20T10:00:00+09:00"), 1), at("2026-11-25T18:00:00+09:00"));
    }
}
