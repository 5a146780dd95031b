//! `Idempotency-Key` on posts of the API: a request sent twice is done once and answered alike, for 24 hours.

use crate::Web;
use crate::oops::Oops;
use crate::room::Pieces;
use crate::visit::Visit;
use app::idempotency::{self, Kept};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use domain::viewer::Actor;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Characters of a key.
const KEY_CHARS_MAX: usize = 200;
/// Bytes of an answer that is kept.
const ANSWER_BYTES_MAX: usize = 1_000_000;
/// Requests under way by owner and key. Invariant: an entry lives only while somebody holds or awaits it.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>);

/// The turn of one request; others with the same key wait for it to end.
struct Turn {
    turns: Turns,
    name: String,
    held: Option<tokio::sync::OwnedMutexGuard<()>>,
}

impl Turns {
    async fn take(&self, owner: &str, key: &str) -> Turn {
        let name = format!("{owner} {key}");
        let lock = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.clone()).or_default());
        Turn { turns: self.clone(), name, held: Some(lock.lock_owned().await) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.held.take());
        if all.get(&self.name).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(&self.name);
        }
    }
}

/// Answers a post whose key has an answer; otherwise lets it through and keeps what it answered.
pub(crate) async fn once(State(web): State<Web>, request: Request, next: Next) -> Response {
    match handle(&web, request, next).await {
        Ok(response) => response,
        Err(oops) => oops.into_response(),
    }
}

async fn handle(web: &Web, request: Request, next: Next) -> Result<Response, Oops> {
    let visit = request.extensions().get::<Visit>().cloned();
    let (Some(visit), Some(key)) = (visit, key_of(&request)?) else { return Ok(next.run(request).await) };
    // A try changes nothing, and a request that comes too often is refused by its route.
    if visit.ctx.dry_run || visit.limited.is_some() {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    let most = request_bytes_max(web, &visit);
    let room = if visit.ctx.viewer.actor == Actor::Public { &web.room } else { &web.staff_room };
    let mut held = room.hold();
    let too_large = Refusal::BodyTooLarge { limit: format!("{} MB", most / 1_000_000) };
    let bytes = Bytes::from(Pieces::of(body, &parts.headers, most, too_large).whole(&mut held).await?);
    let digest = digest_of(parts.method.as_str(), parts.uri.path_and_query().map_or("", |all| all.as_str()), &bytes);
    let owner = owner_of(&visit);
    // The same key at the same moment: the second one waits for the first one's answer.
    let turn = web.turns.take(&owner, &key).await;
    if let Some(kept) = idempotency::find(&visit.ctx, &owner, &key, &digest).await? {
        return Ok(replay(&kept));
    }
    // The handler counts the body against the same room, so it is given back first.
    drop(held);
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let response = keep(&visit, &owner, &key, &digest, response).await;
    drop(turn);
    Ok(response)
}

/// Bytes of a request that may carry a key: an SBOM for those who have a token, an ordinary body for everybody else.
fn request_bytes_max(web: &Web, visit: &Visit) -> usize {
    match visit.ctx.viewer.actor {
        Actor::Public => crate::form::BODY_BYTES_MAX,
        _ => web.house.config.limits.sbom_mb.saturating_mul(1_000_000).max(crate::form::BODY_BYTES_MAX),
    }
}

/// The key of a post of the API, where it carries one.
fn key_of(request: &Request) -> Result<Option<String>, Refusal> {
    let path = request.uri().path();
    if request.method() != Method::POST || !(path.starts_with("/api/v1/") || path == "/public/v1/reports") {
        return Ok(None);
    }
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim).filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Refusal::invalid("Idempotency-Key", format!("1–{KEY_CHARS_MAX}")))
}

/// Keys belong to the person or, without one, to the address that called: nobody meets the answer of another.
fn owner_of(visit: &Visit) -> String {
    match visit.ctx.viewer.person() {
        Some(id) => format!("person:{}", id.get()),
        None => format!("{}:{}", visit.ctx.viewer.name, visit.caller),
    }
}

fn digest_of(method: &str, address: &str, body: &Bytes) -> String {
    let mut hasher = Sha256::new();
    for part in [method.as_bytes(), address.as_bytes(), body] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut out, byte| {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn replay(kept: &Kept) -> Response {
    let status = u16::try_from(kept.status).ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, kept.body.clone()).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in [(header::CONTENT_TYPE, &kept.content_type), (header::LOCATION, &kept.location)] {
        if let Some(value) = HeaderValue::from_str(value).ok().filter(|value| !value.is_empty()) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}

/// Keeps an answer that stands: done, or refused by a rule. What may go better next time is not kept.
async fn keep(visit: &Visit, owner: &str, key: &str, digest: &str, response: Response) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ANSWER_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or("").to_owned();
    let kept = Kept {
        status: i64::from(parts.status.as_u16()),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
        body: bytes.to_vec(),
    };
    if let Err(error) = idempotency::keep(&visit.ctx, owner, key, digest, &kept).await {
        tracing::error!(%error, "an answer could not be kept under its key");
    }
    Response::from_parts(parts, Body::from(bytes))
}
