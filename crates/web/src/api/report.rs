//! Reports in the API: staff read and rule, the public sends and follows.

use super::{Answer, Body, Call, Doc, Page, Paging};
use crate::oops::Oops;
use crate::pages::download;
use crate::routes::Routes;
use app::report::{self, Acceptance, Intake, Queue, Receipt, ReportRow, ReportState, Ruling, Sending, Shown};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::access::Act;
use domain::id::ReportId;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::report::{Direction, reporter_word};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Lang;

pub(crate) fn routes() -> Routes {
    let doc = |summary| Doc::new("reports", summary);
    Routes::new()
        .api(
            "GET",
            "/api/v1/reports",
            Act::ReportRead,
            doc("Lists reports, newest first.")
                .paged()
                .asks("state", "`open`: only those that wait; `snoozed`: those that rest.")
                .gives::<Page<ReportLine>>(),
            list,
        )
        .api("GET", "/api/v1/reports/{number}", Act::ReportRead, doc("Shows a report.").gives::<ReportFull>(), show)
        .api(
            "GET",
            "/api/v1/reports/{number}/attachments/{id}",
            Act::ReportRead,
            doc("Gives the bytes of a file; never rendered."),
            attachment,
        )
        .api(
            "POST",
            "/api/v1/reports/{number}/acceptance",
            Act::ReportRule,
            doc("Accepts a report into a new or an existing case.").takes::<ReportAcceptance>().gives::<ReportAccepted>(),
            accept,
        )
        .api("POST", "/api/v1/reports/{number}/assessment", Act::ReportRule, doc("Starts the assessment of a report."), start)
        .api(
            "POST",
            "/api/v1/reports/{number}/ruling",
            Act::ReportRule,
            doc("Rules a report out, or says that it repeats another.").takes::<ReportRuling>().gives::<ReportRuled>(),
            rule,
        )
        .api(
            "POST",
            "/api/v1/undo/{id}",
            Act::ReportRule,
            doc("Takes a ruling back within 10 minutes; a letter that was sent stays sent.").gives::<ReportUndone>(),
            undo,
        )
        .api(
            "POST",
            "/api/v1/reports/{number}/assignment",
            Act::ReportRule,
            doc("Gives a report to somebody who may rule on it, or to nobody.").takes::<ReportAssignment>(),
            assign,
        )
        .api(
            "POST",
            "/api/v1/reports/{number}/snooze",
            Act::ReportRule,
            doc("Lets a report rest in the queue; deadlines run on.").takes::<ReportSnooze>(),
            snooze,
        )
        .api("DELETE", "/api/v1/reports/{number}/snooze", Act::ReportRule, doc("Wakes a report."), wake)
        .api(
            "POST",
            "/api/v1/reports/{number}/messages",
            Act::ReportRule,
            doc("Writes to the reporter; the first message acknowledges the report.").takes::<ReportText>().gives::<ReportWritten>(),
            message,
        )
        .api(
            "POST",
            "/api/v1/reports/{number}/appeal",
            Act::ReportRule,
            doc("Takes a ruling up again for the reporter.").takes::<ReportText>(),
            contest,
        )
        .api(
            "POST",
            "/public/v1/reports",
            Act::ReportSend,
            doc("Sends a report without an account; the receipt code is in the answer, once.")
                .takes::<ReportSending>()
                .makes::<ReportReceipt>(),
            send,
        )
        .api(
            "GET",
            "/public/v1/reports/status",
            Act::ReportSend,
            doc("Tells the holder of a receipt code, sent in `X-Receipt-Code`, how the report stands.").gives::<ReportStatus>(),
            status,
        )
}

/// A report in a list.
#[derive(Debug, Serialize, ToSchema)]
struct ReportLine {
    /// Number for staff, `R-2026-0031`.
    number: String,
    /// Reference for outsiders.
    public_ref: String,
    /// State.
    state: &'static str,
    /// Product as the reporter named it.
    product: String,
    /// Version as the reporter named it.
    version: String,
    /// Whether it is said to be exploited.
    exploited: bool,
    /// Whether it is said to be public.
    already_public: bool,
    /// Language in which it was sent.
    lang: String,
    /// `web`, `api` or `staff`.
    source: String,
    /// When it arrived.
    received_at: String,
    /// When a person first wrote back.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<String>,
    /// Until when a person has to write back.
    ack_due_at: String,
    /// Login of the person who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
    /// Until when it rests in the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    snoozed_until: Option<String>,
}

