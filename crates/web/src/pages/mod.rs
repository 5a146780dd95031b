//! Pages, server-rendered; they work without script. One file per noun.

mod account;
mod demo;
mod door;
mod feed;
mod product;
mod search;
mod today;
mod vulnerability;

use crate::oops::Oops;
use crate::routes::Routes;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .machine("/healthz", Act::PublicRead, health)
        .page("/app", Act::Door, home)
        .merge(crate::assets::routes())
        .merge(demo::routes())
        .merge(door::routes())
        .merge(account::routes())
        .merge(feed::routes())
        .merge(product::routes())
        .merge(search::routes())
        .merge(today::routes())
        .merge(vulnerability::routes())
}

async fn health() -> &'static str {
    "ok\n"
}

async fn home() -> Response {
    Redirect::to("/app/today").into_response()
}

/// Absent, or not yours to know: one answer.
pub(crate) async fn not_found() -> Oops {
    domain::refusal::Refusal::NotFound.into()
}
