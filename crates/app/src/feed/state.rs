//! What the ledger keeps of a feed: when it was asked, how that ended, how much it holds; and beside it the cursor, which may be long.

use super::source::Trouble;
use crate::{Ctx, Error, Result};
use domain::event::Event;
use domain::feed::{Past, fell};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of a cursor; a longer one is begun anew.
const CURSOR_BYTES_MAX: usize = 16_000_000;

/// What is kept of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// When it was asked last, in milliseconds since 1970.
    pub(super) tried: Option<i64>,
    /// When a run last went well.
    pub(super) fine: Option<i64>,
    /// When a run last brought something new.
    pub(super) changed: Option<i64>,
    /// Runs that went wrong since.
    pub(super) failures: u32,
    /// Whether the last run stopped before everything was fetched.
    pub(super) more: bool,
    /// Why the last run went wrong.
    pub(super) trouble: Option<Trouble>,
    /// Records that the whole feed last had when it was read.
    pub(super) published: Option<u64>,
    /// Records held after the last run that changed something, and before it.
    pub(super) held: Option<u64>,
    /// Change of what is held by the last run that changed something.
    pub(super) change: i64,
    /// From how many to how many it fell, where it fell by more than its share.
    pub(super) fell: Option<(u64, u64)>,
}

impl State {
    /// The key under which the ledger keeps it.
    pub(super) fn key(feed: &str) -> String {
        format!("feed:{feed}:state")
    }

    /// Reads what was kept; what cannot be read begins anew.
    pub(super) fn of(kept: Option<&str>) -> Self {
        kept.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// Reads the state of a feed.
    pub(super) async fn read(ctx: &Ctx, feed: &str) -> Result<Self> {
        let key = Self::key(feed);
        ctx.read(move |tx, _| Ok(Self::of(tx.meta(&key)?.as_deref()))).await
    }

    /// Writes the state with an entry of the log.
    pub(super) async fn write(&self, ctx: &Ctx, feed: &str, event: Event) -> Result<()> {
        let text = serde_json::to_string(self).map_err(|error| Error::broken("writing the state of a feed", error))?;
        let key = Self::key(feed);
        ctx.transact(move |tx, viewer, now| {
            tx.record(viewer, &[event], now)?;
            Ok(tx.set_meta(&key, &text)?)
        })
        .await
    }

    /// What the rules look at.
    pub(super) fn past(&self, cadence: Option<domain::feed::Cadence>) -> Past {
        let at = |ms: Option<i64>| ms.map(Instant::from_ms);
        Past {
            cadence,
            tried: at(self.tried),
            fine: at(self.fine),
            failures: self.failures,
            rest_until: at(self.trouble.as_ref().and_then(|trouble| trouble.until_ms)),
            more: self.more,
        }
    }

    /// Notes when and how a run ended.
    pub(super) fn ended(&mut self, now: i64, trouble: Option<&Trouble>) {
        self.tried = Some(now);
        self.trouble = trouble.cloned();
        if trouble.is_some() {
            self.failures = self.failures.saturating_add(1);
        } else {
            (self.fine, self.failures) = (Some(now), 0);
        }
    }

    /// Notes how many records a run read of the whole feed, where it did, and how many are held after it.
    pub(super) fn count(&mut self, read: Option<u64>, held: u64) {
        let before = (self.published, self.held);
        self.change = before.1.map_or(0, |before| held.cast_signed() - before.cast_signed());
        let fallen = |before: Option<u64>, now: u64| before.filter(|before| fell(*before, now)).map(|before| (before, now));
        self.fell = read.and_then(|read| fallen(before.0, read)).or_else(|| fallen(before.1, held));
        self.published = read.or(self.published);
        self.held = Some(held);
    }
}

fn cursor_key(feed: &str) -> String {
    format!("feed:{feed}:cursor")
}

/// Reads where the next run goes on; what cannot be read begins anew.
pub(super) async fn read_cursor(ctx: &Ctx, feed: &str) -> Result<Value> {
    let key = cursor_key(feed);
    let kept = ctx.read(move |tx, _| Ok(tx.meta(&key)?)).await?;
    let short = kept.filter(|text| text.len() <= CURSOR_BYTES_MAX);
    Ok(short.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Writes where the next run goes on. The entry of the log is that of the records which were taken in before it.
pub(super) async fn write_cursor(ctx: &Ctx, feed: &str, cursor: &Value) -> Result<()> {
    let (key, text) = (cursor_key(feed), cursor.to_string());
    ctx.transact(move |tx, _, _| Ok(tx.set_meta(&key, &text)?)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_lost_a_share_of_its_records_is_told() {
        let mut state = State::default();
        state.count(Some(1_400), 1_400);
        assert_eq!((state.fell, state.change), (None, 0));
        state.count(Some(1_402), 1_402);
        assert_eq!((state.fell, state.change), (None, 2));
        state.count(Some(300), 1_402);
        assert_eq!(state.fell, Some((1_402, 300)), "the file is short although nothing was taken back");
        state.count(None, 1_000);
        assert_eq!((state.fell, state.change), (Some((1_402, 1_000)), -402));
        state.count(None, 1_000);
        assert_eq!(state.fell, None);
    }

    #[test]
    fn what_cannot_be_read_begins_anew() {
        assert_eq!(State::of(Some("{\"failures\":\"x\"}")), State::default());
        assert_eq!(State::of(None), State::default());
        let state = State { failures: 2, trouble: Some(Trouble::new("busy", "x")), ..State::default() };
        assert_eq!(State::of(Some(&serde_json::to_string(&state).unwrap())), state);
    }
}
