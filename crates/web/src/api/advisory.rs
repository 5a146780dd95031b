//! Advisories and subscriptions over the API.

use super::{Answer, Body, Call, Doc, Page, Paging, if_match};
use crate::oops::Oops;
use crate::routes::Routes;
use app::advisory::{self, Content, Detail, Edition, Texts, Written};
use app::subscriber::{self, Wish};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::viewer::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const TAG: &str = "advisories";

pub(crate) fn routes() -> Routes {
    let doc = |sentence| Doc::new(TAG, sentence);
    let one = "/api/v1/advisories/{number}";
    Routes::new()
        .api(
            "GET",
            "/api/v1/advisories",
            Act::AdvisoryRead,
            doc("Lists advisories, the newest first.").paged().gives::<Page<Brief>>(),
            list,
        )
        .api("POST", "/api/v1/advisories", Act::AdvisoryWrite, doc("Drafts an advisory from a case.").takes::<New>().makes::<Full>(), draft)
        .api("GET", one, Act::AdvisoryRead, doc("Reads an advisory; `{number}.csaf.json` gives its CSAF document.").gives::<Full>(), show)
        .api(
            "PUT",
            one,
            Act::AdvisoryWrite,
            doc("Writes the words of the edition; approvals become void.").takes::<WrittenBody>().gives::<Full>(),
            write,
        )
        .api(
            "GET",
            "/api/v1/advisories/{number}/editions",
            Act::AdvisoryRead,
            doc("Lists the editions.").gives::<Page<EditionBody>>(),
            editions,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/editions",
            Act::AdvisoryWrite,
            doc("Begins the next edition of an advisory that is out.").makes::<Full>(),
            next,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/withdrawal",
            Act::AdvisoryWrite,
            doc("Begins an edition that takes the advisory back.").makes::<Full>(),
            withdraw,
        )
        .api(
            "GET",
            "/api/v1/advisories/{number}/checks",
            Act::AdvisoryRead,
            doc("Lists what blocks and what needs a look.").gives::<ChecksBody>(),
            checks,
        )
        .api(
            "GET",
            "/api/v1/advisories/{number}/approvals",
            Act::AdvisoryRead,
            doc("Lists approvals, void ones included.").gives::<Page<ApprovalBody>>(),
            approvals,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/approval-request",
            Act::AdvisoryWrite,
            doc("Sends the draft to its approvers.").gives::<Full>(),
            request,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/approval",
            Act::AdvisoryApprove,
            doc("Approves the exact words of a digest in a hat.").takes::<Approve>().gives::<Full>(),
            approve,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/return",
            Act::AdvisoryApprove,
            doc("Returns it to its writer.").takes::<Comment>().gives::<Full>(),
            give_back,
        )
        .api(
            "POST",
            "/api/v1/advisories/{number}/publication",
            Act::AdvisoryPublish,
            doc("Publishes the approved edition.").gives::<Done>(),
            publish,
        )
        .api(
            "POST",
            "/public/v1/subscriptions",
            Act::PublicRead,
            Doc::new("public", "Asks for mails about products; the address confirms by the link it gets.")
                .takes::<Subscription>()
                .promises(),
            subscribe,
        )
}

/// A case to draft from.
#[derive(Debug, Deserialize, ToSchema)]
struct New {
    /// Number of the case.
    case: String,
}

/// The words of one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WordsBody {
    /// Title.
    title: String,
    /// What it is about.
    summary: String,
    /// What users should do.
    solution: String,
    /// What can be done meanwhile.
    workaround: String,
    /// What could happen.
    impact: String,
    /// Details.
    details: String,
    /// Thanks.
    credits: String,
}

impl WordsBody {
    fn of(texts: &Texts) -> Self {
        let t = texts.clone();
        Self {
            title: t.title,
            summary: t.summary,
            solution: t.solution,
            workaround: t.workaround,
            impact: t.impact,
            details: t.details,
            credits: t.credits,
        }
    }

    fn texts(self) -> Texts {
        Texts {
            title: self.title,
            summary: self.summary,
            solution: self.solution,
            workaround: self.workaround,
            impact: self.impact,
            details: self.details,
            credits: self.credits,
        }
    }
}

