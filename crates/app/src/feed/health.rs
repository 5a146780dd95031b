//! How feeds stand: what the library holds of each, how fresh it is, what went wrong last.

use super::catalogue::{self, TABLES};
use super::source::Trouble;
use super::state::State;
use crate::{Ctx, Result};
use domain::access::Act;
use domain::feed::{Cadence, Health};
use domain::instant::Instant;
use library::Stats;
use std::collections::BTreeMap;

/// A feed as its health page shows it.
#[derive(Debug, Clone)]
pub struct FeedRow {
    /// Its name.
    pub feed: String,
    /// Records held.
    pub records: usize,
    /// Withdrawn ones among them.
    pub withdrawn: usize,
    /// Share with statements that a component could meet, in per cent; none where the feed makes none.
    pub with_statements: Option<usize>,
    /// Latest `modified` of its records.
    pub latest: Option<String>,
    /// When it was last taken in.
    pub taken_at: Option<Instant>,
    /// Whether it can be asked over the network.
    pub can_run: bool,
    /// How often it is asked by itself.
    pub cadence: Option<Cadence>,
    /// How it stands.
    pub health: Health,
    /// When a run last went well.
    pub fine_at: Option<Instant>,
    /// When a run last brought something new.
    pub changed_at: Option<Instant>,
    /// When it is asked next.
    pub due_at: Option<Instant>,
    /// Change of the records held by the last run that changed something.
    pub change: i64,
    /// From how many to how many it fell, where that is more than a feed takes back.
    pub fell: Option<(u64, u64)>,
    /// Why its last run went wrong.
    pub trouble: Option<Trouble>,
    /// Whether it stopped before everything was fetched and goes on soon.
    pub more: bool,
    /// Whether it is named as required.
    pub required: bool,
    /// Whether its documents are signed, which is not verified.
    pub signed: bool,
}

impl FeedRow {
    /// Whether it is required and does not answer as it should.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.required && !matches!(self.health, Health::Healthy)
    }
}

/// Every feed that can be run or has records, by its name.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger or library.
pub async fn list(ctx: &Ctx) -> Result<(Vec<FeedRow>, Stats)> {
    ctx.enter(Act::StaffRead)?;
    let stats = ctx.house.known()?.stats();
    let config = &ctx.house.config.feeds;
    let known: BTreeMap<String, _> = catalogue::known(config).into_iter().map(|known| (known.name.clone(), known)).collect();
    let mut names: Vec<String> = stats.feeds.keys().chain(known.keys()).cloned().collect();
    names.sort();
    names.dedup();
    let asked = names.clone();
    let kept = ctx
        .read(move |tx, _| {
            let mut kept = Vec::new();
            for name in &asked {
                let taken_at = tx.meta(&format!("feed:{name}:last"))?.and_then(|ms| ms.parse().ok()).map(Instant::from_ms);
                kept.push((taken_at, State::of(tx.meta(&State::key(name))?.as_deref())));
            }
            Ok(kept)
        })
        .await?;
    let now = ctx.now();
    let rows = names.into_iter().zip(kept).map(|(feed, (taken_at, state))| {
        let known = known.get(&feed);
        let cadence = known.and_then(|known| known.cadence);
        let past = state.past(cadence);
        let held = stats.feeds.get(&feed);
        let records = match TABLES.iter().position(|table| *table == feed) {
            Some(0) => stats.kev,
            Some(_) => stats.epss,
            None => held.map_or(0, |held| held.records),
        };
        FeedRow {
            records,
            withdrawn: held.map_or(0, |held| held.withdrawn),
            with_statements: held.and_then(|held| (held.with_statements * 100).checked_div(held.records)),
            latest: held.and_then(|held| held.latest.clone()),
            taken_at,
            can_run: known.is_some(),
            cadence,
            health: past.health(now),
            fine_at: past.fine,
            changed_at: state.changed.map(Instant::from_ms),
            due_at: past.due(now),
            change: state.change,
            fell: state.fell,
            trouble: state.trouble,
            more: state.more,
            required: config.required.contains(&feed),
            signed: known.is_some_and(catalogue::Known::is_csaf),
            feed,
        }
    });
    Ok((rows.collect(), stats))
}
