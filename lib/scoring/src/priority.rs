//! One explained order of work: what is known of a finding gives reasons, and the reasons give its place.

use crate::cvss::Severity;
use crate::ssvc::Decision;
use std::cmp::Ordering;

/// Where EPSS begins to count when nothing else is configured, in thousandths.
pub const EPSS_STEP_DEFAULT: u16 = 300;

/// What is known of a finding. `None` is "not known" and never counts as "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Reachable from the internet.
    pub internet: Option<bool>,
    /// Known to be exploited (KEV or own knowledge).
    pub exploited: bool,
    /// EPSS probability in thousandths.
    pub epss: Option<u16>,
    /// SSVC decision.
    pub ssvc: Option<Decision>,
    /// CVSS severity.
    pub severity: Option<Severity>,
    /// The release is still supported.
    pub supported: bool,
}

/// One reason for the place of a finding, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Known to be exploited.
    Exploited,
    /// The SSVC decision, unless it is "defer".
    Ssvc(Decision),
    /// Reachable from the internet.
    Internet,
    /// EPSS at or above the step; thousandths.
    Epss(u16),
    /// Severity, unless it is "none".
    Severity(Severity),
    /// The severity is not known, so nobody may say that it is low.
    SeverityUnknown,
    /// Past support: stands after supported releases of the same weight.
    PastSupport,
}

impl Reason {
    /// The key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Exploited => "exploited",
            Self::Ssvc(_) => "ssvc",
            Self::Internet => "internet",
            Self::Epss(_) => "epss",
            Self::Severity(_) => "severity",
            Self::SeverityUnknown => "severity_unknown",
            Self::PastSupport => "past_support",
        }
    }
}

/// A place in the order of work, with its reasons. The greater comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priority {
    weight: (bool, Decision, u8, u8, u16, bool),
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Priority {
    /// Finds the place. `epss_step`, in thousandths, is where EPSS begins to count.
    ///
    /// The order: exploited; SSVC decision; exposure and severity together (each step of severity weighs as much as being
    /// reachable from the internet); EPSS from the step on; supported before past support.
    #[must_use]
    pub fn of(known: &Known, epss_step: u16) -> Self {
        let mut reasons = Vec::new();
        if known.exploited {
            reasons.push(Reason::Exploited);
        }
        reasons.extend(known.ssvc.filter(|d| *d != Decision::Defer).map(Reason::Ssvc));
        if known.internet == Some(true) {
            reasons.push(Reason::Internet);
        }
        let epss = known.epss.filter(|probability| *probability >= epss_step);
        reasons.extend(epss.map(Reason::Epss));
        match known.severity {
            Some(Severity::None) => {}
            Some(severity) => reasons.push(Reason::Severity(severity)),
            None => reasons.push(Reason::SeverityUnknown),
        }
        if !known.supported {
            reasons.push(Reason::PastSupport);
        }
        let weight = (
            known.exploited,
            // Undecided stands between "defer" and "out of cycle": with regular work until somebody decides.
            known.ssvc.unwrap_or(Decision::Scheduled),
            exposed(known),
            severity_rank(known.severity),
            epss.unwrap_or(0),
            known.supported,
        );
        Self { weight, reasons }
    }
}

/// Severity in steps, unknown as medium, plus one for what the internet reaches.
fn exposed(known: &Known) -> u8 {
    severity_rank(known.severity) + u8::from(known.internet == Some(true))
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
        self.weight.cmp(&other.weight).then_with(|| other.reasons.cmp(&self.reasons))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(known: Known) -> Priority {
        Priority::of(&known, EPSS_STEP_DEFAULT)
    }

    const PLAIN: Known =
        Known { internet: None, exploited: false, epss: None, ssvc: None, severity: Some(Severity::High), supported: true };

    #[test]
    fn exploitation_comes_before_any_score() {
        let exploited = of(Known { exploited: true, severity: Some(Severity::Low), ..PLAIN });
        let critical = of(Known { severity: Some(Severity::Critical), internet: Some(true), epss: Some(900), ..PLAIN });
        assert!(exploited > critical);
        assert_eq!(exploited.reasons, [Reason::Exploited, Reason::Severity(Severity::Low)]);
        assert_eq!(critical.reasons, [Reason::Internet, Reason::Epss(900), Reason::Severity(Severity::Critical)]);
    }

    #[test]
    fn each_fact_moves_a_finding_up_on_its_own() {
        let plain = of(PLAIN);
        for known in [
            Known { internet: Some(true), ..PLAIN },
            Known { epss: Some(300), ..PLAIN },
            Known { ssvc: Some(Decision::OutOfCycle), ..PLAIN },
            Known { severity: Some(Severity::Critical), ..PLAIN },
        ] {
            assert!(of(known) > plain, "{known:?}");
        }
        assert!(of(Known { supported: false, ..PLAIN }) < plain);
        assert_eq!(of(Known { epss: Some(299), ..PLAIN }), plain);
    }

    #[test]
    fn an_unknown_severity_is_not_a_low_one() {
        let unknown = of(Known { severity: None, ..PLAIN });
        assert!(unknown > of(Known { severity: Some(Severity::Low), ..PLAIN }));
        assert_eq!(unknown.reasons, [Reason::SeverityUnknown]);
    }
}