/// What a writer sends.
#[derive(Debug, Deserialize, ToSchema)]
struct WrittenBody {
    /// Words in Japanese.
    ja: WordsBody,
    /// Words in English.
    en: WordsBody,
    /// `red`, `amber_strict`, `amber`, `green` or `clear`.
    tlp: String,
    /// What changed since the last edition, in Japanese.
    #[serde(default)]
    change_ja: String,
    /// What changed, in English.
    #[serde(default)]
    change_en: String,
}

/// A line of the list.
#[derive(Debug, Serialize, ToSchema)]
struct Brief {
    /// Number.
    number: String,
    /// Number of the case, for its readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// Version of the newest edition that you may read.
    version: String,
    /// Its state.
    state: &'static str,
    /// Title in Japanese.
    title_ja: String,
    /// Title in English.
    title_en: String,
    /// Severity word.
    severity: &'static str,
    /// How many blockers it has.
    blockers: usize,
    /// When an edition last went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
}

/// A row of the product table.
#[derive(Debug, Serialize, ToSchema)]
struct RowBody {
    /// `product@version`.
    release: String,
    /// Name shown.
    product_name: String,
    /// The vulnerability it is about; absent = every one.
    #[serde(skip_serializing_if = "Option::is_none")]
    vulnerability: Option<String>,
    /// VEX status.
    status: String,
    /// VEX justification.
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
    /// Version that carries the fix.
    fix_version: String,
    /// What lowers the risk.
    mitigation: String,
    /// What users should do.
    action: String,
}

/// A vulnerability of the edition.
#[derive(Debug, Serialize, ToSchema)]
struct AboutBody {
    /// Its id.
    id: String,
    /// CVSS 3.1 vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss31: Option<String>,
    /// CVSS 4.0 vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss40: Option<String>,
}

/// An advisory with the edition being worked on, or the one that is out.
#[derive(Debug, Serialize, ToSchema)]
struct Full {
    /// Number.
    number: String,
    /// Number of the case, for its readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// Version.
    version: String,
    /// State.
    state: &'static str,
    /// TLP.
    tlp: &'static str,
    /// Whether it takes the advisory back.
    withdrawn: bool,
    /// Words in Japanese.
    ja: WordsBody,
    /// Words in English.
    en: WordsBody,
    /// What changed, in Japanese.
    change_ja: String,
    /// What changed, in English.
    change_en: String,
    /// The product table.
    rows: Vec<RowBody>,
    /// What it is about.
    vulnerabilities: Vec<AboutBody>,
    /// SHA-256 of the exact words and rows; what an approval names.
    digest: String,
    /// Hats that have not approved.
    missing_approvals: Vec<&'static str>,
    /// Counts up with every change; the `ETag`.
    edit: i64,
    /// When it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
}

fn full(detail: Detail) -> Full {
    let Detail { advisory, edition, content, digest, missing, .. } = detail;
    let Content { ja, en, change_ja, change_en, rows, vulnerabilities, withdrawn, .. } = content;
    let row = |row: advisory::Row| RowBody {
        release: row.release(),
        product_name: row.product_name,
        vulnerability: row.vulnerability,
        status: row.status,
        justification: row.justification,
        fix_version: row.fix_version,
        mitigation: row.mitigation,
        action: row.action,
    };
    let about = |about: advisory::About| AboutBody {
        id: about.id,
        cvss31: about.cvss31.map(|scored| scored.vector),
        cvss40: about.cvss40.map(|scored| scored.vector),
    };
    Full {
        number: edition.number,
        case: advisory.case,
        version: edition.version,
        state: edition.state.key(),
        tlp: edition.tlp.key(),
        withdrawn,
        ja: WordsBody::of(&ja),
        en: WordsBody::of(&en),
        change_ja,
        change_en,
        rows: rows.into_iter().map(row).collect(),
        vulnerabilities: vulnerabilities.into_iter().map(about).collect(),
        digest,
        missing_approvals: missing.into_iter().map(|hat| Role::Approver(hat).key()).collect(),
        edit: edition.edit,
        published_at: edition.published_at.map(domain::instant::Instant::to_rfc3339),
    }
}

