//! Advisory editions: drafted, approved word for word, published in one act, `states.md` §7.

use crate::embargo::Embargo;
use crate::keyed;
use crate::psirt_case::Tlp;
use crate::refusal::Refusal;
use crate::viewer::Approver;

/// Characters of one section.
pub const SECTION_CHARS_MAX: usize = 20_000;
/// Characters of a title.
pub const TITLE_CHARS_MAX: usize = 200;

keyed! {
    /// In which state an edition is.
    EditionState {
        /// Being written.
        Draft = "draft",
        /// Waiting for the approvers.
        AwaitingApproval = "awaiting_approval",
        /// Every approver agreed to these words.
        Approved = "approved",
        /// Out.
        Published = "published",
        /// Out, and replaced by a newer one.
        Superseded = "superseded",
    }
}

/// What an edition says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    /// Title.
    pub title: String,
    /// What it is about, in few sentences.
    pub summary: String,
    /// What users should do, first thing on the page.
    pub solution: String,
    /// What can be done meanwhile; may be empty.
    pub workaround: String,
    /// What could happen.
    pub impact: String,
    /// Details; may be empty.
    pub details: String,
    /// Thanks; may be empty.
    pub credits: String,
}

impl Sections {
    /// Names and texts, in the order of the page.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &str); 7] {
        [
            ("title", &self.title),
            ("summary", &self.summary),
            ("solution", &self.solution),
            ("workaround", &self.workaround),
            ("impact", &self.impact),
            ("details", &self.details),
            ("credits", &self.credits),
        ]
    }

    /// Sections that must not be empty.
    pub const REQUIRED: [&'static str; 4] = ["title", "summary", "solution", "impact"];
}

/// Something that stops publication, with the place to go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blocker {
    /// What, as a key of `words`: `section_empty`, `approval_missing`, `release_unanswered`, `tlp`, `unassessed`, `csaf`.
    pub what: &'static str,
    /// Where, such as `en.solution` or `legal` or `kd-cam200@1.4.0`.
    pub at: String,
}

/// What the checks of an edition look at.
#[derive(Debug, Clone)]
pub struct EditionFacts<'a> {
    /// Sections by language.
    pub languages: &'a [(&'static str, Sections)],
    /// TLP of the edition.
    pub tlp: Tlp,
    /// Affected supported releases that have neither a fix nor a mitigation nor an action.
    pub unanswered: &'a [String],
    /// Number of rows in the product table.
    pub rows: usize,
    /// Whether it is not the first edition.
    pub revision: bool,
    /// Summary of the changes.
    pub change_summary: &'a str,
    /// Problems of the CSAF document.
    pub csaf: &'a [String],
}

/// What stops an edition from going to the approvers.
#[must_use]
pub fn blockers(facts: &EditionFacts<'_>) -> Vec<Blocker> {
    let mut found = Vec::new();
    for (lang, sections) in facts.languages {
        for (name, text) in sections.parts() {
            if Sections::REQUIRED.contains(&name) && text.trim().is_empty() {
                found.push(Blocker { what: "section_empty", at: format!("{lang}.{name}") });
            }
        }
    }
    if facts.tlp != Tlp::Clear {
        found.push(Blocker { what: "tlp", at: facts.tlp.label().to_owned() });
    }
    if facts.rows == 0 {
        found.push(Blocker { what: "no_products", at: String::new() });
    }
    if facts.revision && facts.change_summary.trim().is_empty() {
        found.push(Blocker { what: "change_summary", at: "summary".to_owned() });
    }
    found.extend(facts.unanswered.iter().map(|release| Blocker { what: "release_unanswered", at: release.clone() }));
    found.extend(facts.csaf.iter().map(|clause| Blocker { what: "csaf", at: clause.clone() }));
    found
}

/// An approval as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// In which hat.
    pub hat: Approver,
    /// By whom.
    pub person: i64,
    /// SHA-256 of the words, in hex.
    pub digest: String,
}

/// The hats that have not approved these words.
#[must_use]
pub fn missing_hats(required: &[Approver], approvals: &[Approval], digest: &str) -> Vec<Approver> {
    required.iter().copied().filter(|hat| !approvals.iter().any(|a| a.hat == *hat && a.digest == digest)).collect()
}

