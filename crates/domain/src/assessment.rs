//! Assessment (VEX): a person's judgement per vulnerability and release, `states.md` §5.

use crate::instant::Instant;
use crate::keyed;
use crate::refusal::Refusal;
use crate::text;

/// Characters of a statement, action or evidence.
pub const STATEMENT_CHARS_MAX: usize = 5_000;

keyed! {
    /// What was judged.
    VexStatus {
        /// Not yet known; counts as unassessed for a case's stage.
        UnderInvestigation = "under_investigation",
        /// Affected.
        Affected = "affected",
        /// Not affected, for one of five reasons.
        NotAffected = "not_affected",
        /// Fixed in this release.
        Fixed = "fixed",
    }
}

keyed! {
    /// Why a release is not affected.
    Justification {
        /// The component is not there.
        ComponentNotPresent = "component_not_present",
        /// The vulnerable code is not there.
        VulnerableCodeNotPresent = "vulnerable_code_not_present",
        /// The vulnerable code never runs.
        VulnerableCodeNotInExecutePath = "vulnerable_code_not_in_execute_path",
        /// An attacker cannot steer it.
        VulnerableCodeCannotBeControlledByAdversary = "vulnerable_code_cannot_be_controlled_by_adversary",
        /// Something in the product already stops it.
        InlineMitigationsAlreadyExist = "inline_mitigations_already_exist",
    }
}

/// A judgement before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Status.
    pub status: VexStatus,
    /// Only with `not_affected`.
    pub justification: Option<Justification>,
    /// Impact statement, fit to be published.
    pub statement: String,
    /// What users should do; with `affected`.
    pub action: String,
    /// Version or proof; with `fixed`.
    pub evidence: String,
    /// When we look again; with `under_investigation`.
    pub next_update_at: Option<Instant>,
}

/// Checks a judgement; `has_plan` says whether the release has a fix plan in the case.
///
/// # Errors
/// What its status still needs.
pub fn check(judgement: &Judgement, has_plan: bool) -> Result<Judgement, Refusal> {
    let cleaned = Judgement {
        statement: text::clean(&judgement.statement).text.trim().to_owned(),
        action: text::clean(&judgement.action).text.trim().to_owned(),
        evidence: text::clean(&judgement.evidence).text.trim().to_owned(),
        justification: judgement.justification.filter(|_| judgement.status == VexStatus::NotAffected),
        ..judgement.clone()
    };
    for (field, value) in [("statement", &cleaned.statement), ("action", &cleaned.action), ("evidence", &cleaned.evidence)] {
        if text::count(value) > STATEMENT_CHARS_MAX {
            return Err(Refusal::invalid(field, format!("≤ {STATEMENT_CHARS_MAX}")));
        }
    }
    match cleaned.status {
        VexStatus::NotAffected if cleaned.justification.is_none() => Err(Refusal::VexJustificationRequired),
        VexStatus::NotAffected if cleaned.statement.is_empty() => Err(Refusal::required("statement")),
        VexStatus::Affected if cleaned.action.is_empty() && !has_plan => Err(Refusal::VexActionRequired),
        VexStatus::Fixed if cleaned.evidence.is_empty() => Err(Refusal::VexEvidenceRequired),
        _ => Ok(cleaned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(status: VexStatus) -> Judgement {
        Judgement {
            status,
            justification: None,
            statement: String::new(),
            action: String::new(),
            evidence: String::new(),
            next_update_at: None,
        }
    }

    #[test]
    fn each_status_asks_for_what_it_needs() {
        assert_eq!(check(&judge(VexStatus::NotAffected), false), Err(Refusal::VexJustificationRequired));
        assert_eq!(check(&judge(VexStatus::Affected), false), Err(Refusal::VexActionRequired));
        assert!(check(&judge(VexStatus::Affected), true).is_ok());
        assert_eq!(check(&judge(VexStatus::Fixed), false), Err(Refusal::VexEvidenceRequired));
        assert!(check(&judge(VexStatus::UnderInvestigation), false).is_ok());
    }
}
