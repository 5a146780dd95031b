//! When feeds are run: due ones are put into the queue of jobs, and so is one that a person asks for.

use super::catalogue;
use super::run::{broke, run};
use super::state::State;
use crate::{Ctx, Error, House, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::refusal::Refusal;
use std::sync::Arc;
use store::Tx;
use store::queue::{Leased, Outcome};

/// The kind of a job that runs a feed.
pub(crate) const POLL: &str = "poll_feed";

fn put(tx: &mut Tx<'_>, feed: &str, now: domain::instant::Instant) -> Result<bool> {
    let payload = serde_json::json!({ "feed": feed }).to_string();
    Ok(tx.enqueue(POLL, Some(&format!("{POLL}:{feed}")), &payload, now)?)
}

/// Puts every feed into the queue whose time has come; one that waits there already is not put twice.
///
/// # Errors
/// A failure of the ledger.
pub(crate) async fn put_due(house: &Arc<House>) -> Result<usize> {
    let known: Vec<_> = catalogue::known(&house.config.feeds).into_iter().filter(|known| known.cadence.is_some()).collect();
    if known.is_empty() || house.demo {
        return Ok(0);
    }
    let ctx = Ctx::system(house);
    let now = ctx.now();
    let due: Vec<String> = ctx
        .read(move |tx, _| {
            let mut due = Vec::new();
            for known in known {
                let state = State::of(tx.meta(&State::key(&known.name))?.as_deref());
                if state.past(known.cadence).due(now).is_some_and(|due| due <= now) {
                    due.push(known.name);
                }
            }
            Ok(due)
        })
        .await?;
    if due.is_empty() {
        return Ok(0);
    }
    // Beside other writes and without waking the worker, which is what calls this.
    house
        .store
        .write_beside::<_, Error, _>(move |tx| due.iter().try_fold(0, |put_in, feed| Ok(put_in + usize::from(put(tx, feed, now)?))))
        .await
}

/// Asks for a run of a feed as soon as the worker is free; answers whether one was not waiting already.
///
/// # Errors
/// The refusal of the access table, no such feed, a demo, or a failure of the ledger.
pub async fn ask(ctx: &Ctx, feed: &str) -> Result<bool> {
    ctx.enter(Act::FeedImport)?;
    let known = catalogue::find(&ctx.house.config.feeds, feed)?;
    if ctx.house.demo {
        return Err(Refusal::FeedDemo.into());
    }
    ctx.transact(move |tx, viewer, now| {
        let is_new = put(tx, &known.name, now)?;
        if is_new {
            tx.record(viewer, &[Event::new("feed", "asked", ThingRef::new("feed", &known.name))], now)?;
        }
        Ok(is_new)
    })
    .await
}

/// Does a job. How a feed answers is kept in its state, which also says when it is asked again; so a job is tried once.
pub(crate) async fn perform(house: &Arc<House>, job: &Leased) -> Outcome {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let Some(feed) = payload["feed"].as_str() else { return Outcome::Dead("a job without a feed".to_owned()) };
    match run(&Ctx::system(house), feed, |_| {}).await {
        Ok(ran) => Outcome::Done(ran.trouble.map_or_else(|| "fine".to_owned(), |trouble| trouble.code)),
        Err(Error::Broken(said)) => {
            tracing::error!(error = %said, feed, "a run could not begin or end");
            broke(&Ctx::system(house), feed)
                .await
                .map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done("broken".to_owned()))
        }
        Err(error) => Outcome::Done(error.to_string()),
    }
}
