//! Feeds: how often they are asked, how long they are left alone after a fault, and how their health is told.

use crate::instant::Instant;

/// Shortest time between two runs of a feed.
pub const CADENCE_MIN_MS: i64 = 10 * MINUTE_MS;
/// Longest time between two runs of a feed.
pub const CADENCE_LONGEST_MS: i64 = 31 * 24 * HOUR_MS;
/// A feed is stale when its last success is older than this many runs.
const STALE_RUNS: i64 = 3;
/// First rest after a fault; doubled each time.
const REST_FIRST_MS: i64 = 5 * MINUTE_MS;
/// Longest rest that we take by ourselves.
const REST_OWN_MS: i64 = 6 * HOUR_MS;
/// Longest rest that a server may ask for.
pub const REST_ASKED_MAX_MS: i64 = 24 * HOUR_MS;
/// Rest before a run goes on that stopped because it had done enough.
const REST_MORE_MS: i64 = MINUTE_MS;
/// A count fell when more than one record in this many is gone.
const FELL_SHARE: u64 = 20;
/// Records that may go without a word.
const FELL_FREE: u64 = 5;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How often a feed is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cadence(i64);

impl Cadence {
    /// Reads `30m`, `6h` or `2d`, from 10 minutes to 31 days.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let unit = match text.chars().last()? {
            'm' => MINUTE_MS,
            'h' => HOUR_MS,
            'd' => 24 * HOUR_MS,
            _ => return None,
        };
        let digits = text.get(..text.len() - 1).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let ms = digits.parse::<i64>().ok()?.checked_mul(unit)?;
        (CADENCE_MIN_MS..=CADENCE_LONGEST_MS).contains(&ms).then_some(Self(ms))
    }

    /// Milliseconds.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Cadence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            ms if ms % (24 * HOUR_MS) == 0 => write!(f, "{}d", ms / (24 * HOUR_MS)),
            ms if ms % HOUR_MS == 0 => write!(f, "{}h", ms / HOUR_MS),
            ms => write!(f, "{}m", ms / MINUTE_MS),
        }
    }
}

/// How a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It is not asked by itself.
    Off,
    /// It is to be asked and has never answered.
    Waiting,
    /// Its last run went well, and not too long ago.
    Healthy,
    /// Its last run went wrong.
    Failing,
    /// Its last success is too long ago.
    Stale,
}

impl Health {
    /// The word on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Waiting => "waiting",
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Stale => "stale",
        }
    }
}

/// What is known of the runs of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Past {
    /// How often it is asked; none = not by itself.
    pub cadence: Option<Cadence>,
    /// When it was asked last.
    pub tried: Option<Instant>,
    /// When a run last went well.
    pub fine: Option<Instant>,
    /// Runs that went wrong since.
    pub failures: u32,
    /// Until when it is left alone.
    pub rest_until: Option<Instant>,
    /// Whether the last run stopped before everything was fetched.
    pub more: bool,
}

impl Past {
    /// How the feed stands now.
    #[must_use]
    pub fn health(&self, now: Instant) -> Health {
        let old = |fine: Instant, cadence: Cadence| now.as_ms().saturating_sub(fine.as_ms()) > cadence.0.saturating_mul(STALE_RUNS);
        match (self.cadence, self.fine) {
            (None, _) => Health::Off,
            (Some(cadence), Some(fine)) if old(fine, cadence) => Health::Stale,
            (Some(_), _) if self.failures > 0 => Health::Failing,
            (Some(_), Some(_)) => Health::Healthy,
            (Some(_), None) => Health::Waiting,
        }
    }

