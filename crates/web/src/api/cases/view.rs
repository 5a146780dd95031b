//! How cases and what belongs to them are written on the wire.

use app::psirt_case::{
    Answer, AwarenessRow, Entry, FactRow, FilingRow, ListRow, Note, PartyNow, PlanRow, ScopeRow, ScoreRow, Shown, StageNow,
    VulnerabilityRow,
};
use domain::cra::Due;
use domain::deadline::Deadline;
use domain::instant::Instant;
use domain::psirt_case::Tlp;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

fn instant(at: Option<Instant>) -> Option<String> {
    at.map(Instant::to_rfc3339)
}

/// A list of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseList {
    /// The cases.
    pub(super) items: Vec<CaseLine>,
    /// How many open restricted cases are not in the list; a number for leads, 0 for others.
    pub(super) restricted_hidden: i64,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseLine {
    /// Number, `PSIRT-2026-0042`.
    number: String,
    /// Title.
    title: String,
    /// `vulnerability` or `severe_incident`.
    kind: &'static str,
    /// Outcome.
    outcome: &'static str,
    /// `team` or `restricted`.
    visibility: &'static str,
    /// TLP.
    #[serde(skip_serializing_if = "Option::is_none")]
    tlp: Option<&'static str>,
    /// Login of the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// The computed stage.
    stage: &'static str,
    /// Conditions that are left in all stages.
    unmet: usize,
    /// Severity word.
    severity: String,
    /// Score in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_tenths: Option<i64>,
    /// When it was opened.
    opened_at: String,
    /// Its nearest running deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_deadline: Option<DeadlineRow>,
}

impl CaseLine {
    pub(super) fn of(row: ListRow) -> Self {
        let (stage, unmet) = (row.stage.stage.key(), row.stage.unmet.len());
        Self::new(&row.case, stage, unmet, row.next.as_ref().map(DeadlineRow::of))
    }

    fn new(case: &app::psirt_case::Case, stage: &'static str, unmet: usize, next_deadline: Option<DeadlineRow>) -> Self {
        Self {
            number: case.number.clone(),
            title: case.title.clone(),
            kind: case.kind.key(),
            outcome: case.outcome.key(),
            visibility: case.visibility.key(),
            tlp: case.tlp.map(Tlp::key),
            owner: case.owner.clone(),
            stage,
            unmet,
            severity: case.severity.clone(),
            score_tenths: case.score,
            opened_at: case.opened_at.to_rfc3339(),
            next_deadline,
        }
    }
}

/// A case with what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFull {
    /// What lists show too.
    #[serde(flatten)]
    line: CaseLine,
    /// The edit number; send it as `If-Match`.
    edit: i64,
    /// Reason of the outcome.
    #[serde(skip_serializing_if = "String::is_empty")]
    outcome_reason: String,
    /// Members.
    members: Vec<String>,
    /// Numbers of linked reports.
    reports: Vec<String>,
    /// Vulnerabilities.
    vulnerabilities: Vec<CaseVulnerabilityRow>,
    /// Releases in scope.
    releases: Vec<CaseReleaseRow>,
    /// Facts.
    facts: Vec<CaseFact>,
    /// Embargo.
    embargo: CaseEmbargo,
    /// Scores in force.
    scores: Vec<CaseScore>,
    /// Answers in force.
    answers: Vec<CaseAnswerRow>,
    /// Deadlines.
    deadlines: Vec<DeadlineRow>,
}

impl CaseFull {
    pub(super) fn of(shown: &Shown) -> Self {
        Self {
            line: CaseLine::new(&shown.case, shown.stage.stage.key(), shown.stage.unmet.len(), None),
            edit: shown.case.edit,
            outcome_reason: shown.case.outcome_reason.clone(),
            members: shown.members.clone(),
            reports: shown.reports.iter().map(|report| report.number.clone()).collect(),
            vulnerabilities: shown.vulnerabilities.iter().map(CaseVulnerabilityRow::of).collect(),
            releases: shown.releases.iter().map(|row| CaseReleaseRow::of(shown, row)).collect(),
            facts: shown.facts.iter().map(CaseFact::of).collect(),
            embargo: CaseEmbargo::of(shown),
            scores: shown.scores.iter().map(CaseScore::of).collect(),
            answers: shown.answers.iter().map(CaseAnswerRow::of).collect(),
            deadlines: shown.deadlines.iter().map(DeadlineRow::of).collect(),
        }
    }
}

