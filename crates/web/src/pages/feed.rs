//! P31: how feeds stand, a run of one, and taking in a file.

use crate::form::{Faults, Posted};
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::reason::feed_name;
use crate::routes::Routes;
use crate::upload::Upload;
use app::feed::{self, FeedRow, Imported};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::refusal::Refusal;
use serde::Deserialize;
use words::Words;

/// Bytes of a form with a file of records.
const FEED_FORM_BYTES_MAX: usize = 300_000_000;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/settings/feeds", Act::FeedImport, show)
        .post("/app/settings/feeds/{feed}/runs", Act::FeedImport, run)
        .post_large("/app/settings/feeds/imports", Act::FeedImport, FEED_FORM_BYTES_MAX, import)
}

#[derive(Template)]
#[template(path = "feed/list.html")]
struct List {
    f: Frame,
    w: Words,
    faults: Faults,
    rows: Vec<FeedRow>,
    feed: String,
    done: Option<Imported>,
    asked: Option<String>,
}

impl List {
    /// Required feeds that do not answer as they should.
    fn missed(&self) -> String {
        let missed: Vec<String> = self.rows.iter().filter(|row| row.is_missed()).map(|row| feed_name(&row.feed)).collect();
        missed.join(", ")
    }
}

/// A change with its sign.
fn signed(change: i64) -> String {
    format!("{change:+}")
}

#[derive(Debug, Default, Deserialize)]
struct Onward {
    asked: Option<String>,
}

async fn view(staff: Staff, faults: Faults, feed: String, done: Option<Imported>, asked: Option<String>) -> PageResult {
    let (rows, _) = feed::list(&staff.ctx).await?;
    // Only a feed of ours is named back, whatever the address says.
    let asked = asked.filter(|asked| rows.iter().any(|row| row.can_run && row.feed == *asked));
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &List { f: staff.f, w: staff.w, faults, rows, feed, done, asked })
}

async fn show(staff: Staff, Query(onward): Query<Onward>) -> PageResult {
    view(staff, Faults::default(), String::new(), None, onward.asked).await
}

async fn run(staff: Staff, Path(feed): Path<String>, _posted: Posted) -> PageResult {
    feed::ask(&staff.ctx, &feed).await?;
    Ok(Redirect::to(&format!("/app/settings/feeds?asked={feed}")).into_response())
}

async fn import(staff: Staff, upload: Upload) -> PageResult {
    let name = upload.fields.text("feed");
    let Some((file, bytes)) = upload.file else {
        let faults = Faults::of(app::Error::Fields(vec![app::Fault::new("file", Refusal::required("file"))]), staff.w)?;
        return view(staff, faults, name, None, None).await;
    };
    match feed::import_bytes(&staff.ctx, &file, &bytes, &name).await {
        Ok(done) => view(staff, Faults::default(), name, Some(done), None).await,
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            view(staff, faults, name, None, None).await
        }
    }
}
