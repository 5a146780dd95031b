//! W04: what the holder of a receipt code reads and does. The code travels in the body of a post, never in an address.

use super::report_form::{wait_of, with_wait};
use crate::Web;
use crate::form::{Faults, Posted};
use crate::frame::{Anyone, Frame, PageResult, Site, page_as};
use crate::oops;
use crate::public_form::PublicForm;
use crate::routes::Routes;
use crate::sealed::{cookie_while_open, seal, unseal};

use crate::visit::cookie;
use app::report::{self, MessageRow, Receipt, ReportState, ReporterView};
use app::{Ctx, Error};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use domain::access::Act;
use domain::refusal::Refusal;
use domain::report::{Direction, ReportAct, check, reporter_step, reporter_word};
use serde::Deserialize;
use words::{Lang, Words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/{lang}/report/status", Act::ReportSend, status)
        .form("/{lang}/report/status", Act::ReportSend, enter)
        .form("/{lang}/report/status/messages", Act::ReportSend, message)
        .form("/{lang}/report/status/appeal", Act::ReportSend, appeal)
        .post("/{lang}/report/status/withdrawal", Act::ReportSend, withdraw)
        .post("/{lang}/report/status/leaving", Act::ReportSend, leave)
}

/// Cookie that carries the hash of the code while the page is used.
const HELD: &str = "hinomi-report";
/// How long the page may be used before the code is asked for again.
const HELD_MS: i64 = 3_600_000;
/// Steps of the reporter's line.
const STEPS: [&str; 6] = ["received", "acknowledged", "in_assessment", "handling", "public", "ended"];

#[derive(Debug, Default, Deserialize)]
struct Onward {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "report/code.html")]
struct CodePage {
    f: Frame,
    w: Words,
    faults: Faults,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "report/status.html")]
struct StatusPage {
    f: Frame,
    w: Words,
    faults: Faults,
    view: ReporterView,
    word: &'static str,
    step: usize,
    steps: [&'static str; 6],
    body: String,
    done: &'static str,
    may_withdraw: bool,
    may_appeal: bool,
    show_due: bool,
}

impl StatusPage {
    fn ours(&self, message: &MessageRow) -> bool {
        message.direction == Direction::Out
    }
}

fn path_of(lang: Lang) -> String {
    format!("/{}/report/status", lang.tag())
}

fn held(ctx: &Ctx, headers: &HeaderMap) -> Option<Receipt> {
    let text = unseal(ctx, HELD, cookie(headers, HELD)?, HELD_MS)?;
    Receipt::from_bytes(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?)
}

fn hidden(mut response: Response) -> Response {
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}

fn done_words(w: Words, key: Option<&str>) -> &'static str {
    key.map(|key| w.status_done(key)).filter(|words| *words != "–").unwrap_or("")
}

async fn status(Site(anyone): Site, headers: HeaderMap, Query(onward): Query<Onward>) -> PageResult {
    let done = done_words(anyone.w, onward.done.as_deref());
    match held(&anyone.ctx, &headers) {
        None => code_page(anyone, Faults::default(), done, StatusCode::OK),
        Some(receipt) => view_page(anyone, &receipt, Faults::default(), String::new(), done, StatusCode::OK).await,
    }
}

fn code_page(anyone: Anyone, faults: Faults, done: &'static str, status: StatusCode) -> PageResult {
    Ok(hidden(page_as(status, &CodePage { f: anyone.f, w: anyone.w, faults, done })?))
}

async fn view_page(anyone: Anyone, receipt: &Receipt, faults: Faults, body: String, done: &'static str, status: StatusCode) -> PageResult {
    let view = report::status(&anyone.ctx, receipt).await?;
    let acknowledged = view.acknowledged_at.is_some();
    let ended = view.state.is_negative() || matches!(view.state, ReportState::Withdrawn | ReportState::Spam);
    let page = StatusPage {
        word: anyone.w.reporter_reads(reporter_word(view.state, acknowledged)),
        step: reporter_step(view.state, acknowledged, !view.advisories.is_empty()),
        steps: STEPS.map(|step| anyone.w.reporter_steps(step)),
        may_withdraw: check(view.state, ReportAct::Withdrawal).is_ok(),
        may_appeal: check(view.state, ReportAct::Appeal).is_ok(),
        show_due: !acknowledged && !ended,
        f: anyone.f,
        w: anyone.w,
        faults,
        view,
        body,
        done,
    };
    Ok(hidden(page_as(status, &page)?))
}

