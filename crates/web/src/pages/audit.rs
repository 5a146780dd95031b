//! P32: the log, page by page, and the check of its chain.

use crate::form::Posted;
use crate::frame::{Frame, Lines, PageResult, Staff, page};
use crate::routes::Routes;
use app::audit::{self, AuditFilter, Entry, Verification};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use serde::Deserialize;
use std::collections::BTreeMap;
use words::Words;

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
    fields: BTreeMap<String, String>,
    entry: Entry,
}

/// Where a thing of the log is shown; empty when it has no page.
fn href(entry: &Entry) -> String {
    let thing = Lines::encode(&entry.thing);
    match entry.thing_kind.as_str() {
        "case" => format!("/app/cases/{thing}"),
        "report" => format!("/app/inbox/{thing}"),
        "advisory" => format!("/app/advisories/{thing}"),
        "vulnerability" => format!("/app/vulnerabilities/{thing}"),
        "product" => format!("/app/products/{thing}"),
        _ => String::new(),
    }
}

fn row(entry: Entry) -> LogRow {
    LogRow { href: href(&entry), fields: serde_json::from_str(&entry.body).unwrap_or_default(), entry }
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
    /// Nouns that are offered while typing.
    fn nouns(&self) -> [&'static str; 8] {
        ["case", "report", "advisory", "product", "release", "sbom", "person", "token"]
    }
}

async fn show(staff: Staff, Query(asked): Query<Asked>) -> PageResult {
    let before = asked.before.parse().ok().filter(|before| *before > 0);
    let found = audit::page(&staff.ctx, asked.filter(), before, ROWS).await?;
    let verification = audit::last_verification(&staff.ctx).await?;
    let next = found.next.map(|before| asked.address(before)).unwrap_or_default();
    let rows = found.entries.into_iter().map(row).collect();
    page(&Log { f: staff.f, w: staff.w, asked, rows, next, verification })
}

async fn verify(staff: Staff, _posted: Posted) -> PageResult {
    audit::verify(&staff.ctx).await?;
    // An administrator checks the chain without reading the log.
    let back = if staff.ctx.enter(Act::AuditRead).is_ok() { "/app/audit#chain" } else { "/app/settings/outbox#chain" };
    Ok(Redirect::to(back).into_response())
}
