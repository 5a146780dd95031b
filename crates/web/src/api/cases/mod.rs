//! Cases in the API: what they are, where they stand, every act on them. No route sets a stage.

mod acts;
mod judge;
mod view;

use super::{Answer, Body, Call, Doc, Page, Paging, if_match};
use crate::oops::Oops;
use crate::routes::Routes;
use app::psirt_case::{self as cases, EditForm, NewCase, Wanted};
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use domain::access::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use view::{
    CaseAnswerRow, CaseAwarenessRow, CaseEmbargo, CaseEntry, CaseEvent, CaseFact, CaseFiling, CaseFull, CaseLine, CaseList, CaseMember,
    CasePlan, CaseReleaseRow, CaseScore, CaseStage, CaseVulnerabilityRow,
};

pub(crate) use view::DeadlineRow;

fn doc(summary: &'static str) -> Doc {
    Doc::new("cases", summary)
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/cases",
            Act::CaseList,
            doc("Lists cases, newest first.")
                .paged()
                .asks("all", "`1`: ended ones too.")
                .asks("stage", "Only this stage.")
                .asks("severity", "Only this severity.")
                .gives::<CaseList>(),
            list,
        )
        .api("POST", "/api/v1/cases", Act::CaseEdit, doc("Opens a case.").takes::<CaseOpening>().makes::<CaseNumber>(), open)
        .api("GET", "/api/v1/cases/{number}", Act::CaseRead, doc("Shows a case; the `ETag` is its edit number.").gives::<CaseFull>(), show)
        .api(
            "PATCH",
            "/api/v1/cases/{number}",
            Act::CaseEdit,
            doc("Changes title, TLP and owner.").takes::<CaseEdit>().gives::<CaseNumber>(),
            edit,
        )
        .api(
            "GET",
            "/api/v1/cases/{number}/stage",
            Act::CaseRead,
            doc("Tells the computed stage and what it still needs.").gives::<CaseStage>(),
            stage,
        )
        .merge(parts())
        .merge(acts::routes())
        .merge(judge::routes())
}

/// What belongs to a case, each as a list.
fn parts() -> Routes {
    let read = Act::CaseRead;
    Routes::new()
        .api("GET", "/api/v1/cases/{number}/members", read, doc("Lists its members.").gives::<Page<CaseMember>>(), members)
        .api("GET", "/api/v1/cases/{number}/facts", read, doc("Lists its facts.").gives::<Page<CaseFact>>(), facts)
        .api("GET", "/api/v1/cases/{number}/scores", read, doc("Lists scores in force.").gives::<Page<CaseScore>>(), scores)
        .api("GET", "/api/v1/cases/{number}/embargo", read, doc("Shows the embargo and its parties.").gives::<CaseEmbargo>(), embargo)
        .api("GET", "/api/v1/cases/{number}/awareness", read, doc("Lists awareness.").gives::<Page<CaseAwarenessRow>>(), awareness)
        .api("GET", "/api/v1/cases/{number}/filings", read, doc("Lists filings and attempts.").gives::<Page<CaseFiling>>(), filings)
        .api("GET", "/api/v1/cases/{number}/fix-plans", read, doc("Lists plans in force.").gives::<Page<CasePlan>>(), plans)
        .api("GET", "/api/v1/cases/{number}/entries", read, doc("Lists its entries.").gives::<Page<CaseEntry>>(), entries)
        .api("GET", "/api/v1/cases/{number}/events", read, doc("Lists what happened.").gives::<Page<CaseEvent>>(), events)
        .api("GET", "/api/v1/cases/{number}/releases", read, doc("Lists releases in scope.").gives::<Page<CaseReleaseRow>>(), releases)
        .api(
            "GET",
            "/api/v1/cases/{number}/vulnerabilities",
            read,
            doc("Lists its vulnerabilities.").gives::<Page<CaseVulnerabilityRow>>(),
            vulnerabilities,
        )
        .api("GET", "/api/v1/cases/{number}/answers", read, doc("Lists answers in force.").gives::<Page<CaseAnswerRow>>(), answers)
        .api("GET", "/api/v1/cases/{number}/deadlines", read, doc("Lists its deadlines.").gives::<Page<DeadlineRow>>(), deadlines)
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    all: Option<String>,
    stage: Option<String>,
    severity: Option<String>,
}

async fn list(call: Call, Query(paging): Query<Paging>, Query(filter): Query<Filter>) -> Result<Answer<CaseList>, Oops> {
    let wanted = Wanted {
        all: filter.all.as_deref() == Some("1"),
        stage: filter.stage.unwrap_or_default(),
        severity: filter.severity.unwrap_or_default(),
        before: paging.before()?,
        limit: paging.limit(),
    };
    let listed = cases::list(&call.ctx, wanted).await?;
    let next = listed.more.map(|last| format!("c{last:x}"));
    Ok(Answer::ok(CaseList { items: listed.rows.into_iter().map(CaseLine::of).collect(), restricted_hidden: listed.hidden, next }))
}

