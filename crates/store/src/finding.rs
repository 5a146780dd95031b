//! Vulnerabilities as the ledger names them, findings, assessments.

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::{Row, ToValue};
use domain::assessment::{Judgement, Justification, VexStatus};
use domain::finding::{Change, CloseReason, FindingKey, Held};
use domain::id::{AssessmentId, CaseId, FindingId, ReleaseId};
use domain::instant::Instant;
use domain::viewer::Viewer;
use std::collections::BTreeMap;

/// A vulnerability under its display id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vulnerability {
    /// Display id, such as a CVE id.
    pub id: String,
    /// Japanese title.
    pub title_ja: Option<String>,
    /// English title.
    pub title_en: Option<String>,
    /// `none`, `low`, `medium`, `high`, `critical` or `unknown`.
    pub severity: String,
    /// Score in tenths.
    pub score: Option<i64>,
    /// CVSS vector behind the score.
    pub vector: Option<String>,
    /// Date of the listing in KEV.
    pub kev_at: Option<String>,
    /// EPSS in hundred-thousandths.
    pub epss: Option<i64>,
    /// `library`, or `own` for one that only a case knows.
    pub origin: String,
    /// Last change of the record.
    pub modified: Option<String>,
}

/// A row of a list of vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VulnerabilityRow {
    /// The vulnerability.
    pub vulnerability: Vulnerability,
    /// Releases with an open finding.
    pub releases: i64,
    /// Products with an open finding.
    pub products: i64,
    /// Of these releases, how many carry no assessment.
    pub unassessed: i64,
    /// When the first of these findings was opened.
    pub opened_at: Option<Instant>,
}

/// A finding with its release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Row number.
    pub id: FindingId,
    /// The release.
    pub release_id: ReleaseId,
    /// The product's name in addresses.
    pub product: String,
    /// The product's name as shown.
    pub product_name: String,
    /// The release's version.
    pub release: String,
    /// The division's name in addresses.
    pub division: String,
    /// End of the release's support.
    pub support_until: Option<Instant>,
    /// Display id of the vulnerability.
    pub vuln_id: String,
    /// Title of the vulnerability in English.
    pub title: Option<String>,
    /// Severity word.
    pub severity: String,
    /// Score in tenths.
    pub score: Option<i64>,
    /// Date of the listing in KEV.
    pub kev_at: Option<String>,
    /// Component met.
    pub component_name: String,
    /// Its version.
    pub component_version: String,
    /// Confidence class.
    pub class: String,
    /// Explanation, as JSON.
    pub explanation: String,
    /// Since when.
    pub opened_at: Instant,
    /// When it came back.
    pub resurfaced_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Why.
    pub close_reason: Option<CloseReason>,
    /// The assessment in force that the viewer may see.
    pub status: Option<VexStatus>,
}

/// An assessment as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Row number.
    pub id: AssessmentId,
    /// Vulnerability.
    pub vuln_id: String,
    /// Release.
    pub release_id: ReleaseId,
    /// `product@version`.
    pub release: String,
    /// Status.
    pub status: VexStatus,
    /// Justification.
    pub justification: Option<Justification>,
    /// Impact statement.
    pub statement: String,
    /// Action for users.
    pub action: String,
    /// Evidence.
    pub evidence: String,
    /// The case it was made in.
    pub case_id: Option<CaseId>,
    /// By whom.
    pub decided_name: String,
    /// When.
    pub decided_at: Instant,
}

const VULN: &str = "v.id, v.title_ja, v.title_en, v.severity, v.score, v.vector, v.kev_at, v.epss, v.origin, v.modified";

fn vulnerability_from(row: &Row) -> Result<Vulnerability, StoreError> {
    Ok(Vulnerability {
        id: row.get("id")?,
        title_ja: row.get("title_ja")?,
        title_en: row.get("title_en")?,
        severity: row.get("severity")?,
        score: row.get("score")?,
        vector: row.get("vector")?,
        kev_at: row.get("kev_at")?,
        epss: row.get("epss")?,
        origin: row.get("origin")?,
        modified: row.get("modified")?,
    })
}

