//! Deadlines: computed, never stored, `states.md` §9.

use crate::cra::{Due, FilingStage, FilingStanding};
use crate::instant::Instant;
use crate::keyed;

keyed! {
    /// What a deadline is about.
    DeadlineKey {
        /// CRA article 14, 24 h.
        CraEarlyWarning = "cra_early_warning",
        /// CRA article 14, 72 h.
        CraNotification = "cra_notification",
        /// CRA article 14, final report.
        CraFinalReport = "cra_final_report",
        /// First message of a person to a reporter.
        Ack = "ack",
        /// Fix target from the SSVC decision.
        FixDue = "fix_due",
        /// Agreed end of an embargo.
        EmbargoUntil = "embargo_until",
    }
}

keyed! {
    /// What makes it binding.
    DeadlineKind {
        /// A law.
        Legal = "legal",
        /// Our own policy.
        Policy = "policy",
        /// An agreement.
        Agreed = "agreed",
    }
}

impl DeadlineKey {
    /// What makes it binding.
    #[must_use]
    pub const fn kind(self) -> DeadlineKind {
        match self {
            Self::CraEarlyWarning | Self::CraNotification | Self::CraFinalReport => DeadlineKind::Legal,
            Self::Ack | Self::FixDue => DeadlineKind::Policy,
            Self::EmbargoUntil => DeadlineKind::Agreed,
        }
    }
}

impl From<FilingStage> for DeadlineKey {
    fn from(stage: FilingStage) -> Self {
        match stage {
            FilingStage::EarlyWarning => Self::CraEarlyWarning,
            FilingStage::Notification => Self::CraNotification,
            FilingStage::FinalReport => Self::CraFinalReport,
        }
    }
}

/// A deadline that runs, or that waits for its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What it is about.
    pub key: DeadlineKey,
    /// Number of the case or report.
    pub thing: String,
    /// When it is due, or why not yet.
    pub due: Due,
    /// When it was met.
    pub met_at: Option<Instant>,
}

impl Deadline {
    /// The due instant while it runs.
    #[must_use]
    pub const fn running(&self) -> Option<Instant> {
        match (self.due, self.met_at) {
            (Due::At(at), None) => Some(at),
            _ => None,
        }
    }

    /// Whether its instant has passed unmet.
    #[must_use]
    pub fn overdue(&self, now: Instant) -> bool {
        self.running().is_some_and(|due| due < now)
    }
}

/// The deadlines of a chain of filings.
#[must_use]
pub fn of_chain(case: &str, chain: &[FilingStanding]) -> Vec<Deadline> {
    chain
        .iter()
        .map(|standing| Deadline { key: standing.stage.into(), thing: case.to_owned(), due: standing.due, met_at: standing.submitted_at })
        .collect()
}

/// The nearest running deadlines for the strip: legal ones first, others only while fewer than `places` are legal.
#[must_use]
pub fn strip(mut all: Vec<Deadline>, places: usize) -> Vec<Deadline> {
    all.retain(|deadline| deadline.running().is_some());
    all.sort_by_key(|deadline| (deadline.key.kind() != DeadlineKind::Legal, deadline.running(), deadline.thing.clone()));
    all.truncate(places);
    all
}

/// Days until a fix is due, by SSVC decision; none = no target.
#[must_use]
pub fn fix_days(decision: &str) -> Option<i64> {
    match decision {
        "immediate" => Some(14),
        "out_of_cycle" => Some(45),
        "scheduled" => Some(120),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_deadlines_come_first_in_the_strip() {
        let deadline = |key, ms| Deadline { key, thing: "x".into(), due: Due::At(Instant::from_ms(ms)), met_at: None };
        let all = vec![deadline(DeadlineKey::Ack, 1), deadline(DeadlineKey::CraNotification, 9), deadline(DeadlineKey::CraEarlyWarning, 5)];
        let keys: Vec<_> = strip(all, 2).into_iter().map(|d| d.key).collect();
        assert_eq!(keys, [DeadlineKey::CraEarlyWarning, DeadlineKey::CraNotification]);
    }
}