/// Where a case stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseStage {
    /// Number of the case.
    number: String,
    /// The computed stage.
    stage: &'static str,
    /// Whether it may be closed.
    ready_to_close: bool,
    /// What is left, in the order of the stages.
    unmet: Vec<CaseCondition>,
}

/// A condition that is left.
#[derive(Debug, Serialize, ToSchema)]
struct CaseCondition {
    /// The condition.
    condition: &'static str,
    /// The stage that needs it.
    stage: &'static str,
    /// Releases, vulnerabilities, reports or filings that it waits for.
    things: Vec<String>,
    /// Address of the page where it is met.
    link: String,
}

impl CaseStage {
    pub(super) fn of(now: &StageNow) -> Self {
        let unmet = now.unmet.iter().map(|line| CaseCondition {
            condition: line.condition.key(),
            stage: line.condition.stage().key(),
            things: line.things.clone(),
            link: line.address.clone(),
        });
        let (stage, ready_to_close) = (now.report.stage.key(), now.report.ready_to_close());
        Self { number: now.number.clone(), stage, ready_to_close, unmet: unmet.collect() }
    }
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseMember {
    /// Login.
    pub(super) login: String,
}

/// A vulnerability of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseVulnerabilityRow {
    /// Id.
    id: String,
    /// English title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

impl CaseVulnerabilityRow {
    pub(super) fn of(row: &VulnerabilityRow) -> Self {
        Self { id: row.id.clone(), title: row.title_en.clone() }
    }
}

/// A release in the scope of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseReleaseRow {
    /// `product@version`.
    release: String,
    /// Whether it still gets security fixes.
    supported: bool,
    /// Status by vulnerability; absent = unassessed.
    statuses: BTreeMap<String, &'static str>,
    /// State of its plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'static str>,
}

impl CaseReleaseRow {
    pub(super) fn of(shown: &Shown, row: &ScopeRow) -> Self {
        let judged = shown.vulnerabilities.iter().zip(&row.judged);
        Self {
            release: row.release.key(),
            supported: row.supported,
            statuses: judged.filter_map(|(v, judged)| Some((v.id.clone(), judged.as_ref()?.status.key()))).collect(),
            plan: row.plan.as_ref().map(|plan| plan.plan.state.key()),
        }
    }
}

/// A fact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFact {
    /// Row number.
    id: i64,
    /// Kind.
    kind: &'static str,
    /// When it happened.
    happened_at: String,
    /// Where, for exploitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'static str>,
    /// Source or evidence.
    evidence: String,
    /// Who recorded it.
    recorded_by: String,
    /// When it was recorded.
    recorded_at: String,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_reason: Option<String>,
}

impl CaseFact {
    pub(super) fn of(row: &FactRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind.key(),
            happened_at: row.happened_at.to_rfc3339(),
            place: row.place.map(domain::fact::Place::key),
            evidence: row.evidence.clone(),
            recorded_by: row.recorded_name.clone(),
            recorded_at: row.recorded_at.to_rfc3339(),
            withdrawn_at: instant(row.withdrawn_at),
            withdrawn_reason: row.withdrawn_reason.clone(),
        }
    }
}

/// The embargo as it reads now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseEmbargo {
    /// State.
    state: &'static str,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Until when, by terms that are proposed while the old ones bind.
    #[serde(skip_serializing_if = "Option::is_none")]
    revised_until: Option<String>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_reason: Option<&'static str>,
    /// Whether one lead asked to end it and a second must do the same.
    awaits_second_lead: bool,
    /// The fact that takes the ground from terms that bind.
    #[serde(skip_serializing_if = "Option::is_none")]
    premise_broken_by: Option<&'static str>,
    /// Parties.
    parties: Vec<CaseParty>,
}