async fn shown(call: &Call, number: &str) -> Result<Answer<Full>, Oops> {
    let detail = advisory::view(&call.ctx, number).await?;
    let edit = detail.edition.edit;
    Ok(Answer::ok(full(detail)).tagged(edit))
}

async fn list(call: Call, Query(paging): Query<Paging>) -> Result<Page<Brief>, Oops> {
    let limit = paging.limit().min(super::convention::PAGE_MAX - 1);
    let found = advisory::listing(&call.ctx, paging.before()?, limit + 1).await?;
    let brief = |line: advisory::Line| Brief {
        number: line.row.advisory.number,
        case: line.row.advisory.case,
        version: line.row.version,
        state: line.row.state.key(),
        title_ja: line.row.title_ja,
        title_en: line.row.title_en,
        severity: line.severity,
        blockers: line.blockers,
        published_at: line.row.published_at.map(domain::instant::Instant::to_rfc3339),
    };
    Ok(Page::cut(found.lines, limit, |line| line.row.advisory.id.get(), brief))
}

async fn draft(call: Call, Body(new): Body<New>) -> Result<Response, Oops> {
    let number = advisory::draft(&call.ctx, &new.case).await?;
    made(&call, &number).await
}

/// What was made; a dry run answers with its place and nothing more, because there is nothing to read.
async fn made(call: &Call, number: &str) -> Result<Response, Oops> {
    let location = format!("/api/v1/advisories/{number}");
    if call.ctx.dry_run {
        return Ok(Answer::created(location, serde_json::json!({ "number": number })).into_response());
    }
    let detail = advisory::view(&call.ctx, number).await?;
    let edit = detail.edition.edit;
    Ok(Answer::created(location, full(detail)).tagged(edit).into_response())
}

async fn show(call: Call, Path(number): Path<String>) -> Result<Response, Oops> {
    if let Some(number) = number.strip_suffix(".csaf.json") {
        let bytes = advisory::csaf_preview(&call.ctx, number).await?;
        return Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response());
    }
    Ok(shown(&call, &number).await?.into_response())
}

async fn write(call: Call, Path(number): Path<String>, headers: HeaderMap, Body(words): Body<WrittenBody>) -> Result<Answer<Full>, Oops> {
    let edit = if_match(&headers)?;
    let WrittenBody { ja, en, tlp, change_ja, change_en } = words;
    let written = Written { ja: ja.texts(), en: en.texts(), tlp, change_ja, change_en };
    advisory::write(&call.ctx, &number, edit, written).await?;
    shown(&call, &number).await
}

/// An edition.
#[derive(Debug, Serialize, ToSchema)]
struct EditionBody {
    /// Version.
    version: String,
    /// State.
    state: &'static str,
    /// Summary of the changes.
    summary: String,
    /// When it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
}

async fn editions(call: Call, Path(number): Path<String>) -> Result<Page<EditionBody>, Oops> {
    let body = |edition: Edition| EditionBody {
        version: edition.version,
        state: edition.state.key(),
        summary: edition.summary,
        published_at: edition.published_at.map(domain::instant::Instant::to_rfc3339),
    };
    Ok(Page::whole(advisory::view(&call.ctx, &number).await?.editions.into_iter().map(body).collect()))
}

async fn next(call: Call, Path(number): Path<String>) -> Result<Response, Oops> {
    advisory::next_edition(&call.ctx, &number, false).await?;
    made(&call, &number).await
}

async fn withdraw(call: Call, Path(number): Path<String>) -> Result<Response, Oops> {
    advisory::next_edition(&call.ctx, &number, true).await?;
    made(&call, &number).await
}

/// A check with its words and place.
#[derive(Debug, Serialize, ToSchema)]
struct CheckBody {
    /// Stable key.
    what: &'static str,
    /// Place, such as `en.solution`.
    at: String,
    /// Words.
    detail: String,
}

/// The checks by consequence.
#[derive(Debug, Serialize, ToSchema)]
struct ChecksBody {
    /// Stop publication.
    blockers: Vec<CheckBody>,
    /// Need a second look.
    asks: Vec<CheckBody>,
    /// Would read better.
    hints: Vec<CheckBody>,
}