    /// When it is to be asked next; none where it is not asked by itself.
    #[must_use]
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let cadence = self.cadence?;
        // A clock that was set back would leave the feed alone until it is right again.
        let Some(tried) = self.tried.filter(|tried| *tried <= now) else { return Some(now) };
        let rest = match (self.failures, self.more) {
            (0, false) => cadence.0,
            (0, true) => REST_MORE_MS,
            (failures, _) => rest_after(failures, cadence),
        };
        let own = Instant::from_ms(tried.as_ms().saturating_add(rest));
        Some(self.rest_until.map_or(own, |asked| asked.max(own)))
    }
}

/// How long a feed is left alone after so many faults in a row; never longer than it would be anyway.
fn rest_after(failures: u32, cadence: Cadence) -> i64 {
    let doubled = REST_FIRST_MS.saturating_mul(1_i64 << failures.saturating_sub(1).min(16));
    doubled.min(REST_OWN_MS).min(cadence.0.max(REST_FIRST_MS))
}

/// Whether a count fell by more than a feed takes back in the course of things.
#[must_use]
pub fn fell(before: u64, now: u64) -> bool {
    let gone = before.saturating_sub(now);
    gone > FELL_FREE && gone > before / FELL_SHARE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Instant {
        Instant::from_ms(1_000_000 * HOUR_MS + hours * HOUR_MS)
    }

    fn six() -> Past {
        Past { cadence: Cadence::parse("6h"), tried: Some(at(0)), fine: Some(at(0)), ..Past::default() }
    }

    #[test]
    fn a_cadence_is_read_within_its_limits() {
        for (text, shown) in [("10m", "10m"), ("60m", "1h"), ("6h", "6h"), ("24h", "1d"), (" 2d ", "2d"), ("31d", "31d")] {
            assert_eq!(Cadence::parse(text).map(|c| c.to_string()).as_deref(), Some(shown), "{text}");
        }
        for bad in ["", "h", "9m", "32d", "6", "6 h", "-6h", "+6h", "6s", "6日", "99999999999999999999d"] {
            assert_eq!(Cadence::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn health_is_told_from_the_last_success() {
        assert_eq!(Past::default().health(at(0)), Health::Off);
        assert_eq!(Past { tried: None, fine: None, ..six() }.health(at(0)), Health::Waiting);
        assert_eq!(six().health(at(18)), Health::Healthy);
        assert_eq!(six().health(at(19)), Health::Stale);
        assert_eq!(six().health(at(-5)), Health::Healthy, "a clock set back ages nothing");
        assert_eq!(Past { failures: 1, ..six() }.health(at(1)), Health::Failing);
        assert_eq!(Past { failures: 9, ..six() }.health(at(30)), Health::Stale);
        assert_eq!(Past { failures: 1, fine: None, ..six() }.health(at(1)), Health::Failing);
    }

    #[test]
    fn the_next_run_waits_for_cadence_faults_and_what_the_server_asked() {
        assert_eq!(six().due(at(1)), Some(at(6)));
        assert_eq!(Past::default().due(at(1)), None);
        assert_eq!(six().due(at(-1)), Some(at(-1)), "a clock set back stops nothing");
        assert_eq!(Past { more: true, ..six() }.due(at(1)), Some(Instant::from_ms(at(0).as_ms() + REST_MORE_MS)));
        let after = |failures| Past { failures, ..six() }.due(at(1)).unwrap().as_ms() - at(0).as_ms();
        assert_eq!((after(1), after(2), after(3)), (REST_FIRST_MS, 2 * REST_FIRST_MS, 4 * REST_FIRST_MS));
        assert_eq!((after(20), after(u32::MAX)), (6 * HOUR_MS, 6 * HOUR_MS));
        assert_eq!(Past { failures: 1, rest_until: Some(at(9)), ..six() }.due(at(1)), Some(at(9)));
    }

    #[test]
    fn a_count_falls_only_by_more_than_a_share() {
        assert!(fell(1_400, 1_300) && fell(10, 0) && fell(100, 90));
        assert!(!fell(1_400, 1_350) && !fell(5, 0) && !fell(100, 96) && !fell(0, 10) && !fell(10, 20));
    }
}
