//! P14, P15, P16: advisories of staff: the list, the editor, the approval, publication.

use crate::advisory_view::{self as view, RowView, ScoreView, SectionView};
use crate::form::{Faults, Fields, Posted};
use crate::frame::{Frame, PageResult, Staff, page, page_as};
use crate::oops::status;
use crate::pages::cases::view::{Tab, tab};
use crate::routes::Routes;
use app::advisory::{self, Advice, Detail, EditionState, Line, SECTIONS, Texts, Written};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;
use domain::advisory::Sections;
use domain::instant::Instant;
use serde::Deserialize;
use words::{Lang, Words};

/// Advisories in the list.
const LIST_MAX: i64 = 200;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/advisories", Act::AdvisoryRead, list)
        .page("/app/cases/{number}/advisories", Act::AdvisoryRead, case_tab)
        .post("/app/cases/{number}/advisories", Act::AdvisoryWrite, draft)
        .page("/app/advisories/{number}", Act::AdvisoryRead, show)
        .page("/app/advisories/{number}/edit", Act::AdvisoryWrite, edit)
        .post("/app/advisories/{number}/edit", Act::AdvisoryWrite, save)
        .page("/app/advisories/{number}/approval", Act::AdvisoryRead, approval)
        .post("/app/advisories/{number}/approval", Act::AdvisoryApprove, approve)
        .post("/app/advisories/{number}/approval-request", Act::AdvisoryWrite, request)
        .post("/app/advisories/{number}/return", Act::AdvisoryApprove, give_back)
        .post("/app/advisories/{number}/publication", Act::AdvisoryPublish, publish)
        .post("/app/advisories/{number}/editions", Act::AdvisoryWrite, next)
        .post("/app/advisories/{number}/withdrawal", Act::AdvisoryWrite, withdraw)
        .page("/app/advisories/{number}/csaf", Act::AdvisoryRead, csaf)
}

/// A line as it is shown.
pub(crate) struct LineView {
    pub(crate) line: Line,
    pub(crate) title: String,
    pub(crate) score: String,
    pub(crate) chip: &'static str,
    pub(crate) state: &'static str,
}

fn chip(state: EditionState) -> &'static str {
    match state {
        EditionState::Draft => "chip-idle",
        EditionState::AwaitingApproval => "chip-progress",
        EditionState::Approved | EditionState::Published => "chip-done",
        EditionState::Superseded => "chip-class",
    }
}

fn title(w: Words, ja: &str, en: &str) -> String {
    let (first, second) = (w.pick(ja, en), w.pick(en, ja));
    [first, second].into_iter().find(|text| !text.trim().is_empty()).unwrap_or(w.advisory_untitled()).to_owned()
}

fn lines(lines: Vec<Line>, w: Words) -> Vec<LineView> {
    let one = |line: Line| LineView {
        title: title(w, &line.row.title_ja, &line.row.title_en),
        score: view::shown(line.tenths),
        chip: chip(line.row.state),
        state: w.edition_state(line.row.state.key()),
        line,
    };
    lines.into_iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "advisory/list.html")]
struct List {
    f: Frame,
    w: Words,
    working: Vec<LineView>,
    out: Vec<LineView>,
    waiting: i64,
    failed: i64,
}

async fn list(staff: Staff) -> PageResult {
    let found = advisory::listing(&staff.ctx, None, LIST_MAX).await?;
    let (out, working) = lines(found.lines, staff.w).into_iter().partition(|row| row.line.row.state == EditionState::Published);
    page(&List { f: staff.f, w: staff.w, working, out, waiting: found.waiting, failed: found.failed })
}

/// The lines of a case, and whether the viewer may draft another.
pub(crate) async fn of_case(staff: &Staff, number: &str) -> app::Result<(Vec<LineView>, bool)> {
    let (_, found, may_write) = advisory::of_case(&staff.ctx, number).await?;
    Ok((lines(found, staff.w), may_write))
}

async fn case_tab(staff: Staff, Path(number): Path<String>) -> PageResult {
    tab(staff, number, Tab::Advisories, String::new()).await
}