async fn checks(call: Call, Path(number): Path<String>) -> Result<Answer<ChecksBody>, Oops> {
    let w = call.w;
    let checks = advisory::view(&call.ctx, &number).await?.checks;
    let advice = |list: Vec<advisory::Advice>, words: fn(words::Words, &str) -> &'static str| {
        list.into_iter().map(|one| CheckBody { what: one.what, detail: words(w, one.what).to_owned(), at: one.at }).collect()
    };
    let blockers =
        checks.blockers.into_iter().map(|b| CheckBody { what: b.what, detail: w.blocker(b.what).to_owned(), at: b.at }).collect();
    Ok(Answer::ok(ChecksBody {
        blockers,
        asks: advice(checks.asks, words::Words::advisory_ask),
        hints: advice(checks.hints, words::Words::advisory_hint),
    }))
}

/// An approval.
#[derive(Debug, Serialize, ToSchema)]
struct ApprovalBody {
    /// `pr` or `legal`.
    hat: &'static str,
    /// By whom.
    person: String,
    /// SHA-256 of the words approved.
    digest: String,
    /// When.
    approved_at: String,
    /// Whether the words changed afterwards.
    void: bool,
}

async fn approvals(call: Call, Path(number): Path<String>) -> Result<Page<ApprovalBody>, Oops> {
    let body = |row: advisory::ApprovalRow| ApprovalBody {
        hat: Role::Approver(row.hat).key(),
        person: row.person,
        digest: row.digest,
        approved_at: row.approved_at.to_rfc3339(),
        void: row.void_at.is_some(),
    };
    Ok(Page::whole(advisory::view(&call.ctx, &number).await?.approvals.into_iter().map(body).collect()))
}

async fn request(call: Call, Path(number): Path<String>) -> Result<Answer<Full>, Oops> {
    advisory::request_approval(&call.ctx, &number).await?;
    shown(&call, &number).await
}

/// An approval to be given.
#[derive(Debug, Deserialize, ToSchema)]
struct Approve {
    /// `pr` or `legal`.
    hat: String,
    /// SHA-256 of the words that you read.
    digest: String,
}

async fn approve(call: Call, Path(number): Path<String>, Body(given): Body<Approve>) -> Result<Answer<Full>, Oops> {
    advisory::approve(&call.ctx, &number, advisory::hat_of(&given.hat)?, &given.digest).await?;
    shown(&call, &number).await
}

/// Why an edition goes back.
#[derive(Debug, Deserialize, ToSchema)]
struct Comment {
    /// The comment.
    comment: String,
}

async fn give_back(call: Call, Path(number): Path<String>, Body(given): Body<Comment>) -> Result<Answer<Full>, Oops> {
    advisory::give_back(&call.ctx, &number, &given.comment).await?;
    shown(&call, &number).await
}

/// What a publication did.
#[derive(Debug, Serialize, ToSchema)]
struct Done {
    /// Number.
    number: String,
    /// Version.
    version: String,
    /// When.
    published_at: String,
    /// Files that went out.
    files: usize,
    /// Letters to subscribers.
    subscribers: usize,
    /// Reporters who are told.
    reporters: usize,
}

async fn publish(call: Call, Path(number): Path<String>) -> Result<Answer<Done>, Oops> {
    let done = advisory::publish(&call.ctx, &number).await?;
    Ok(Answer::ok(Done {
        number: done.number,
        version: done.version,
        published_at: done.at.to_rfc3339(),
        files: done.files,
        subscribers: done.subscribers,
        reporters: done.reporters,
    }))
}

/// A wish for mails.
#[derive(Debug, Deserialize, ToSchema)]
struct Subscription {
    /// Mail address.
    mail: String,
    /// Slugs of products.
    #[serde(default)]
    products: Vec<String>,
    /// Whether every product is meant.
    #[serde(default)]
    all: bool,
}

async fn subscribe(call: Call, Body(asked): Body<Subscription>) -> Result<StatusCode, Oops> {
    let wish = Wish { mail: asked.mail, products: asked.products, all: asked.all };
    subscriber::subscribe(&call.ctx, wish, call.w.lang).await?;
    Ok(StatusCode::ACCEPTED)
}
