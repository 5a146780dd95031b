//! The door: who asks, in which language, under which request number; and the headers that every answer carries.

use crate::Web;
use app::person::PersonRow as Person;
use app::{Ctx, person};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use words::{Lang, Words};

/// Put into a request by a caller inside the process, such as the command line on its own data directory; no header can make it.
#[derive(Clone)]
pub struct LocalViewer(pub Viewer);

/// One request: who asks, in which language.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) ctx: Ctx,
    pub(crate) lang: Lang,
    pub(crate) w: Words,
    /// The person of the session, where one is signed in.
    pub(crate) person: Option<Person>,
    /// The session's secret; binds form tokens.
    pub(crate) session: Option<String>,
    pub(crate) theme: String,
    /// Path and query as asked.
    pub(crate) address: String,
    pub(crate) caller: IpAddr,
    pub(crate) face_is_api: bool,
    /// Set when the caller sends too much: the route refuses, or its form shows the text again.
    pub(crate) limited: Option<Refusal>,
}

impl Visit {
    pub(crate) fn now(&self) -> Instant {
        self.ctx.now()
    }
}

/// Name of the session's cookie; with the `__Host-` prefix wherever TLS allows it.
pub(crate) fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-hinomi" } else { "hinomi" }
}

pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// Writes a cookie that no script can read.
pub(crate) fn set_cookie(name: &str, value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let flag = if secure { "; Secure" } else { "" };
    // Invariant: names are ours and values are letters, digits, `-` and `_`.
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{flag}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Finds out who asks, and puts the security headers onto the answer.
pub(crate) async fn admit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let request_id = request_id();
    let (parts, body) = request.into_parts();
    let mut visit = visit_of(&web, &parts, request_id.clone()).await;
    visit.limited = limit(&web, &visit, &parts).err();
    let mut request = Request::from_parts(parts, body);
    let api = visit.face_is_api;
    let started = std::time::Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    tracing::debug!(request.id = %request_id, %method, path = %path_for_log(&path), status, duration_ms = started.elapsed().as_millis() as u64, "answered");
    dress(response.headers_mut(), &request_id, api);
    response
}

/// Where a receipt code can be tried without a post.
const CODE_PATH: &str = "/public/v1/reports/status";

/// Posts of people without a session are limited: the report form, the door, the subscription; so is trying receipt codes.
fn limit(web: &Web, visit: &Visit, request: &Parts) -> Result<(), Refusal> {
    let counted = request.method == axum::http::Method::POST || request.uri.path() == CODE_PATH;
    if counted && visit.person.is_none() && matches!(visit.ctx.viewer.actor, domain::viewer::Actor::Public) {
        web.limits.post(visit.caller, std::time::Instant::now())?;
    }
    Ok(())
}

/// A path without the secrets that some addresses carry.
fn path_for_log(path: &str) -> String {
    match path.split('/').nth(1) {
        Some(first @ ("setup" | "q" | "leave" | "confirm")) => format!("/{first}/…"),
        _ => path.to_owned(),
    }
}

fn request_id() -> String {
    let bytes = app::secret::random::<8>().unwrap_or_default();
    bytes.iter().fold(String::with_capacity(16), |mut out, byte| {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02x}");
        out
    })
}

async fn visit_of(web: &Web, request: &Parts, request_id: String) -> Visit {
    let headers = &request.headers;
    let path = request.uri.path();
    let api = path.starts_with("/api/") || path.starts_with("/public/v1/");
    let mut ctx = Ctx { house: web.house.clone(), viewer: Viewer::public(), request_id, dry_run: false };
    ctx.dry_run = api && request.uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "dry_run=1"));
    let mut session = None;
    let mut person = None;
    if let Some(LocalViewer(viewer)) = request.extensions.get::<LocalViewer>() {
        ctx.viewer = viewer.clone();
    } else if api {
        if let Some(viewer) = bearer(&ctx, headers).await {
            ctx.viewer = viewer;
        }
    } else if let Some(held) = cookie(headers, session_cookie(web.house.config.secure())) {
        match person::of_session(&ctx, held).await {
            Ok(Some(found)) => {
                ctx.viewer = person::viewer_of(&found);
                session = Some(held.to_owned());
                person = Some(found);
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a session could not be read"),
        }
    }
    let lang = language(web, request, person.as_ref());
    let theme = person.as_ref().map_or_else(|| theme_cookie(headers), |person| person.theme.clone());
    let address = request.uri.path_and_query().map_or_else(|| path.to_owned(), |all| all.as_str().to_owned());
    Visit { ctx, lang, w: lang.words(), person, session, theme, address, caller: caller(request), face_is_api: api, limited: None }
}

async fn bearer(ctx: &Ctx, headers: &HeaderMap) -> Option<Viewer> {
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    match person::of_token(ctx, token.trim()).await {
        Ok(viewer) => viewer,
        Err(error) => {
            tracing::error!(%error, "a token could not be read");
            None
        }
    }
}

fn theme_cookie(headers: &HeaderMap) -> String {
    cookie(headers, "theme").filter(|theme| matches!(*theme, "light" | "dark")).unwrap_or("auto").to_owned()
}

/// The language: of the public address, of `?lang=`, of the account, of the cookie, of the browser, of the installation.
fn language(web: &Web, request: &Parts, person: Option<&Person>) -> Lang {
    let first = request.uri.path().split('/').nth(1).unwrap_or("");
    let from_path = matches!(first, "ja" | "en").then(|| Lang::from_tag(first)).flatten();
    let from_query =
        || request.uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang="))).and_then(Lang::from_tag);
    let from_person = || person.and_then(|person| Lang::from_tag(&person.lang));
    let from_cookie = || cookie(&request.headers, "lang").and_then(Lang::from_tag);
    let from_browser = || request.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Lang::from_accept);
    from_path
        .or_else(from_query)
        .or_else(from_person)
        .or_else(from_cookie)
        .or_else(from_browser)
        .or_else(|| Lang::from_tag(&web.house.config.public.default))
        .unwrap_or(Lang::Ja)
}

fn caller(request: &Parts) -> IpAddr {
    request.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip())
}

/// Scripts, styles and pictures only from ourselves; nothing inline; no frames; forms only to ourselves.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Puts the headers onto an answer that did not come through the door.
pub(crate) fn dress_bare(headers: &mut HeaderMap) {
    dress(headers, &request_id(), true);
}

fn dress(headers: &mut HeaderMap, request_id: &str, api: bool) {
    let mut put = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    put(HeaderName::from_static("x-request-id"), request_id);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::CONTENT_SECURITY_POLICY, if api { "default-src 'none'; frame-ancestors 'none'" } else { CONTENT_POLICY });
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    put(header::CACHE_CONTROL, "no-store");
}
