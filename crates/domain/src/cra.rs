//! CRA article 14: awareness and the chain of filings that it starts, `states.md` §8.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;

/// The rule set of these lengths; shown wherever a deadline is shown.
pub const RULES_VERSION: &str = "2026-09-25";
/// When the rules were last compared with the law's text.
pub const RULES_CHECKED_ON: &str = "2026-11-20";

keyed! {
    /// What starts a chain.
    Trigger {
        /// An actively exploited vulnerability, article 14(1).
        ExploitedVulnerability = "exploited_vulnerability",
        /// A severe incident, article 14(3).
        SevereIncident = "severe_incident",
    }
}

keyed! {
    /// A stage of the chain, in the order of filing.
    FilingStage {
        /// Within 24 h.
        EarlyWarning = "early_warning",
        /// Within 72 h.
        Notification = "notification",
        /// The last one.
        FinalReport = "final_report",
    }
}

keyed! {
    /// How an attempt to file ended.
    FilingOutcome {
        /// Submitted, with the authority's reference.
        Submitted = "submitted",
        /// Could not be submitted; the deadline runs on.
        Attempted = "attempted",
    }
}

/// Three instants that people record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awareness {
    /// What kind of event.
    pub trigger: Trigger,
    /// When the signal arrived.
    pub signal_at: Instant,
    /// When its assessment began.
    pub started_at: Instant,
    /// When we were reasonably certain.
    pub aware_at: Instant,
}

/// Checks awareness before it is recorded: signal ≤ start ≤ aware ≤ now.
///
/// # Errors
/// [`Refusal::AwarenessInFuture`], [`Refusal::AwarenessOrder`], or missing evidence or reasoning.
pub fn check_awareness(awareness: &Awareness, evidence: &str, reasoning: &str, now: Instant) -> Result<(), Refusal> {
    if awareness.aware_at > now {
        return Err(Refusal::AwarenessInFuture { given: awareness.aware_at.to_rfc3339(), now: now.to_rfc3339() });
    }
    if awareness.signal_at > awareness.started_at || awareness.started_at > awareness.aware_at {
        return Err(Refusal::AwarenessOrder);
    }
    if evidence.trim().is_empty() {
        return Err(Refusal::required("evidence"));
    }
    if reasoning.trim().is_empty() {
        return Err(Refusal::required("reasoning"));
    }
    Ok(())
}

/// A submission as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// Which stage.
    pub stage: FilingStage,
    /// When it was submitted, which is what the law judges.
    pub at: Instant,
}

/// When a stage is due, or why it has no due instant yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Due at an instant.
    At(Instant),
    /// No corrective or mitigating measure is available yet.
    NoMeasureYet,
    /// The 72 h notification is not submitted yet.
    NotificationNotSubmitted,
}

/// A stage of the chain as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilingStanding {
    /// Which stage.
    pub stage: FilingStage,
    /// When it is due.
    pub due: Due,
    /// When it was submitted.
    pub submitted_at: Option<Instant>,
}

impl FilingStanding {
    /// Whether it is required and not submitted.
    #[must_use]
    pub const fn open(&self) -> bool {
        self.submitted_at.is_none()
    }

    /// The due instant while it runs.
    #[must_use]
    pub const fn running(&self) -> Option<Instant> {
        match (self.due, self.submitted_at) {
            (Due::At(at), None) => Some(at),
            _ => None,
        }
    }
}

/// The whole chain. Elapsed time in UTC: weekends and holidays never move it, no submission moves the 72 h,
/// and a measure that existed before awareness counts from awareness.
#[must_use]
pub fn chain(awareness: &Awareness, measure_at: Option<Instant>, submissions: &[Submission]) -> Vec<FilingStanding> {
    let submitted = |stage| submissions.iter().filter(|s| s.stage == stage).map(|s| s.at).min();
    FilingStage::ALL
        .iter()
        .map(|stage| {
            let due = match (stage, awareness.trigger) {
                (FilingStage::EarlyWarning, _) => Due::At(awareness.aware_at.plus_hours(24)),
                (FilingStage::Notification, _) => Due::At(awareness.aware_at.plus_hours(72)),
                (FilingStage::FinalReport, Trigger::ExploitedVulnerability) => {
                    measure_at.map_or(Due::NoMeasureYet, |at| Due::At(at.max(awareness.aware_at).plus_days(14)))
                }
                (FilingStage::FinalReport, Trigger::SevereIncident) => {
                    submitted(FilingStage::Notification).map_or(Due::NotificationNotSubmitted, |at| Due::At(at.plus_months(1)))
                }
            };
            FilingStanding { stage: *stage, due, submitted_at: submitted(*stage) }
        })
        .collect()
}