/// A party.
#[derive(Debug, Serialize, ToSchema)]
struct CaseParty {
    /// Name.
    party: String,
    /// Kind.
    kind: String,
    /// Whether its consent is required.
    required: bool,
    /// What it said, as it reads now.
    consent: &'static str,
    /// Until when it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_by: Option<String>,
}

impl CaseEmbargo {
    pub(super) fn of(shown: &Shown) -> Self {
        let party = |row: &PartyNow| CaseParty {
            party: row.party.name.clone(),
            kind: row.party.kind.clone(),
            required: row.party.required,
            consent: row.consent.key(),
            reply_by: instant(row.party.reply_by),
        };
        Self {
            state: shown.embargo.state.key(),
            until: instant(shown.embargo.until),
            revised_until: instant(shown.embargo_row.as_ref().and_then(|row| row.revised_until)),
            end_reason: shown.embargo.end_reason.map(domain::embargo::EndReason::key),
            awaits_second_lead: shown.embargo.binds() && shown.embargo.first_lead.is_some(),
            premise_broken_by: shown.broken.map(domain::embargo::EndReason::key),
            parties: shown.parties.iter().map(party).collect(),
        }
    }
}

/// A score in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseScore {
    /// Vulnerability.
    vulnerability: String,
    /// `cvss31`, `cvss40` or `ssvc`.
    kind: String,
    /// Vector, or the SSVC answers.
    vector: String,
    /// Score in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_tenths: Option<i64>,
    /// Severity word or SSVC decision.
    word: String,
    /// By whom.
    set_by: String,
    /// When.
    set_at: String,
}

impl CaseScore {
    pub(super) fn of(row: &ScoreRow) -> Self {
        Self {
            vulnerability: row.vuln_id.clone(),
            kind: row.kind.clone(),
            vector: row.vector.clone(),
            score_tenths: row.value,
            word: row.word.clone(),
            set_by: row.set_name.clone(),
            set_at: row.set_at.to_rfc3339(),
        }
    }
}

/// An answer in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseAnswerRow {
    /// The condition.
    condition: String,
    /// The value.
    value: String,
    /// Words.
    text: String,
    /// By whom.
    answered_by: String,
    /// When.
    answered_at: String,
}

impl CaseAnswerRow {
    pub(super) fn of(row: &Answer) -> Self {
        Self {
            condition: row.condition.clone(),
            value: row.value.clone(),
            text: row.text.clone(),
            answered_by: row.answered_name.clone(),
            answered_at: row.answered_at.to_rfc3339(),
        }
    }
}

/// A row of awareness; the last one counts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseAwarenessRow {
    /// What kind of event.
    trigger: &'static str,
    /// When the signal arrived.
    signal_at: String,
    /// When its assessment began.
    started_at: String,
    /// When we were reasonably certain.
    aware_at: String,
    /// Evidence.
    evidence: String,
    /// Reasoning.
    reasoning: String,
    /// Who decided.
    decided_by: String,
    /// When it was recorded.
    recorded_at: String,
    /// Reason of the correction.
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
}

impl CaseAwarenessRow {
    pub(super) fn of(row: &AwarenessRow) -> Self {
        Self {
            trigger: row.awareness.trigger.key(),
            signal_at: row.awareness.signal_at.to_rfc3339(),
            started_at: row.awareness.started_at.to_rfc3339(),
            aware_at: row.awareness.aware_at.to_rfc3339(),
            evidence: row.evidence.clone(),
            reasoning: row.reasoning.clone(),
            decided_by: row.decided_name.clone(),
            recorded_at: row.recorded_at.to_rfc3339(),
            reason: row.reason.clone(),
        }
    }
}

/// A filing or an attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseFiling {
    /// Stage.
    stage: &'static str,
    /// `submitted` or `attempted`.
    outcome: &'static str,
    /// The authority's reference.
    reference: String,
    /// When it was submitted or tried.
    happened_at: String,
    /// SHA-256 of the copy.
    copy_sha256: String,
    /// Why it is late or could not be submitted.
    reason: String,
    /// Who recorded it.
    recorded_by: String,
}