impl ReportLine {
    fn of(row: ReportRow) -> Self {
        Self {
            number: row.number,
            public_ref: row.public_ref,
            state: row.state.key(),
            product: row.product,
            version: row.version,
            exploited: row.exploited,
            already_public: row.already_public,
            lang: row.lang,
            source: row.source,
            received_at: row.received_at.to_rfc3339(),
            acknowledged_at: row.acknowledged_at.map(Instant::to_rfc3339),
            ack_due_at: row.ack_due_at.to_rfc3339(),
            assignee: row.assigned,
            snoozed_until: row.snoozed_until.map(Instant::to_rfc3339),
        }
    }
}

/// A report with what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct ReportFull {
    /// What lists show too.
    #[serde(flatten)]
    line: ReportLine,
    /// What was found.
    description: String,
    /// What somebody could do with it.
    impact: String,
    /// Control characters that were taken out of the texts.
    removed_chars: i64,
    /// Wished instant of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    wished_at: Option<String>,
    /// Reason of the ruling.
    #[serde(skip_serializing_if = "String::is_empty")]
    ruling_reason: String,
    /// Number of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// Number of the report that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<String>,
    /// Numbers of reports that may be about the same.
    similar: Vec<String>,
    /// Who reported; absent without the need to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    reporter: Option<Reporter>,
    /// Files, closed.
    attachments: Vec<ReportFile>,
    /// The thread, oldest first.
    messages: Vec<ReportMessage>,
}

/// Who reported.
#[derive(Debug, Serialize, ToSchema)]
struct Reporter {
    /// Mail address; empty = none.
    mail: String,
    /// Name for the credit line; empty = none wished.
    credit: String,
}

/// A file of a report.
#[derive(Debug, Serialize, ToSchema)]
struct ReportFile {
    /// Id below the report.
    id: i64,
    /// Name.
    name: String,
    /// Type as claimed.
    claimed_type: String,
    /// Bytes.
    size: i64,
    /// SHA-256, in hex.
    sha256: String,
}

/// A message of the thread.
#[derive(Debug, Serialize, ToSchema)]
struct ReportMessage {
    /// `in` from the reporter, `out` to the reporter.
    direction: &'static str,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    /// ReportText.
    body: String,
    /// When.
    at: String,
}

