//! The stage of a case: computed from its data, never set, `states.md` §2.2.

use crate::assessment::VexStatus;
use crate::instant::Instant;
use crate::keyed;
use crate::plan::PlanState;
use crate::psirt_case::CaseKind;

keyed! {
    /// One of the six stages, in order.
    Stage {
        /// 受付.
        Intake = "intake",
        /// 確認.
        Validation = "validation",
        /// 分析.
        Analysis = "analysis",
        /// 対策.
        Remediation = "remediation",
        /// 公表.
        Publication = "publication",
        /// 振り返り.
        Review = "review",
    }
}

keyed! {
    /// What a stage needs.
    Condition {
        /// Every linked report has been acknowledged by a person.
        Acknowledged = "acknowledged",
        /// Somebody owns the case.
        Owner = "owner",
        /// TLP is chosen.
        Tlp = "tlp",
        /// The embargo is decided.
        EmbargoDecided = "embargo_decided",
        /// Reproduced, or reasoned without.
        Ruled = "ruled",
        /// At least one product or release is named.
        Products = "products",
        /// Every supported release in scope is judged.
        Assessed = "assessed",
        /// The incident is assessed.
        IncidentAssessed = "incident_assessed",
        /// CVSS and SSVC for every vulnerability.
        Scored = "scored",
        /// The CRA question is answered after the newest signal.
        CraQuestion = "cra_question",
        /// Every affected release has a plan.
        Planned = "planned",
        /// Every plan is verified, available or `no fix`.
        FixReady = "fix_ready",
        /// The CVE id is settled.
        Cve = "cve",
        /// An edition is out, or none for a reason.
        Advisory = "advisory",
        /// Every notification left or was handled.
        Notified = "notified",
        /// The reporter knows.
        ReporterTold = "reporter_told",
        /// Users know, where the CRA asks it.
        UsersInformed = "users_informed",
        /// The cause is known.
        Cause = "cause",
        /// Why it was not seen earlier.
        DetectionGap = "detection_gap",
        /// Prevention actions, or none for a reason.
        Actions = "actions",
        /// Owners of sibling products were asked.
        SiblingsAsked = "siblings_asked",
        /// No required filing is left.
        FilingsComplete = "filings_complete",
        /// Each action is settled.
        ActionsSettled = "actions_settled",
    }
}

impl Condition {
    /// The stage that needs it.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::Acknowledged | Self::Owner | Self::Tlp | Self::EmbargoDecided => Stage::Intake,
            Self::Ruled | Self::Products => Stage::Validation,
            Self::Assessed | Self::IncidentAssessed | Self::Scored | Self::CraQuestion => Stage::Analysis,
            Self::Planned | Self::FixReady => Stage::Remediation,
            Self::Cve | Self::Advisory | Self::Notified | Self::ReporterTold | Self::UsersInformed => Stage::Publication,
            Self::Cause | Self::DetectionGap | Self::Actions | Self::SiblingsAsked | Self::FilingsComplete | Self::ActionsSettled => {
                Stage::Review
            }
        }
    }
}

/// A release in the scope of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFacts {
    /// `product@version`.
    pub key: String,
    /// Whether it is still supported.
    pub supported: bool,
    /// One status per vulnerability of the case, in their order; none = unassessed.
    pub statuses: Vec<Option<VexStatus>>,
    /// Its fix plan.
    pub plan: Option<PlanState>,
}

/// A vulnerability of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VulnerabilityFacts {
    /// Its id.
    pub id: String,
    /// CVSS 4.0 or 3.1 is recorded.
    pub cvss: bool,
    /// SSVC is recorded.
    pub ssvc: bool,
}

/// An answer in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFacts {
    /// The value.
    pub value: String,
    /// When it was given.
    pub at: Instant,
}

/// Everything that the stage of a case depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// Kind.
    pub kind: CaseKind,
    /// Somebody owns it.
    pub owned: bool,
    /// TLP is chosen.
    pub tlp: bool,
    /// The embargo is decided.
    pub embargo_decided: bool,
    /// Public numbers of linked reports without a person's first message.
    pub unacknowledged: Vec<String>,
    /// Whether a report is linked at all.
    pub has_report: bool,
    /// Whether the linked reporters were told of the publication.
    pub reporter_told: bool,
    /// Releases in scope.
    pub releases: Vec<ReleaseFacts>,
    /// Vulnerabilities.
    pub vulnerabilities: Vec<VulnerabilityFacts>,
    /// Answers in force, by condition.
    pub answers: std::collections::BTreeMap<String, AnswerFacts>,
    /// The newest signal of exploitation.
    pub newest_signal: Option<Instant>,
    /// An edition is out in every language.
    pub advisory_out: bool,
    /// Notifications that neither left nor were handled.
    pub unsent: usize,
    /// Required filings that are not submitted.
    pub open_filings: Vec<String>,
}

