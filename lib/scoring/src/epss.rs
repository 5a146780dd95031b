//! EPSS: the probability that a vulnerability is exploited within 30 days, kept exactly as published.

use crate::day::{Day, DayFault};
use std::cmp::Ordering;

/// Places behind the point that are kept, at most.
const PLACES_MAX: u8 = 18;
/// Bytes of a share or of the name of a model, at most.
const TEXT_BYTES_MAX: usize = 64;

/// A share from 0 to 1 as an exact decimal number. `0.5` and `0.50` are equal; each is written as it was read.
///
/// ```
/// use scoring::epss::Share;
///
/// let share: Share = "0.000430000".parse()?;
/// assert_eq!((share.to_string().as_str(), share == "4.3e-04".parse()?), ("0.000430000", true));
/// assert!("1.2".parse::<Share>().is_err() && "NaN".parse::<Share>().is_err());
/// # Ok::<(), scoring::epss::EpssFault>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Invariant: at most `10^places`.
    digits: u64,
    /// Invariant: at most [`PLACES_MAX`].
    places: u8,
}

/// Why a score is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EpssFault {
    /// A probability or percentile that is no number from 0 to 1, or has more than 18 places.
    #[error("expected a number from 0 to 1 with at most {PLACES_MAX} places")]
    BadShare,
    /// A day that does not exist.
    #[error(transparent)]
    BadDay(#[from] DayFault),
    /// The name of a model that is too long or has control characters.
    #[error("expected the name of a model, at most {TEXT_BYTES_MAX} bytes")]
    BadModel,
}

impl Share {
    /// A share in thousandths, such as 300 for 0.3; more than 1,000 counts as 1.
    #[must_use]
    pub fn of_thousandths(thousandths: u16) -> Self {
        Self { digits: u64::from(thousandths.min(1_000)), places: 3 }
    }

    /// The nearest binary number, for drawing.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "asked for")]
        let digits = self.digits as f64;
        digits / 10_f64.powi(i32::from(self.places))
    }

    fn scaled(self) -> u128 {
        u128::from(self.digits) * 10_u128.pow(u32::from(PLACES_MAX - self.places))
    }
}

impl std::str::FromStr for Share {
    type Err = EpssFault;

    fn from_str(text: &str) -> Result<Self, EpssFault> {
        read(text).ok_or(EpssFault::BadShare)
    }
}

fn read(text: &str) -> Option<Share> {
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    // Some tools write small numbers as `4.3e-05`.
    let (number, down) = match text.split_once(['e', 'E']) {
        Some((number, power)) => (number, number_of(power.strip_prefix('-')?)?),
        None => (text, 0),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let places = u8::try_from(u64::try_from(part.len()).ok()?.checked_add(down)?).ok().filter(|places| *places <= PLACES_MAX)?;
    let digits = number_of(&format!("{whole}{part}")).filter(|_| !whole.is_empty())?;
    (digits <= 10_u64.pow(u32::from(places))).then_some(Share { digits, places })
}

fn number_of(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let one = 10_u64.pow(u32::from(self.places));
        match self.places {
            0 => write!(f, "{}", self.digits),
            places => write!(f, "{}.{:0width$}", self.digits / one, self.digits % one, width = usize::from(places)),
        }
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        self.scaled().cmp(&other.scaled())
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

/// A published score, with the model that gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epss {
    /// Probability of exploitation within 30 days.
    pub probability: Share,
    /// Share of all scores of the day that are lower or equal.
    pub percentile: Share,
    /// Version of the model, such as `v2025.03.14`; empty where the source does not say it.
    pub model: String,
    /// Day of the score.
    pub day: Day,
}

impl Epss {
    /// Reads the four parts of a score.
    ///
    /// # Errors
    /// The first [`EpssFault`] in the order of the arguments.
    pub fn read(probability: &str, percentile: &str, model: &str, day: &str) -> Result<Self, EpssFault> {
        let (probability, percentile) = (probability.parse()?, percentile.parse()?);
        if model.len() > TEXT_BYTES_MAX || model.chars().any(char::is_control) {
            return Err(EpssFault::BadModel);
        }
        Ok(Self { probability, percentile, model: model.to_owned(), day: day.parse()? })
    }

    /// How the score came to be above a step, if it was not before.
    ///
    /// ```
    /// use scoring::epss::{Crossing, Epss, Share};
    ///
    /// let before = Epss::read("0.02", "0.5", "v2025.03.14", "2026-11-19")?;
    /// let after = Epss::read("0.61", "0.98", "v2025.03.14", "2026-11-20")?;
    /// assert_eq!(after.crossed(&before, Share::of_thousandths(300)), Some(Crossing::SameModel));
    /// assert_eq!(before.crossed(&after, Share::of_thousandths(300)), None);
    /// # Ok::<(), scoring::epss::EpssFault>(())
    /// ```
    #[must_use]
    pub fn crossed(&self, before: &Self, step: Share) -> Option<Crossing> {
        let crossed = before.probability < step && self.probability >= step;
        crossed.then_some(if self.model == before.model { Crossing::SameModel } else { Crossing::OtherModel })
    }
}

/// Whether a rise is news of the vulnerability or of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// The same model sees more.
    SameModel,
    /// Another model gave the new score; the two cannot be compared.
    OtherModel,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(text: &str) -> Share {
        text.parse().unwrap()
    }

    #[test]
    fn a_share_is_kept_to_the_last_digit() {
        for text in ["0", "1", "0.0", "1.0", "0.94312", "0.021680000", "0.000000000000000001"] {
            assert_eq!(share(text).to_string(), text);
        }
        assert_eq!(share("1e-05").to_string(), "0.00001");
        for bad in ["", ".5", "1.01", "-0.1", "+0.1", "2", "0,5", "1e5", "1e", "e-1", "0.1.2", "0.0000000000000000001", "٠.5"] {
            assert_eq!(bad.parse::<Share>().ok(), None, "{bad}");
        }
    }

    #[test]
    fn models_days_and_numbers_are_checked() {
        assert_eq!(Epss::read("x", "0", "", "2026-11-20"), Err(EpssFault::BadShare));
        assert_eq!(Epss::read("0", "0", "a\nb", "2026-11-20"), Err(EpssFault::BadModel));
        assert_eq!(Epss::read("0", "0", "v4", "2026-11-31"), Err(EpssFault::BadDay(DayFault)));
    }

    proptest::proptest! {
        #[test]
        fn shares_are_ordered_as_their_numbers(a in 0_u64..=100_000, b in 0_u64..=10_000_000) {
            let write = |digits: u64, one: u64, width: usize| format!("{}.{:0width$}", digits / one, digits % one);
            let (first, second) = (share(&write(a, 100_000, 5)), share(&write(b, 10_000_000, 7)));
            proptest::prop_assert_eq!(first.cmp(&second), (a * 100).cmp(&b));
        }
    }
}
