//! The work on a case: scores, plans, and everything that its stage depends on.

use super::Case;
use crate::StoreError;
use crate::finding::{ASSESSMENT, Assessment, assessment_from};
use crate::tx::Tx;
use domain::assessment::VexStatus;
use domain::cra::{self, FilingOutcome, FilingStanding, Submission};
use domain::fact::FactKind;
use domain::id::{CaseId, ReleaseId};
use domain::instant::Instant;
use domain::plan::{Delivery, Plan, PlanState};
use domain::stage::{AnswerFacts, CaseFacts, ReleaseFacts, VulnerabilityFacts};
use domain::viewer::Viewer;
use std::collections::BTreeMap;

/// A score in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRow {
    /// Vulnerability.
    pub vuln_id: String,
    /// `cvss31`, `cvss40` or `ssvc`.
    pub kind: String,
    /// Vector, or the SSVC answers.
    pub vector: String,
    /// Score in tenths; none for SSVC.
    pub value: Option<i64>,
    /// Severity word or SSVC decision.
    pub word: String,
    /// By whom.
    pub set_name: String,
    /// When.
    pub set_at: Instant,
}

/// A fix plan in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Release.
    pub release_id: ReleaseId,
    /// `product@version`.
    pub release: String,
    /// The plan.
    pub plan: Plan,
    /// Who planned it first.
    pub planned_by: Option<i64>,
    /// Who set it last.
    pub set_name: String,
    /// When.
    pub set_at: Instant,
}

