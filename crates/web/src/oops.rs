//! What went wrong, said in the language and form of the face that asked; status codes are decided here, once.

use crate::Web;
use crate::frame::{Frame, Lines};
use crate::visit::Visit;
use app::Error;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::refusal::{Refusal, Sort};
use serde::Serialize;
use utoipa::ToSchema;
use words::Words;

/// An error on its way to the door, where it is worded.
#[derive(Debug)]
pub(crate) struct Oops(pub(crate) Error);

impl<E: Into<Error>> From<E> for Oops {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// Carries the error from the handler to [`render`].
#[derive(Clone)]
struct Carried(std::sync::Arc<Error>);

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Carried(std::sync::Arc::new(self.0)));
        response
    }
}

/// The status of an error; `interfaces.md` §5.1.
pub(crate) fn status(error: &Error) -> StatusCode {
    let Some(refusal) = error.refusal() else { return StatusCode::INTERNAL_SERVER_ERROR };
    match refusal.sort() {
        Sort::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Sort::Unreadable => StatusCode::BAD_REQUEST,
        Sort::Conflict => StatusCode::CONFLICT,
        Sort::NotFound => StatusCode::NOT_FOUND,
        Sort::Forbidden => StatusCode::FORBIDDEN,
        Sort::Gone => StatusCode::GONE,
        Sort::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Sort::NoMethod => StatusCode::METHOD_NOT_ALLOWED,
        Sort::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Sort::Stale => StatusCode::PRECONDITION_FAILED,
        Sort::Unconditional => StatusCode::PRECONDITION_REQUIRED,
        Sort::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Sort::Unknown => StatusCode::UNAUTHORIZED,
        Sort::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Words the errors that handlers answered.
pub(crate) async fn render(State(web): State<Web>, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let mut response = next.run(request).await;
    if let Some(Carried(error)) = response.extensions_mut().remove::<Carried>() {
        let error = std::sync::Arc::try_unwrap(error).unwrap_or_else(|shared| Error::Broken(shared.to_string()));
        return answer(&web, visit, error).await;
    }
    // The router's own answers (no such method, body too large, unreadable path) get our form too.
    let plain = response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE);
    let foreign = response.status().is_client_error()
        && response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if plain || foreign {
        let error = match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::BodyTooLarge { limit: crate::form::body_limit_words() },
            StatusCode::METHOD_NOT_ALLOWED if visit.as_ref().is_some_and(|visit| visit.face_is_api) => Refusal::MethodUnknown,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Refusal::NotFound,
            other => Refusal::Unreadable { detail: other.as_str().to_owned() },
        };
        let allow = response.headers_mut().remove(header::ALLOW);
        let mut response = answer(&web, visit, error.into()).await;
        if let Some(allow) = allow.filter(|_| response.status() == StatusCode::METHOD_NOT_ALLOWED) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        return response;
    }
    response
}

/// The answer to an error, as a problem document or a page.
pub(crate) async fn answer(web: &Web, visit: Option<Visit>, error: Error) -> Response {
    if let Error::Broken(text) = &error {
        let id = visit.as_ref().map(|visit| visit.ctx.request_id.clone()).unwrap_or_default();
        tracing::error!(request.id = %id, error = %text, "a request failed");
    }
    let Some(visit) = visit else { return status(&error).into_response() };
    let mut response = if visit.face_is_api { problem(&visit, &error) } else { page(web, visit, &error).await };
    if let Some(Refusal::RateLimited { s } | Refusal::Busy { s }) = error.refusal()
        && let Ok(value) = HeaderValue::from_str(&s)
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Address of the kind of problem.
    r#type: String,
    /// Short words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened, why, what to do.
    detail: String,
    /// Stable code, never translated.
    code: &'static str,
    /// Places in the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemAt>,
    /// Request number, for the log.
    request_id: String,
}

/// A place in the body that is not acceptable.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemAt {
    /// JSON pointer.
    pointer: String,
    /// Stable code.
    code: &'static str,
    /// Words.
    detail: String,
}

fn problem(visit: &Visit, error: &Error) -> Response {
    let status = status(error);
    let (code, detail) = worded(visit.w, error, &visit.ctx.request_id);
    let errors = match error {
        Error::Fields(faults) => faults
            .iter()
            .map(|fault| ProblemAt {
                pointer: pointer_of(&fault.field),
                code: fault.refusal.code(),
                detail: visit.w.refusal(&fault.refusal),
            })
            .collect(),
        _ => Vec::new(),
    };
    let body = Problem {
        r#type: format!("/errors/{code}"),
        title: visit.w.error_title(),
        status: status.as_u16(),
        detail,
        code,
        errors,
        request_id: visit.ctx.request_id.clone(),
    };
    let mut response = (status, axum::Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// A field as a JSON pointer; what reads documents says pointers already.
fn pointer_of(field: &str) -> String {
    if field.starts_with('/') { field.to_owned() } else { format!("/{}", field.replace('.', "/")) }
}

fn worded(w: Words, error: &Error, request_id: &str) -> (&'static str, String) {
    match error.refusal() {
        Some(refusal) => (refusal.code(), w.refusal(&refusal)),
        None => ("system.failed", w.broken_text(request_id)),
    }
}

#[derive(Template)]
#[template(path = "error_staff.html")]
struct StaffError {
    f: Frame,
    w: Words,
    title: &'static str,
    text: String,
    code: &'static str,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "error_public.html")]
struct PublicError {
    f: Frame,
    w: Words,
    title: &'static str,
    text: String,
    code: &'static str,
    lines: Vec<String>,
}

async fn page(_web: &Web, visit: Visit, error: &Error) -> Response {
    let status = status(error);
    if status == StatusCode::UNAUTHORIZED && visit.address.starts_with("/app") && visit.person.is_none() {
        let next = Lines::encode(&visit.address);
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    let w = visit.w;
    let (code, text) = worded(w, error, &visit.ctx.request_id);
    let title = match status {
        StatusCode::NOT_FOUND => w.not_found_title(),
        StatusCode::INTERNAL_SERVER_ERROR => w.broken_title(),
        _ => w.error_title(),
    };
    let lines = match error {
        Error::Fields(faults) => faults.iter().map(|fault| w.refusal(&fault.refusal)).collect(),
        _ => Vec::new(),
    };
    let staff = visit.person.is_some();
    let f = Frame::of(&visit).await;
    let html = if staff {
        StaffError { f, w, title, text, code, lines }.render()
    } else {
        PublicError { f, w, title, text, code, lines }.render()
    };
    match html {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page could not be written");
            status.into_response()
        }
    }
}

/// The answer when a handler panicked: worded like any failure, and nothing of the panic leaves the house.
pub(crate) fn panicked(payload: Box<dyn std::any::Any + Send>) -> Response {
    Oops(Error::Broken(format!("a handler panicked: {}", said(payload.as_ref())))).into_response()
}

/// The answer when something around the handlers panicked: bare, with the headers of every answer.
pub(crate) fn panicked_outside(payload: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!(error = said(payload.as_ref()), "an answer panicked");
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    crate::visit::dress_bare(response.headers_mut());
    response
}

fn said(payload: &(dyn std::any::Any + Send)) -> &str {
    payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("panic")
}
