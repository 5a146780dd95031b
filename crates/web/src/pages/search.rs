//! The search: numbers and names of the ledger that the viewer may know, ids and titles of the library.

use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use app::search::{self, Found};
use askama::Template;
use axum::extract::Query;
use domain::access::Act;
use serde::Deserialize;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/search", Act::StaffRead, results)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Results {
    f: Frame,
    w: Words,
    q: String,
    found: Vec<Found>,
}

async fn results(staff: Staff, Query(asked): Query<Asked>) -> PageResult {
    let found = search::search(&staff.ctx, asked.q.clone()).await?;
    page(&Results { f: staff.f, w: staff.w, q: asked.q, found })
}