/// A condition that is not met, with the things it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// The condition.
    pub condition: Condition,
    /// Releases, vulnerabilities, reports or filings by name.
    pub things: Vec<String>,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReport {
    /// The first stage with an unmet condition; `Review` when none is left.
    pub stage: Stage,
    /// All that is unmet, in the order of the stages.
    pub unmet: Vec<Unmet>,
    /// Conditions that apply and are met.
    pub met: Vec<Condition>,
}

impl StageReport {
    /// Whether the case may be closed.
    #[must_use]
    pub fn ready_to_close(&self) -> bool {
        self.unmet.is_empty()
    }

    /// How many conditions of a stage are unmet.
    #[must_use]
    pub fn unmet_in(&self, stage: Stage) -> usize {
        self.unmet.iter().filter(|unmet| unmet.condition.stage() == stage).count()
    }
}

/// Computes the stage.
#[must_use]
pub fn compute(facts: &CaseFacts) -> StageReport {
    let mut unmet = Vec::new();
    let mut met = Vec::new();
    for condition in Condition::ALL {
        match verdict(facts, *condition) {
            Verdict::Applies(things) if things.is_empty() => met.push(*condition),
            Verdict::Applies(things) => unmet.push(Unmet { condition: *condition, things }),
            Verdict::Open => unmet.push(Unmet { condition: *condition, things: Vec::new() }),
            Verdict::NotHere => {}
        }
    }
    let stage = unmet.first().map_or(Stage::Review, |first| first.condition.stage());
    StageReport { stage, unmet, met }
}

enum Verdict {
    /// The condition applies; the things it waits for.
    Applies(Vec<String>),
    /// It applies and is unmet as a whole.
    Open,
    /// It does not apply to this case.
    NotHere,
}

fn holds(held: bool) -> Verdict {
    if held { Verdict::Applies(Vec::new()) } else { Verdict::Open }
}

fn verdict(facts: &CaseFacts, condition: Condition) -> Verdict {
    let answered = |key: &str| holds(facts.answers.contains_key(key));
    let in_scope = facts.answers.get("cra_question").is_some_and(|answer| answer.value == "in_scope");
    match condition {
        Condition::Acknowledged if !facts.has_report => Verdict::NotHere,
        Condition::Acknowledged => Verdict::Applies(facts.unacknowledged.clone()),
        Condition::Owner => holds(facts.owned),
        Condition::Tlp => holds(facts.tlp),
        Condition::EmbargoDecided => holds(facts.embargo_decided),
        Condition::Ruled => answered("ruled"),
        Condition::Products => holds(!facts.releases.is_empty()),
        Condition::Assessed if facts.kind == CaseKind::SevereIncident => Verdict::NotHere,
        Condition::Assessed if facts.vulnerabilities.is_empty() || facts.releases.is_empty() => Verdict::Open,
        Condition::Assessed => Verdict::Applies(unassessed(facts)),
        Condition::IncidentAssessed if facts.kind == CaseKind::Vulnerability => Verdict::NotHere,
        Condition::IncidentAssessed => answered("incident_assessed"),
        Condition::Scored if facts.vulnerabilities.is_empty() => {
            if facts.kind == CaseKind::SevereIncident {
                Verdict::NotHere
            } else {
                Verdict::Open
            }
        }
        Condition::Scored => Verdict::Applies(facts.vulnerabilities.iter().filter(|v| !(v.cvss && v.ssvc)).map(|v| v.id.clone()).collect()),
        Condition::CraQuestion => holds(
            facts
                .answers
                .get("cra_question")
                .is_some_and(|answer| answer.value != "undecided" && facts.newest_signal.is_none_or(|signal| answer.at >= signal)),
        ),
        Condition::Planned => Verdict::Applies(affected(facts).filter(|r| r.plan.is_none()).map(|r| r.key.clone()).collect()),
        Condition::FixReady => {
            Verdict::Applies(affected(facts).filter(|r| !r.plan.is_some_and(PlanState::ready)).map(|r| r.key.clone()).collect())
        }
        Condition::Cve => answered("cve"),
        Condition::Advisory => holds(facts.advisory_out || facts.answers.contains_key("advisory")),
        Condition::Notified => holds(facts.unsent == 0),
        Condition::ReporterTold if !facts.has_report => Verdict::NotHere,
        Condition::ReporterTold => holds(facts.reporter_told || facts.answers.contains_key("reporter_told")),
        Condition::UsersInformed if !in_scope => Verdict::NotHere,
        Condition::UsersInformed => holds(facts.advisory_out || facts.answers.contains_key("users_informed")),
        Condition::FilingsComplete => Verdict::Applies(facts.open_filings.clone()),
        Condition::Cause | Condition::DetectionGap | Condition::Actions | Condition::SiblingsAsked | Condition::ActionsSettled => {
            answered(condition.key())
        }
    }
}