impl ReportFull {
    fn of(shown: Shown) -> Self {
        let row = shown.report;
        let reporter = shown.knows_reporter.then(|| Reporter { mail: row.mail.clone(), credit: row.credit.clone() });
        let attachments = shown.attachments.into_iter().map(|file| ReportFile {
            id: file.id,
            name: file.name,
            claimed_type: file.claimed_type,
            size: file.size,
            sha256: file.digest,
        });
        let messages = shown.messages.into_iter().map(|message| ReportMessage {
            direction: message.direction.key(),
            author: Some(message.author),
            body: message.body,
            at: message.created_at.to_rfc3339(),
        });
        Self {
            description: row.description.clone(),
            impact: row.impact.clone(),
            removed_chars: row.removed_chars,
            wished_at: row.wished_at.map(Instant::to_rfc3339),
            ruling_reason: row.ruling_reason.clone(),
            case: shown.case,
            duplicate_of: shown.duplicate_of,
            similar: shown.similar.into_iter().map(|other| other.number).collect(),
            reporter,
            attachments: attachments.collect(),
            messages: messages.collect(),
            line: ReportLine::of(row),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    state: Option<String>,
}

async fn list(call: Call, Query(paging): Query<Paging>, Query(asked): Query<Asked>) -> Result<Page<ReportLine>, Oops> {
    let queue = match asked.state.as_deref() {
        None | Some("all") => Queue::All,
        Some("open") => Queue::Waiting(call.ctx.now()),
        Some("snoozed") => Queue::Resting(call.ctx.now()),
        Some(_) => return Err(Refusal::invalid("state", "open, snoozed, all").into()),
    };
    let (before, limit) = (paging.before()?.map(ReportId::new), paging.limit());
    let rows = report::inbox(&call.ctx, queue, before, limit + 1).await?;
    Ok(Page::cut(rows, limit, |row| row.id.get(), ReportLine::of))
}

async fn show(call: Call, Path(number): Path<String>) -> Result<Answer<ReportFull>, Oops> {
    Ok(Answer::ok(ReportFull::of(report::show(&call.ctx, &number).await?)))
}

async fn attachment(call: Call, Path((number, id)): Path<(String, i64)>) -> Result<Response, Oops> {
    let (name, bytes) = report::attachment(&call.ctx, &number, id).await?;
    Ok(download(&name, bytes))
}

/// An acceptance: into `case`, or into a new case with `title`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportAcceptance {
    /// Number of an existing case; without it a new case is opened.
    #[serde(default)]
    case: String,
    /// Title of the new case; without it product and first words of the description.
    #[serde(default)]
    title: String,
}

/// The case that the report belongs to now.
#[derive(Debug, Serialize, ToSchema)]
struct ReportAccepted {
    /// Its number.
    case: String,
}

async fn accept(call: Call, Path(number): Path<String>, Body(accept): Body<ReportAcceptance>) -> Result<Answer<ReportAccepted>, Oops> {
    let into =
        if accept.case.trim().is_empty() { Acceptance::New { title: accept.title } } else { Acceptance::Existing { case: accept.case } };
    Ok(Answer::ok(ReportAccepted { case: report::accept(&call.ctx, &number, into).await? }))
}

async fn start(call: Call, Path(number): Path<String>) -> Result<StatusCode, Oops> {
    report::start_assessment(&call.ctx, &number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A ruling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportRuling {
    /// `not_reproducible`, `out_of_scope`, `not_a_vulnerability`, `spam` or `duplicate`.
    ruling: String,
    /// Why; the reporter reads it, except for spam.
    #[serde(default)]
    reason: String,
    /// Number of the earlier report, for `duplicate`.
    #[serde(default)]
    duplicate_of: String,
    /// Whether the letter is sent; yes where nothing is said.
    #[serde(default = "yes")]
    letter: bool,
}

const fn yes() -> bool {
    true
}

/// What a ruling answers.
#[derive(Debug, Serialize, ToSchema)]
struct ReportRuled {
    /// Id by which it is taken back within 10 minutes.
    undo_id: String,
}

async fn rule(call: Call, Path(number): Path<String>, Body(rule): Body<ReportRuling>) -> Result<Answer<ReportRuled>, Oops> {
    let ruling = ReportState::read("ruling", &rule.ruling)?;
    let ruling = Ruling { ruling, reason: rule.reason, duplicate_of: rule.duplicate_of, letter: rule.letter };
    Ok(Answer::ok(ReportRuled { undo_id: report::rule(&call.ctx, &number, ruling).await? }))
}

/// What was taken back.
#[derive(Debug, Serialize, ToSchema)]
struct ReportUndone {
    /// Number of the report that is as before.
    report: String,
}

async fn undo(call: Call, Path(id): Path<String>) -> Result<Answer<ReportUndone>, Oops> {
    Ok(Answer::ok(ReportUndone { report: report::undo(&call.ctx, &id).await? }))
}

/// Who gets a report.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportAssignment {
    /// Login; empty or absent = nobody.
    #[serde(default)]
    assignee: String,
}

async fn assign(call: Call, Path(number): Path<String>, Body(given): Body<ReportAssignment>) -> Result<StatusCode, Oops> {
    report::assign(&call.ctx, &number, Some(given.assignee).filter(|login| !login.trim().is_empty())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Until when a report rests.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportSnooze {
    /// Instant with offset, at most 90 days ahead.
    snoozed_until: String,
}

async fn snooze(call: Call, Path(number): Path<String>, Body(given): Body<ReportSnooze>) -> Result<StatusCode, Oops> {
    let fault = |refusal| app::Error::Fields(vec![app::Fault::new("snoozed_until", refusal)]);
    let until = Instant::parse(&given.snoozed_until).map_err(fault)?.instant;
    report::snooze(&call.ctx, &number, Some(until)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn wake(call: Call, Path(number): Path<String>) -> Result<StatusCode, Oops> {
    report::snooze(&call.ctx, &number, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportText {
    /// ReportText.
    body: String,
}

/// What a message did.
#[derive(Debug, Serialize, ToSchema)]
struct ReportWritten {
    /// Whether it was the first of a person, which acknowledges the report.
    acknowledged: bool,
}

async fn message(call: Call, Path(number): Path<String>, Body(text): Body<ReportText>) -> Result<Answer<ReportWritten>, Oops> {
    Ok(Answer::ok(ReportWritten { acknowledged: report::message(&call.ctx, &number, &text.body).await? }))
}

async fn contest(call: Call, Path(number): Path<String>, Body(text): Body<ReportText>) -> Result<StatusCode, Oops> {
    report::contest(&call.ctx, &number, &text.body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A report from outside. Files can be added on the status page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportSending {
    /// Product, at most 300 characters.
    #[serde(default)]
    product: String,
    /// Version.
    #[serde(default)]
    version: String,
    /// What was found, at most 100,000 characters.
    #[serde(default)]
    description: String,
    /// What somebody could do with it.
    #[serde(default)]
    impact: String,
    /// Whether it is being exploited.
    #[serde(default)]
    exploited: bool,
    /// Whether it is publicly known.
    #[serde(default)]
    already_public: bool,
    /// Name for the credit line.
    #[serde(default)]
    credit: String,
    /// Mail address.
    #[serde(default)]
    mail: String,
    /// Wished instant of publication, with offset.
    #[serde(default)]
    wished_at: Option<String>,
    /// `ja` or `en`, for our letters; the language of the request where absent.
    #[serde(default)]
    lang: Option<String>,
}

/// The receipt.
#[derive(Debug, Serialize, ToSchema)]
struct ReportReceipt {
    /// Code for the status; told only here.
    receipt_code: String,
    /// Reference for outsiders.
    public_ref: String,
    /// Until when a person writes back.
    ack_due_at: String,
}

async fn send(call: Call, Body(sent): Body<ReportSending>) -> Result<Answer<ReportReceipt>, Oops> {
    let wished_at = match sent.wished_at.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let fault = |refusal| app::Error::Fields(vec![app::Fault::new("wished_at", refusal)]);
            Some(Instant::parse(text).map_err(fault)?.instant)
        }
    };
    let intake = Intake {
        product: sent.product,
        version: sent.version,
        description: sent.description,
        impact: sent.impact,
        exploited: sent.exploited,
        already_public: sent.already_public,
        credit: sent.credit,
        mail: sent.mail,
        wished_at,
        attachment_bytes: Vec::new(),
    };
    let lang = sent.lang.as_deref().and_then(Lang::from_tag).unwrap_or(call.w.lang);
    let sending = Sending { intake, lang, source: "api", files: Vec::new(), refused_bytes: Vec::new() };
    let sent = report::send(&call.ctx, sending).await?;
    let body = ReportReceipt { receipt_code: sent.code, public_ref: sent.public_ref, ack_due_at: sent.ack_due_at.to_rfc3339() };
    Ok(Answer::created("/public/v1/reports/status".to_owned(), body))
}

/// How a report stands, for the holder of its code.
#[derive(Debug, Serialize, ToSchema)]
struct ReportStatus {
    /// Reference for outsiders.
    public_ref: String,
    /// State; `acknowledged` once a person wrote back to a report that waits.
    state: &'static str,
    /// When it arrived.
    received_at: String,
    /// When a person first wrote back.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<String>,
    /// Until when a person promised to write back.
    ack_due_at: String,
    /// Reason of a ruling.
    #[serde(skip_serializing_if = "String::is_empty")]
    ruling_reason: String,
    /// The thread, oldest first; authors of ours are not named.
    messages: Vec<ReportMessage>,
    /// Numbers of published advisories that came of it.
    advisories: Vec<String>,
}

async fn status(call: Call, headers: HeaderMap) -> Result<Answer<ReportStatus>, Oops> {
    let typed = headers.get("x-receipt-code").and_then(|value| value.to_str().ok()).unwrap_or("");
    let view = report::status(&call.ctx, &Receipt::of(&call.ctx, typed)).await?;
    let messages = view.messages.into_iter().map(|message| ReportMessage {
        direction: if message.direction == Direction::In { "in" } else { "out" },
        author: None,
        body: message.body,
        at: message.created_at.to_rfc3339(),
    });
    Ok(Answer::ok(ReportStatus {
        public_ref: view.public_ref,
        state: reporter_word(view.state, view.acknowledged_at.is_some()),
        received_at: view.received_at.to_rfc3339(),
        acknowledged_at: view.acknowledged_at.map(Instant::to_rfc3339),
        ack_due_at: view.ack_due_at.to_rfc3339(),
        ruling_reason: view.ruling_reason,
        messages: messages.collect(),
        advisories: view.advisories,
    }))
}