/// Checks the record of a submission against the chain.
///
/// # Errors
/// The order of stages, a missing reference, a submission in the future or before awareness, lateness without a reason.
pub fn check_submission(
    standing: &[FilingStanding],
    awareness: &Awareness,
    submission: Submission,
    reference: &str,
    reason: &str,
    now: Instant,
) -> Result<(), Refusal> {
    if let Some(earlier) = standing.iter().find(|s| s.stage < submission.stage && s.open()) {
        return Err(Refusal::FilingStageOrder { earlier: earlier.stage.key().into() });
    }
    if standing.iter().any(|s| s.stage == submission.stage && !s.open()) {
        return Err(Refusal::StateConflict { state: "submitted".into(), act: "submission".into() });
    }
    if reference.trim().is_empty() {
        return Err(Refusal::FilingReferenceRequired);
    }
    if submission.at > now || submission.at < awareness.aware_at {
        return Err(Refusal::invalid("happened_at", format!("{} – {}", awareness.aware_at.to_rfc3339(), now.to_rfc3339())));
    }
    let due = standing.iter().find(|s| s.stage == submission.stage).map(|s| s.due);
    if let Some(Due::At(due)) = due
        && submission.at > due
        && reason.trim().is_empty()
    {
        return Err(Refusal::FilingLateReasonRequired { late: hours_minutes(submission.at.as_ms() - due.as_ms()) });
    }
    Ok(())
}

/// Writes a span as `h:mm`, as legal deadlines show their remaining time.
#[must_use]
pub fn hours_minutes(ms: i64) -> String {
    let minutes = ms.abs() / 60_000;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap().instant
    }

    fn aware(trigger: Trigger, text: &str) -> Awareness {
        Awareness { trigger, signal_at: at(text), started_at: at(text), aware_at: at(text) }
    }

    fn due(chain: &[FilingStanding], stage: FilingStage) -> Due {
        chain.iter().find(|s| s.stage == stage).unwrap().due
    }

    #[test]
    fn early_warning_and_notification_depend_on_awareness_only() {
        let aware = aware(Trigger::ExploitedVulnerability, "2026-11-20T22:15:00+09:00");
        for submitted in ["2026-11-21T18:00:00+09:00", "2026-11-21T23:15:00+09:00"] {
            let chain = chain(&aware, None, &[Submission { stage: FilingStage::EarlyWarning, at: at(submitted) }]);
            assert_eq!(due(&chain, FilingStage::EarlyWarning), Due::At(at("2026-11-21T22:15:00+09:00")));
            assert_eq!(due(&chain, FilingStage::Notification), Due::At(at("2026-11-23T22:15:00+09:00")));
            assert_eq!(due(&chain, FilingStage::FinalReport), Due::NoMeasureYet);
        }
    }

    #[test]
    fn the_final_report_of_a_vulnerability_counts_from_the_first_measure() {
        let aware = aware(Trigger::ExploitedVulnerability, "2026-11-20T22:15:00+09:00");
        let later = chain(&aware, Some(at("2026-11-24T15:00:00+09:00")), &[]);
        assert_eq!(due(&later, FilingStage::FinalReport), Due::At(at("2026-12-08T15:00:00+09:00")));
        let before = chain(&aware, Some(at("2026-11-01T00:00:00+09:00")), &[]);
        assert_eq!(due(&before, FilingStage::FinalReport), Due::At(at("2026-12-04T22:15:00+09:00")));
    }

    #[test]
    fn the_final_report_of_an_incident_counts_one_month_from_submission() {
        let aware = aware(Trigger::SevereIncident, "2027-01-29T12:00:00Z");
        let submitted = |text| chain(&aware, None, &[Submission { stage: FilingStage::Notification, at: at(text) }]);
        assert_eq!(due(&submitted("2027-01-31T10:00:00Z"), FilingStage::FinalReport), Due::At(at("2027-02-28T10:00:00Z")));
        assert_eq!(due(&submitted("2027-02-01T10:00:00Z"), FilingStage::FinalReport), Due::At(at("2027-03-01T10:00:00Z")));
        assert_eq!(due(&chain(&aware, None, &[]), FilingStage::FinalReport), Due::NotificationNotSubmitted);
    }

    #[test]
    fn a_submission_needs_order_reference_and_a_reason_when_late() {
        let aware = aware(Trigger::ExploitedVulnerability, "2026-11-20T22:15:00+09:00");
        let now = at("2026-11-21T23:30:00+09:00");
        let standing = chain(&aware, None, &[]);
        let early = |text| Submission { stage: FilingStage::EarlyWarning, at: at(text) };
        let check = |s, reference, reason| check_submission(&standing, &aware, s, reference, reason, now);
        assert_eq!(
            check(Submission { stage: FilingStage::Notification, at: now }, "x", ""),
            Err(Refusal::FilingStageOrder { earlier: "early_warning".into() })
        );
        assert_eq!(check(early("2026-11-21T22:00:00+09:00"), " ", ""), Err(Refusal::FilingReferenceRequired));
        assert_eq!(check(early("2026-11-21T22:00:00+09:00"), "x", ""), Ok(()));
        assert_eq!(check(early("2026-11-21T23:15:00+09:00"), "x", ""), Err(Refusal::FilingLateReasonRequired { late: "1:00".into() }));
        assert_eq!(check(early("2026-11-21T23:15:00+09:00"), "x", "down"), Ok(()));
    }

    #[test]
    fn awareness_has_an_order_and_is_never_in_the_future() {
        let now = at("2026-11-21T09:00:00+09:00");
        let mut aware = aware(Trigger::ExploitedVulnerability, "2026-11-22T09:00:00+09:00");
        assert_eq!(check_awareness(&aware, "x", "x", now).unwrap_err().code(), "awareness.in_future");
        aware.aware_at = now;
        assert_eq!(check_awareness(&aware, "x", "x", now), Err(Refusal::AwarenessOrder));
    }
}
