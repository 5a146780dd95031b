//! Dates as versions: year, month and day of the calendar, and a count or time of the build behind them.
//!
//! `2024-01-31`, `2024.1.31`, `2024_01_31` and `20240131` are one version. What follows compares as numbers, whether after
//! a separator or a `T` (`20240131.2`, `2024-01-31-r2`, `20240131T120000Z`, `20240131120000`); nothing is zero. A month
//! without day, `2024-01`, stands before its days. A day that no calendar has is no version. Source: ISO 8601, calendar
//! dates in basic and extended form; the forms of builds are those that makers of firmware use.

use super::key::{Writer, is_number, split_digits};

const BUILD: i8 = 1;
const DATE: i8 = 2;
/// Numbers behind the date.
const NUMBERS_MAX: usize = 8;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let version = version.strip_prefix(['v', 'V', 'r', 'R']).unwrap_or(version);
    let (digits, tail) = split_digits(version);
    let (year, month, day, mut rest) = match digits.len() {
        4 => extended(digits, tail)?,
        8 | 10 | 12 | 14 => (&digits[..4], &digits[4..6], Some(&digits[6..8]), &version[8..]),
        _ => return None,
    };
    w.number(DATE, year);
    w.number(DATE, month);
    if !is_date(year, month, day) {
        return None;
    }
    let Some(day) = day else { return Some(()) };
    w.number(DATE, day);
    let mut count = 0;
    while !rest.is_empty() {
        let (number, tail) = build_number(rest, count == 0 && digits.len() > 8)?;
        count += 1;
        if count > NUMBERS_MAX {
            return None;
        }
        w.light_number(BUILD, number);
        rest = if tail.eq_ignore_ascii_case("z") { "" } else { tail };
    }
    w.trim();
    Some(())
}

/// Reads month and day behind a year, one separator for both.
fn extended<'a>(year: &'a str, tail: &'a str) -> Option<(&'a str, &'a str, Option<&'a str>, &'a str)> {
    let separator = tail.chars().next().filter(|c| matches!(c, '-' | '.' | '_' | '/'))?;
    let (month, rest) = split_digits(&tail[1..]);
    let Some(rest) = rest.strip_prefix(separator) else {
        return rest.is_empty().then_some((year, month, None, rest));
    };
    let (day, rest) = split_digits(rest);
    Some((year, month, Some(day), rest))
}

/// Reads the next number of the build; a time that is joined to its date has two digits for each part.
fn build_number(rest: &str, joined: bool) -> Option<(&str, &str)> {
    let (number, tail) = if joined { (rest, rest) } else { (rest.trim_start_matches(['-', '.', '_', '/', '+', ':', ' ']), rest) };
    let number = number.strip_prefix(['t', 'T', 'r', 'R', 'b', 'B', 'n', 'N']).filter(|_| !joined).unwrap_or(number);
    let (digits, tail_after) = split_digits(number);
    // Without a separator the number would belong to the day.
    (is_number(digits) && (joined || number.len() < tail.len())).then_some((digits, tail_after))
}

fn is_date(year: &str, month: &str, day: Option<&str>) -> bool {
    let number = |text: &str| if text.len() > 4 { None } else { text.parse().ok() };
    let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day.unwrap_or("1"))) else { return false };
    month <= 12 && (1..=days(year, month)).contains(&day)
}

/// Days of a month of the Gregorian calendar; none for a month that is not.
pub(super) const fn days(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}
