//! P04 and P05: the list of cases, a new case, and the page of a case with its tabs.

mod acts;
pub(crate) mod view;

use crate::form::{Faults, Posted};
use crate::frame::{Frame, PageResult, Staff, page, page_as};
use crate::routes::Routes;
use app::psirt_case::{self as cases, ListRow, Listed, NewCase, Wanted};
use app::vulnerability;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::psirt_case::{CaseKind, Tlp};
use domain::stage::Stage;
use serde::Deserialize;
use view::{Choice, Tab, choices, tenths};
use words::Words;

pub(crate) use view::DueView;

/// Rows of one page of the list.
const ROWS: i64 = 50;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/cases", Act::CaseList, list)
        .page("/app/cases/new", Act::CaseEdit, new_form)
        .post("/app/cases", Act::CaseEdit, open)
        .page("/app/cases/{number}", Act::CaseRead, overview)
        .page("/app/cases/{number}/releases", Act::CaseRead, releases)
        .page("/app/cases/{number}/scores", Act::CaseRead, scores)
        .page("/app/cases/{number}/embargo", Act::CaseRead, embargo)
        .page("/app/cases/{number}/plans", Act::CaseRead, plans)
        .page("/app/cases/{number}/deadlines", Act::CaseRead, deadlines)
        .page("/app/cases/{number}/record", Act::CaseRead, record)
        .page("/app/cases/{number}/review", Act::CaseRead, review)
        .merge(acts::routes())
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    all: Option<String>,
    stage: Option<String>,
    severity: Option<String>,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    f: Frame,
    w: Words,
    listed: Listed,
    all: bool,
    stages: Vec<Choice>,
    severities: Vec<Choice>,
    filtered: bool,
}

impl ListPage {
    fn tenths(&self, score: &Option<i64>) -> String {
        tenths(score)
    }

    /// Conditions that are left in the stage of a case.
    fn left(&self, row: &ListRow) -> usize {
        row.stage.unmet_in(row.stage.stage)
    }

    /// The address of the next page with the same filter.
    fn older(&self, before: &i64) -> String {
        let chosen =
            |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|choice| choice.value.clone()).unwrap_or_default();
        let all = if self.all { "&all=1" } else { "" };
        format!("?before={before}&stage={}&severity={}{all}", chosen(&self.stages), chosen(&self.severities))
    }
}

async fn list(staff: Staff, Query(filter): Query<Filter>) -> PageResult {
    let all = filter.all.is_some();
    let (stage, severity) = (filter.stage.unwrap_or_default(), filter.severity.unwrap_or_default());
    let wanted = Wanted { all, stage: stage.clone(), severity: severity.clone(), before: filter.before, limit: ROWS };
    let listed = cases::list(&staff.ctx, wanted).await?;
    let w = staff.w;
    let stages = choices(Stage::ALL.iter().map(|stage| (stage.key(), w.stage(stage.key()))), &stage);
    let severities = ["critical", "high", "medium", "low", "none", "unknown"];
    let severities = choices(severities.into_iter().map(|word| (word, w.severity(word))), &severity);
    let filtered = !stage.is_empty() || !severity.is_empty();
    page(&ListPage { f: staff.f, w, listed, all, stages, severities, filtered })
}

#[derive(Template)]
#[template(path = "cases/new.html")]
struct NewPage {
    f: Frame,
    w: Words,
    faults: Faults,
    values: NewCase,
    kinds: Vec<Choice>,
    tlps: Vec<Choice>,
    releases: Vec<String>,
}

/// The form; for a vulnerability it names the releases that become the scope.
async fn new_page(staff: Staff, faults: Faults, mut values: NewCase) -> PageResult {
    let w = staff.w;
    let mut releases = Vec::new();
    if !values.vulnerability.is_empty() {
        let shown = vulnerability::show(&staff.ctx, values.vulnerability.clone()).await?;
        if values.title.is_empty() && !faults.any() {
            values.title = super::vulnerability::title_of(w, shown.facts.title_ja.as_deref(), shown.facts.title_en.as_deref());
        }
        let open = shown.findings.iter().filter(|finding| finding.closed_at.is_none());
        releases = open.map(|finding| format!("{} {}", finding.product_name, finding.release)).collect();
        releases.sort_unstable();
        releases.dedup();
    }
    let kind = if values.kind.is_empty() { "vulnerability" } else { &values.kind };
    let kinds = choices(CaseKind::ALL.iter().map(|kind| (kind.key(), w.case_kind(kind.key()))), kind);
    let tlps = choices(Tlp::ALL.iter().map(|tlp| (tlp.key(), tlp.label())), &values.tlp);
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &NewPage { f: staff.f, w, faults, values, kinds, tlps, releases })
}

#[derive(Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    vulnerability: String,
}

async fn new_form(staff: Staff, Query(wish): Query<Wish>) -> PageResult {
    new_page(staff, Faults::default(), NewCase { vulnerability: wish.vulnerability, ..NewCase::default() }).await
}

async fn open(staff: Staff, Posted(fields): Posted) -> PageResult {
    let values = NewCase {
        title: fields.text("title"),
        kind: fields.text("kind"),
        tlp: fields.text("tlp"),
        restricted: fields.ticked("restricted"),
        vulnerability: fields.text("vulnerability"),
    };
    match cases::open_new(&staff.ctx, values.clone()).await {
        Ok(number) => Ok(Redirect::to(&format!("/app/cases/{number}")).into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            new_page(staff, faults, values).await
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    done: Option<String>,
    decided: Option<usize>,
    skipped: Option<usize>,
}

impl Done {
    /// What the notice on the next page says.
    fn words(&self, w: Words) -> String {
        match (self.done.is_some(), self.decided, self.skipped.unwrap_or(0)) {
            (false, ..) => String::new(),
            (true, Some(n), 0) => w.case_assess_done(n),
            (true, Some(n), skipped) => format!("{}{}", w.case_assess_done(n), w.pick("", " ")) + &w.case_assess_skipped(skipped),
            (true, None, _) => w.case_done().to_owned(),
        }
    }
}

macro_rules! tabs {
    ($($handler:ident => $tab:ident),+ $(,)?) => {
        $(async fn $handler(staff: Staff, Path(number): Path<String>, Query(done): Query<Done>) -> PageResult {
            let done = done.words(staff.w);
            view::tab(staff, number, Tab::$tab, done).await
        })+
    };
}

tabs! {
    overview => Overview,
    releases => Releases,
    scores => Scores,
    embargo => Embargo,
    plans => Plans,
    deadlines => Deadlines,
    record => Record,
    review => Review,
}
