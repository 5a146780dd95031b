//! Everything that the page of a case needs, in one read.

use super::embargo::broken_by;
use super::stage::{ConditionLine, lines};
use crate::assessment::Assessment;
use crate::{Ctx, Error, Result};
use domain::access::{self, Act, Standing};
use domain::deadline::Deadline;
use domain::embargo::{self, Consent, Embargo, EndReason};
use domain::instant::Instant;
use domain::stage::{self, StageReport};
use domain::viewer::Viewer;
use store::Tx;
use store::catalogue::Release;
use store::chain::{Entry, TIMELINE_MAX};
use store::finding::Vulnerability;
use store::intake::Report;
use store::psirt_case::{Answer, AwarenessRow, Case, EmbargoRow, FactRow, FilingRow, Note, Party, PlanRow, ScoreRow};

/// What the viewer may do in this case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Change its data and scope, write entries, answer conditions.
    pub edit: bool,
    /// Close, defer, decline, reopen.
    pub close: bool,
    /// Name members, lift the restriction.
    pub members: bool,
    /// Record facts and scores.
    pub record: bool,
    /// Propose terms, add parties, record what they said.
    pub propose: bool,
    /// End an embargo.
    pub end: bool,
    /// Record awareness, answer the CRA question.
    pub awareness: bool,
    /// Correct awareness, answer out of scope.
    pub correct: bool,
    /// Record filings.
    pub filing: bool,
}

/// A release in the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRow {
    /// The release.
    pub release: Release,
    /// Whether it still gets security fixes.
    pub supported: bool,
    /// One judgement per vulnerability of the case, in their order.
    pub judged: Vec<Option<Assessment>>,
    /// Its plan.
    pub plan: Option<PlanRow>,
    /// Whether the viewer may judge it.
    pub may_assess: bool,
    /// Whether the viewer may plan its fix.
    pub may_plan: bool,
}

/// A party as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyNow {
    /// The party.
    pub party: Party,
    /// What it said, silence past the reply-by instant counted as lapsed.
    pub consent: Consent,
}

/// A case with everything around it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The case.
    pub case: Case,
    /// Where it stands.
    pub stage: StageReport,
    /// Its conditions, in the order of the stages.
    pub lines: Vec<ConditionLine>,
    /// Logins of its members.
    pub members: Vec<String>,
    /// Its vulnerabilities.
    pub vulnerabilities: Vec<Vulnerability>,
    /// Its releases.
    pub releases: Vec<ScopeRow>,
    /// Its facts, withdrawn ones included.
    pub facts: Vec<FactRow>,
    /// Whether every plan is ready.
    pub fix_ready: bool,
    /// The embargo as it reads now.
    pub embargo: Embargo,
    /// Its newest row.
    pub embargo_row: Option<EmbargoRow>,
    /// The fact that takes the ground from terms that bind.
    pub broken: Option<EndReason>,
    /// Its parties.
    pub parties: Vec<PartyNow>,
    /// Answers in force.
    pub answers: Vec<Answer>,
    /// Scores in force.
    pub scores: Vec<ScoreRow>,
    /// Rows of awareness, oldest first.
    pub awareness: Vec<AwarenessRow>,
    /// Filings and attempts, oldest first.
    pub filings: Vec<FilingRow>,
    /// Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// Entries that the viewer may read.
    pub notes: Vec<Note>,
    /// What happened, oldest first.
    pub timeline: Vec<Entry>,
    /// Linked reports.
    pub reports: Vec<Report>,
    /// What the viewer may do.
    pub may: May,
}

impl Shown {
    /// The answer in force to a condition.
    #[must_use]
    pub fn answer(&self, condition: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.condition == condition)
    }

    /// Supported releases that are judged, and all supported ones.
    #[must_use]
    pub fn judged(&self) -> (usize, usize) {
        use domain::assessment::VexStatus;
        let settled = |row: &&ScopeRow| {
            !row.judged.is_empty()
                && row.judged.iter().all(|judged| judged.as_ref().is_some_and(|judged| judged.status != VexStatus::UnderInvestigation))
        };
        let supported: Vec<&ScopeRow> = self.releases.iter().filter(|row| row.supported).collect();
        (supported.iter().copied().filter(|row| settled(row)).count(), supported.len())
    }
}

