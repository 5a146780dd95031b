//! W03: the public report form, and the receipt that is shown once.

use crate::Web;
use crate::form::{Faults, Fields};
use crate::frame::{Anyone, Frame, PageResult, Site, page, page_as};
use crate::oops;
use crate::public_form::PublicForm;
use crate::routes::Routes;
use crate::sealed::{cookie_while_open, seal, unseal};

use crate::visit::cookie;
use app::Error;
use app::report::{self, Intake, Sending, Sent};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;
use domain::instant::Instant;
use domain::refusal::Refusal;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/{lang}/report", Act::ReportSend, form).form("/{lang}/report", Act::ReportSend, send).page(
        "/{lang}/report/receipt",
        Act::ReportSend,
        receipt,
    )
}

/// Cookie that carries the receipt from the form to its page.
const RECEIPT: &str = "hinomi-receipt";
/// How long that page may be waited for.
const RECEIPT_MS: i64 = 600_000;

/// The form as it was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    product: String,
    version: String,
    description: String,
    impact: String,
    exploited: bool,
    already_public: bool,
    credit: String,
    mail: String,
    wished_date: String,
    wished_time: String,
    wished_zone: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        Self {
            product: fields.text("product"),
            version: fields.text("version"),
            description: fields.text("description"),
            impact: fields.text("impact"),
            exploited: fields.ticked("exploited"),
            already_public: fields.ticked("already_public"),
            credit: fields.text("credit"),
            mail: fields.text("mail"),
            wished_date: fields.text("wished_at_date"),
            wished_time: fields.text("wished_at_time"),
            wished_zone: fields.text("wished_at_zone"),
        }
    }

    fn intake(&self, wished_at: Option<Instant>) -> Intake {
        Intake {
            product: self.product.clone(),
            version: self.version.clone(),
            description: self.description.clone(),
            impact: self.impact.clone(),
            exploited: self.exploited,
            already_public: self.already_public,
            credit: self.credit.clone(),
            mail: self.mail.clone(),
            wished_at,
            attachment_bytes: Vec::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "report/form.html")]
struct FormPage {
    f: Frame,
    w: Words,
    faults: Faults,
    typed: Typed,
    products: Vec<String>,
    files_lost: bool,
    ack_days: u32,
    embargo_days: i64,
}

async fn form_page(anyone: Anyone, typed: Typed, faults: Faults, files_lost: bool, status: StatusCode) -> PageResult {
    let products = report::listed_products(&anyone.ctx).await?;
    let config = &anyone.ctx.house.config;
    let (ack_days, embargo_days) = (config.deadlines.ack_business_days, config.embargo.default_days);
    page_as(status, &FormPage { f: anyone.f, w: anyone.w, faults, typed, products, files_lost, ack_days, embargo_days })
}

async fn form(Site(anyone): Site) -> PageResult {
    form_page(anyone, Typed::default(), Faults::default(), false, StatusCode::OK).await
}

async fn send(State(web): State<Web>, Site(anyone): Site, upload: PublicForm) -> PageResult {
    let typed = Typed::of(&upload.fields);
    let files_lost = !upload.files.is_empty() || !upload.refused_bytes.is_empty();
    match take(&anyone, &typed, upload).await {
        Ok(sent) => {
            let text = format!("{}_{}_{}", sent.code, sent.public_ref, sent.ack_due_at.as_ms());
            let path = format!("/{}/report/receipt", anyone.lang.tag());
            let cookie = cookie_while_open(RECEIPT, &seal(&anyone.ctx, RECEIPT, &text), &path, web.house.config.secure());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path)).into_response())
        }
        Err(error) => {
            let (status, wait) = (oops::status(&error), wait_of(&error));
            let faults = Faults::told(error, anyone.w)?;
            Ok(with_wait(form_page(anyone, typed, faults, files_lost, status).await?, wait))
        }
    }
}

/// Sends what was typed; a wished date that cannot be read is told together with the other faults.
async fn take(anyone: &Anyone, typed: &Typed, upload: PublicForm) -> Result<Sent, Error> {
    if let Some(refusal) = &upload.refused {
        return Err(refusal.clone().into());
    }
    let wished = upload.fields.instant("wished_at");
    let wished_at = wished.as_ref().ok().and_then(|given| given.map(|given| given.instant));
    let (files, refused_bytes, room) = upload.take_files();
    let sending = Sending { intake: typed.intake(wished_at), lang: anyone.lang, source: "web", files, refused_bytes };
    if let Err(refusal) = wished {
        let mut faults = report::check(&sending).err().unwrap_or_default();
        faults.push(app::Fault::new("wished_at", refusal));
        return Err(Error::Fields(faults));
    }
    let sent = report::send(&anyone.ctx, sending).await;
    drop(room);
    sent
}

/// After how many seconds a caller may come again.
pub(crate) fn wait_of(error: &Error) -> Option<String> {
    match error.refusal() {
        Some(Refusal::RateLimited { s } | Refusal::Busy { s }) => Some(s),
        _ => None,
    }
}

/// Adds `Retry-After`.
pub(crate) fn with_wait(mut response: Response, wait: Option<String>) -> Response {
    if let Some(value) = wait.and_then(|seconds| HeaderValue::from_str(&seconds).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

#[derive(Template)]
#[template(path = "report/receipt.html")]
struct ReceiptPage {
    f: Frame,
    w: Words,
    code: String,
    reference: String,
    due: String,
}

#[derive(Template)]
#[template(path = "report/receipt_gone.html")]
struct ReceiptGone {
    f: Frame,
    w: Words,
}

async fn receipt(State(web): State<Web>, Site(anyone): Site, headers: HeaderMap) -> PageResult {
    let held = cookie(&headers, RECEIPT).and_then(|value| unseal(&anyone.ctx, RECEIPT, value, RECEIPT_MS));
    let parts = held.as_deref().map(|text| text.split('_').collect::<Vec<_>>()).unwrap_or_default();
    let [code, reference, due] = parts[..] else { return page(&ReceiptGone { f: anyone.f, w: anyone.w }) };
    let due = due.parse().map(Instant::from_ms).map(|due| anyone.w.instant(due)).unwrap_or_default();
    let path = format!("/{}/report/receipt", anyone.lang.tag());
    let view = ReceiptPage { f: anyone.f, w: anyone.w, code: code.to_owned(), reference: reference.to_owned(), due };
    let mut response = page(&view)?;
    response.headers_mut().append(header::SET_COOKIE, cookie_while_open(RECEIPT, "", &path, web.house.config.secure()));
    Ok(response)
}
