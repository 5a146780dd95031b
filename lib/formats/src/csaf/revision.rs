//! Versions of documents and instants, as far as the rules of the revision history compare them.

use std::cmp::Ordering;

/// An integer or semantic version, §3.1.11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// Major, minor, patch; an integer is a major.
    pub parts: [u64; 3],
    /// Whether it is an integer.
    pub integer: bool,
    /// Identifiers before the release.
    pub pre: Vec<String>,
}

impl Version {
    /// Reads a version; build metadata plays no part.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
        let parts: Vec<u64> = numbers.split('.').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let pre: Vec<String> = pre.map(|pre| pre.split('.').map(str::to_owned).collect()).unwrap_or_default();
        match parts.as_slice() {
            [major] if pre.is_empty() => Some(Self { parts: [*major, 0, 0], integer: true, pre }),
            [major, minor, patch] => Some(Self { parts: [*major, *minor, *patch], integer: false, pre }),
            _ => None,
        }
    }

    /// Whether it comes before the first release: `0`, `0.y.z`.
    pub(super) const fn initial(&self) -> bool {
        self.parts[0] == 0
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let pre = || match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => identifiers(&self.pre, &other.pre),
        };
        self.parts.cmp(&other.parts).then_with(pre)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Precedence of pre-release identifiers, Semantic Versioning 2.0.0 §11.4.
fn identifiers(left: &[String], right: &[String]) -> Ordering {
    for (l, r) in left.iter().zip(right) {
        let order = match (l.parse::<u64>(), r.parse::<u64>()) {
            (Ok(l), Ok(r)) => l.cmp(&r),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => l.cmp(r),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// Whether a text is an RFC 3339 instant.
pub(crate) fn is_instant(text: &str) -> bool {
    instant(text).is_some()
}

/// Seconds since 1970 and nanoseconds of an RFC 3339 instant; finer digits play no part.
pub(super) fn instant(text: &str) -> Option<(i64, u32)> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 20 || !matches!(bytes[10], b'T' | b't') || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    if bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits(text.get(range)?);
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = &text[19..];
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let nanos = fraction(&rest[..zone])?;
    let offset = offset(&rest[zone..])?;
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    Some((seconds, nanos))
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn fraction(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    let digits = text.strip_prefix('.').filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))?;
    format!("{digits:0<9}").get(..9)?.parse().ok()
}

fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (h, m) = (digits(hours).filter(|_| hours.len() == 2)?, digits(minutes).filter(|_| minutes.len() == 2)?);
    let seconds = (h <= 23 && m <= 59).then_some(h * 3_600 + m * 60)?;
    Some(if zone.starts_with('-') { -seconds } else { seconds })
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the proleptic Gregorian calendar; years begin in March so that the leap day is the last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day in UTC of seconds since 1970, as `YYYY-MM-DD`.
pub(super) fn day(seconds: i64) -> String {
    // Years begin in March, so that the leap day is the last.
    let days = seconds.div_euclid(86_400) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_points_in_time() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(instant("2026-11-21T09:00:00+09:00"), instant("2026-11-21T00:00:00.000Z"));
        assert_eq!(instant("2000-02-29T12:00:00.00010z"), Some((951_825_600, 100_000)));
        for bad in
            ["2026-11-21", "2026-11-21T09:00:00", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T00:00:00.Z", "２０２６"]
        {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_are_those_of_utc() {
        for written in ["1970-01-01", "2000-02-29", "2024-12-31", "2026-03-01", "2100-02-28"] {
            let (seconds, _) = instant(&format!("{written}T23:59:59Z")).unwrap();
            assert_eq!(day(seconds), written);
        }
    }

    #[test]
    fn versions_order_as_semantic_versions() {
        let v = |text| Version::parse(text).unwrap();
        let rising = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.9.0", "1.10.0"];
        assert!(rising.windows(2).all(|pair| v(pair[0]) < v(pair[1])));
        assert_eq!(v("2.0.0+a"), v("2.0.0+b"));
        assert!(v("9") < v("10"));
        assert_eq!(Version::parse("1.0"), None);
    }
}
