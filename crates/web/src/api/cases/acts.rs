//! Acts on a case: who may know, its scope, facts, answers, entries, outcome.

use super::doc;
use crate::api::{Body, Call};
use crate::oops::Oops;
use crate::routes::Routes;
use app::psirt_case::{self as cases, FactForm, NoteForm, OutcomeForm};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::access::Act;
use domain::instant::{Given, Instant};
use domain::psirt_case::Outcome;
use domain::refusal::Refusal;
use serde::Deserialize;
use utoipa::ToSchema;

/// What an act answers that has nothing to tell.
pub(super) type Done = Result<StatusCode, Oops>;

pub(super) const DONE: StatusCode = StatusCode::NO_CONTENT;

pub(super) fn routes() -> Routes {
    Routes::new()
        .api("POST", "/api/v1/cases/{number}/members", Act::CaseMembers, doc("Names a member.").takes::<CaseLogin>(), add_member)
        .api("DELETE", "/api/v1/cases/{number}/members/{login}", Act::CaseMembers, doc("Takes a member out."), remove_member)
        .api(
            "POST",
            "/api/v1/cases/{number}/visibility",
            Act::CaseEdit,
            doc("Restricts a case to its members, or opens it to the team.").takes::<CaseVisibility>(),
            visibility,
        )
        .api("POST", "/api/v1/cases/{number}/facts", Act::FactRecord, doc("Records a fact.").takes::<CaseFactNew>(), fact)
        .api(
            "POST",
            "/api/v1/cases/{number}/facts/{id}/withdrawal",
            Act::FactRecord,
            doc("Withdraws a fact; the row stays.").takes::<CaseReason>(),
            withdraw,
        )
        .api("POST", "/api/v1/cases/{number}/answers", Act::CaseEdit, doc("Answers a condition.").takes::<CaseAnswerNew>(), answer)
        .api("POST", "/api/v1/cases/{number}/entries", Act::CaseEdit, doc("Writes an entry for an audience.").takes::<CaseEntryNew>(), note)
        .api(
            "POST",
            "/api/v1/cases/{number}/releases",
            Act::CaseEdit,
            doc("Adds releases to the scope.").takes::<CaseReleases>(),
            add_releases,
        )
        .api(
            "DELETE",
            "/api/v1/cases/{number}/releases/{release}",
            Act::CaseEdit,
            doc("Takes a release out of the scope.").takes::<CaseReason>(),
            remove_release,
        )
        .api(
            "POST",
            "/api/v1/cases/{number}/vulnerabilities",
            Act::CaseEdit,
            doc("Names a vulnerability; an unknown one becomes the case's own.").takes::<CaseVulnerability>(),
            add_vulnerability,
        )
        .api(
            "POST",
            "/api/v1/cases/{number}/closure",
            Act::CaseClose,
            doc("Closes a case whose conditions are all met.").takes::<CaseReason>(),
            close,
        )
        .api("POST", "/api/v1/cases/{number}/deferral", Act::CaseClose, doc("Sets a case aside.").takes::<CaseReason>(), defer)
        .api("POST", "/api/v1/cases/{number}/declining", Act::CaseClose, doc("Declines a case.").takes::<CaseReason>(), decline)
        .api("POST", "/api/v1/cases/{number}/reopening", Act::CaseClose, doc("Reopens a case.").takes::<CaseReason>(), reopen)
}

/// Reads an instant of a body; none when the field is absent or empty.
///
/// # Errors
/// [`Refusal::ZoneRequired`] without an offset.
pub(super) fn given(text: &str) -> Result<Option<Given>, Refusal> {
    if text.trim().is_empty() { Ok(None) } else { Instant::parse(text).map(Some) }
}

/// A reason.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct CaseReason {
    /// Why.
    pub(super) reason: String,
}

/// A person by login.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseLogin {
    /// Login.
    login: String,
}

async fn add_member(call: Call, Path(number): Path<String>, Body(who): Body<CaseLogin>) -> Done {
    cases::add_member(&call.ctx, number, who.login).await?;
    Ok(DONE)
}

