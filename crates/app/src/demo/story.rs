//! A past for the demo: the same ledger under a clock that stands before now, so that real use cases leave dated rows.

use crate::person::viewer_of;
use crate::{Clock, Ctx, Error, House, Result, number};
use domain::instant::{Given, Instant};
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
/// Offset in which the demo gives its instants.
const JST_MINUTES: i16 = 540;

/// A course of events that begins before now and goes forward.
pub(super) struct Story {
    past: Arc<House>,
    /// Now, as the demo's own clock has it.
    now: Instant,
}

impl Story {
    /// Begins some minutes from now; negative = before.
    pub(super) fn begin(house: &Arc<House>, minutes: i64) -> Result<Self> {
        let now = house.clock.now();
        let clock = Clock::frozen(plus(now, minutes));
        let past = House::with_store(house.config.clone(), clock, true, house.store.clone(), &house.config.server.data_dir)?;
        Ok(Self { past, now })
    }

    /// Goes on by some minutes.
    pub(super) fn later(&mut self, minutes: i64) {
        self.past.clock.move_to(plus(self.past.clock.now(), minutes));
    }

    /// Goes on to some minutes from now; negative = before.
    pub(super) fn at(&mut self, minutes: i64) {
        self.past.clock.move_to(plus(self.now, minutes));
    }

    /// An instant some minutes from where the story stands.
    pub(super) fn given(&self, minutes: i64) -> Given {
        Given { instant: plus(self.past.clock.now(), minutes), offset_minutes: JST_MINUTES }
    }

    /// An instant some minutes from now.
    pub(super) fn given_at(&self, minutes: i64) -> Given {
        Given { instant: plus(self.now, minutes), offset_minutes: JST_MINUTES }
    }

    /// Somebody who acts at this point of the story.
    pub(super) async fn by(&self, login: &str) -> Result<Ctx> {
        let system = Ctx::system(&self.past);
        let name = login.to_owned();
        let person = system.read(move |tx, viewer| Ok(tx.person_by_login(viewer, &name)?)).await?;
        let person = person.ok_or_else(|| Error::Broken(format!("demo: no account `{login}`")))?;
        Ok(system.as_viewer(viewer_of(&person)))
    }

    /// Makes the next number of a noun end with `seq`.
    pub(super) async fn next_number(&self, noun: &str, seq: i64) -> Result<()> {
        let series = number::series(noun, &self.past.config.ids.case, self.past.clock.now());
        Ctx::system(&self.past).transact(move |tx, _, _| Ok(tx.set_number(&series, seq - 1)?)).await
    }
}

fn plus(at: Instant, minutes: i64) -> Instant {
    Instant::from_ms(at.as_ms() + minutes * MINUTE_MS)
}
