//! P03: one report for staff: its text, closed files, thread, and what can be done with it.

use crate::form::{Faults, Fields, Posted};
use crate::frame::{Frame, Lines, PageResult, Staff, page_as};
use crate::oops;
use crate::routes::Routes;
use app::Error;
use app::report::{self, Acceptance, MessageRow, ReportRow, ReportState, Ruling, Shown};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;
use domain::instant::Instant;
use domain::report::{Direction, ReportAct, check};
use serde::Deserialize;
use words::{Lang, Words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/reports/{number}", Act::ReportRead, show)
        .page("/app/reports/{number}/attachments/{id}", Act::ReportRead, attachment)
        .post("/app/reports/{number}/acceptance", Act::ReportRule, accept)
        .post("/app/reports/{number}/assessment", Act::ReportRule, start)
        .post("/app/reports/{number}/ruling", Act::ReportRule, rule)
        .post("/app/undo/{id}", Act::ReportRule, undo)
        .post("/app/reports/{number}/assignment", Act::ReportRule, assign)
        .post("/app/reports/{number}/snooze", Act::ReportRule, snooze)
        .post("/app/reports/{number}/snooze/end", Act::ReportRule, wake)
        .post("/app/reports/{number}/messages", Act::ReportRule, message)
        .post("/app/reports/{number}/appeal", Act::ReportRule, contest)
}

/// An acknowledgement due sooner than this is marked.
const NEAR_MS: i64 = 6 * 3_600_000;

/// The chip of a state.
pub(crate) fn state_chip(state: ReportState) -> &'static str {
    match state {
        ReportState::Received | ReportState::InAssessment => "chip-progress",
        ReportState::Accepted => "chip-done",
        _ => "chip-idle",
    }
}

/// The acknowledgement that is due, with its chip; empty when nothing is due any more.
pub(crate) fn ack(row: &ReportRow, w: Words, now: Instant) -> (String, &'static str) {
    if row.acknowledged_at.is_some() || !row.state.is_open() {
        return (String::new(), "");
    }
    let left = row.ack_due_at.as_ms() - now.as_ms();
    let chip = match left {
        ..0 => "chip-over",
        0..NEAR_MS => "chip-near",
        _ => "",
    };
    let words = if chip.is_empty() { w.instant(row.ack_due_at) } else { w.remaining(row.ack_due_at, now) };
    (words, chip)
}

/// A file as it is listed.
pub(crate) struct FileLine {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) claimed_type: String,
    pub(crate) size: String,
    pub(crate) digest: String,
}

/// A report as its templates need it.
pub(crate) struct ReportView {
    pub(crate) row: ReportRow,
    pub(crate) shown: Shown,
    pub(crate) title: String,
    pub(crate) files: Vec<FileLine>,
    pub(crate) due: String,
    pub(crate) due_chip: &'static str,
    pub(crate) age: String,
}

impl ReportView {
    pub(crate) fn of(shown: Shown, w: Words, now: Instant) -> Self {
        let row = shown.report.clone();
        let (due, due_chip) = ack(&row, w, now);
        let files = shown.attachments.iter().map(|file| FileLine {
            id: file.id,
            name: file.name.clone(),
            claimed_type: file.claimed_type.clone(),
            size: domain::report::with_commas(usize::try_from(file.size).unwrap_or(0)),
            digest: file.digest.clone(),
        });
        Self {
            files: files.collect(),
            title: domain::report::case_title("", &row.description),
            due,
            due_chip,
            age: w.ago(row.received_at, now),
            row,
            shown,
        }
    }

    pub(crate) fn open(&self) -> bool {
        self.row.state.is_open() && self.shown.may_rule
    }

    pub(crate) fn assigned_to(&self, login: &str) -> bool {
        self.row.assigned.as_deref() == Some(login)
    }

    /// Until when it rests, if it does.
    pub(crate) fn resting(&self, now: impl std::borrow::Borrow<Instant>) -> Option<Instant> {
        self.row.snoozed_until.filter(|until| until > now.borrow())
    }

    pub(crate) fn may_start(&self) -> bool {
        self.shown.may_rule && check(self.row.state, ReportAct::AssessmentStart).is_ok()
    }

    pub(crate) fn may_contest(&self) -> bool {
        self.shown.may_rule && check(self.row.state, ReportAct::Appeal).is_ok()
    }

    pub(crate) fn state_chip(&self) -> &'static str {
        state_chip(self.row.state)
    }

    pub(crate) fn theirs(&self, message: &MessageRow) -> bool {
        message.direction == Direction::In
    }

    pub(crate) fn lang_word(&self, w: &Words) -> &'static str {
        if self.row.lang == "en" { w.language_en() } else { w.language_ja() }
    }
}

/// What was typed into the forms of the page.
#[derive(Debug, Clone, Default)]
struct Typed {
    body: String,
    reason: String,
    ruling: String,
    duplicate_of: String,
    letter: bool,
    case: String,
    title: String,
    objection: String,
    snooze_date: String,
    snooze_time: String,
    snooze_zone: String,
}