async fn draft(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    let number = advisory::draft(&staff.ctx, &number).await?;
    Ok(Redirect::to(&format!("/app/advisories/{number}/edit?done=drafted")).into_response())
}

/// What was just done, said once after the redirect.
#[derive(Debug, Default, Deserialize)]
struct Onward {
    done: Option<String>,
}

fn done(w: Words, onward: &Onward) -> &'static str {
    match onward.done.as_deref() {
        Some("drafted") => w.advisory_drafted(),
        Some("saved") => w.advisory_saved(),
        Some("requested") => w.advisory_requested(),
        Some("approved") => w.advisory_approved_now(),
        Some("returned") => w.advisory_given_back(),
        Some("published") => w.advisory_published_now(),
        _ => "",
    }
}

/// A check as a link to its place.
struct CheckView {
    href: String,
    words: String,
}

/// The checks by consequence.
struct ChecksView {
    blockers: Vec<CheckView>,
    asks: Vec<CheckView>,
    hints: Vec<CheckView>,
}

/// Where a check leads: a field of the editor, or the case.
fn place(number: &str, case: &str, at: &str, w: Words) -> (String, String) {
    if let Some((lang @ ("ja" | "en"), section)) = at.split_once('.') {
        let place = format!("{}: {}", w.advisory_language(lang), w.advisory_section(section));
        return (format!("/app/advisories/{number}/edit#{at}"), place);
    }
    if SECTIONS.contains(&at) {
        return (format!("/app/advisories/{number}/edit#ja.{at}"), w.advisory_section(at).to_owned());
    }
    match at {
        "summary" => (format!("/app/advisories/{number}/edit#change_ja"), String::new()),
        _ if at.starts_with("TLP:") => (format!("/app/advisories/{number}/edit#tlp"), at.to_owned()),
        _ if at.starts_with("csaf") => (format!("/app/advisories/{number}/csaf"), at.to_owned()),
        _ => (format!("/app/cases/{case}/releases"), crate::told::shown_release(at)),
    }
}

fn checks_view(detail: &Detail, w: Words) -> ChecksView {
    let (number, case) = (&detail.edition.number, detail.advisory.case.as_deref().unwrap_or(""));
    let one = |what: &str, words: &'static str, at: &str| {
        // A summary of changes and a section bear the same name.
        let (href, place) = if what == "change_summary" { place(number, case, "change", w) } else { place(number, case, at, w) };
        let href = if what == "change_summary" { format!("/app/advisories/{number}/edit#change_ja") } else { href };
        let place = if what == "change_summary" { String::new() } else { place };
        CheckView { href, words: if place.is_empty() { words.to_owned() } else { format!("{words} ({place})") } }
    };
    let advice = |list: &[Advice], words: fn(Words, &str) -> &'static str| -> Vec<CheckView> {
        list.iter().map(|advice| one(advice.what, words(w, advice.what), &advice.at)).collect()
    };
    ChecksView {
        blockers: detail.checks.blockers.iter().map(|blocker| one(blocker.what, w.blocker(blocker.what), &blocker.at)).collect(),
        asks: advice(&detail.checks.asks, Words::advisory_ask),
        hints: advice(&detail.checks.hints, Words::advisory_hint),
    }
}

/// An approval as it is shown.
struct ApprovalView {
    hat: &'static str,
    person: String,
    at: String,
    void: bool,
}

fn approvals(detail: &Detail, w: Words) -> Vec<ApprovalView> {
    let role = |hat| w.role(domain::viewer::Role::Approver(hat).key());
    let given = detail.approvals.iter().map(|row| ApprovalView {
        hat: role(row.hat),
        person: row.person.clone(),
        at: w.instant(row.approved_at),
        void: row.void_at.is_some(),
    });
    let none = detail.missing.iter().filter(|_| detail.edition.published_at.is_none());
    let open = none.map(|hat| ApprovalView { hat: role(*hat), person: String::new(), at: String::new(), void: false });
    given.chain(open).collect()
}

