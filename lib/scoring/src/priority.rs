//! One explained order of work: what is known of a finding gives reasons, and the reasons give its place.
//!
//! There is no number. Two findings are compared by one [`Rule`] after the other, and the first in which they differ decides; it is
//! also the answer to "why does this stand before that":
//!
//! 1. what the internet reaches, before everything else — unless nothing presses (a low severity and no sign of exploitation, or a
//!    decision to defer);
//! 2. what is known to be exploited, by ransomware first;
//! 3. the SSVC decision; undecided stands with the scheduled ones until somebody decides;
//! 4. the severity; unknown counts as medium, because nobody may say that it is low;
//! 5. EPSS, from a step on;
//! 6. what may be exposed, before what is known not to be;
//! 7. supported releases, before those past support.
//!
//! ```
//! use scoring::cvss::Severity;
//! use scoring::priority::{EPSS_STEP_DEFAULT, Exposure, Known, Priority, Reason, Rule};
//!
//! let plain = Known { severity: Some(Severity::Critical), exposure: Exposure::Local, ..Known::default() };
//! let exposed = Known { severity: Some(Severity::High), exposure: Exposure::Internet, ..Known::default() };
//! let (plain, exposed) = (Priority::of(&plain, EPSS_STEP_DEFAULT), Priority::of(&exposed, EPSS_STEP_DEFAULT));
//! assert!(exposed > plain);
//! assert_eq!(exposed.differs(&plain), Some(Rule::Internet));
//! assert_eq!(exposed.reasons, [Reason::Internet, Reason::Severity(Severity::High)]);
//! ```

use crate::cvss::Severity;
use crate::epss::{Epss, Share};
use crate::kev::Kev;
use crate::ssvc::Decision;
use std::cmp::Ordering;

/// Where EPSS begins to count when nothing else is configured, in thousandths.
pub const EPSS_STEP_DEFAULT: u16 = 300;

/// From where a product can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Exposure {
    /// From its own network only.
    Local,
    /// Not said; never counts as "no".
    #[default]
    Unknown,
    /// From the internet.
    Internet,
}

/// What is known of a finding. `None` is "not known" and never counts as "no".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// From where the product can be reached.
    pub exposure: Exposure,
    /// The listing in a catalogue of exploited vulnerabilities, while it stands.
    pub kev: Option<Kev>,
    /// Known to be exploited by another source, such as own observation.
    pub exploited: bool,
    /// EPSS.
    pub epss: Option<Epss>,
    /// SSVC decision.
    pub ssvc: Option<Decision>,
    /// CVSS severity.
    pub severity: Option<Severity>,
    /// The release is still supported.
    pub supported: bool,
}

impl Default for Known {
    /// Nothing known of a supported release.
    fn default() -> Self {
        Self { exposure: Exposure::Unknown, kev: None, exploited: false, epss: None, ssvc: None, severity: None, supported: true }
    }
}

/// One reason for the place of a finding, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Reachable from the internet.
    Internet,
    /// Listed as exploited.
    Kev(Kev),
    /// Known to be exploited by another source.
    Exploited,
    /// The SSVC decision.
    Ssvc(Decision),
    /// The severity.
    Severity(Severity),
    /// The severity is not known.
    SeverityUnknown,
    /// The EPSS probability, at or above the step.
    Epss(Share),
    /// Nobody has said from where the product can be reached.
    ExposureUnknown,
    /// Past support.
    PastSupport,
}

impl Reason {
    /// The key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Kev(_) => "kev",
            Self::Exploited => "exploited",
            Self::Ssvc(_) => "ssvc",
            Self::Severity(_) => "severity",
            Self::SeverityUnknown => "severity_unknown",
            Self::Epss(_) => "epss",
            Self::ExposureUnknown => "exposure_unknown",
            Self::PastSupport => "past_support",
        }
    }
}

