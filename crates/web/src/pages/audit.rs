//! P32: the log, page by page, and the check of its chain.

use crate::form::Posted;
use crate::frame::{Frame, Lines, PageResult, Staff, page};
use crate::routes::Routes;
use crate::told::{self, Facts};
use app::audit::{self, AuditFilter, Entry, Verification};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use serde::Deserialize;
use words::Words;

/// Nouns of the log.
const NOUNS: [&str; 15] = [
    "case",
    "report",
    "advisory",
    "assessment",
    "filing",
    "fix_plan",
    "vulnerability",
    "finding",
    "product",
    "release",
    "sbom",
    "feed",
    "person",
    "session",
    "token",
];
/// Entries of one page.
const ROWS: i64 = 100;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/audit", Act::AuditRead, show).post("/app/audit/verification", Act::AuditVerify, verify)
}

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    noun: String,
    #[serde(default)]
    thing: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn filter(&self) -> AuditFilter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        AuditFilter { noun: some(&self.noun), thing: some(&self.thing), actor: some(&self.actor) }
    }

    fn address(&self, before: i64) -> String {
        let (noun, thing, actor) = (Lines::encode(&self.noun), Lines::encode(&self.thing), Lines::encode(&self.actor));
        format!("/app/audit?noun={noun}&thing={thing}&actor={actor}&before={before}")
    }
}

/// An entry as its row shows it.
struct LogRow {
    href: String,
    what: String,
    facts: Vec<(String, String)>,
    entry: Entry,
}

/// Where a thing of the log is shown; empty when it has no page.
fn href(entry: &Entry) -> String {
    let thing = Lines::encode(&entry.thing);
    match entry.thing_kind.as_str() {
        "case" => format!("/app/cases/{thing}"),
        "report" => format!("/app/reports/{thing}"),
        "advisory" => format!("/app/advisories/{thing}"),
        "vulnerability" => format!("/app/vulnerabilities/{thing}"),
        "product" => format!("/app/products/{thing}"),
        _ => String::new(),
    }
}

fn row(w: Words, entry: Entry) -> LogRow {
    LogRow {
        href: href(&entry),
        what: told::event(w, &entry.noun, &entry.verb),
        facts: Facts::of(w, &entry.noun, &entry.verb, &entry.body).named(),
        entry,
    }
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Log {
    f: Frame,
    w: Words,
    asked: Asked,
    rows: Vec<LogRow>,
    next: String,
    verification: Option<Verification>,
}

impl Log {
    fn chosen(&self, noun: &str) -> bool {
        self.asked.noun == noun
    }

    /// Nouns that the log can be narrowed to, with their words.
    fn nouns(&self) -> Vec<(&'static str, &'static str)> {
        NOUNS.iter().map(|noun| (*noun, self.w.audit_nouns(noun))).collect()
    }
}

async fn show(staff: Staff, Query(asked): Query<Asked>) -> PageResult {
    let before = asked.before.parse().ok().filter(|before| *before > 0);
    let found = audit::page(&staff.ctx, asked.filter(), before, ROWS).await?;
    let verification = audit::last_verification(&staff.ctx).await?;
    let next = found.next.map(|before| asked.address(before)).unwrap_or_default();
    let rows = found.entries.into_iter().map(|entry| row(staff.w, entry)).collect();
    page(&Log { f: staff.f, w: staff.w, asked, rows, next, verification })
}

async fn verify(staff: Staff, _posted: Posted) -> PageResult {
    audit::verify(&staff.ctx).await?;
    // An administrator checks the chain without reading the log.
    let back = if staff.ctx.enter(Act::AuditRead).is_ok() { "/app/audit#chain" } else { "/app/settings/outbox#chain" };
    Ok(Redirect::to(back).into_response())
}