impl CaseFiling {
    pub(super) fn of(row: &FilingRow) -> Self {
        Self {
            stage: row.stage.key(),
            outcome: row.outcome.key(),
            reference: row.reference.clone(),
            happened_at: row.happened_at.to_rfc3339(),
            copy_sha256: row.copy_digest.clone(),
            reason: row.reason.clone(),
            recorded_by: row.recorded_name.clone(),
        }
    }
}

/// A plan in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CasePlan {
    /// `product@version`.
    release: String,
    /// State.
    state: &'static str,
    /// Version that carries the fix.
    fix_version: String,
    /// Promised instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// How users get it.
    delivery: &'static str,
    /// Why there is no fix, or why it moved back.
    reason: String,
    /// What users can do meanwhile.
    mitigation: String,
    /// Proof of verification.
    evidence: String,
    /// When users could have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    available_at: Option<String>,
    /// Who set it last.
    set_by: String,
    /// When.
    set_at: String,
}

impl CasePlan {
    pub(super) fn of(row: &PlanRow) -> Self {
        Self {
            release: row.release.clone(),
            state: row.plan.state.key(),
            fix_version: row.plan.fix_version.clone(),
            due_at: instant(row.plan.due_at),
            delivery: row.plan.delivery.key(),
            reason: row.plan.reason.clone(),
            mitigation: row.plan.mitigation.clone(),
            evidence: row.plan.evidence.clone(),
            available_at: instant(row.plan.available_at),
            set_by: row.set_name.clone(),
            set_at: row.set_at.to_rfc3339(),
        }
    }
}

/// An entry written by a person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseEntry {
    /// Who may read it.
    audience: &'static str,
    /// Text.
    body: String,
    /// Who wrote it.
    author: String,
    /// When.
    created_at: String,
}

impl CaseEntry {
    pub(super) fn of(row: &Note) -> Self {
        let (audience, created_at) = (row.audience.key(), row.created_at.to_rfc3339());
        Self { audience, body: row.body.clone(), author: row.author.clone(), created_at }
    }
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseEvent {
    /// Position in the log.
    seq: i64,
    /// When.
    at: String,
    /// By whom.
    actor: String,
    /// Name, such as `case.opened`.
    event: String,
    /// Facts of the change.
    fields: BTreeMap<String, String>,
    /// The reason given.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl CaseEvent {
    pub(super) fn of(row: &Entry) -> Self {
        Self {
            seq: row.seq,
            at: row.at.to_rfc3339(),
            actor: row.actor.clone(),
            event: format!("{}.{}", row.noun, row.verb),
            fields: serde_json::from_str(&row.body).unwrap_or_default(),
            reason: row.reason.clone(),
        }
    }
}

/// A deadline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadlineRow {
    /// What it is about, such as `cra_early_warning`.
    key: &'static str,
    /// `legal`, `policy` or `agreed`.
    kind: &'static str,
    /// Number of the case or report.
    concerns: String,
    /// When it is due; absent while it has not started.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// Why it has not started.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<&'static str>,
    /// When it was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    met_at: Option<String>,
    /// Version of the rule set of legal deadlines.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<&'static str>,
}

impl DeadlineRow {
    pub(crate) fn of(deadline: &Deadline) -> Self {
        let (due_at, waits_for) = match deadline.due {
            Due::At(at) => (Some(at.to_rfc3339()), None),
            Due::NoMeasureYet => (None, Some("no_measure_yet")),
            Due::NotificationNotSubmitted => (None, Some("notification_not_submitted")),
        };
        let kind = deadline.key.kind();
        Self {
            key: deadline.key.key(),
            kind: kind.key(),
            concerns: deadline.thing.clone(),
            due_at,
            waits_for,
            met_at: instant(deadline.met_at),
            rules: (kind == domain::deadline::DeadlineKind::Legal).then_some(app::deadline::RULES_VERSION),
        }
    }
}