fn unassessed(facts: &CaseFacts) -> Vec<String> {
    let judged = |status: &Option<VexStatus>| status.is_some_and(|status| status != VexStatus::UnderInvestigation);
    facts.releases.iter().filter(|r| r.supported && !r.statuses.iter().all(judged)).map(|r| r.key.clone()).collect()
}

fn affected(facts: &CaseFacts) -> impl Iterator<Item = &ReleaseFacts> {
    facts.releases.iter().filter(|r| r.supported && r.statuses.contains(&Some(VexStatus::Affected)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> CaseFacts {
        CaseFacts {
            kind: CaseKind::Vulnerability,
            owned: true,
            tlp: true,
            embargo_decided: true,
            unacknowledged: Vec::new(),
            has_report: false,
            reporter_told: false,
            releases: Vec::new(),
            vulnerabilities: Vec::new(),
            answers: std::collections::BTreeMap::new(),
            newest_signal: None,
            advisory_out: false,
            unsent: 0,
            open_filings: Vec::new(),
        }
    }

    fn answer(facts: &mut CaseFacts, condition: &str, value: &str, at: i64) {
        facts.answers.insert(condition.into(), AnswerFacts { value: value.into(), at: Instant::from_ms(at) });
    }

    fn analysed() -> CaseFacts {
        let mut facts = empty();
        answer(&mut facts, "ruled", "reproduced", 1);
        answer(&mut facts, "cra_question", "out_of_scope", 1);
        facts.vulnerabilities = vec![VulnerabilityFacts { id: "CVE-1900-9100".into(), cvss: true, ssvc: true }];
        facts.releases =
            vec![ReleaseFacts { key: "kd-gw10@2.1.1".into(), supported: true, statuses: vec![Some(VexStatus::NotAffected)], plan: None }];
        facts
    }

    #[test]
    fn the_stage_is_the_first_with_an_unmet_condition() {
        let report = compute(&CaseFacts { tlp: false, ..empty() });
        assert_eq!(report.stage, Stage::Intake);
        assert_eq!(report.unmet[0].condition, Condition::Tlp);
        assert_eq!(compute(&empty()).stage, Stage::Validation);
    }

    #[test]
    fn under_investigation_does_not_count_as_assessed() {
        let mut facts = analysed();
        assert_eq!(compute(&facts).stage, Stage::Publication);
        facts.releases[0].statuses = vec![Some(VexStatus::UnderInvestigation)];
        let report = compute(&facts);
        assert_eq!((report.stage, report.unmet[0].things.clone()), (Stage::Analysis, vec!["kd-gw10@2.1.1".to_owned()]));
    }

    #[test]
    fn a_newer_signal_asks_the_cra_question_again() {
        let mut facts = analysed();
        facts.newest_signal = Some(Instant::from_ms(2));
        assert_eq!(compute(&facts).unmet[0].condition, Condition::CraQuestion);
    }

    #[test]
    fn a_release_past_support_does_not_hold_the_case_back() {
        let mut facts = analysed();
        facts.releases.push(ReleaseFacts { key: "old@1".into(), supported: false, statuses: vec![None], plan: None });
        assert_eq!(compute(&facts).stage, Stage::Publication);
    }

    #[test]
    fn with_nothing_unmet_the_case_is_ready_to_close() {
        let mut facts = analysed();
        for (condition, value) in [
            ("cve", "none"),
            ("advisory", "none"),
            ("cause", "done"),
            ("detection_gap", "done"),
            ("actions", "none"),
            ("siblings_asked", "done"),
            ("actions_settled", "done"),
        ] {
            answer(&mut facts, condition, value, 3);
        }
        let report = compute(&facts);
        assert!(report.ready_to_close(), "{:?}", report.unmet);
        assert_eq!(report.stage, Stage::Review);
    }
}
