//! Findings: a match that stands in a release until it is closed with a reason, `states.md` §5.

use crate::keyed;
use std::collections::BTreeMap;

keyed! {
    /// Why a finding was closed.
    CloseReason {
        /// Judged as not affected.
        NotAffected = "not_affected",
        /// The component moved to a version outside the range.
        Upgraded = "upgraded",
        /// A patch was applied.
        Patched = "patched",
        /// The component is gone.
        Removed = "removed",
        /// The record's range changed.
        RangeCorrected = "range_corrected",
        /// The record was withdrawn.
        RecordWithdrawn = "record_withdrawn",
        /// Nothing explains it; a person must look.
        Unexplained = "unexplained",
    }
}

/// What identifies a finding within a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKey {
    /// Display id of the vulnerability.
    pub vulnerability: String,
    /// Component key without version, such as `purl:npm/lodash`.
    pub component: String,
}

/// A match as the matcher gives it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Name of the component.
    pub name: String,
    /// Version met.
    pub version: String,
    /// Confidence class, `A` to `E`.
    pub class: char,
    /// Explanation, as JSON.
    pub explanation: String,
}

/// A finding as the ledger holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Row number.
    pub id: i64,
    /// Version met when it was last written.
    pub version: String,
    /// Whether it is open.
    pub open: bool,
    /// Explanation, as JSON.
    pub explanation: String,
}

/// What is to be written for a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new finding.
    Open(FindingKey, Standing),
    /// A closed one stands again.
    Resurface(i64, FindingKey, Standing),
    /// It stands on, with other words.
    Refresh(i64, Standing),
    /// It is over.
    Close(i64, FindingKey, CloseReason),
}

/// What the release and the library say about a component key and a vulnerability that no longer match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The release still has a component of that key.
    pub component_there: bool,
    /// In another version than the finding's.
    pub version_moved: bool,
    /// The record is withdrawn or gone.
    pub record_withdrawn: bool,
    /// The component's build or supplier says that it is resolved.
    pub patched: bool,
    /// The component's build or supplier says with a reason that it is not affected.
    pub said_not_affected: bool,
}

impl Absence {
    /// The reason that the facts give.
    #[must_use]
    pub const fn reason(self) -> CloseReason {
        match self {
            Self { component_there: false, .. } => CloseReason::Removed,
            Self { patched: true, version_moved: false, .. } => CloseReason::Patched,
            Self { said_not_affected: true, version_moved: false, .. } => CloseReason::NotAffected,
            Self { version_moved: true, .. } => CloseReason::Upgraded,
            Self { record_withdrawn: true, .. } => CloseReason::RecordWithdrawn,
            Self { .. } => CloseReason::RangeCorrected,
        }
    }
}

/// Compares what the ledger holds with what matches now. A finding is opened, kept or closed with a reason; never deleted.
pub fn reconcile(
    held: &BTreeMap<FindingKey, Held>,
    now: &BTreeMap<FindingKey, Standing>,
    absence: impl Fn(&FindingKey, &Held) -> Absence,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, standing) in now {
        match held.get(key) {
            None => changes.push(Change::Open(key.clone(), standing.clone())),
            Some(held) if !held.open => changes.push(Change::Resurface(held.id, key.clone(), standing.clone())),
            Some(held) if held.version != standing.version || held.explanation != standing.explanation => {
                changes.push(Change::Refresh(held.id, standing.clone()));
            }
            Some(_) => {}
        }
    }
    for (key, old) in held.iter().filter(|(key, old)| old.open && !now.contains_key(key)) {
        changes.push(Change::Close(old.id, key.clone(), absence(key, old).reason()));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> FindingKey {
        FindingKey { vulnerability: id.into(), component: "purl:npm/x".into() }
    }
    fn standing(version: &str) -> Standing {
        Standing { name: "x".into(), version: version.into(), class: 'B', explanation: "{}".into() }
    }
    fn held(id: i64, open: bool) -> Held {
        Held { id, version: "1".into(), open, explanation: "{}".into() }
    }
    const GONE: Absence =
        Absence { component_there: true, version_moved: true, record_withdrawn: false, patched: false, said_not_affected: false };

    #[test]
    fn a_finding_is_opened_kept_resurfaced_or_closed_with_a_reason() {
        let before = BTreeMap::from([(key("A"), held(1, true)), (key("B"), held(2, false)), (key("C"), held(3, true))]);
        let now = BTreeMap::from([(key("A"), standing("1")), (key("B"), standing("1")), (key("D"), standing("1"))]);
        let changes = reconcile(&before, &now, |_, _| GONE);
        assert_eq!(
            changes,
            [
                Change::Resurface(2, key("B"), standing("1")),
                Change::Open(key("D"), standing("1")),
                Change::Close(3, key("C"), CloseReason::Upgraded)
            ]
        );
    }
}