/// Checks an approval: of the present words, by somebody else than the author.
///
/// # Errors
/// [`Refusal::StateConflict`], [`Refusal::AdvisoryApprovalVoid`], [`Refusal::ApprovalOwn`].
pub fn approve(state: EditionState, author: Option<i64>, who: i64, shown: &str, digest: &str) -> Result<(), Refusal> {
    if state != EditionState::AwaitingApproval {
        return Err(Refusal::StateConflict { state: state.key().into(), act: "approval".into() });
    }
    // Invariant 19: no person approves own text.
    if author == Some(who) {
        return Err(Refusal::ApprovalOwn);
    }
    if shown != digest {
        return Err(Refusal::AdvisoryApprovalVoid);
    }
    Ok(())
}

/// Checks publication.
///
/// # Errors
/// An embargo that binds, words that changed, or missing approvals.
pub fn publish(
    state: EditionState,
    embargo: &Embargo,
    parties: usize,
    missing: &[Approver],
    approvals: usize,
    blockers: &[Blocker],
) -> Result<(), Refusal> {
    if matches!(state, EditionState::Published | EditionState::Superseded) {
        return Err(Refusal::StateConflict { state: state.key().into(), act: "publication".into() });
    }
    // Invariant 2: no edition is published while an embargo binds.
    if embargo.binds() {
        let until = embargo.until.map(crate::instant::Instant::to_rfc3339).unwrap_or_default();
        return Err(Refusal::EmbargoActive { until, n: parties.to_string() });
    }
    let mut list: Vec<String> =
        blockers.iter().map(|b| if b.at.is_empty() { b.what.to_owned() } else { format!("{}: {}", b.what, b.at) }).collect();
    // Invariant 1: approvals match the hash of what is published.
    if !missing.is_empty() && blockers.is_empty() && approvals > 0 && state == EditionState::Draft {
        return Err(Refusal::AdvisoryApprovalVoid);
    }
    list.extend(missing.iter().map(|hat| format!("approval_missing: {}", crate::viewer::Role::Approver(*hat).key())));
    if list.is_empty() { Ok(()) } else { Err(Refusal::AdvisoryNotReady { n: list.len().to_string(), list: list.join("; ") }) }
}

/// The version of the next edition: `1.0`, `1.1`, `1.2` …
#[must_use]
pub fn next_version(published: usize) -> String {
    format!("1.{published}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_is_of_exact_words_and_never_ones_own() {
        use EditionState::{AwaitingApproval, Draft};
        assert_eq!(approve(AwaitingApproval, Some(1), 2, "a", "a"), Ok(()));
        assert_eq!(approve(AwaitingApproval, Some(1), 1, "a", "a"), Err(Refusal::ApprovalOwn));
        assert_eq!(approve(AwaitingApproval, Some(1), 2, "a", "b"), Err(Refusal::AdvisoryApprovalVoid));
        assert!(approve(Draft, Some(1), 2, "a", "a").is_err());
    }

    #[test]
    fn nothing_is_published_while_an_embargo_binds() {
        let embargo = Embargo { state: crate::embargo::EmbargoState::Active, until: None, end_reason: None, first_lead: None };
        assert_eq!(publish(EditionState::Approved, &embargo, 2, &[], 2, &[]).unwrap_err().code(), "embargo.active");
        assert_eq!(publish(EditionState::Approved, &Embargo::undecided(), 0, &[], 2, &[]), Ok(()));
        let missing = publish(EditionState::AwaitingApproval, &Embargo::undecided(), 0, &[Approver::Legal], 1, &[]);
        assert_eq!(missing, Err(Refusal::AdvisoryNotReady { n: "1".into(), list: "approval_missing: legal".into() }));
    }

    #[test]
    fn an_empty_half_blocks() {
        let full = Sections { title: "t".into(), summary: "s".into(), solution: "x".into(), impact: "i".into(), ..Sections::default() };
        let languages = [("ja", full.clone()), ("en", Sections { solution: " ".into(), ..full })];
        let facts = EditionFacts {
            languages: &languages,
            tlp: Tlp::Clear,
            unanswered: &[],
            rows: 1,
            revision: false,
            change_summary: "",
            csaf: &[],
        };
        assert_eq!(blockers(&facts), [Blocker { what: "section_empty", at: "en.solution".into() }]);
    }
}
