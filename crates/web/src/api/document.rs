//! Checks of documents; nothing is kept.

use super::{Answer, Call, Doc};
use crate::Web;
use crate::oops::Oops;
use crate::room::Pieces;
use crate::routes::Routes;
use app::document::{self, Checked, Depth, Finding, Gravity, Quality};
use axum::extract::{Query, Request, State};
use domain::access::Act;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Words;

/// Bytes of a document that a route looks at; the configuration may allow fewer.
const DOCUMENT_BYTES_MAX: usize = 300_000_000;

pub(crate) fn routes() -> Routes {
    Routes::new().api_large(
        "/api/v1/checks",
        Act::StaffRead,
        DOCUMENT_BYTES_MAX,
        Doc::new("documents", "Holds a document against the rules of its form; nothing of it is kept.")
            .takes_bytes("application/octet-stream")
            .asks("depth", "`basic`: mandatory rules; `extended`, the default: recommended ones as well; `full`: hints as well.")
            .gives::<CheckedView>(),
        check,
    )
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    depth: String,
}

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
struct CheckedView {
    /// Form and edition, such as `CSAF 2.0`.
    form: String,
    /// The rules are those of a draft.
    draft: bool,
    /// Nothing breaks a mandatory rule.
    valid: bool,
    /// Findings that break a mandatory rule.
    errors: usize,
    /// Findings that break a recommended rule.
    warnings: usize,
    /// Hints.
    notes: usize,
    /// What was found, grave ones first, then in the order of the document.
    findings: Vec<FindingView>,
    /// How much a parts list can tell; absent for other documents.
    quality: Option<QualityView>,
}

/// How much a parts list can tell.
#[derive(Debug, Serialize, ToSchema)]
struct QualityView {
    /// Components.
    components: usize,
    /// Of these, how many can be matched.
    matchable: usize,
    /// By a purl.
    by_package: usize,
    /// By a CPE.
    by_cpe: usize,
    /// Components with a version.
    with_version: usize,
    /// Components with a supplier.
    with_supplier: usize,
    /// Components with a licence.
    with_licence: usize,
    /// Components with a hash.
    with_hash: usize,
    /// Components that stand in a dependency or contain another.
    with_relation: usize,
    /// Components with the purl of another one.
    duplicates: usize,
    /// Minimum elements of NTIA (2021) that are missing somewhere.
    missing_elements: Vec<&'static str>,
    /// Components that cannot be matched, with the reason.
    work: Vec<WorkView>,
}

/// A component that cannot be matched.
#[derive(Debug, Serialize, ToSchema)]
struct WorkView {
    /// Its reference.
    reference: String,
    /// Name and version.
    name: String,
    /// `no_identity`, `unknown_ecosystem`, `no_version`, `version_unreadable` or `cpe_wildcard`.
    lack: &'static str,
}

fn quality(quality: &Quality) -> QualityView {
    let work = |work: &app::document::Work| WorkView { reference: work.reference.clone(), name: work.name.clone(), lack: work.lack.key() };
    QualityView {
        components: quality.components,
        matchable: quality.matchable(),
        by_package: quality.by_package,
        by_cpe: quality.by_cpe,
        with_version: quality.with_version,
        with_supplier: quality.with_supplier,
        with_licence: quality.with_licence,
        with_hash: quality.with_hash,
        with_relation: quality.with_relation,
        duplicates: quality.duplicates,
        missing_elements: quality.missing_elements(),
        work: quality.work.iter().map(work).collect(),
    }
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
struct FindingView {
    /// `error`, `warning` or `note`.
    gravity: &'static str,
    /// The rule, such as `csaf.6.1.1`.
    code: String,
    /// JSON pointer, XPath or `line 12`; empty for the whole document.
    pointer: String,
    /// Line, counted from 1, where known.
    line: Option<usize>,
    /// What was met, in few English words.
    detail: String,
    /// What the rule asks for and what to do, in the language of the request.
    advice: String,
}

fn view(w: Words, checked: &Checked) -> CheckedView {
    let finding = |finding: &Finding| FindingView {
        gravity: finding.gravity.key(),
        code: finding.code.clone(),
        pointer: finding.pointer.clone(),
        line: finding.line,
        detail: finding.detail.clone(),
        advice: w.pick(finding.advice.0, finding.advice.1).to_owned(),
    };
    CheckedView {
        form: checked.form.clone(),
        draft: checked.draft,
        valid: checked.is_valid(),
        errors: checked.count(Gravity::Error),
        warnings: checked.count(Gravity::Warning),
        notes: checked.count(Gravity::Note),
        findings: checked.findings.iter().map(finding).collect(),
        quality: checked.quality.as_ref().map(quality),
    }
}

async fn check(State(web): State<Web>, call: Call, Query(asked): Query<Asked>, request: Request) -> Result<Answer<CheckedView>, Oops> {
    let depth = match asked.depth.as_str() {
        "" => Depth::default(),
        word => Depth::of_key(word)
            .ok_or_else(|| Refusal::FieldInvalid { field: "depth".to_owned(), allowed: Depth::ALL.map(Depth::key).join(", ") })?,
    };
    let limit_mb = web.house.config.limits.sbom_mb;
    let (parts, body) = request.into_parts();
    let mut held = web.staff_room.hold();
    let too_large = Refusal::BodyTooLarge { limit: format!("{limit_mb} MB") };
    let bytes = Pieces::of(body, &parts.headers, limit_mb.saturating_mul(1_000_000), too_large).whole(&mut held).await?;
    let checked = document::check_sent(&call.ctx, bytes, depth).await?;
    drop(held);
    Ok(Answer::ok(view(call.w, &checked)))
}
