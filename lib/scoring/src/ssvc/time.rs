//! Whether a text is an instant by RFC 3339.

use crate::day::Day;

/// Checks the form, the ranges and the days of the month; a leap second is allowed (RFC 3339 §5.6).
pub(super) fn is_time(text: &str) -> bool {
    let Some((day, clock)) = text.split_once(['T', 't']) else { return false };
    let Some(at) = clock.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, zone) = clock.split_at(at);
    day.parse::<Day>().is_ok()
        && is_clock(clock)
        && (zone.eq_ignore_ascii_case("z") || numbers::<2>(&zone[1..], ':').is_some_and(|[h, m]| h < 24 && m < 60))
}

fn is_clock(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    numbers::<3>(whole, ':').is_some_and(|[h, m, s]| h < 24 && m < 60 && s <= 60)
        && (1..=12).contains(&part.len())
        && number(part).is_some()
}

/// Numbers of two digits each.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[u64; N]> {
    let mut parts = text.split(between);
    let mut numbers = [0; N];
    for place in &mut numbers {
        *place = parts.next().filter(|part| part.len() == 2).and_then(number)?;
    }
    parts.next().is_none().then_some(numbers)
}

fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn instants_are_told_from_what_only_looks_like_one() {
        for good in ["2026-11-24T09:00:00Z", "2024-02-29t23:59:60.5z", "2025-01-02T15:30:45-04:00"] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "T",
            "2026-11-24",
            "2026-11-24T09:00:00",
            "2026-11-24T9:00:00Z",
            "2026-02-29T09:00:00Z",
            "2026-11-31T09:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T09:00:00.Z",
            "2026-11-24T09:00:00+0900",
            "2026-11-24T09:00:00+09:00x",
            "２０26-11-24T09:00:00Z",
            "2026-11-24T09:00:00é+09:00",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