#[derive(Template)]
#[template(path = "advisory/show.html")]
struct Show {
    f: Frame,
    w: Words,
    faults: Faults,
    done: &'static str,
    title: String,
    score: String,
    chip: &'static str,
    state: &'static str,
    case: String,
    embargo: String,
    returned: Option<(String, String)>,
    letters: String,
    checks: ChecksView,
    approvals: Vec<ApprovalView>,
    rows: Vec<RowView>,
    several: bool,
    scores: Vec<ScoreView>,
    detail: Detail,
}

impl Show {
    fn is(&self, state: &str) -> bool {
        self.detail.edition.state.key() == state
    }
}

fn show_view(f: Frame, w: Words, faults: Faults, done: &'static str, detail: Detail) -> Show {
    let (edition, content) = (&detail.edition, &detail.content);
    let embargo = detail.embargo.as_ref().map(|embargo| {
        let until = embargo.until.map(|until| w.instant(until)).unwrap_or_else(|| "–".to_owned());
        w.advisory_embargo(until)
    });
    let returned = content.returned.as_ref().filter(|_| edition.state == EditionState::Draft);
    let posted = detail.posted;
    let any = posted.sent + posted.simulated + posted.waiting + posted.failed > 0;
    let letters = if any { w.advisory_letters_counts(posted.failed, posted.sent, posted.simulated, posted.waiting) } else { String::new() };
    Show {
        title: title(w, &content.ja.title, &content.en.title),
        score: view::shown(content.tenths()),
        chip: chip(edition.state),
        state: w.edition_state(edition.state.key()),
        case: detail.advisory.case.clone().unwrap_or_default(),
        embargo: embargo.unwrap_or_default(),
        returned: returned.map(|r| (w.advisory_returned(w.instant(Instant::from_ms(r.at)), &r.by), r.comment.clone())),
        letters,
        checks: checks_view(&detail, w),
        approvals: approvals(&detail, w),
        rows: view::rows(content, w),
        several: content.rows.iter().any(|row| row.vulnerability.is_some()),
        scores: view::scores(content, w),
        f,
        w,
        faults,
        done,
        detail,
    }
}

async fn show(staff: Staff, Path(number): Path<String>, Query(onward): Query<Onward>) -> PageResult {
    let detail = advisory::view(&staff.ctx, &number).await?;
    let said = done(staff.w, &onward);
    page(&show_view(staff.f, staff.w, Faults::default(), said, detail))
}

/// After an act: on to the page that shows what it did, or the page again with what stood against it.
async fn ended(staff: Staff, number: &str, answer: app::Result<String>) -> PageResult {
    match answer {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(error) => {
            let code = status(&error);
            let faults = Faults::of(error, staff.w)?;
            let detail = advisory::view(&staff.ctx, number).await?;
            page_as(code, &show_view(staff.f, staff.w, faults, "", detail))
        }
    }
}

async fn request(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    let answer = advisory::request_approval(&staff.ctx, &number).await.map(|()| format!("/app/advisories/{number}?done=requested"));
    ended(staff, &number, answer).await
}

async fn publish(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    let answer = advisory::publish(&staff.ctx, &number).await.map(|_| format!("/app/advisories/{number}?done=published"));
    ended(staff, &number, answer).await
}

async fn next(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    let answer = advisory::next_edition(&staff.ctx, &number, false).await.map(|_| format!("/app/advisories/{number}/edit?done=drafted"));
    ended(staff, &number, answer).await
}

async fn withdraw(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    let answer = advisory::next_edition(&staff.ctx, &number, true).await.map(|_| format!("/app/advisories/{number}/edit?done=drafted"));
    ended(staff, &number, answer).await
}

