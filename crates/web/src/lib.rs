//! Pages and the JSON API: extract, call `app`, render.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod advisory_view;
mod api;
mod assets;
mod form;
mod frame;
mod limits;
mod oops;
mod pages;
mod public_form;
mod reason;

/// Why a record meets a component, in one sentence, from a verdict as JSON.
#[must_use]
pub fn reason(w: words::Words, verdict: &serde_json::Value) -> String {
    reason::Reason::of(w, verdict).in_one()
}

mod room;
mod routes;
mod sealed;
mod told;
mod upload;
mod visit;

pub use routes::{Face, Route};
pub use visit::LocalViewer;

use app::House;
use axum::Router;
use routes::Routes;
use std::sync::Arc;

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct Web {
    house: Arc<House>,
    limits: Arc<limits::Limits>,
    /// Memory of public forms.
    room: room::Room,
    /// Memory of what staff sends, so that neither side takes the other's.
    staff_room: room::Room,
    turns: api::Turns,
}

impl Web {
    fn of(house: &Arc<House>) -> Self {
        let limits = Arc::new(limits::Limits::new(house.config.limits.posts_per_minute));
        let (room, staff_room) = (room::Room::new(public_form::ROOM_BYTES), room::Room::new(upload::ROOM_BYTES));
        Self { house: Arc::clone(house), limits, room, staff_room, turns: api::Turns::default() }
    }
}

fn all() -> Routes {
    Routes::new().merge(pages::routes()).merge(api::routes())
}

/// Every route with the act that it needs, for the test that walks route × role and for the API's document.
#[must_use]
pub fn routes() -> Vec<Route> {
    all().list
}

/// The OpenAPI 3.1 document, made from the same inventory that serves.
#[must_use]
pub fn openapi() -> String {
    api::openapi::document(&all().list)
}

/// The HTTP status of an error, for faces that call use cases without HTTP and answer by the same table.
#[must_use]
pub fn status(error: &app::Error) -> u16 {
    oops::status(error).as_u16()
}

/// Everything that is served, staff and public side on one listener.
pub fn router(house: &Arc<House>) -> Router {
    dressed(all().router.fallback(pages::not_found), Web::of(house))
}

/// Puts around the routes what every answer goes through. A panic of a handler is caught inside, so that its answer is worded and
/// carries the headers of every other; a panic of what stands around it is caught once more outside.
fn dressed(routes: Router<Web>, web: Web) -> Router {
    routes
        .layer(axum::middleware::from_fn_with_state(web.clone(), api::once))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(oops::panicked))
        .layer(axum::middleware::from_fn_with_state(web.clone(), oops::render))
        .layer(axum::middleware::from_fn_with_state(web.clone(), visit::admit))
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(oops::panicked_outside))
        .layer(axum::extract::DefaultBodyLimit::max(form::BODY_BYTES_MAX))
        .with_state(web)
}

#[cfg(test)]
mod panic_test;