/// A step of the comparison, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The internet reaches it, and something presses.
    Internet,
    /// It is exploited.
    Exploited,
    /// The SSVC decision.
    Ssvc,
    /// The severity.
    Severity,
    /// EPSS.
    Epss,
    /// It may be exposed.
    Exposure,
    /// It is supported.
    Support,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: [Self; 7] = [Self::Internet, Self::Exploited, Self::Ssvc, Self::Severity, Self::Epss, Self::Exposure, Self::Support];

    /// The key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Exploited => "exploited",
            Self::Ssvc => "ssvc",
            Self::Severity => "severity",
            Self::Epss => "epss",
            Self::Exposure => "exposure",
            Self::Support => "support",
        }
    }
}

/// A place in the order of work, with its reasons. The greater comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priority {
    internet: bool,
    exploited: u8,
    ssvc: Decision,
    severity: u8,
    epss: Share,
    exposure: Exposure,
    supported: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Priority {
    /// Finds the place. `epss_step`, in thousandths, is where EPSS begins to count.
    #[must_use]
    pub fn of(known: &Known, epss_step: u16) -> Self {
        let epss = known.epss.as_ref().map(|epss| epss.probability).filter(|share| *share >= Share::of_thousandths(epss_step));
        Self {
            internet: known.exposure == Exposure::Internet && presses(known, epss),
            exploited: match known.kev {
                Some(kev) if kev.ransomware => 2,
                kev => u8::from(kev.is_some() || known.exploited),
            },
            ssvc: known.ssvc.unwrap_or(Decision::Scheduled),
            severity: severity_rank(known.severity),
            epss: epss.unwrap_or(Share::of_thousandths(0)),
            exposure: known.exposure,
            supported: known.supported,
            reasons: reasons(known, epss),
        }
    }

    /// The rule that parts two places; none when both weigh the same.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| self.by(*rule, other) != Ordering::Equal)
    }

    fn by(&self, rule: Rule, other: &Self) -> Ordering {
        match rule {
            Rule::Internet => self.internet.cmp(&other.internet),
            Rule::Exploited => self.exploited.cmp(&other.exploited),
            Rule::Ssvc => self.ssvc.cmp(&other.ssvc),
            Rule::Severity => self.severity.cmp(&other.severity),
            Rule::Epss => self.epss.cmp(&other.epss),
            Rule::Exposure => self.exposure.cmp(&other.exposure),
            Rule::Support => self.supported.cmp(&other.supported),
        }
    }
}

/// Whether anything speaks for looking at it soon. Exploitation does so against every other fact, a decision to defer against the rest.
fn presses(known: &Known, epss: Option<Share>) -> bool {
    let exploited = known.kev.is_some() || known.exploited;
    let rated = known.ssvc.is_some_and(|decision| decision > Decision::Scheduled)
        || epss.is_some()
        || severity_rank(known.severity) >= severity_rank(Some(Severity::Medium));
    exploited || (known.ssvc != Some(Decision::Defer) && rated)
}

fn reasons(known: &Known, epss: Option<Share>) -> Vec<Reason> {
    let severity = match known.severity {
        Some(Severity::None) => None,
        Some(severity) => Some(Reason::Severity(severity)),
        None => Some(Reason::SeverityUnknown),
    };
    let all = [
        (known.exposure == Exposure::Internet).then_some(Reason::Internet),
        known.kev.map(Reason::Kev),
        known.exploited.then_some(Reason::Exploited),
        known.ssvc.map(Reason::Ssvc),
        severity,
        epss.map(Reason::Epss),
        (known.exposure == Exposure::Unknown).then_some(Reason::ExposureUnknown),
        (!known.supported).then_some(Reason::PastSupport),
    ];
    all.into_iter().flatten().collect()
}

const fn severity_rank(severity: Option<Severity>) -> u8 {
    match severity {
        Some(Severity::None) => 0,
        Some(Severity::Low) => 1,
        Some(Severity::Medium) | None => 2,
        Some(Severity::High) => 3,
        Some(Severity::Critical) => 4,
    }
}

impl PartialOrd for Priority {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Priority {
    fn cmp(&self, other: &Self) -> Ordering {
        let rules = Rule::ALL.into_iter().map(|rule| self.by(rule, other)).find(|order| *order != Ordering::Equal);
        rules.unwrap_or_else(|| other.reasons.cmp(&self.reasons))
    }
}
