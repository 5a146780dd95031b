//! What deadlines are computed from, over all cases and reports that the viewer may know of.

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::Row;
use domain::access::Act;
use domain::cra::{self, Awareness, Due, Submission};
use domain::deadline::{self, Deadline, DeadlineKey};
use domain::embargo::Embargo;
use domain::id::CaseId;
use domain::instant::Instant;
use domain::plan::PlanState;
use domain::viewer::Viewer;
use std::collections::BTreeMap;

/// Unacknowledged reports that are looked at, those due first.
const ACKS_MAX: i64 = 500;

/// Any case.
const ALL_CASES: i64 = -1;

/// Cases `c` of one read of deadlines; `$1` is the person, `$2` the one case asked for or [`ALL_CASES`].
struct Scope {
    me: i64,
    which: i64,
    cases: Option<String>,
}

impl Tx<'_> {
    /// Deadlines of every open case and waiting report that the viewer may know of: those running, met, and not started yet.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn deadlines(&mut self, viewer: &Viewer, now: Instant) -> Result<Vec<Deadline>, StoreError> {
        self.deadlines_in(viewer, ALL_CASES, now)
    }

    /// The same for one open case.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn deadlines_of_case(&mut self, viewer: &Viewer, case: CaseId, now: Instant) -> Result<Vec<Deadline>, StoreError> {
        self.deadlines_in(viewer, case.get(), now)
    }

    fn deadlines_in(&mut self, viewer: &Viewer, which: i64, now: Instant) -> Result<Vec<Deadline>, StoreError> {
        let cases = need::cases(viewer, Act::CaseRead);
        let cases = cases.map(|cases| format!("{cases} AND c.outcome = 'open' AND (c.id = $2 OR $2 = {ALL_CASES})"));
        let scope = Scope { me: need::me(viewer), which, cases };
        let mut all = self.filing_deadlines(&scope)?;
        all.extend(self.fix_deadlines(&scope)?);
        all.extend(self.embargo_deadlines(&scope, now)?);
        all.extend(self.ack_deadlines(viewer, which)?);
        all.sort_by_key(|deadline| (deadline.running().map_or(i64::MAX, Instant::as_ms), deadline.thing.clone(), deadline.key));
        Ok(all)
    }

    fn of_cases(&mut self, scope: &Scope, select: &str, rest: &str) -> Result<Vec<Row>, StoreError> {
        let Some(cases) = &scope.cases else { return Ok(Vec::new()) };
        self.query(&format!("{select} WHERE {cases} {rest}"), &[&scope.me, &scope.which])
    }

    fn filing_deadlines(&mut self, scope: &Scope) -> Result<Vec<Deadline>, StoreError> {
        let aware = self.of_cases(
            scope,
            "SELECT c.id, c.number, a.trigger_kind, a.signal_at, a.started_at, a.aware_at FROM awareness a JOIN psirt_case c ON c.id = a.case_id",
            "AND a.id = (SELECT max(n.id) FROM awareness n WHERE n.case_id = c.id) ORDER BY c.id",
        )?;
        if aware.is_empty() {
            return Ok(Vec::new());
        }
        let mut submitted: BTreeMap<CaseId, Vec<Submission>> = BTreeMap::new();
        let filings = "SELECT f.case_id, f.stage, f.happened_at FROM filing f JOIN psirt_case c ON c.id = f.case_id";
        for row in self.of_cases(scope, filings, "AND f.outcome = 'submitted' ORDER BY f.id")? {
            let submission = Submission { stage: row.get("stage")?, at: row.get("happened_at")? };
            submitted.entry(row.get("case_id")?).or_default().push(submission);
        }
        let measures = self.measures(scope)?;
        let mut all = Vec::new();
        for row in &aware {
            let id: CaseId = row.get("id")?;
            let awareness = Awareness {
                trigger: row.get("trigger_kind")?,
                signal_at: row.get("signal_at")?,
                started_at: row.get("started_at")?,
                aware_at: row.get("aware_at")?,
            };
            let chain = cra::chain(&awareness, measures.get(&id).copied(), submitted.get(&id).map_or(&[], Vec::as_slice));
            all.extend(deadline::of_chain(&row.get::<String>("number")?, &chain));
        }
        Ok(all)
    }

    /// The earliest measure of each case, as [`Tx::measure_available_at`].
    fn measures(&mut self, scope: &Scope) -> Result<BTreeMap<CaseId, Instant>, StoreError> {
        let facts = self.of_cases(
            scope,
            "SELECT c.id, min(f.happened_at) AS at FROM fact f JOIN psirt_case c ON c.id = f.case_id",
            "AND f.kind = 'measure_available' AND f.withdrawn_at IS NULL GROUP BY c.id",
        )?;
        let plans = self.of_cases(
            scope,
            "SELECT c.id, min(p.available_at) AS at FROM fix_plan p JOIN psirt_case c ON c.id = p.case_id",
            "AND p.superseded_at IS NULL AND p.available_at IS NOT NULL GROUP BY c.id",
        )?;
        let mut earliest = BTreeMap::new();
        for row in facts.iter().chain(&plans) {
            let at: Instant = row.get("at")?;
            let kept = earliest.entry(row.get("id")?).or_insert(at);
            *kept = at.min(*kept);
        }
        Ok(earliest)
    }

    /// The nearest target that an SSVC decision sets for each case; met when every plan of the case is ready.
    fn fix_deadlines(&mut self, scope: &Scope) -> Result<Vec<Deadline>, StoreError> {
        let scores = self.of_cases(
            scope,
            "SELECT c.id, c.number, s.word, s.set_at FROM score s JOIN psirt_case c ON c.id = s.case_id",
            "AND s.kind = 'ssvc' AND s.superseded_at IS NULL",
        )?;
        let mut due: BTreeMap<CaseId, (String, Instant)> = BTreeMap::new();
        for row in &scores {
            let Some(days) = deadline::fix_days(&row.get::<String>("word")?) else { continue };
            let at = row.get::<Instant>("set_at")?.plus_days(days);
            let nearest = due.entry(row.get("id")?).or_insert((row.get("number")?, at));
            nearest.1 = at.min(nearest.1);
        }
        let mut ready: BTreeMap<CaseId, Option<Instant>> = BTreeMap::new();
        let plans = "SELECT p.case_id, p.state, p.set_at FROM fix_plan p JOIN psirt_case c ON c.id = p.case_id";
        for row in self.of_cases(scope, plans, "AND p.superseded_at IS NULL")? {
            let at = row.get::<PlanState>("state")?.ready().then_some(row.get::<Instant>("set_at")?);
            let last = ready.entry(row.get("case_id")?).or_insert(at);
            *last = last.zip(at).map(|(a, b)| a.max(b));
        }
        let deadlines = due.into_iter().map(|(id, (thing, at))| Deadline {
            key: DeadlineKey::FixDue,
            thing,
            due: Due::At(at),
            met_at: ready.get(&id).copied().flatten(),
        });
        Ok(deadlines.collect())
    }

    fn embargo_deadlines(&mut self, scope: &Scope, now: Instant) -> Result<Vec<Deadline>, StoreError> {
        let rows = self.of_cases(
            scope,
            "SELECT c.number, b.state, b.until_at, b.end_reason, b.first_lead FROM embargo b JOIN psirt_case c ON c.id = b.case_id",
            "AND b.id = (SELECT max(n.id) FROM embargo n WHERE n.case_id = c.id) AND b.state IN ('active', 'revision_proposed')",
        )?;
        let mut all = Vec::new();
        for row in &rows {
            let stored = Embargo {
                state: row.get("state")?,
                until: row.get("until_at")?,
                end_reason: row.get("end_reason")?,
                first_lead: row.get("first_lead")?,
            };
            if let (true, Some(until)) = (stored.at(now).binds(), stored.until) {
                all.push(Deadline { key: DeadlineKey::EmbargoUntil, thing: row.get("number")?, due: Due::At(until), met_at: None });
            }
        }
        Ok(all)
    }

    fn ack_deadlines(&mut self, viewer: &Viewer, which: i64) -> Result<Vec<Deadline>, StoreError> {
        let Some(reports) = need::reports(viewer) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT r.number, r.ack_due_at FROM report r WHERE {reports} AND r.acknowledged_at IS NULL \
             AND r.state IN ('received', 'in_assessment', 'accepted') AND (r.case_id = $2 OR $2 = {ALL_CASES}) ORDER BY r.ack_due_at, r.id LIMIT $3"
        );
        let rows = self.query(&sql, &[&need::me(viewer), &which, &ACKS_MAX])?;
        rows.iter()
            .map(|row| {
                Ok(Deadline { key: DeadlineKey::Ack, thing: row.get("number")?, due: Due::At(row.get("ack_due_at")?), met_at: None })
            })
            .collect()
    }
}