impl Tx<'_> {
    /// Records a score; the one before stays as history.
    ///
    /// # Errors
    /// A failure of the engine.
    #[expect(clippy::too_many_arguments, reason = "one row, one statement")]
    pub fn put_score(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        vulnerability: &str,
        kind: &str,
        vector: &str,
        value: Option<i64>,
        word: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE score SET superseded_at = $1 WHERE case_id = $2 AND vuln_id = $3 AND kind = $4 AND superseded_at IS NULL",
            &[&now, &case, &vulnerability, &kind],
        )?;
        self.execute(
            "INSERT INTO score (case_id, vuln_id, kind, vector, value, word, set_by, set_name, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[&case, &vulnerability, &kind, &vector, &value, &word, &viewer.person(), &viewer.name, &now],
        )?;
        Ok(())
    }

    /// Scores in force.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn scores(&mut self, case: CaseId) -> Result<Vec<ScoreRow>, StoreError> {
        let rows = self.query(
            "SELECT vuln_id, kind, vector, value, word, set_name, set_at FROM score WHERE case_id = $1 AND superseded_at IS NULL ORDER BY vuln_id, kind DESC",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(ScoreRow {
                    vuln_id: row.get("vuln_id")?,
                    kind: row.get("kind")?,
                    vector: row.get("vector")?,
                    value: row.get("value")?,
                    word: row.get("word")?,
                    set_name: row.get("set_name")?,
                    set_at: row.get("set_at")?,
                })
            })
            .collect()
    }

    /// Records a plan; the one before stays as history.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_plan(
        &mut self,
        viewer: &Viewer,
        case: CaseId,
        release: ReleaseId,
        plan: &Plan,
        planned_by: Option<i64>,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE fix_plan SET superseded_at = $1 WHERE case_id = $2 AND release_id = $3 AND superseded_at IS NULL",
            &[&now, &case, &release],
        )?;
        let verified_by = (plan.state == PlanState::Verified).then(|| viewer.person()).flatten();
        self.execute(
            "INSERT INTO fix_plan (case_id, release_id, state, fix_version, due_at, delivery, reason, mitigation, evidence, planned_by, verified_by, \
             available_at, set_name, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                &case, &release, &plan.state, &plan.fix_version, &plan.due_at, &plan.delivery, &plan.reason, &plan.mitigation, &plan.evidence,
                &planned_by, &verified_by, &plan.available_at, &viewer.name, &now,
            ],
        )?;
        Ok(())
    }

    /// Plans in force.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn plans(&mut self, case: CaseId) -> Result<Vec<PlanRow>, StoreError> {
        let rows = self.query(
            "SELECT f.release_id, CONCAT(p.slug, '@', r.version) AS release, f.state, f.fix_version, f.due_at, f.delivery, f.reason, f.mitigation, \
             f.evidence, f.planned_by, f.available_at, f.set_name, f.set_at FROM fix_plan f JOIN release r ON r.id = f.release_id \
             JOIN product p ON p.id = r.product_id WHERE f.case_id = $1 AND f.superseded_at IS NULL ORDER BY p.slug, r.id DESC",
            &[&case],
        )?;
        rows.iter()
            .map(|row| {
                Ok(PlanRow {
                    release_id: row.get("release_id")?,
                    release: row.get("release")?,
                    plan: Plan {
                        state: row.get("state")?,
                        fix_version: row.get("fix_version")?,
                        due_at: row.get("due_at")?,
                        delivery: row.get::<Delivery>("delivery")?,
                        reason: row.get("reason")?,
                        mitigation: row.get("mitigation")?,
                        evidence: row.get("evidence")?,
                        available_at: row.get("available_at")?,
                    },
                    planned_by: row.get("planned_by")?,
                    set_name: row.get("set_name")?,
                    set_at: row.get("set_at")?,
                })
            })
            .collect()
    }

    /// The earliest instant at which any measure could be used: a recorded fact, or a plan that became available.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn measure_available_at(&mut self, case: CaseId) -> Result<Option<Instant>, StoreError> {
        let fact = self.query_value::<Option<Instant>>(
            "SELECT min(happened_at) FROM fact WHERE case_id = $1 AND kind = 'measure_available' AND withdrawn_at IS NULL",
            &[&case],
        )?;
        let plan = self.query_value::<Option<Instant>>(
            "SELECT min(available_at) FROM fix_plan WHERE case_id = $1 AND superseded_at IS NULL",
            &[&case],
        )?;
        Ok([fact, plan].into_iter().flatten().min())
    }

    /// The chain of filings of a case, empty before awareness.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn filing_chain(&mut self, case: CaseId) -> Result<Vec<FilingStanding>, StoreError> {
        let Some(last) = self.awareness(case)?.pop() else { return Ok(Vec::new()) };
        let measure = self.measure_available_at(case)?;
        let submissions: Vec<Submission> = self
            .filings(case)?
            .into_iter()
            .filter(|filing| filing.outcome == FilingOutcome::Submitted)
            .map(|filing| Submission { stage: filing.stage, at: filing.happened_at })
            .collect();
        Ok(cra::chain(&last.awareness, measure, &submissions))
    }

    /// The judgements in force for the vulnerabilities and releases of a case; those of other restricted cases stay out.
    fn case_statuses(&mut self, case: CaseId) -> Result<BTreeMap<(ReleaseId, String), VexStatus>, StoreError> {
        let rows = self.query(
            "SELECT a.release_id, a.vuln_id, a.status FROM assessment a \
             JOIN case_release cr ON cr.release_id = a.release_id JOIN case_vulnerability cv ON cv.vuln_id = a.vuln_id \
             WHERE cr.case_id = $1 AND cv.case_id = $1 AND a.superseded_at IS NULL AND (a.case_id IS NULL OR a.case_id = $1 OR EXISTS \
             (SELECT 1 FROM psirt_case c WHERE c.id = a.case_id AND c.visibility = 'team')) ORDER BY a.id",
            &[&case],
        )?;
        // The newest row comes last and wins.
        rows.iter().map(|row| Ok(((row.get("release_id")?, row.get("vuln_id")?), row.get("status")?))).collect()
    }

    /// The judgements in force for the vulnerabilities and releases of a case that the caller has read, in the order of its
    /// products; those of other restricted cases stay out.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case_assessments(&mut self, case: CaseId) -> Result<Vec<Assessment>, StoreError> {
        let sql = format!(
            "{ASSESSMENT} JOIN case_release cr ON cr.release_id = a.release_id JOIN case_vulnerability cv ON cv.vuln_id = a.vuln_id \
             WHERE cr.case_id = $1 AND cv.case_id = $1 AND a.superseded_at IS NULL AND (a.case_id IS NULL OR a.case_id = $1 OR EXISTS \
             (SELECT 1 FROM psirt_case c WHERE c.id = a.case_id AND c.visibility = 'team')) ORDER BY a.id"
        );
        let mut newest = BTreeMap::new();
        for row in &self.query(&sql, &[&case])? {
            let found = assessment_from(row)?;
            newest.insert((found.release_id, found.vuln_id.clone()), found);
        }
        Ok(newest.into_values().collect())
    }

    /// Everything that the stage of a case depends on.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn case_facts(&mut self, case: &Case, now: Instant) -> Result<CaseFacts, StoreError> {
        let vulnerabilities = self.case_vulnerabilities(case.id)?;
        let scores = self.scores(case.id)?;
        let plans = self.plans(case.id)?;
        let judged = self.case_statuses(case.id)?;
        let mut releases = Vec::new();
        for release in self.case_releases(case.id)? {
            let statuses = vulnerabilities.iter().map(|id| judged.get(&(release.id, id.clone())).copied()).collect();
            let plan = plans.iter().find(|plan| plan.release_id == release.id).map(|plan| plan.plan.state);
            releases.push(ReleaseFacts { key: release.key(), supported: release.supported(now), statuses, plan });
        }
        let scored = |id: &str, kinds: &[&str]| scores.iter().any(|s| s.vuln_id == id && kinds.contains(&s.kind.as_str()));
        let vulnerabilities = vulnerabilities
            .into_iter()
            .map(|id| VulnerabilityFacts { cvss: scored(&id, &["cvss31", "cvss40"]), ssvc: scored(&id, &["ssvc"]), id })
            .collect();
        let answers =
            self.answers(case.id)?.into_iter().map(|a| (a.condition, AnswerFacts { value: a.value, at: a.answered_at })).collect();
        let newest_signal = self
            .facts(case.id)?
            .into_iter()
            .filter(|fact| fact.kind == FactKind::Exploited && fact.withdrawn_at.is_none())
            .map(|fact| fact.recorded_at)
            .max();
        let unacknowledged =
            self.query("SELECT number FROM report WHERE case_id = $1 AND acknowledged_at IS NULL ORDER BY number", &[&case.id])?;
        let reports: i64 = self.query_value("SELECT count(*) FROM report WHERE case_id = $1", &[&case.id])?;
        let out: i64 = self.query_value(
            "SELECT count(*) FROM advisory a JOIN edition e ON e.advisory_id = a.id WHERE a.case_id = $1 AND e.published_at IS NOT NULL",
            &[&case.id],
        )?;
        let prefix = format!("case:{}:%", case.number);
        let unsent: i64 =
            self.query_value("SELECT count(*) FROM outbox WHERE dedupe LIKE $1 AND state IN ('queued', 'leased', 'dead')", &[&prefix])?;
        let open_filings =
            self.filing_chain(case.id)?.iter().filter(|standing| standing.open()).map(|s| s.stage.key().to_owned()).collect();
        Ok(CaseFacts {
            kind: case.kind,
            owned: case.owner_id.is_some(),
            tlp: case.tlp.is_some(),
            embargo_decided: self.embargo(case.id)?.is_some_and(|row| row.embargo.decided()),
            unacknowledged: unacknowledged.iter().map(crate::value::Row::first).collect::<Result<_, _>>()?,
            has_report: reports > 0,
            reporter_told: out > 0 && reports > 0,
            releases,
            vulnerabilities,
            answers,
            newest_signal,
            advisory_out: out > 0,
            unsent: usize::try_from(unsent).unwrap_or(0),
            open_filings,
        })
    }
}