/// A case with everything around it.
///
/// # Errors
/// No such case that the viewer may know of, or a failure of the ledger.
pub async fn show(ctx: &Ctx, number: String) -> Result<Shown> {
    ctx.enter(Act::CaseRead)?;
    let now = ctx.now();
    ctx.read(move |tx, viewer| {
        let case = tx.case(viewer, &number)?.ok_or_else(Error::not_found)?;
        read(tx, viewer, case, now)
    })
    .await
}

fn read(tx: &mut Tx<'_>, viewer: &Viewer, case: Case, now: Instant) -> Result<Shown> {
    let facts_of_stage = tx.case_facts(&case, now)?;
    let stage = stage::compute(&facts_of_stage);
    let ids = tx.case_vulnerabilities(case.id)?;
    let mut vulnerabilities = Vec::with_capacity(ids.len());
    for id in &ids {
        vulnerabilities.extend(tx.vulnerability(viewer, id)?);
    }
    let facts = tx.facts(case.id)?;
    let embargo_row = tx.embargo(case.id)?;
    let embargo = embargo_row.as_ref().map_or_else(Embargo::undecided, |row| row.embargo.at(now));
    let broken = broken_by(&facts).filter(|_| embargo.binds());
    let parties = tx.parties(case.id)?.into_iter();
    let parties = parties.map(|party| PartyNow { consent: embargo::consent_at(party.consent, party.reply_by, now), party }).collect();
    let releases = scope(tx, viewer, &case, &ids, now)?;
    let ready = |row: &ScopeRow| row.plan.as_ref().is_some_and(|plan| plan.plan.state.ready());
    let planned: Vec<&ScopeRow> = releases.iter().filter(|row| row.plan.is_some()).collect();
    Ok(Shown {
        lines: lines(&case.number, &stage),
        stage,
        members: tx.members(&case)?.into_iter().map(|(_, login)| login).collect(),
        fix_ready: !planned.is_empty() && planned.into_iter().all(ready),
        answers: tx.answers(case.id)?,
        scores: tx.scores(case.id)?,
        awareness: tx.awareness(case.id)?,
        filings: tx.filings(case.id)?,
        deadlines: tx.deadlines_of_case(viewer, case.id, now)?,
        notes: tx.notes(viewer, case.id)?,
        timeline: tx.timeline(&case, TIMELINE_MAX)?,
        reports: tx.reports_of_case(viewer, case.id)?,
        may: may(viewer, &case),
        vulnerabilities,
        releases,
        facts,
        embargo,
        embargo_row,
        broken,
        parties,
        case,
    })
}

fn scope(tx: &mut Tx<'_>, viewer: &Viewer, case: &Case, ids: &[String], now: Instant) -> Result<Vec<ScopeRow>> {
    let mut judged = Vec::with_capacity(ids.len());
    for id in ids {
        judged.push(tx.assessments_of_vulnerability(viewer, id)?);
    }
    let plans = tx.plans(case.id)?;
    let may = |act, release: &Release| access::may(viewer, act, Standing { division: Some(release.division_id), ..Standing::default() });
    let rows = tx.case_releases(case.id)?.into_iter().map(|release| ScopeRow {
        supported: release.supported(now),
        judged: judged.iter().map(|of| of.iter().find(|judged| judged.release_id == release.id).cloned()).collect(),
        plan: plans.iter().find(|plan| plan.release_id == release.id).cloned(),
        may_assess: may(Act::Assess, &release),
        may_plan: may(Act::Plan, &release),
        release,
    });
    Ok(rows.collect())
}

fn may(viewer: &Viewer, case: &Case) -> May {
    let standing = case.standing(viewer);
    let may = |act| access::may(viewer, act, standing);
    May {
        edit: may(Act::CaseEdit),
        close: may(Act::CaseClose),
        members: may(Act::CaseMembers),
        record: may(Act::FactRecord),
        propose: may(Act::EmbargoPropose),
        end: may(Act::EmbargoEnd),
        awareness: may(Act::Awareness),
        correct: may(Act::AwarenessCorrect),
        filing: may(Act::Filing),
    }
}