impl Typed {
    /// The forms as they open: the letter of acknowledgement in the reporter's language, no reason, no ruling chosen.
    fn fresh(view: &ReportView, act: &str) -> Self {
        let words = Lang::from_tag(&view.row.lang).unwrap_or(Lang::En).words();
        let row = &view.row;
        let body = if row.acknowledged_at.is_none() { words.letter_acknowledgement().to_owned() } else { String::new() };
        let similar = view.shown.similar.first().map(|other| other.number.clone()).unwrap_or_default();
        Self {
            body,
            ruling: if act == "duplicate" { ReportState::Duplicate.key().to_owned() } else { String::new() },
            duplicate_of: if act == "duplicate" { similar } else { String::new() },
            letter: true,
            title: domain::report::case_title(&row.product, &row.description),
            ..Self::default()
        }
    }
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct ReportPage {
    f: Frame,
    w: Words,
    view: ReportView,
    faults: Faults,
    typed: Typed,
    /// Which form is open: `acceptance`, `ruling`, `messages` or `appeal`.
    act: String,
    /// Subject and text of the letter of the open form, when it was asked for.
    preview: Option<(String, String)>,
    /// Said in place of a letter that does not leave.
    no_letter: bool,
    done: &'static str,
    rulings: &'static [ReportState],
}

/// What a preview shows.
enum Letter {
    NotAsked,
    /// No letter leaves.
    None,
    /// Subject and text.
    Shown((String, String)),
}

#[derive(Debug, Default, Deserialize)]
struct Onward {
    act: Option<String>,
    done: Option<String>,
}

fn address(number: &str, rest: &str) -> String {
    format!("/app/reports/{}{rest}", Lines::encode(number))
}

async fn show(staff: Staff, Path(number): Path<String>, Query(onward): Query<Onward>) -> PageResult {
    let view = ReportView::of(report::show(&staff.ctx, &number).await?, staff.w, staff.now);
    let wanted = onward.act.unwrap_or_default();
    let typed = Typed::fresh(&view, &wanted);
    let act = if wanted == "duplicate" { "ruling".to_owned() } else { wanted };
    let done = onward.done.as_deref().map(|key| staff.w.report_done(key)).filter(|words| *words != "–").unwrap_or("");
    render(staff, view, Faults::default(), typed, act, Letter::NotAsked, done, StatusCode::OK)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page")]
fn render(
    staff: Staff,
    view: ReportView,
    faults: Faults,
    typed: Typed,
    act: String,
    letter: Letter,
    done: &'static str,
    status: StatusCode,
) -> PageResult {
    let (preview, no_letter) = match letter {
        Letter::NotAsked => (None, false),
        Letter::None => (None, true),
        Letter::Shown(letter) => (Some(letter), false),
    };
    let rulings = ReportState::RULINGS;
    let page = ReportPage { f: staff.f, w: staff.w, view, faults, typed, act, preview, no_letter, done, rulings };
    page_as(status, &page)
}

/// Shows the page again with what was typed and what was wrong.
async fn again(staff: Staff, number: &str, error: Error, act: &str, fill: impl FnOnce(&mut Typed)) -> PageResult {
    let view = ReportView::of(report::show(&staff.ctx, number).await?, staff.w, staff.now);
    let status = if matches!(error, Error::Fields(_)) { StatusCode::UNPROCESSABLE_ENTITY } else { oops::status(&error) };
    let faults = Faults::of(error, staff.w)?;
    let mut typed = Typed::fresh(&view, "");
    fill(&mut typed);
    render(staff, view, faults, typed, act.to_owned(), Letter::NotAsked, "", status)
}

fn onward(to: &str) -> PageResult {
    Ok(Redirect::to(to).into_response())
}

async fn accept(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let (case, title) = (fields.text("case"), fields.text("title"));
    let into = if case.trim().is_empty() { Acceptance::New { title: title.clone() } } else { Acceptance::Existing { case: case.clone() } };
    match report::accept(&staff.ctx, &number, into).await {
        Ok(case) => onward(&format!("/app/cases/{}", Lines::encode(&case))),
        Err(error) => again(staff, &number, error, "acceptance", |typed| (typed.case, typed.title) = (case, title)).await,
    }
}

async fn start(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    match report::start_assessment(&staff.ctx, &number).await {
        Ok(()) => onward(&address(&number, "?done=started")),
        Err(error) => again(staff, &number, error, "", |_| ()).await,
    }
}

fn ruling_of(fields: &Fields) -> Result<Ruling, Error> {
    let ruling = ReportState::read("ruling", fields.get("ruling"));
    Ok(Ruling {
        ruling: ruling.map_err(|refusal| Error::Fields(vec![app::Fault::new("ruling", refusal)]))?,
        reason: fields.text("reason"),
        duplicate_of: fields.text("duplicate_of"),
        letter: fields.ticked("letter"),
    })
}

/// Shows the letter that the ruling would send, with the form as it was filled in.
async fn preview_ruling(staff: Staff, number: &str, fields: &Fields) -> PageResult {
    let letter = match ruling_of(fields) {
        Ok(ruling) => report::preview_ruling(&staff.ctx, number, ruling).await,
        Err(error) => Err(error),
    };
    match letter {
        Ok(letter) => {
            let view = ReportView::of(report::show(&staff.ctx, number).await?, staff.w, staff.now);
            let mut typed = Typed::fresh(&view, "");
            fill_ruling(&mut typed, fields);
            let letter = letter.map_or(Letter::None, Letter::Shown);
            render(staff, view, Faults::default(), typed, "ruling".to_owned(), letter, "", StatusCode::OK)
        }
        Err(error) => again(staff, number, at_reason(error), "ruling", |typed| fill_ruling(typed, fields)).await,
    }
}

async fn rule(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    if fields.ticked("preview") {
        return preview_ruling(staff, &number, &fields).await;
    }
    let outcome = match ruling_of(&fields) {
        Ok(ruling) => report::rule(&staff.ctx, &number, ruling).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(undo) => onward(&format!("/app/inbox?done=ruled&undo={}", Lines::encode(&undo))),
        Err(error) => again(staff, &number, at_reason(error), "ruling", |typed| fill_ruling(typed, &fields)).await,
    }
}

/// Takes a ruling back and shows its report, which is as before.
async fn undo(staff: Staff, Path(id): Path<String>, _posted: Posted) -> PageResult {
    let number = report::undo(&staff.ctx, &id).await?;
    onward(&address(&number, "?done=undone"))
}

async fn assign(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    match report::assign(&staff.ctx, &number, Some(fields.text("assignee")).filter(|login| !login.is_empty())).await {
        Ok(()) => onward(&address(&number, "?done=assigned")),
        Err(error) => again(staff, &number, error, "assignment", |_| ()).await,
    }
}

async fn snooze(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let until = match fields.instant("snoozed_until") {
        Ok(Some(given)) => Ok(given.instant),
        Ok(None) => Err(domain::refusal::Refusal::required("snoozed_until")),
        Err(refusal) => Err(refusal),
    };
    let rested = match until {
        Ok(until) => report::snooze(&staff.ctx, &number, Some(until)).await,
        Err(refusal) => Err(Error::Fields(vec![app::Fault::new("snoozed_until", refusal)])),
    };
    match rested {
        Ok(()) => onward("/app/inbox?done=snoozed"),
        Err(error) => {
            again(staff, &number, error, "snooze", |typed| {
                typed.snooze_date = fields.text("snoozed_until_date");
                typed.snooze_time = fields.text("snoozed_until_time");
                typed.snooze_zone = fields.text("snoozed_until_zone");
            })
            .await
        }
    }
}

async fn wake(staff: Staff, Path(number): Path<String>, _posted: Posted) -> PageResult {
    match report::snooze(&staff.ctx, &number, None).await {
        Ok(()) => onward(&address(&number, "?done=woken")),
        Err(error) => again(staff, &number, error, "", |_| ()).await,
    }
}

/// The missing reason is a fault of its field.
fn at_reason(error: Error) -> Error {
    match error {
        Error::Refused(refusal @ domain::refusal::Refusal::RulingReasonRequired) => Error::Fields(vec![app::Fault::new("reason", refusal)]),
        other => other,
    }
}

fn fill_ruling(typed: &mut Typed, fields: &Fields) {
    typed.ruling = fields.text("ruling");
    typed.reason = fields.text("reason");
    typed.duplicate_of = fields.text("duplicate_of");
    typed.letter = fields.ticked("letter");
}

async fn message(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let body = fields.text("body");
    if fields.ticked("preview") {
        return match report::preview(&staff.ctx, &number, &body).await {
            Ok(letter) => {
                let view = ReportView::of(report::show(&staff.ctx, &number).await?, staff.w, staff.now);
                let typed = Typed { body, ..Typed::fresh(&view, "") };
                render(staff, view, Faults::default(), typed, "messages".to_owned(), Letter::Shown(letter), "", StatusCode::OK)
            }
            Err(error) => again(staff, &number, error, "messages", |typed| typed.body = body).await,
        };
    }
    match report::message(&staff.ctx, &number, &body).await {
        Ok(first) => onward(&address(&number, if first { "?done=acknowledged" } else { "?done=answered" })),
        Err(error) => again(staff, &number, error, "messages", |typed| typed.body = body).await,
    }
}

async fn contest(staff: Staff, Path(number): Path<String>, Posted(fields): Posted) -> PageResult {
    let body = fields.text("body");
    match report::contest(&staff.ctx, &number, &body).await {
        Ok(()) => onward(&address(&number, "?done=reopened")),
        Err(error) => again(staff, &number, error, "appeal", |typed| typed.objection = body).await,
    }
}

async fn attachment(staff: Staff, Path((number, id)): Path<(String, i64)>) -> PageResult {
    let (name, bytes) = report::attachment(&staff.ctx, &number, id).await?;
    Ok(download(&name, bytes))
}

/// A file from outside: to be saved, never rendered.
pub(crate) fn download(name: &str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' }).collect();
    // RFC 6266 §4.3: the plain name first, the full one for those who read RFC 8187.
    let disposition =
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", Lines::encode(name).replace('/', "%2F").replace('@', "%40"));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"));
    response
}
