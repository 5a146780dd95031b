//! KEV: what a catalogue of known exploited vulnerabilities says of one of them.

use crate::day::Day;

/// A listing. Exploited somewhere is not exploited in our product: it is a reason to look, not a finding about ours.
///
/// ```
/// use scoring::kev::Kev;
///
/// let kev = Kev { added: "2026-11-20".parse()?, due: Some("2026-12-11".parse()?), ransomware: true, removed: None };
/// assert!(kev.is_listed("2026-11-24".parse()?) && !kev.is_listed("2026-11-19".parse()?));
/// # Ok::<(), scoring::DayFault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kev {
    /// Day on which it was listed.
    pub added: Day,
    /// Day by which the catalogue's own readers must act; it binds nobody else.
    pub due: Option<Day>,
    /// Whether campaigns with ransomware are known to use it; `false` is "not known".
    pub ransomware: bool,
    /// Day on which the listing was taken back.
    pub removed: Option<Day>,
}

impl Kev {
    /// Whether it stands in the catalogue on a day.
    #[must_use]
    pub fn is_listed(&self, day: Day) -> bool {
        self.added <= day && self.removed.is_none_or(|removed| day < removed)
    }
}
