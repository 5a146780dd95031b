//! P02: the inbox: reports and vulnerabilities without assessment at the left, the open one at the right.

use super::report::ReportView;
use super::vulnerability::{percent, tenths, title_of};
use crate::api::Paging;
use crate::frame::{Frame, Lines, PageResult, Staff, page};
use crate::routes::Routes;
use app::report::{self, Queue, ReportRow};
use app::vulnerability::{self, ListRow};
use askama::Template;
use axum::extract::Query;
use domain::access::Act;
use domain::id::ReportId;
use domain::instant::Instant;
use serde::Deserialize;
use std::collections::BTreeSet;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/inbox", Act::ReportRead, inbox)
}

/// Reports on one page of the list.
const ROWS: i64 = 40;
/// Vulnerabilities at most beside them; the list of vulnerabilities holds all.
const FINDINGS: i64 = 40;
/// Products named in the preview of a vulnerability.
const PRODUCTS_SHOWN_MAX: usize = 20;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    state: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    cursor: Option<String>,
    report: Option<String>,
    vulnerability: Option<String>,
    done: Option<String>,
    undo: Option<String>,
}

/// Which part of the queue the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Snoozed,
    All,
}

impl State {
    fn of(text: Option<&str>) -> Self {
        [Self::Snoozed, Self::All].into_iter().find(|state| Some(state.key()) == text).unwrap_or(Self::Open)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::All => "all",
        }
    }

    const fn queue(self, now: Instant) -> Queue {
        match self {
            Self::Open => Queue::Waiting(now),
            Self::Snoozed => Queue::Resting(now),
            Self::All => Queue::All,
        }
    }
}

/// What the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Report,
    Finding,
}

impl Kind {
    const ALL: [Self; 3] = [Self::All, Self::Report, Self::Finding];

    fn of(text: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|kind| Some(kind.key()) == text).unwrap_or(Self::All)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Report => "report",
            Self::Finding => "finding",
        }
    }
}

/// One row of the list.
enum Item {
    Report(ReportItem),
    Finding(FindingItem),
}

/// A report as its row shows it.
struct ReportItem {
    number: String,
    href: String,
    product: String,
    title: String,
    lang: String,
    state: &'static str,
    state_chip: &'static str,
    age: String,
    due: String,
    due_chip: &'static str,
    exploited: bool,
    assigned: String,
    rests: String,
    open: bool,
    current: bool,
}

/// A vulnerability without assessment as its row shows it.
struct FindingItem {
    href: String,
    title: String,
    score: String,
    age: String,
    current: bool,
    row: ListRow,
}

/// The open vulnerability.
struct FindingView {
    id: String,
    title: String,
    severity: String,
    score: String,
    kev_at: Option<String>,
    epss: String,
    spread: String,
    unassessed: i64,
    description: String,
    products: Vec<String>,
    products_more: usize,
}

#[derive(Template)]
#[template(path = "report/inbox.html")]
struct Inbox {
    f: Frame,
    w: Words,
    state: State,
    kind: Kind,
    items: Vec<Item>,
    reports: usize,
    findings: usize,
    next: String,
    view: Option<ReportView>,
    finding: Option<FindingView>,
    done: &'static str,
    /// The id by which the ruling just made is taken back.
    undo: String,
    now: Instant,
}

impl Inbox {
    fn states(&self) -> [(&'static str, &'static str, bool); 3] {
        let w = self.w;
        let one = |state: State, words| (state.key(), words, self.state == state);
        [one(State::Open, w.inbox_open()), one(State::Snoozed, w.inbox_snoozed()), one(State::All, w.inbox_all())]
    }

    fn all(&self) -> bool {
        self.state == State::All
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        Kind::ALL.iter().map(|kind| (kind.key(), self.w.inbox_kind(kind.key()), *kind == self.kind)).collect()
    }
}

/// The part of the query that stays while walking through the list.
fn kept(state: State, kind: Kind, cursor: Option<&str>) -> String {
    let here = format!("state={}&type={}", state.key(), kind.key());
    cursor.map_or_else(|| here.clone(), |cursor| format!("{here}&cursor={}", Lines::encode(cursor)))
}

