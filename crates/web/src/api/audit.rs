//! The log, its check and the outbox over the API.

use super::{Answer, Call, Doc, Page, Paging};
use crate::oops::Oops;
use crate::routes::Routes;
use app::audit::{self, AuditFilter, Entry};
use app::outbox::{self, QueueState};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use domain::access::Act;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub(crate) fn routes() -> Routes {
    let log = Doc::new("audit", "Lists the audit log, newest first; entries of cases that the caller may not know of are absent.")
        .asks("noun", "Only entries about this noun, such as `case`.")
        .asks("thing", "Only entries about this number or id.")
        .asks("actor", "Only entries of this actor.")
        .paged();
    let check = Doc::new("audit", "Reads the whole log and recomputes every hash.");
    let state = Doc::new("outbox", "Tells how much waits in the queues and what was set aside; never what it says.");
    let again = Doc::new("outbox", "Puts an entry that was set aside back into its queue, `outbox` or `job`.");
    Routes::new()
        .api("GET", "/api/v1/audit", Act::AuditRead, log.gives::<Log>(), list)
        .api("POST", "/api/v1/audit/verification", Act::AuditVerify, check.gives::<Verification>(), verify)
        .api("GET", "/api/v1/outbox", Act::Manage, state.gives::<Queues>(), queues)
        .api("POST", "/api/v1/outbox/{queue}/{id}/retries", Act::Manage, again, retry)
}

/// An entry of the log.
#[derive(Debug, Serialize, ToSchema)]
struct LogEntry {
    /// Position, from 1 without gaps.
    seq: i64,
    /// When.
    at: String,
    /// `person`, `operator`, `system` or `public`.
    actor_kind: String,
    /// The actor's name at that time.
    actor: String,
    /// What happened, `noun.verb`.
    event: String,
    /// Kind of the thing.
    thing_kind: String,
    /// Number or id of the thing.
    thing: String,
    /// The reason given.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Facts of the change.
    fields: BTreeMap<String, String>,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
struct Log {
    /// The entries.
    items: Vec<LogEntry>,
    /// Cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn entry(entry: Entry) -> LogEntry {
    LogEntry {
        seq: entry.seq,
        at: entry.at.to_rfc3339(),
        actor_kind: entry.actor_kind,
        actor: entry.actor,
        event: format!("{}.{}", entry.noun, entry.verb),
        thing_kind: entry.thing_kind,
        thing: entry.thing,
        reason: entry.reason,
        fields: serde_json::from_str(&entry.body).unwrap_or_default(),
    }
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    noun: Option<String>,
    thing: Option<String>,
    actor: Option<String>,
}

async fn list(call: Call, Query(asked): Query<Asked>, Query(paging): Query<Paging>) -> Result<Page<LogEntry>, Oops> {
    let filter = AuditFilter { noun: asked.noun, thing: asked.thing, actor: asked.actor };
    let found = audit::page(&call.ctx, filter, paging.before()?, paging.limit()).await?;
    let next = found.next.map(|before| format!("c{before:x}"));
    Ok(Page { items: found.entries.into_iter().map(entry).collect(), next })
}

/// What a check of the chain found.
#[derive(Debug, Serialize, ToSchema)]
struct Verification {
    /// Entries that were right.
    entries: i64,
    /// Hash of the last right entry, in hex.
    head: String,
    /// The first entry that is wrong or missing; absent when the chain is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    broken_at: Option<i64>,
    /// When it was checked.
    verified_at: String,
}

async fn verify(call: Call) -> Result<Answer<Verification>, Oops> {
    let found = audit::verify(&call.ctx).await?;
    let verified_at = found.at().to_rfc3339();
    Ok(Answer::ok(Verification { entries: found.entries, head: found.head, broken_at: found.broken_at, verified_at }))
}

/// A queue.
#[derive(Debug, Serialize, ToSchema)]
struct QueueView {
    /// `outbox` or `job`.
    queue: &'static str,
    /// Waiting or being worked on.
    open: i64,
    /// Set aside after too many tries.
    dead: i64,
    /// What was set aside, the newest first; at most 100.
    dead_letters: Vec<DeadLetter>,
}

/// An entry that was set aside.
#[derive(Debug, Serialize, ToSchema)]
struct DeadLetter {
    /// Its row.
    id: i64,
    /// What it is.
    kind: String,
    /// Tries.
    attempts: i64,
    /// What the other side said last, without mail addresses.
    last_answer: String,
    /// When it was put in.
    created_at: String,
    /// When it was set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
}

/// Both queues.
#[derive(Debug, Serialize, ToSchema)]
struct Queues {
    /// The queues.
    items: Vec<QueueView>,
}

fn queue(state: QueueState) -> QueueView {
    let letter = |letter: outbox::DeadLetter| DeadLetter {
        id: letter.id,
        kind: letter.kind,
        attempts: letter.attempts,
        last_answer: letter.last_answer,
        created_at: letter.created_at.to_rfc3339(),
        ended_at: letter.ended_at.map(domain::instant::Instant::to_rfc3339),
    };
    QueueView {
        queue: state.key,
        open: state.depth.open,
        dead: state.depth.dead,
        dead_letters: state.dead.into_iter().map(letter).collect(),
    }
}

async fn queues(call: Call) -> Result<Page<QueueView>, Oops> {
    Ok(Page::whole(outbox::list(&call.ctx).await?.into_iter().map(queue).collect()))
}

async fn retry(call: Call, Path((queue, id)): Path<(String, String)>) -> Result<StatusCode, Oops> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    outbox::retry(&call.ctx, &queue, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