async fn csaf(staff: Staff, Path(number): Path<String>) -> PageResult {
    let bytes = advisory::csaf_preview(&staff.ctx, &number).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// One section in both languages.
struct PairView {
    name: &'static str,
    halves: [HalfView; 2],
}

/// A section in one language.
struct HalfView {
    lang: &'static str,
    id: String,
    label: &'static str,
    mark: &'static str,
    must: bool,
    value: String,
    /// What somebody else saved meanwhile, where it differs.
    theirs: String,
}

fn half(lang: Lang, name: &'static str, texts: &Texts, theirs: Option<&Texts>) -> HalfView {
    let w = lang.words();
    let must = Sections::REQUIRED.contains(&name);
    let value = texts.part(name).to_owned();
    HalfView {
        lang: lang.tag(),
        id: format!("{}.{name}", lang.tag()),
        label: w.advisory_section(name),
        mark: if must { w.required() } else { w.optional() },
        must,
        theirs: theirs.map(|texts| texts.part(name).to_owned()).filter(|text| *text != value).unwrap_or_default(),
        value,
    }
}

#[derive(Template)]
#[template(path = "advisory/edit.html")]
struct Edit {
    f: Frame,
    w: Words,
    faults: Faults,
    done: &'static str,
    number: String,
    version: String,
    edit: i64,
    case: String,
    chip: &'static str,
    state: &'static str,
    voids: bool,
    revision: bool,
    withdrawn: bool,
    pairs: Vec<PairView>,
    written: Written,
    tlps: Vec<(&'static str, &'static str)>,
    rows: Vec<RowView>,
    several: bool,
    returned: Option<(String, String)>,
    checks: ChecksView,
    author: String,
}

fn edit_view(f: Frame, w: Words, faults: Faults, done: &'static str, written: Option<Written>, detail: Detail) -> Edit {
    let (edition, content) = (&detail.edition, &detail.content);
    let theirs = written.as_ref().map(|_| (&content.ja, &content.en));
    let held = Written {
        ja: content.ja.clone(),
        en: content.en.clone(),
        tlp: edition.tlp.key().to_owned(),
        change_ja: content.change_ja.clone(),
        change_en: content.change_en.clone(),
    };
    // Only after somebody else saved is their text shown beside ours.
    let conflict = !faults.at("edit-conflict").is_empty();
    let theirs = theirs.filter(|_| conflict);
    let shown = written.unwrap_or(held);
    let pairs = SECTIONS.map(|name| PairView {
        name,
        halves: [half(Lang::Ja, name, &shown.ja, theirs.map(|(ja, _)| ja)), half(Lang::En, name, &shown.en, theirs.map(|(_, en)| en))],
    });
    let returned = content.returned.as_ref().filter(|_| edition.state == EditionState::Draft);
    Edit {
        number: edition.number.clone(),
        version: edition.version.clone(),
        edit: edition.edit,
        case: detail.advisory.case.clone().unwrap_or_default(),
        chip: chip(edition.state),
        state: w.edition_state(edition.state.key()),
        voids: edition.state != EditionState::Draft,
        revision: !content.history.is_empty(),
        withdrawn: content.withdrawn,
        pairs: pairs.into(),
        written: shown,
        tlps: domain::psirt_case::Tlp::ALL.iter().map(|tlp| (tlp.key(), tlp.label())).collect(),
        rows: view::rows(content, w),
        several: content.rows.iter().any(|row| row.vulnerability.is_some()),
        returned: returned.map(|r| (w.advisory_returned(w.instant(Instant::from_ms(r.at)), &r.by), r.comment.clone())),
        checks: checks_view(&detail, w),
        author: edition.author.clone(),
        f,
        w,
        faults,
        done,
    }
}

async fn edit(staff: Staff, Path(number): Path<String>, Query(onward): Query<Onward>) -> PageResult {
    let detail = advisory::view(&staff.ctx, &number).await?;
    if detail.edition.published_at.is_some() {
        return Ok(Redirect::to(&format!("/app/advisories/{number}")).into_response());
    }
    if !detail.may_write {
        return Err(app::Error::not_found().into());
    }
    let said = done(staff.w, &onward);
    page(&edit_view(staff.f, staff.w, Faults::default(), said, None, detail))
}

fn texts(fields: &Fields, lang: &str) -> Texts {
    let mut texts = Texts::default();
    for name in SECTIONS {
        if let Some(part) = texts.part_mut(name) {
            *part = fields.text(&format!("{lang}.{name}"));
        }
    }
    texts
}

async fn save(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let written = Written {
        ja: texts(&fields, "ja"),
        en: texts(&fields, "en"),
        tlp: fields.text("tlp"),
        change_ja: fields.text("change_ja"),
        change_en: fields.text("change_en"),
    };
    let edit = fields.get("edit").parse().unwrap_or(0);
    match advisory::write(&staff.ctx, &number, edit, written.clone()).await {
        Ok(_) => Ok(Redirect::to(&format!("/app/advisories/{number}/edit?done=saved")).into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            let detail = advisory::view(&staff.ctx, &number).await?;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &edit_view(staff.f, staff.w, faults, "", Some(written), detail))
        }
    }
}

