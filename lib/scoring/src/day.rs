//! A calendar day, as feeds write it.

/// A day of the years 0000 to 9999, written `YYYY-MM-DD` (ISO 8601).
///
/// ```
/// let day: scoring::Day = "2026-11-24".parse()?;
/// assert!(day < "2026-12-01".parse()? && "2026-02-29".parse::<scoring::Day>().is_err());
/// # Ok::<(), scoring::DayFault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a day such as `2026-11-24`")]
pub struct DayFault;

impl std::str::FromStr for Day {
    type Err = DayFault;

    fn from_str(text: &str) -> Result<Self, DayFault> {
        read(text).ok_or(DayFault)
    }
}

fn read(text: &str) -> Option<Day> {
    let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
    let mut digits = [0_u16; 10];
    for (at, byte) in bytes.iter().enumerate() {
        match (at, byte) {
            (4 | 7, b'-') => {}
            (4 | 7, _) => return None,
            (_, b'0'..=b'9') => digits[at] = u16::from(byte - b'0'),
            _ => return None,
        }
    }
    let number = |from: usize, to: usize| digits[from..to].iter().fold(0, |number, digit| number * 10 + digit);
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let days = match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let good = (1..=days).contains(&day);
    good.then_some(Day { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for good in ["2026-11-24", "2024-02-29", "2000-02-29", "0000-01-01"] {
            assert_eq!(good.parse::<Day>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "2026-11-31",
            "1900-02-29",
            "2026-00-01",
            "2026-01-00",
            "2026-13-01",
            "26-11-24",
            "2026/11/24",
            "2026-11-2４",
            "+026-11-24",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(DayFault), "{bad}");
        }
    }
}
