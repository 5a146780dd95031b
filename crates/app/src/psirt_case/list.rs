//! Lists cases, each with its stage and its next deadline.

use crate::{Ctx, Result};
use domain::access::Act;
use domain::deadline::{Deadline, DeadlineKind};
use domain::id::CaseId;
use domain::stage::{self, StageReport};
use store::psirt_case::{CASES_PAGE_MAX, Case};

/// Which cases are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Ended ones too.
    pub all: bool,
    /// Only this stage; empty = any.
    pub stage: String,
    /// Only this severity; empty = any.
    pub severity: String,
    /// Only those older than this row.
    pub before: Option<i64>,
    /// Rows at most.
    pub limit: i64,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The case.
    pub case: Case,
    /// Where it stands.
    pub stage: StageReport,
    /// Its nearest running deadline, a legal one before others.
    pub next: Option<Deadline>,
    /// Products in its scope, each once.
    pub products: Vec<String>,
    /// Whether exploitation is recorded.
    pub exploited: bool,
}

/// A list of cases.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The rows, newest first.
    pub rows: Vec<ListRow>,
    /// Open restricted cases that the viewer may not open: a number for leads and executives.
    pub hidden: i64,
    /// Whether older ones follow.
    pub more: Option<i64>,
}

/// Cases that the viewer may know of, newest first.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn list(ctx: &Ctx, wanted: Wanted) -> Result<Listed> {
    ctx.enter(Act::CaseList)?;
    let now = ctx.now();
    ctx.read(move |tx, viewer| {
        let limit = wanted.limit.clamp(1, CASES_PAGE_MAX - 1);
        let mut cases = tx.cases(viewer, !wanted.all, wanted.before.map(CaseId::new), limit + 1)?;
        let more = cases.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        cases.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let last = cases.last().map(|case| case.id.get());
        let deadlines = tx.deadlines(viewer, now)?;
        let mut rows = Vec::with_capacity(cases.len());
        for case in cases {
            let facts = tx.case_facts(&case, now)?;
            let stage = stage::compute(&facts);
            let mine = deadlines.iter().filter(|due| due.thing == case.number && due.running().is_some());
            let next = mine.min_by_key(|due| (due.key.kind() != DeadlineKind::Legal, due.running())).cloned();
            let mut products: Vec<String> = facts.releases.iter().filter_map(|r| r.key.split('@').next().map(str::to_uppercase)).collect();
            products.dedup();
            rows.push(ListRow { case, stage, next, products, exploited: facts.newest_signal.is_some() });
        }
        rows.retain(|row| wanted.stage.is_empty() || row.stage.stage.key() == wanted.stage);
        rows.retain(|row| wanted.severity.is_empty() || row.case.severity == wanted.severity);
        Ok(Listed { rows, hidden: tx.hidden_case_count(viewer)?, more: last.filter(|_| more) })
    })
    .await
}

/// Logins of everybody with an account, for naming owners and members.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn names_of_colleagues(ctx: &Ctx) -> Result<Vec<String>> {
    ctx.enter(Act::CaseRead)?;
    ctx.read(|tx, viewer| {
        let people = tx.people(viewer)?;
        Ok(people.into_iter().filter(|person| person.disabled_at.is_none()).map(|person| person.login).collect())
    })
    .await
}
