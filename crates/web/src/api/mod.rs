//! The JSON API, `interfaces.md` §5: one file per noun over the same functions as the pages.

mod advisory;
mod assessment;
mod audit;
mod cases;
mod catalogue;
mod convention;
mod document;
mod feed;
mod idempotency;
pub(crate) mod openapi;
mod person;
mod report;
mod system;
mod vulnerability;

pub(crate) use convention::{Answer, Body, Call, Page, Paging, if_match};
pub(crate) use idempotency::{Turns, once};
pub(crate) use openapi::Doc;

use crate::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(cases::routes())
        .merge(assessment::routes())
        .merge(catalogue::routes())
        .merge(report::routes())
        .merge(document::routes())
        .merge(system::routes())
        .merge(person::routes())
        .merge(audit::routes())
        .merge(vulnerability::routes())
        .merge(feed::routes())
        .merge(advisory::routes())
}