async fn remove_member(call: Call, Path((number, login)): Path<(String, String)>) -> Done {
    cases::remove_member(&call.ctx, number, login).await?;
    Ok(DONE)
}

/// Who can know of a case.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseVisibility {
    /// `team` or `restricted`.
    visibility: String,
}

async fn visibility(call: Call, Path(number): Path<String>, Body(wish): Body<CaseVisibility>) -> Done {
    cases::set_visibility(&call.ctx, number, wish.visibility).await?;
    Ok(DONE)
}

/// A fact to be recorded.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseFactNew {
    /// `measure_available`, `public`, `exploit_public` or `exploited`.
    kind: String,
    /// When it happened, with an offset.
    happened_at: String,
    /// `own` or `elsewhere`, for exploitation.
    place: String,
    /// Source or evidence.
    evidence: String,
}

async fn fact(call: Call, Path(number): Path<String>, Body(new): Body<CaseFactNew>) -> Done {
    let happened_at = given(&new.happened_at)?.ok_or_else(|| Refusal::required("happened_at"))?;
    let form = FactForm { kind: new.kind, happened_at, place: new.place, evidence: new.evidence };
    cases::record_fact(&call.ctx, number, form).await?;
    Ok(DONE)
}

async fn withdraw(call: Call, Path((number, id)): Path<(String, String)>, Body(why): Body<CaseReason>) -> Done {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    cases::withdraw_fact(&call.ctx, number, id, why.reason).await?;
    Ok(DONE)
}

/// An answer to a condition.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseAnswerNew {
    /// The condition.
    condition: String,
    /// The value.
    value: String,
    /// Words.
    text: String,
}

async fn answer(call: Call, Path(number): Path<String>, Body(new): Body<CaseAnswerNew>) -> Done {
    cases::answer(&call.ctx, number, new.condition, new.value, new.text).await?;
    Ok(DONE)
}

/// An entry to be written.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseEntryNew {
    /// `internal`, `counsel`, `parties` or `reporter`.
    audience: String,
    /// Text.
    body: String,
}

async fn note(call: Call, Path(number): Path<String>, Body(new): Body<CaseEntryNew>) -> Done {
    cases::note(&call.ctx, number, NoteForm { audience: new.audience, body: new.body }).await?;
    Ok(DONE)
}

/// Releases to be added.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseReleases {
    /// Each `product@version`.
    releases: Vec<String>,
}

async fn add_releases(call: Call, Path(number): Path<String>, Body(new): Body<CaseReleases>) -> Done {
    cases::add_releases(&call.ctx, number, new.releases).await?;
    Ok(DONE)
}

async fn remove_release(call: Call, Path((number, release)): Path<(String, String)>, Body(why): Body<CaseReason>) -> Done {
    cases::remove_release(&call.ctx, number, release, why.reason).await?;
    Ok(DONE)
}

/// A vulnerability to be named.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CaseVulnerability {
    /// Id.
    vulnerability: String,
    /// Title of one that nobody knows yet.
    title: String,
}

async fn add_vulnerability(call: Call, Path(number): Path<String>, Body(new): Body<CaseVulnerability>) -> Done {
    cases::add_vulnerability(&call.ctx, number, new.vulnerability, new.title).await?;
    Ok(DONE)
}

async fn outcome(call: Call, number: String, to: Outcome, reason: String) -> Done {
    cases::set_outcome(&call.ctx, number, OutcomeForm { to, reason }).await?;
    Ok(DONE)
}

async fn close(call: Call, Path(number): Path<String>, Body(why): Body<CaseReason>) -> Done {
    outcome(call, number, Outcome::Closed, why.reason).await
}

async fn defer(call: Call, Path(number): Path<String>, Body(why): Body<CaseReason>) -> Done {
    outcome(call, number, Outcome::Deferred, why.reason).await
}

async fn decline(call: Call, Path(number): Path<String>, Body(why): Body<CaseReason>) -> Done {
    outcome(call, number, Outcome::Declined, why.reason).await
}

async fn reopen(call: Call, Path(number): Path<String>, Body(why): Body<CaseReason>) -> Done {
    outcome(call, number, Outcome::Open, why.reason).await
}
