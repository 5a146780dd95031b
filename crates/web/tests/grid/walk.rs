//! Every route × every role: the access table decides, and nothing ever breaks.

use super::world::{ROLES, Things, nonsense, places, world};
use domain::access::{self, Act, Reach};
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use std::collections::BTreeSet;
use testkit::{Browser, Reply, TestApp};
use web::{Face, Route};
use words::Lang;

/// What every answer carries, whatever it says.
const HEADERS: [&str; 8] = [
    "x-request-id",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "content-security-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "cache-control",
];

/// Routes that end the walker's own session, walked by their own tests.
fn ends_the_walk(route: &Route) -> bool {
    route.path == "/sign-out"
}

/// GET first, so that what the posts change cannot hide a page.
fn ordered() -> Vec<Route> {
    let mut routes: Vec<Route> = web::routes().into_iter().filter(|route| !ends_the_walk(route)).collect();
    routes.sort_by_key(|route| (route.method != "GET", route.path, route.method));
    routes
}

async fn ask(browser: &mut Browser, route: &Route, path: &str, token: &str) -> Reply {
    match (route.method, route.face) {
        ("GET", _) => browser.get(path).await,
        (method, Face::Api) => browser.call(method, path, &serde_json::json!({})).await,
        (_, _) => browser.post(path, &[("form_token", token)]).await,
    }
}

fn headers_missing(reply: &Reply) -> Vec<&'static str> {
    HEADERS.into_iter().filter(|name| !reply.headers.contains_key(*name)).collect()
}

/// Faults that no answer may have, whoever asks.
fn always(reply: &Reply) -> Option<String> {
    if reply.status >= 500 {
        return Some(format!("broke with {}", reply.status));
    }
    let missing = headers_missing(reply);
    (!missing.is_empty()).then(|| format!("lacks {}", missing.join(", ")))
}

fn reads_only(route: &Route, reply: &Reply) -> bool {
    reply.status == 403
        && if route.face == Face::Api { reply.code() == "auth.read_only" } else { reply.text().contains(&worded(&Refusal::ReadOnly)) }
}

fn worded(refusal: &Refusal) -> String {
    // The page escapes what HTML reserves.
    Lang::En.words().refusal(refusal).replace('\'', "&#39;")
}

/// The fault of an answer to somebody signed in.
fn fault(viewer: &Viewer, route: &Route, filled: bool, reply: &Reply) -> Option<String> {
    let shut = viewer.grants.iter().all(|grant| access::reach(grant.role, route.act) == Reach::No);
    let auditor = viewer.name == "auditor";
    if shut {
        let fine = if auditor { reads_only(route, reply) } else { reply.status == 404 };
        return (!fine).then(|| format!("must not get in, and got {}", reply.status));
    }
    // A page of one thing that the lead can see is there; deeper places may hold nothing yet.
    let there = filled && viewer.name == "lead" && route.method == "GET" && route.face == Face::Page && places(route) <= 1;
    let open = access::reach(domain::viewer::Role::Lead, route.act) == Reach::Yes;
    (there && open && !matches!(reply.status, 200 | 303)).then(|| format!("may get in, and got {}", reply.status))
}

/// The fault of an answer to somebody outside.
fn fault_outside(route: &Route, path: &str, reply: &Reply) -> Option<String> {
    if matches!(route.act, Act::PublicRead | Act::ReportSend | Act::Door) {
        return None;
    }
    let door = reply.status == 303 && reply.location().starts_with("/sign-in");
    let fine = if path.starts_with("/app") { door } else { reply.status == 401 };
    (!fine).then(|| format!("is not for strangers, and answered {} {}", reply.status, reply.location()))
}

struct Walker {
    viewer: Option<Viewer>,
    pages: Browser,
    calls: Browser,
    token: String,
}

impl Walker {
    async fn of(app: &TestApp, login: &str) -> Self {
        let mut pages = app.browser(login).await;
        // Refusals are read in one language.
        pages.get("/app/language/en").await;
        let token = pages.get("/app/settings/account").await.form_token();
        let calls = app.stranger().with_token(app.token(login, &access::scopes()).await);
        Self { viewer: Some(app.ctx(login).await.viewer), pages, calls, token }
    }

    fn stranger(app: &TestApp) -> Self {
        Self { viewer: None, pages: app.stranger(), calls: app.stranger(), token: String::new() }
    }

    /// The faults of one route, asked with what the demo has and with nonsense.
    async fn walk(&self, route: &Route, things: &Things) -> Vec<String> {
        let filled = things.fill(route.path);
        let paths = filled.iter().map(|path| (path.clone(), true)).chain([(nonsense(route.path), false)]).collect::<BTreeSet<_>>();
        let mut faults = Vec::new();
        for (path, filled) in paths {
            // A copy, because some answers change who somebody is: a demo lets everybody enter as anybody.
            let mut browser = if route.face == Face::Api { self.calls.clone() } else { self.pages.clone() };
            let reply = ask(&mut browser, route, &path, &self.token).await;
            let own = match &self.viewer {
                Some(viewer) => fault(viewer, route, filled, &reply),
                None => fault_outside(route, &path, &reply),
            };
            let who = self.viewer.as_ref().map_or("a stranger", |viewer| viewer.name.as_str());
            faults.extend(always(&reply).into_iter().chain(own).map(|fault| format!("{who}: {} {path}: {fault}", route.method)));
        }
        faults
    }
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_lets_in_and_never_breaks() {
    let app = world().await;
    let things = Things::of(&app).await;
    let mut walkers = vec![Walker::stranger(&app)];
    for login in ROLES {
        walkers.push(Walker::of(&app, login).await);
    }
    let mut faults = Vec::new();
    for route in ordered() {
        for walker in &walkers {
            faults.extend(walker.walk(&route, &things).await);
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn no_form_is_taken_without_its_token() {
    let app = world().await;
    let things = Things::of(&app).await;
    let refused = worded(&Refusal::FormToken);
    let mut faults = Vec::new();
    for route in web::routes().into_iter().filter(|route| route.face == Face::Page && route.method != "GET") {
        // Takes JSON in a demo only; a form of another site cannot send that type.
        if route.path == "/demo/clock" {
            continue;
        }
        let path = things.fill(route.path).unwrap_or_else(|| nonsense(route.path));
        let mut browser = match allowed(&app, route.act).await {
            Some(login) => app.browser(login).await,
            None => app.stranger(),
        };
        browser.get("/app/language/en").await;
        let forged = [("title", "x"), ("form_token", "AAAA")];
        let replies = [
            browser.post(&path, &[]).await,
            browser.post(&path, &forged).await,
            browser.post_files(&path, &[], &[]).await,
            browser.post_files(&path, &forged, &[]).await,
        ];
        let told = |reply: &Reply| reply.status == 403 && reply.text().contains(&refused);
        // A form of the other type is unreadable; one of the two types must be what this route reads.
        let fine = replies.iter().all(|reply| told(reply) || (400..500).contains(&reply.status))
            && replies.iter().filter(|reply| told(reply)).count() >= 2;
        if !fine {
            faults.push(format!("{} {path}: {:?}", route.method, replies.map(|reply| reply.status)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Somebody who may do the act; nobody for what everybody may.
async fn allowed(app: &TestApp, act: Act) -> Option<&'static str> {
    if matches!(act, Act::PublicRead | Act::ReportSend | Act::Door) {
        return None;
    }
    for login in ROLES {
        if app.ctx(login).await.enter(act).is_ok() {
            return Some(login);
        }
    }
    panic!("nobody may do {}", act.key());
}
