//! P31: what the library holds per feed, and taking in a file.

use crate::form::Faults;
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::routes::Routes;
use crate::upload::Upload;
use app::feed::{self, FeedRow, Imported};
use askama::Template;
use axum::http::StatusCode;
use domain::access::Act;
use domain::refusal::Refusal;
use words::Words;

/// Bytes of a form with a file of records.
const FEED_FORM_BYTES_MAX: usize = 300_000_000;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/settings/feeds", Act::FeedImport, show).post_large(
        "/app/settings/feeds/imports",
        Act::FeedImport,
        FEED_FORM_BYTES_MAX,
        import,
    )
}

#[derive(Template)]
#[template(path = "feed/list.html")]
struct List {
    f: Frame,
    w: Words,
    faults: Faults,
    rows: Vec<FeedRow>,
    kev: usize,
    epss: usize,
    feed: String,
    done: Option<Imported>,
}

async fn view(staff: Staff, faults: Faults, feed: String, done: Option<Imported>) -> PageResult {
    let (rows, stats) = feed::list(&staff.ctx).await?;
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &List { f: staff.f, w: staff.w, faults, rows, kev: stats.kev, epss: stats.epss, feed, done })
}

async fn show(staff: Staff) -> PageResult {
    view(staff, Faults::default(), String::new(), None).await
}

async fn import(staff: Staff, upload: Upload) -> PageResult {
    let name = upload.fields.text("feed");
    let Some((file, bytes)) = upload.file else {
        let faults = Faults::of(app::Error::Fields(vec![app::Fault::new("file", Refusal::required("file"))]), staff.w)?;
        return view(staff, faults, name, None).await;
    };
    match feed::import_bytes(&staff.ctx, &file, &bytes, &name).await {
        Ok(done) => view(staff, Faults::default(), name, Some(done)).await,
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            view(staff, faults, name, None).await
        }
    }
}
