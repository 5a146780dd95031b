//! P02: the inbox: reports at the left, the open one at the right.

use super::report::ReportView;
use crate::api::Paging;
use crate::frame::{Frame, Lines, PageResult, Staff, page};
use crate::routes::Routes;
use app::report::{self, ReportRow};
use askama::Template;
use axum::extract::Query;
use domain::access::Act;
use domain::id::ReportId;
use domain::instant::Instant;
use serde::Deserialize;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/inbox", Act::ReportRead, inbox)
}

/// Reports on one page of the list.
const ROWS: i64 = 40;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    state: Option<String>,
    cursor: Option<String>,
    report: Option<String>,
    done: Option<String>,
}

/// One row of the list.
struct Item {
    number: String,
    href: String,
    product: String,
    title: String,
    state: &'static str,
    state_chip: &'static str,
    age: String,
    due: String,
    due_chip: &'static str,
    exploited: bool,
    open: bool,
    current: bool,
}

#[derive(Template)]
#[template(path = "report/inbox.html")]
struct Inbox {
    f: Frame,
    w: Words,
    all: bool,
    items: Vec<Item>,
    next: String,
    view: Option<ReportView>,
    done: &'static str,
    now: Instant,
}

/// The part of the query that stays while walking through the list.
fn kept(all: bool, cursor: Option<&str>) -> String {
    let state = if all { "all" } else { "open" };
    cursor.map_or_else(|| format!("state={state}"), |cursor| format!("state={state}&cursor={}", Lines::encode(cursor)))
}

async fn inbox(staff: Staff, Query(asked): Query<Asked>) -> PageResult {
    let all = asked.state.as_deref() == Some("all");
    let before = Paging::at(asked.cursor.clone()).before()?.map(ReportId::new);
    let mut rows = report::inbox(&staff.ctx, !all, before, ROWS + 1).await?;
    let more = rows.len() > usize::try_from(ROWS).unwrap_or(0);
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|row| kept(all, Some(&Paging::cursor(row.id.get())))).unwrap_or_default();
    let wanted = asked.report.clone().or_else(|| rows.first().map(|row| row.number.clone()));
    let view = match &wanted {
        None => None,
        Some(number) => Some(ReportView::of(report::show(&staff.ctx, number).await?, staff.w, staff.now)),
    };
    let here = kept(all, asked.cursor.as_deref());
    let items = rows.iter().map(|row| item(row, &here, wanted.as_deref(), staff.w, staff.now)).collect();
    let done = asked.done.as_deref().map(|key| staff.w.inbox_done(key)).filter(|words| *words != "–").unwrap_or("");
    page(&Inbox { f: staff.f, w: staff.w, all, items, next, view, done, now: staff.now })
}

fn item(row: &ReportRow, here: &str, wanted: Option<&str>, w: Words, now: Instant) -> Item {
    let (due, due_chip) = super::report::ack(row, w, now);
    Item {
        number: row.number.clone(),
        href: format!("/app/inbox?{here}&report={}", Lines::encode(&row.number)),
        product: row.product.clone(),
        title: domain::report::case_title("", &row.description),
        state: w.report_state(row.state.key()),
        state_chip: super::report::state_chip(row.state),
        age: w.ago(row.received_at, now),
        due,
        due_chip,
        exploited: row.exploited,
        open: row.state.is_open(),
        current: wanted == Some(row.number.as_str()),
    }
}
