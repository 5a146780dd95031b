//! Pages, server-rendered; they work without script. One file per noun.

mod account;
mod advisory;
mod audit;
mod cases;
mod deadlines;
mod demo;
mod document;
mod door;
mod feed;
mod inbox;
mod outbox;
mod people;
mod policy;
mod product;
mod provider;
mod report;
mod report_form;
mod report_status;
mod scoring;
mod search;
mod site;
mod today;
mod token;
mod vulnerability;

pub(crate) use report::download;

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
        .merge(document::routes())
        .merge(door::routes())
        .merge(account::routes())
        .merge(advisory::routes())
        .merge(feed::routes())
        .merge(product::routes())
        .merge(provider::routes())
        .merge(scoring::routes())
        .merge(search::routes())
        .merge(audit::routes())
        .merge(outbox::routes())
        .merge(people::routes())
        .merge(site::routes())
        .merge(today::routes())
        .merge(token::routes())
        .merge(vulnerability::routes())
        .merge(inbox::routes())
        .merge(policy::routes())
        .merge(report::routes())
        .merge(report_form::routes())
        .merge(report_status::routes())
        .merge(cases::routes())
        .merge(deadlines::routes())
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