/// A case to be opened.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseOpening {
    /// Title; with a vulnerability it may be empty.
    title: String,
    /// `vulnerability` or `severe_incident`.
    kind: String,
    /// TLP; may be empty.
    tlp: String,
    /// Whether only named members may know of it.
    restricted: bool,
    /// Id of a vulnerability: the releases with an open finding become the scope.
    vulnerability: String,
}

/// A case by number.
#[derive(Debug, Serialize, ToSchema)]
struct CaseNumber {
    /// Number, `PSIRT-2026-0042`.
    number: String,
}

async fn open(call: Call, Body(new): Body<CaseOpening>) -> Result<Answer<CaseNumber>, Oops> {
    let form = NewCase { title: new.title, kind: new.kind, tlp: new.tlp, restricted: new.restricted, vulnerability: new.vulnerability };
    let number = cases::open_new(&call.ctx, form).await?;
    Ok(Answer::created(format!("/api/v1/cases/{number}"), CaseNumber { number }))
}

async fn show(call: Call, Path(number): Path<String>) -> Result<Answer<CaseFull>, Oops> {
    let shown = cases::show(&call.ctx, number).await?;
    let edit = shown.case.edit;
    Ok(Answer::ok(CaseFull::of(&shown)).tagged(edit))
}

/// New title, TLP and owner; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseEdit {
    /// Title.
    title: Option<String>,
    /// TLP; empty = not chosen.
    tlp: Option<String>,
    /// Login of the owner; empty = nobody.
    owner: Option<String>,
}

async fn edit(
    call: Call,
    Path(number): Path<String>,
    headers: HeaderMap,
    Body(change): Body<CaseEdit>,
) -> Result<Answer<CaseNumber>, Oops> {
    // Whoever may not know of the case learns nothing from a missing header either.
    cases::stage(&call.ctx, number.clone()).await?;
    let form = EditForm { edit: if_match(&headers)?, title: change.title, tlp: change.tlp, owner: change.owner };
    let edit = cases::edit(&call.ctx, number.clone(), form).await?;
    Ok(Answer::ok(CaseNumber { number }).tagged(edit))
}

async fn stage(call: Call, Path(number): Path<String>) -> Result<Answer<CaseStage>, Oops> {
    Ok(Answer::ok(CaseStage::of(&cases::stage(&call.ctx, number).await?)))
}

macro_rules! lists {
    ($($handler:ident: $row:ident = $from:expr;)+) => {$(
        async fn $handler(call: Call, Path(number): Path<String>) -> Result<Page<$row>, Oops> {
            let shown = cases::show(&call.ctx, number).await?;
            let rows: fn(&cases::Shown) -> Vec<$row> = $from;
            Ok(Page::whole(rows(&shown)))
        }
    )+};
}

lists! {
    members: CaseMember = |shown| shown.members.iter().map(|login| CaseMember { login: login.clone() }).collect();
    facts: CaseFact = |shown| shown.facts.iter().map(CaseFact::of).collect();
    scores: CaseScore = |shown| shown.scores.iter().map(CaseScore::of).collect();
    awareness: CaseAwarenessRow = |shown| shown.awareness.iter().map(CaseAwarenessRow::of).collect();
    filings: CaseFiling = |shown| shown.filings.iter().map(CaseFiling::of).collect();
    plans: CasePlan = |shown| shown.releases.iter().filter_map(|row| row.plan.as_ref()).map(CasePlan::of).collect();
    entries: CaseEntry = |shown| shown.notes.iter().map(CaseEntry::of).collect();
    events: CaseEvent = |shown| shown.timeline.iter().map(CaseEvent::of).collect();
    releases: CaseReleaseRow = |shown| shown.releases.iter().map(|row| CaseReleaseRow::of(shown, row)).collect();
    vulnerabilities: CaseVulnerabilityRow = |shown| shown.vulnerabilities.iter().map(CaseVulnerabilityRow::of).collect();
    answers: CaseAnswerRow = |shown| shown.answers.iter().map(CaseAnswerRow::of).collect();
    deadlines: DeadlineRow = |shown| shown.deadlines.iter().map(DeadlineRow::of).collect();
}

async fn embargo(call: Call, Path(number): Path<String>) -> Result<Answer<CaseEmbargo>, Oops> {
    Ok(Answer::ok(CaseEmbargo::of(&cases::show(&call.ctx, number).await?)))
}
