//! Assessments and deadlines in the API.

use super::cases::DeadlineRow;
use super::{Answer, Body, Call, Doc, Page};
use crate::oops::Oops;
use crate::routes::Routes;
use app::assessment::{self, Assessment, AssessmentForm};
use app::deadline::{self, Wanted};
use axum::extract::Query;
use domain::access::Act;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/assessments",
            Act::StaffRead,
            Doc::new("assessments", "Lists assessments in force of a vulnerability, of a release, or of both.")
                .asks("vulnerability", "Id of the vulnerability.")
                .asks("release", "`product@version`.")
                .gives::<Page<AssessmentRow>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/assessments",
            Act::Assess,
            Doc::new("assessments", "Judges one vulnerability in one or many releases; those outside the caller's scope are skipped.")
                .takes::<AssessmentNew>()
                .gives::<AssessmentDone>(),
            assess,
        )
        .api(
            "GET",
            "/api/v1/deadlines",
            Act::CaseList,
            Doc::new("deadlines", "Lists deadlines, legal ones first.")
                .asks("legal", "`1`: legal ones only.")
                .asks("met", "`1`: met ones too.")
                .gives::<Page<DeadlineRow>>(),
            deadlines,
        )
}

/// An assessment in force.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentRow {
    /// Vulnerability.
    vulnerability: String,
    /// `product@version`.
    release: String,
    /// Status.
    status: &'static str,
    /// Justification.
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    /// Impact statement.
    statement: String,
    /// Action for users.
    action: String,
    /// Evidence.
    evidence: String,
    /// By whom.
    decided_by: String,
    /// When.
    decided_at: String,
}

impl AssessmentRow {
    fn of(row: Assessment) -> Self {
        Self {
            vulnerability: row.vuln_id,
            release: row.release,
            status: row.status.key(),
            justification: row.justification.map(domain::assessment::Justification::key),
            statement: row.statement,
            action: row.action,
            evidence: row.evidence,
            decided_by: row.decided_name,
            decided_at: row.decided_at.to_rfc3339(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    vulnerability: String,
    release: String,
}

async fn list(call: Call, Query(asked): Query<Asked>) -> Result<Page<AssessmentRow>, Oops> {
    let rows = assessment::in_force(&call.ctx, asked.vulnerability, asked.release).await?;
    Ok(Page::whole(rows.into_iter().map(AssessmentRow::of).collect()))
}

/// A judgement.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct AssessmentNew {
    /// Vulnerability.
    vulnerability: String,
    /// Releases, each `product@version`.
    releases: Vec<String>,
    /// Number of the case in which it is made; may be empty.
    case: String,
    /// `under_investigation`, `affected`, `not_affected` or `fixed`.
    status: String,
    /// Justification, with `not_affected`.
    justification: String,
    /// Impact statement, fit to be published.
    statement: String,
    /// What users should do.
    action: String,
    /// Version or proof, with `fixed`.
    evidence: String,
    /// When we look again, with an offset.
    next_update_at: String,
}

/// What a judgement reached.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentDone {
    /// Releases that were judged.
    decided: Vec<String>,
    /// Releases outside the caller's scope; nothing changed there.
    skipped: Vec<String>,
}

async fn assess(call: Call, Body(new): Body<AssessmentNew>) -> Result<Answer<AssessmentDone>, Oops> {
    let next_update_at = if new.next_update_at.is_empty() { None } else { Some(Instant::parse(&new.next_update_at)?) };
    let form = AssessmentForm {
        vulnerability: new.vulnerability,
        releases: new.releases,
        case: new.case,
        status: new.status,
        justification: new.justification,
        statement: new.statement,
        action: new.action,
        evidence: new.evidence,
        next_update_at,
    };
    let done = assessment::assess(&call.ctx, form).await?;
    Ok(Answer::ok(AssessmentDone { decided: done.decided, skipped: done.skipped }))
}

#[derive(Debug, Default, Deserialize)]
struct DeadlineFilter {
    legal: Option<String>,
    met: Option<String>,
}

async fn deadlines(call: Call, Query(filter): Query<DeadlineFilter>) -> Result<Page<DeadlineRow>, Oops> {
    let on = |flag: &Option<String>| flag.as_deref() == Some("1");
    let wanted = Wanted { legal: on(&filter.legal), met: on(&filter.met) };
    Ok(Page::whole(deadline::list(&call.ctx, wanted).await?.iter().map(DeadlineRow::of).collect()))
}
