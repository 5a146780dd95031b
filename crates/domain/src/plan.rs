//! Fix plan: what happens for one release of a case, `states.md` §5.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;

keyed! {
    /// How far a plan is.
    PlanState {
        /// With a date.
        Planned = "planned",
        /// Being made.
        InDevelopment = "in_development",
        /// Being checked.
        InVerification = "in_verification",
        /// Checked by somebody else than its owner.
        Verified = "verified",
        /// Users can have it.
        Available = "available",
        /// There will be none, with a reason and a mitigation.
        NoFix = "no_fix",
    }
}

keyed! {
    /// How users get it.
    Delivery {
        /// Not decided.
        Undecided = "undecided",
        /// Over the air.
        Ota = "ota",
        /// Download.
        Download = "download",
        /// Service visit.
        ServiceVisit = "service_visit",
        /// Replacement of the unit.
        Replacement = "replacement",
    }
}

/// A plan before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// State.
    pub state: PlanState,
    /// Version that carries the fix; empty = unknown.
    pub fix_version: String,
    /// Promised instant.
    pub due_at: Option<Instant>,
    /// How users get it.
    pub delivery: Delivery,
    /// Why there is no fix, or why it moved back.
    pub reason: String,
    /// What users can do meanwhile.
    pub mitigation: String,
    /// Proof of verification.
    pub evidence: String,
    /// When users could have it.
    pub available_at: Option<Instant>,
}

impl PlanState {
    /// Whether the condition `fix_ready` holds for it.
    #[must_use]
    pub const fn ready(self) -> bool {
        matches!(self, Self::Verified | Self::Available | Self::NoFix)
    }
}

/// Checks a plan against the one in force.
///
/// # Errors
/// What it still needs, leaving `available`, or verifying one's own plan.
pub fn check(before: Option<(PlanState, Option<i64>)>, plan: &Plan, who: Option<i64>, now: Instant) -> Result<(), Refusal> {
    if let Some((PlanState::Available, _)) = before
        && plan.state != PlanState::Available
    {
        return Err(Refusal::StateConflict { state: "available".into(), act: plan.state.key().into() });
    }
    match plan.state {
        PlanState::Planned | PlanState::InDevelopment | PlanState::InVerification if plan.due_at.is_none() => {
            Err(Refusal::required("due_at"))
        }
        PlanState::Verified if plan.evidence.trim().is_empty() => Err(Refusal::required("evidence")),
        // Invariant 19: nobody verifies an own fix.
        PlanState::Verified if who.is_some() && before.and_then(|b| b.1) == who => Err(Refusal::SecondPersonRequired),
        PlanState::Available if plan.available_at.is_none() => Err(Refusal::required("available_at")),
        PlanState::Available if plan.available_at.is_some_and(|at| at > now) => Err(Refusal::invalid("available_at", now.to_rfc3339())),
        PlanState::Available if plan.delivery == Delivery::Undecided => Err(Refusal::required("delivery")),
        PlanState::NoFix if plan.reason.trim().is_empty() => Err(Refusal::ReasonRequired),
        PlanState::NoFix if plan.mitigation.trim().is_empty() => Err(Refusal::required("mitigation")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(state: PlanState) -> Plan {
        Plan {
            state,
            fix_version: String::new(),
            due_at: None,
            delivery: Delivery::Undecided,
            reason: String::new(),
            mitigation: String::new(),
            evidence: "x".into(),
            available_at: None,
        }
    }

    #[test]
    fn nobody_verifies_an_own_fix() {
        let now = Instant::from_ms(0);
        let before = Some((PlanState::InVerification, Some(7)));
        assert_eq!(check(before, &plan(PlanState::Verified), Some(7), now), Err(Refusal::SecondPersonRequired));
        assert_eq!(check(before, &plan(PlanState::Verified), Some(8), now), Ok(()));
    }

    #[test]
    fn no_fix_needs_reason_and_mitigation() {
        let now = Instant::from_ms(0);
        assert_eq!(check(None, &plan(PlanState::NoFix), None, now), Err(Refusal::ReasonRequired));
        assert_eq!(check(None, &plan(PlanState::Planned), None, now), Err(Refusal::required("due_at")));
    }
}
