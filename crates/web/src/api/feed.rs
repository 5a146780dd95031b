//! Feeds in the API: how they stand, a run, a file of records.

use super::{Answer, Call, Doc, Page};
use crate::oops::Oops;
use crate::room::Pieces;
use crate::routes::Routes;
use app::feed::{self, FeedRow, Incoming};
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use domain::access::Act;
use domain::instant::Instant;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes of a file of records.
const RECORDS_BYTES_MAX: usize = 300_000_000;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/feeds",
            Act::StaffRead,
            Doc::new("feeds", "Tells how each feed stands and what the library holds of it.").gives::<Page<FeedView>>(),
            feeds,
        )
        .api(
            "POST",
            "/api/v1/feeds/{feed}/run",
            Act::FeedImport,
            Doc::new("feeds", "Asks for a run of a feed; its state tells how that ended.").promises(),
            run,
        )
        .api_large(
            "/api/v1/feeds/{feed}/import",
            Act::FeedImport,
            RECORDS_BYTES_MAX,
            Doc::new("feeds", "Takes in a file or archive of records; its name is in `file`.")
                .takes_bytes("application/octet-stream")
                .asks("file", "File name, such as `all.zip`.")
                .gives::<ImportedView>(),
            import,
        )
}

/// A feed.
#[derive(Debug, Serialize, ToSchema)]
struct FeedView {
    /// Its name.
    feed: String,
    /// `off`, `waiting`, `healthy`, `failing` or `stale`.
    health: &'static str,
    /// Whether it can be run over the network.
    can_run: bool,
    /// How often it is asked by itself, such as `6h`.
    every: Option<String>,
    /// When a run last went well.
    fine_at: Option<String>,
    /// When a run last brought something new.
    changed_at: Option<String>,
    /// When it is asked next.
    due_at: Option<String>,
    /// Records held.
    records: usize,
    /// Change of the records held by the last run that changed something.
    change: i64,
    /// Count before and after, where it fell by more than a feed takes back.
    fell: Option<[u64; 2]>,
    /// Withdrawn ones among them.
    withdrawn: usize,
    /// Share with ranges, in per cent.
    with_ranges_percent: Option<usize>,
    /// Latest change of a record, as given.
    latest: Option<String>,
    /// When it was last taken in.
    taken_at: Option<String>,
    /// Why the last run went wrong.
    trouble: Option<TroubleView>,
    /// Whether the last run stopped before everything was fetched, and goes on soon.
    more: bool,
    /// Whether it is named as required.
    required: bool,
    /// `not_verified` where its documents are signed.
    signatures: Option<&'static str>,
}

/// Why a run went wrong.
#[derive(Debug, Serialize, ToSchema)]
struct TroubleView {
    /// Stable code.
    code: String,
    /// In the language of the caller.
    text: String,
    /// What was met.
    detail: String,
}

async fn feeds(call: Call) -> Result<Page<FeedView>, Oops> {
    let (rows, _) = feed::list(&call.ctx).await?;
    let view = |row: FeedRow| FeedView {
        health: row.health.key(),
        can_run: row.can_run,
        every: row.cadence.map(|cadence| cadence.to_string()),
        fine_at: row.fine_at.map(Instant::to_rfc3339),
        changed_at: row.changed_at.map(Instant::to_rfc3339),
        due_at: row.due_at.map(Instant::to_rfc3339),
        records: row.records,
        change: row.change,
        fell: row.fell.map(|(before, now)| [before, now]),
        withdrawn: row.withdrawn,
        with_ranges_percent: row.with_statements,
        latest: row.latest,
        taken_at: row.taken_at.map(Instant::to_rfc3339),
        trouble: row.trouble.map(|trouble| TroubleView {
            text: call.w.feed_trouble(&trouble.code).to_owned(),
            code: trouble.code,
            detail: trouble.detail,
        }),
        more: row.more,
        required: row.required,
        signatures: row.signed.then_some("not_verified"),
        feed: row.feed,
    };
    Ok(Page::whole(rows.into_iter().map(view).collect()))
}

async fn run(call: Call, Path(feed): Path<String>) -> Result<StatusCode, Oops> {
    feed::ask(&call.ctx, &feed).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Debug, Default, Deserialize)]
struct File {
    #[serde(default)]
    file: String,
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
struct ImportedView {
    /// Records read.
    read: u64,
    /// New ones.
    new: u64,
    /// Those that replace an older one.
    changed: u64,
    /// Those that were there already.
    unchanged: u64,
    /// Those that the feed took back.
    withdrawn: u64,
    /// Problems in all.
    problems_total: u64,
    /// The first of them.
    problems: Vec<RecordProblem>,
    /// Releases matched again.
    releases: usize,
    /// Findings opened.
    findings_opened: usize,
    /// Findings closed.
    findings_closed: usize,
}

/// Something wrong in a file of records.
#[derive(Debug, Serialize, ToSchema)]
struct RecordProblem {
    /// File inside the input.
    file: String,
    /// Stable code.
    code: String,
    /// JSON pointer or line.
    pointer: String,
    /// What was met.
    detail: String,
}

async fn import(call: Call, Path(feed): Path<String>, Query(file): Query<File>, request: Request) -> Result<Answer<ImportedView>, Oops> {
    let mut incoming = Incoming::begin(&call.ctx, &file.file, &feed).await?;
    let (parts, body) = request.into_parts();
    let too_large = Refusal::BodyTooLarge { limit: format!("{} MB", RECORDS_BYTES_MAX / 1_000_000) };
    let mut pieces = Pieces::of(body, &parts.headers, RECORDS_BYTES_MAX, too_large);
    while let Some(piece) = pieces.next().await? {
        incoming.write(&piece).await?;
    }
    let done = incoming.import(&call.ctx).await?;
    let problems = done.taken.problems.into_iter().take(200).map(|p| RecordProblem {
        file: p.file,
        code: p.code.to_owned(),
        pointer: p.pointer,
        detail: p.detail,
    });
    Ok(Answer::ok(ImportedView {
        problems: problems.collect(),
        read: done.taken.read,
        new: done.taken.new,
        changed: done.taken.changed,
        unchanged: done.taken.unchanged,
        withdrawn: done.taken.withdrawn,
        problems_total: done.taken.problems_total,
        releases: done.releases,
        findings_opened: done.findings.opened,
        findings_closed: done.findings.closed,
    }))
}