async fn enter(State(web): State<Web>, Site(anyone): Site, upload: PublicForm) -> PageResult {
    let found = match upload.refused.clone() {
        Some(refusal) => Err(refusal.into()),
        None => {
            let receipt = Receipt::of(&anyone.ctx, upload.fields.get("code"));
            report::status(&anyone.ctx, &receipt).await.map(|_| receipt)
        }
    };
    match found {
        Ok(receipt) => {
            let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(receipt.bytes());
            let path = path_of(anyone.lang);
            // Both languages of the page may read it.
            let cookie = cookie_while_open(HELD, &seal(&anyone.ctx, HELD, &text), "/", web.house.config.secure());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path)).into_response())
        }
        Err(error) => {
            let (wait, status) = (wait_of(&error), status_of(&error));
            let faults = Faults::beside(error, "code", anyone.w)?;
            Ok(with_wait(code_page(anyone, faults, "", status)?, wait))
        }
    }
}

/// A code that nobody has is a fault of the form here, not a missing page.
fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Refused(Refusal::ReceiptUnknown) => StatusCode::UNPROCESSABLE_ENTITY,
        other => oops::status(other),
    }
}

/// Goes back to the page after an act, or shows it again with the text and what was wrong.
async fn after(anyone: Anyone, headers: &HeaderMap, outcome: Result<(), Error>, body: String, done: &str) -> PageResult {
    let error = match outcome {
        Ok(()) => return Ok(Redirect::to(&format!("{}?done={done}", path_of(anyone.lang))).into_response()),
        Err(error) => error,
    };
    let (wait, status) = (wait_of(&error), status_of(&error));
    let page = match held(&anyone.ctx, headers) {
        Some(receipt) => {
            let faults = Faults::told(error, anyone.w)?;
            view_page(anyone, &receipt, faults, body, "", status).await?
        }
        None => {
            let faults = Faults::beside(error, "code", anyone.w)?;
            code_page(anyone, faults, "", status)?
        }
    };
    Ok(with_wait(page, wait))
}

fn needed(ctx: &Ctx, headers: &HeaderMap) -> Result<Receipt, Error> {
    held(ctx, headers).ok_or_else(|| Refusal::ReceiptUnknown.into())
}

async fn message(Site(anyone): Site, headers: HeaderMap, upload: PublicForm) -> PageResult {
    let body = upload.fields.text("body");
    let outcome = match (upload.refused.clone(), needed(&anyone.ctx, &headers)) {
        (Some(refusal), _) => Err(refusal.into()),
        (None, Err(error)) => Err(error),
        (None, Ok(receipt)) => {
            let (files, refused_bytes, room) = upload.take_files();
            let sent = report::reply(&anyone.ctx, &receipt, &body, files, refused_bytes).await;
            drop(room);
            sent
        }
    };
    after(anyone, &headers, outcome, body, "replied").await
}

async fn appeal(Site(anyone): Site, headers: HeaderMap, upload: PublicForm) -> PageResult {
    let body = upload.fields.text("body");
    let outcome = match (upload.refused.clone(), needed(&anyone.ctx, &headers)) {
        (Some(refusal), _) => Err(refusal.into()),
        (None, Err(error)) => Err(error),
        (None, Ok(receipt)) => report::appeal(&anyone.ctx, &receipt, &body).await,
    };
    after(anyone, &headers, outcome, body, "appealed").await
}

async fn withdraw(Site(anyone): Site, headers: HeaderMap, _posted: Posted) -> PageResult {
    let outcome = match needed(&anyone.ctx, &headers) {
        Ok(receipt) => report::withdraw(&anyone.ctx, &receipt).await,
        Err(error) => Err(error),
    };
    after(anyone, &headers, outcome, String::new(), "withdrawn").await
}

async fn leave(State(web): State<Web>, Site(anyone): Site, _posted: Posted) -> PageResult {
    let gone = cookie_while_open(HELD, "", "/", web.house.config.secure());
    Ok(([(header::SET_COOKIE, gone)], Redirect::to(&format!("{}?done=left", path_of(anyone.lang)))).into_response())
}
