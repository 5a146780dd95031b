//! Instants: timestamps of RFC 3339, ordered in time whatever their offsets.
//!
//! Fractions of a second have any length; zeros at their end have no weight. A leap second comes after the 59th second of
//! its minute. `-00:00`, an unknown local offset, is UTC. Source: RFC 3339 §5.6, as the type `datetime` of the VERS
//! specification takes it; lower-case `t` and `z` are read.

use super::key::Writer;

const SECONDS_OF_DAY: u64 = 86_400;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    let bytes = version.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:dd";
    if bytes.len() <= shape.len() || !bytes.iter().zip(shape).all(|(b, want)| matches(*b, *want)) {
        return None;
    }
    let number = |from: usize, to: usize| bytes[from..to].iter().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let rest = &version[shape.len()..];
    let fraction_end = rest.strip_prefix('.').map_or(0, |f| 1 + super::key::split_digits(f).0.len());
    let (fraction, offset) = rest.split_at(fraction_end);
    if !(1..=super::date::days(year, month)).contains(&day) || hour > 23 || minute > 59 || second > 60 || fraction_end == 1 {
        return None;
    }
    // A day more, so that no offset goes below zero.
    let local = (days_before(year, month) + day) * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second.min(59);
    let seconds = local.checked_add_signed(-offset_seconds(offset)?)?;
    w.integer(1, seconds);
    w.integer(1, u64::from(second == 60));
    w.text(1, fraction.trim_end_matches('0').trim_start_matches('.'));
    Some(())
}

const fn matches(byte: u8, want: u8) -> bool {
    match want {
        b'd' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't'),
        _ => byte == want,
    }
}

/// Days before a month, from the beginning of the year 0.
fn days_before(year: u64, month: u64) -> u64 {
    let leaps = year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400);
    year * 365 + leaps + (1..month).map(|m| super::date::days(year, m)).sum::<u64>()
}

/// Seconds that local time is ahead of UTC.
fn offset_seconds(offset: &str) -> Option<i64> {
    if matches!(offset, "Z" | "z") {
        return Some(0);
    }
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = offset.as_bytes() else { return None };
    if ![h1, h2, m1, m2].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    let (hours, minutes) = (two(h1, h2), two(m1, m2));
    let seconds = hours * 3600 + minutes * 60;
    (hours <= 23 && minutes <= 59).then_some(if sign == b'-' { -seconds } else { seconds })
}