fn finding_sql(viewer: &Viewer) -> String {
    let seen = need::assessments(viewer);
    format!(
        "SELECT f.id, f.release_id, p.slug AS product, p.name AS product_name, r.version AS release, d.slug AS division, r.support_until, \
         f.vuln_id, v.title_en AS title, v.severity, v.score, v.kev_at, f.component_name, f.component_version, f.class, f.explanation, \
         f.opened_at, f.resurfaced_at, f.closed_at, f.close_reason, \
         (SELECT a.status FROM assessment a WHERE a.vuln_id = f.vuln_id AND a.release_id = f.release_id AND {seen}) AS status \
         FROM finding f JOIN release r ON r.id = f.release_id JOIN product p ON p.id = r.product_id JOIN division d ON d.id = p.division_id \
         JOIN vulnerability v ON v.id = f.vuln_id"
    )
}

fn finding_from(row: &Row) -> Result<Finding, StoreError> {
    Ok(Finding {
        id: row.get("id")?,
        release_id: row.get("release_id")?,
        product: row.get("product")?,
        product_name: row.get("product_name")?,
        release: row.get("release")?,
        division: row.get("division")?,
        support_until: row.get("support_until")?,
        vuln_id: row.get("vuln_id")?,
        title: row.get("title")?,
        severity: row.get("severity")?,
        score: row.get("score")?,
        kev_at: row.get("kev_at")?,
        component_name: row.get("component_name")?,
        component_version: row.get("component_version")?,
        class: row.get("class")?,
        explanation: row.get("explanation")?,
        opened_at: row.get("opened_at")?,
        resurfaced_at: row.get("resurfaced_at")?,
        closed_at: row.get("closed_at")?,
        close_reason: row.get("close_reason")?,
        status: row.get("status")?,
    })
}

pub(crate) fn assessment_from(row: &Row) -> Result<Assessment, StoreError> {
    Ok(Assessment {
        id: row.get("id")?,
        vuln_id: row.get("vuln_id")?,
        release_id: row.get("release_id")?,
        release: row.get("release")?,
        status: row.get("status")?,
        justification: row.get("justification")?,
        statement: row.get("statement")?,
        action: row.get("action")?,
        evidence: row.get("evidence")?,
        case_id: row.get("case_id")?,
        decided_name: row.get("decided_name")?,
        decided_at: row.get("decided_at")?,
    })
}

pub(crate) const ASSESSMENT: &str = "SELECT a.id, a.vuln_id, a.release_id, CONCAT(p.slug, '@', r.version) AS release, a.status, a.justification, \
 a.statement, a.action, a.evidence, a.case_id, a.decided_name, a.decided_at \
 FROM assessment a JOIN release r ON r.id = a.release_id JOIN product p ON p.id = r.product_id \
 LEFT JOIN vulnerability v ON v.id = a.vuln_id";