async fn inbox(staff: Staff, Query(asked): Query<Asked>) -> PageResult {
    let (state, kind) = (State::of(asked.state.as_deref()), Kind::of(asked.kind.as_deref()));
    let before = Paging::at(asked.cursor.clone()).before()?.map(ReportId::new);
    let first_page = before.is_none();
    let mut rows = match kind {
        Kind::Finding => Vec::new(),
        Kind::All | Kind::Report => report::inbox(&staff.ctx, state.queue(staff.now), before, ROWS + 1).await?,
    };
    let more = rows.len() > usize::try_from(ROWS).unwrap_or(0);
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|row| kept(state, kind, Some(&Paging::cursor(row.id.get())))).unwrap_or_default();
    let found = match kind {
        // No vulnerability rests.
        _ if state == State::Snoozed => Vec::new(),
        Kind::Report => Vec::new(),
        Kind::All | Kind::Finding if first_page => vulnerability::list(&staff.ctx, true, false, FINDINGS).await?,
        Kind::All | Kind::Finding => Vec::new(),
    };
    let (report, chosen) = wanted(&asked, &rows, &found);
    let view = match &report {
        None => None,
        Some(number) => Some(ReportView::of(report::show(&staff.ctx, number).await?, staff.w, staff.now)),
    };
    let finding = match &chosen {
        None => None,
        Some(id) => Some(finding_view(&staff, id.clone()).await?),
    };
    let here = kept(state, kind, asked.cursor.as_deref());
    let (reports, findings) = (rows.len(), found.len());
    let of_reports = rows.iter().map(|row| Item::Report(report_item(row, &here, report.as_deref(), staff.w, staff.now)));
    let of_findings = found.into_iter().map(|row| Item::Finding(finding_item(row, &here, chosen.as_deref(), staff.w, staff.now)));
    let items = of_reports.chain(of_findings).collect();
    let done = asked.done.as_deref().map(|key| staff.w.inbox_done(key)).filter(|words| *words != "–").unwrap_or("");
    // The form that undoes bears the viewer's token: an id that is none could lead it to another act.
    let undo = asked.undo.clone().filter(|id| !done.is_empty() && domain::number::is_plain(id)).unwrap_or_default();
    page(&Inbox { f: staff.f, w: staff.w, state, kind, items, reports, findings, next, view, finding, done, undo, now: staff.now })
}

/// What is open at the right: what was asked for, else the first row.
fn wanted(asked: &Asked, rows: &[ReportRow], found: &[ListRow]) -> (Option<String>, Option<String>) {
    match (&asked.report, &asked.vulnerability) {
        (Some(report), _) => (Some(report.clone()), None),
        (None, Some(id)) => (None, Some(id.clone())),
        (None, None) => match rows.first() {
            Some(row) => (Some(row.number.clone()), None),
            None => (None, found.first().map(|row| row.vulnerability.id.clone())),
        },
    }
}

fn report_item(row: &ReportRow, here: &str, wanted: Option<&str>, w: Words, now: Instant) -> ReportItem {
    let (due, due_chip) = super::report::ack(row, w, now);
    ReportItem {
        number: row.number.clone(),
        href: format!("/app/inbox?{here}&report={}", Lines::encode(&row.number)),
        product: row.product.clone(),
        title: domain::report::case_title("", &row.description),
        lang: row.lang.clone(),
        state: w.report_state(row.state.key()),
        state_chip: super::report::state_chip(row.state),
        age: w.ago(row.received_at, now),
        due,
        due_chip,
        exploited: row.exploited,
        assigned: row.assigned.as_deref().map(|login| w.inbox_taken(login)).unwrap_or_default(),
        rests: row.snoozed_until.filter(|until| *until > now).map(|until| w.inbox_rests(w.instant(until))).unwrap_or_default(),
        open: row.state.is_open(),
        current: wanted == Some(row.number.as_str()),
    }
}

fn finding_item(row: ListRow, here: &str, wanted: Option<&str>, w: Words, now: Instant) -> FindingItem {
    let facts = &row.vulnerability;
    FindingItem {
        href: format!("/app/inbox?{here}&vulnerability={}", Lines::encode(&facts.id)),
        title: title_of(w, facts.title_ja.as_deref(), facts.title_en.as_deref()),
        score: tenths(facts.score),
        age: row.opened_at.map(|at| w.ago(at, now)).unwrap_or_default(),
        current: wanted == Some(facts.id.as_str()),
        row,
    }
}

/// A vulnerability with the releases that it hits, as far as a decision about it needs.
async fn finding_view(staff: &Staff, id: String) -> app::Result<FindingView> {
    let (w, shown) = (staff.w, vulnerability::show(&staff.ctx, id).await?);
    let facts = shown.facts;
    let open: Vec<_> = shown.findings.iter().filter(|finding| finding.closed_at.is_none()).collect();
    let releases: BTreeSet<_> = open.iter().map(|finding| (&finding.product, &finding.release)).collect();
    let unassessed: BTreeSet<_> =
        open.iter().filter(|finding| finding.status.is_none()).map(|finding| (&finding.product, &finding.release)).collect();
    let products: BTreeSet<_> = open.iter().map(|finding| finding.product_name.clone()).collect();
    Ok(FindingView {
        title: title_of(w, facts.title_ja.as_deref(), facts.title_en.as_deref()),
        severity: facts.severity,
        score: tenths(facts.score),
        kev_at: facts.kev_at,
        epss: facts.epss.map(percent).unwrap_or_default(),
        spread: w.spread(products.len(), releases.len()),
        unassessed: i64::try_from(unassessed.len()).unwrap_or(i64::MAX),
        description: shown.view.and_then(|view| view.description).unwrap_or_default(),
        products_more: products.len().saturating_sub(PRODUCTS_SHOWN_MAX),
        products: products.into_iter().take(PRODUCTS_SHOWN_MAX).collect(),
        id: facts.id,
    })
}
