//! What exists in a demo only: entering as a role by one press, moving the clock that stands still.

use super::door::enter;
use crate::Web;
use crate::api::Body;
use crate::frame::{Anyone, Lines, PageResult};
use crate::oops::Oops;
use crate::routes::Routes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::access::Act;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use serde::Deserialize;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/demo/as/{login}", Act::Door, as_role).post("/demo/clock", Act::Door, clock)
}

#[derive(Debug, Default, Deserialize)]
struct Onward {
    next: Option<String>,
}

async fn as_role(State(web): State<Web>, anyone: Anyone, Path(login): Path<String>, Query(onward): Query<Onward>) -> PageResult {
    if !web.house.demo {
        return Err(Refusal::NotFound.into());
    }
    let found = anyone.ctx.as_viewer(Viewer::system()).read(move |tx, viewer| Ok(tx.person_by_login(viewer, &login)?)).await?;
    let person = found.ok_or(Refusal::NotFound)?;
    // The account of a demo follows the reader's language.
    let own = anyone.ctx.as_viewer(app::person::viewer_of(&person));
    let preferences = app::person::Preferences { lang: anyone.lang.tag().to_owned(), theme: person.theme.clone() };
    app::person::set_preferences(&own, preferences).await?;
    let session = app::person::open_session_for(&anyone.ctx, &person, None).await?;
    Ok(enter(&web, &session, &Lines::safe_next(onward.next.as_deref())))
}

#[derive(Debug, Deserialize)]
struct Moved {
    now: String,
}

async fn clock(State(web): State<Web>, Body(moved): Body<Moved>) -> Result<StatusCode, Oops> {
    if !web.house.demo || !web.house.clock.is_frozen() {
        return Err(Refusal::NotFound.into());
    }
    let to = Instant::parse(&moved.now)?.instant;
    if !web.house.clock.move_to(to) {
        return Err(Refusal::invalid("now", web.house.clock.now().to_rfc3339()).into());
    }
    web.house.wake();
    Ok(StatusCode::NO_CONTENT)
}