/// One language of an edition as it will be read.
struct HalfPage {
    lang: &'static str,
    w: Words,
    title: String,
    sections: Vec<SectionView>,
    rows: Vec<RowView>,
    scores: Vec<ScoreView>,
    change: String,
    caption: String,
}

#[derive(Template)]
#[template(path = "advisory/approval.html")]
struct Approval {
    f: Frame,
    w: Words,
    faults: Faults,
    comment: String,
    chip: &'static str,
    state: &'static str,
    halves: Vec<HalfPage>,
    several: bool,
    hats: Vec<(&'static str, String)>,
    changed: Vec<String>,
    approvals: Vec<ApprovalView>,
    asks: Vec<CheckView>,
    tlp: &'static str,
    tlp_class: String,
    detail: Detail,
}

impl Approval {
    fn waits(&self) -> bool {
        self.detail.edition.state == EditionState::AwaitingApproval
    }
}

fn approval_view(f: Frame, w: Words, faults: Faults, comment: String, detail: Detail) -> Approval {
    let content = &detail.content;
    let half = |lang: Lang| HalfPage {
        lang: lang.tag(),
        w: lang.words(),
        title: content.texts(lang).title.clone(),
        sections: view::sections(content, lang),
        rows: view::rows(content, lang.words()),
        scores: view::scores(content, lang.words()),
        change: lang.words().pick(&content.change_ja, &content.change_en).to_owned(),
        caption: format!("products-{}", lang.tag()),
    };
    let hat = |hat| {
        let key = domain::viewer::Role::Approver(hat).key();
        (key, w.advisory_approve_as(w.advisory_hat(key)))
    };
    Approval {
        comment,
        chip: chip(detail.edition.state),
        state: w.edition_state(detail.edition.state.key()),
        halves: Lang::ALL.into_iter().map(half).collect(),
        several: content.rows.iter().any(|row| row.vulnerability.is_some()),
        hats: detail.may_approve.iter().map(|h| hat(*h)).collect(),
        changed: detail.changed.iter().map(|(lang, name)| format!("{}: {}", w.advisory_language(lang), w.advisory_section(name))).collect(),
        approvals: approvals(&detail, w),
        asks: checks_view(&detail, w).asks,
        tlp: detail.edition.tlp.label(),
        tlp_class: detail.edition.tlp.key().replace('_', "-"),
        f,
        w,
        faults,
        detail,
    }
}

async fn approval(staff: Staff, Path(number): Path<String>) -> PageResult {
    let detail = advisory::view(&staff.ctx, &number).await?;
    page(&approval_view(staff.f, staff.w, Faults::default(), String::new(), detail))
}

async fn approval_ended(staff: Staff, number: &str, comment: String, answer: app::Result<&str>) -> PageResult {
    match answer {
        Ok(said) => Ok(Redirect::to(&format!("/app/advisories/{number}?done={said}")).into_response()),
        Err(error) => {
            let code = status(&error);
            let faults = Faults::of(error, staff.w)?;
            let detail = advisory::view(&staff.ctx, number).await?;
            page_as(code, &approval_view(staff.f, staff.w, faults, comment, detail))
        }
    }
}

async fn approve(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> Result<Response, crate::oops::Oops> {
    let answer = match advisory::hat_of(fields.get("hat")) {
        Ok(hat) => advisory::approve(&staff.ctx, &number, hat, fields.get("digest")).await.map(|_| "approved"),
        Err(refusal) => Err(refusal.into()),
    };
    approval_ended(staff, &number, String::new(), answer).await
}

async fn give_back(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let comment = fields.text("comment");
    let answer = advisory::give_back(&staff.ctx, &number, &comment).await.map(|()| "returned");
    approval_ended(staff, &number, comment, answer).await
}