impl Tx<'_> {
    /// Keeps what the library says of a vulnerability; one that a case made known stays the case's own until the library has it.
    /// Its own title then goes: it was written for the readers of the case only.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_vulnerability(&mut self, new: &Vulnerability, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO vulnerability (id, title_ja, title_en, severity, score, vector, kev_at, epss, origin, modified, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET \
             title_ja = CASE WHEN vulnerability.origin = excluded.origin THEN COALESCE(excluded.title_ja, vulnerability.title_ja) \
             ELSE excluded.title_ja END, \
             title_en = CASE WHEN vulnerability.origin = excluded.origin THEN COALESCE(excluded.title_en, vulnerability.title_en) \
             ELSE excluded.title_en END, \
             severity = excluded.severity, score = excluded.score, vector = excluded.vector, kev_at = excluded.kev_at, epss = excluded.epss, \
             origin = CASE WHEN vulnerability.origin = 'library' THEN 'library' ELSE excluded.origin END, modified = excluded.modified, \
             updated_at = excluded.updated_at",
            &[
                &new.id, &new.title_ja, &new.title_en, &new.severity, &new.score, &new.vector, &new.kev_at, &new.epss, &new.origin,
                &new.modified, &now,
            ],
        )?;
        Ok(())
    }

    /// Makes sure that a vulnerability exists, as a case's own when it is new.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn ensure_vulnerability(&mut self, id: &str, title: &str, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO vulnerability (id, title_en, severity, origin, updated_at) VALUES ($1, $2, 'unknown', 'own', $3) ON CONFLICT (id) DO NOTHING",
            &[&id, &title, &now],
        )?;
        Ok(())
    }

    /// One vulnerability, when the viewer may know of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn vulnerability(&mut self, viewer: &Viewer, id: &str) -> Result<Option<Vulnerability>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        let known = need::vulnerabilities(viewer);
        let sql = format!("SELECT {VULN} FROM vulnerability v WHERE {known} AND v.id = $2");
        self.query_opt(&sql, &[&need::me(viewer), &id])?.as_ref().map(vulnerability_from).transpose()
    }

    /// Ids of every vulnerability that has an open finding, for refreshing their facts.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn vulnerability_ids_in_use(&mut self) -> Result<Vec<String>, StoreError> {
        self.query("SELECT id FROM vulnerability ORDER BY id", &[])?.iter().map(Row::first).collect()
    }

    /// Vulnerabilities with open findings, the gravest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn vulnerability_rows(
        &mut self,
        viewer: &Viewer,
        unassessed_only: bool,
        kev_only: bool,
        limit: i64,
    ) -> Result<Vec<VulnerabilityRow>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let (seen, known) = (need::assessments(viewer), need::vulnerabilities(viewer));
        // Findings meet their releases first, by number alone; the texts of a vulnerability join its one row at the end.
        let sql = format!(
            "SELECT {VULN}, hit.releases, hit.products, hit.opened_at, hit.unassessed FROM (\
             SELECT one.vuln_id, count(*) AS releases, count(DISTINCT r.product_id) AS products, min(one.opened_at) AS opened_at, \
             sum(CASE WHEN EXISTS (SELECT 1 FROM assessment a WHERE a.vuln_id = one.vuln_id AND a.release_id = one.release_id AND {seen}) \
             THEN 0 ELSE 1 END) AS unassessed FROM (\
             SELECT f.vuln_id, f.release_id, min(f.opened_at) AS opened_at FROM finding f WHERE f.closed_at IS NULL \
             GROUP BY f.vuln_id, f.release_id) one JOIN release r ON r.id = one.release_id GROUP BY one.vuln_id) hit \
             JOIN vulnerability v ON v.id = hit.vuln_id \
             WHERE {known} AND ($2 = 0 OR v.kev_at IS NOT NULL) AND ($3 = 0 OR hit.unassessed > 0) \
             ORDER BY CASE WHEN v.kev_at IS NULL THEN 1 ELSE 0 END, COALESCE(v.score, -1) DESC, COALESCE(v.epss, -1) DESC, v.id DESC LIMIT $4"
        );
        let rows = self.query(&sql, &[&need::me(viewer), &kev_only, &unassessed_only, &limit])?;
        rows.iter()
            .map(|row| {
                Ok(VulnerabilityRow {
                    vulnerability: vulnerability_from(row)?,
                    releases: row.get("releases")?,
                    products: row.get("products")?,
                    unassessed: row.get("unassessed")?,
                    opened_at: row.get("opened_at")?,
                })
            })
            .collect()
    }

    /// The findings of a release, open ones first, the gravest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn findings_of_release(&mut self, viewer: &Viewer, release: ReleaseId) -> Result<Vec<Finding>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let known = need::vulnerabilities(viewer);
        let sql = format!(
            "{} WHERE f.release_id = $2 AND {known} ORDER BY CASE WHEN f.closed_at IS NULL THEN 0 ELSE 1 END, \
             CASE WHEN v.kev_at IS NULL THEN 1 ELSE 0 END, COALESCE(v.score, -1) DESC, f.vuln_id DESC, f.id",
            finding_sql(viewer)
        );
        self.query(&sql, &[&need::me(viewer), &release])?.iter().map(finding_from).collect()
    }

    /// The findings of a vulnerability over all releases.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn findings_of_vulnerability(&mut self, viewer: &Viewer, id: &str) -> Result<Vec<Finding>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let known = need::vulnerabilities(viewer);
        let sql = format!(
            "{} WHERE f.vuln_id = $2 AND {known} ORDER BY CASE WHEN f.closed_at IS NULL THEN 0 ELSE 1 END, d.slug, p.slug, r.id DESC, f.id",
            finding_sql(viewer)
        );
        self.query(&sql, &[&need::me(viewer), &id])?.iter().map(finding_from).collect()
    }

    /// What the ledger holds for a release, open or closed, for reconciliation. Limited to some vulnerabilities where given.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn held_findings(&mut self, release: ReleaseId) -> Result<BTreeMap<FindingKey, Held>, StoreError> {
        let rows = self.query(
            "SELECT id, vuln_id, component_key, component_version, closed_at, explanation FROM finding WHERE release_id = $1",
            &[&release],
        )?;
        rows.iter()
            .map(|row| {
                let key = FindingKey { vulnerability: row.get("vuln_id")?, component: row.get("component_key")? };
                let held = Held {
                    id: row.get("id")?,
                    version: row.get("component_version")?,
                    open: row.get::<Option<Instant>>("closed_at")?.is_none(),
                    explanation: row.get("explanation")?,
                };
                Ok((key, held))
            })
            .collect()
    }

    /// Writes what reconciliation decided for a release.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn apply_findings(&mut self, release: ReleaseId, changes: &[Change], now: Instant) -> Result<(), StoreError> {
        let mut opened = Vec::new();
        for change in changes {
            match change {
                Change::Open(key, standing) => opened.push(vec![
                    release.to_value(),
                    key.vulnerability.to_value(),
                    standing.name.to_value(),
                    standing.version.to_value(),
                    key.component.to_value(),
                    standing.class.to_string().to_value(),
                    standing.explanation.to_value(),
                    now.to_value(),
                ]),
                Change::Resurface(id, _, standing) => {
                    self.execute(
                        "UPDATE finding SET closed_at = NULL, close_reason = NULL, resurfaced_at = $1, component_version = $2, class = $3, \
                         explanation = $4 WHERE id = $5",
                        &[&now, &standing.version, &standing.class.to_string(), &standing.explanation, id],
                    )?;
                }
                Change::Refresh(id, standing) => {
                    self.execute(
                        "UPDATE finding SET component_version = $1, class = $2, explanation = $3 WHERE id = $4",
                        &[&standing.version, &standing.class.to_string(), &standing.explanation, id],
                    )?;
                }
                Change::Close(id, _, reason) => {
                    self.execute("UPDATE finding SET closed_at = $1, close_reason = $2 WHERE id = $3", &[&now, reason, id])?;
                }
            }
        }
        let columns = "release_id, vuln_id, component_name, component_version, component_key, class, explanation, opened_at";
        self.insert_many(&format!("finding ({columns})"), "", opened)?;
        Ok(())
    }

    /// Records a judgement; the one before it stays as history.
    ///
    /// A judgement of a restricted case ends only that case's earlier one, so that nothing changes for those who may not know of it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_assessment(
        &mut self,
        viewer: &Viewer,
        vulnerability: &str,
        release: ReleaseId,
        judgement: &Judgement,
        case: Option<CaseId>,
        now: Instant,
    ) -> Result<AssessmentId, StoreError> {
        let hidden: i64 =
            self.query_value("SELECT count(*) FROM psirt_case WHERE id = $1 AND visibility <> 'team'", &[&case.map_or(-1, CaseId::get)])?;
        let restricted = hidden > 0;
        self.execute(
            "UPDATE assessment SET superseded_at = $1 WHERE vuln_id = $2 AND release_id = $3 AND superseded_at IS NULL \
             AND (case_id = $4 OR ($5 = 0 AND (case_id IS NULL OR EXISTS \
             (SELECT 1 FROM psirt_case c WHERE c.id = assessment.case_id AND c.visibility = 'team'))))",
            &[&now, &vulnerability, &release, &case, &restricted],
        )?;
        self.query_one(
            "INSERT INTO assessment (vuln_id, release_id, status, justification, statement, action, evidence, next_update_at, case_id, \
             decided_by, decided_name, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
            &[
                &vulnerability,
                &release,
                &judgement.status,
                &judgement.justification,
                &judgement.statement,
                &judgement.action,
                &judgement.evidence,
                &judgement.next_update_at,
                &case,
                &viewer.person(),
                &viewer.name,
                &now,
            ],
        )?
        .get("id")
    }

    /// Assessments in force for a vulnerability that the viewer may see.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn assessments_of_vulnerability(&mut self, viewer: &Viewer, id: &str) -> Result<Vec<Assessment>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let (seen, known) = (need::assessments(viewer), need::vulnerabilities(viewer));
        let sql = format!("{ASSESSMENT} WHERE {seen} AND (v.id IS NULL OR {known}) AND a.vuln_id = $2 ORDER BY p.slug, r.id DESC");
        self.query(&sql, &[&need::me(viewer), &id])?.iter().map(assessment_from).collect()
    }

    /// Assessments in force for a release that the viewer may see.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn assessments_of_release(&mut self, viewer: &Viewer, release: ReleaseId) -> Result<Vec<Assessment>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let (seen, known) = (need::assessments(viewer), need::vulnerabilities(viewer));
        let sql = format!("{ASSESSMENT} WHERE {seen} AND (v.id IS NULL OR {known}) AND a.release_id = $2 ORDER BY a.vuln_id");
        self.query(&sql, &[&need::me(viewer), &release])?.iter().map(assessment_from).collect()
    }
}
