//! The outbox: how much waits, what was set aside, never what it says.

use crate::form::Posted;
use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use app::audit::{self, Verification};
use app::outbox::{self, QueueState};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::refusal::Refusal;
use serde::Deserialize;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/settings/outbox", Act::Manage, show).post("/app/settings/outbox/{queue}/{id}/retries", Act::Manage, retry)
}

#[derive(Debug, Default, Deserialize)]
struct Onward {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "settings/outbox.html")]
struct Outbox {
    f: Frame,
    w: Words,
    queues: Vec<QueueState>,
    verification: Option<Verification>,
    done: bool,
}

impl Outbox {
    fn none_dead(&self) -> bool {
        self.queues.iter().all(|queue| queue.dead.is_empty())
    }
}

async fn show(staff: Staff, Query(onward): Query<Onward>) -> PageResult {
    let queues = outbox::list(&staff.ctx).await?;
    let verification = audit::last_verification(&staff.ctx).await?;
    page(&Outbox { f: staff.f, w: staff.w, queues, verification, done: onward.done.is_some() })
}

async fn retry(staff: Staff, Path((queue, id)): Path<(String, String)>, _posted: Posted) -> PageResult {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    outbox::retry(&staff.ctx, &queue, id).await?;
    Ok(Redirect::to("/app/settings/outbox?done=1").into_response())
}
