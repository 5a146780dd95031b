//! The worker: takes entries of the outbox and the job queue, does them, records how they ended.

use crate::{Ctx, House, Result};
use std::sync::Arc;
use std::time::Duration;
use store::queue::{Leased, Outcome, Queue};

/// Jobs taken at once.
const CLAIM_MAX: i64 = 16;
/// Letters taken at once: one, so that its lease outlasts the longest delivery and nobody sends it beside us.
const OUTBOX_CLAIM_MAX: i64 = 1;
/// Rest between looks when nobody wakes the worker.
const REST: Duration = Duration::from_secs(5);

/// Works until the process ends. Several processes on one PostgreSQL ledger never take the same entry.
pub async fn run(house: Arc<House>) {
    let owner = format!("worker-{}", crate::secret::fresh().unwrap_or_default());
    loop {
        match once(&house, &owner).await {
            Ok(0) => {
                let _ = tokio::time::timeout(REST, house.woken()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = %error, "the worker could not look into its queues");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Does what is due until nothing is left; for tests and for the command line.
///
/// # Errors
/// A failure of the ledger.
pub async fn drain(house: &Arc<House>) -> Result<usize> {
    let mut done = 0;
    loop {
        match once(house, "drain").await? {
            0 => return Ok(done),
            n => done += n,
        }
    }
}

async fn once(house: &Arc<House>, owner: &str) -> Result<usize> {
    let mut done = 0;
    for queue in [Queue::Job, Queue::Outbox] {
        let (me, now) = (owner.to_owned(), house.clock.now());
        let limit = if queue == Queue::Outbox { OUTBOX_CLAIM_MAX } else { CLAIM_MAX };
        let entries = house.store.write_beside::<_, store::StoreError, _>(move |tx| tx.claim(queue, &me, now, limit)).await?;
        for entry in entries {
            let outcome = perform(house, queue, &entry).await;
            if let Outcome::Retry(text) | Outcome::Dead(text) = &outcome {
                tracing::warn!(kind = %entry.kind, id = entry.id, attempts = entry.attempts, answer = %text, "a queued entry did not end well");
            }
            let (me, now) = (owner.to_owned(), house.clock.now());
            house.store.write_beside::<_, store::StoreError, _>(move |tx| tx.settle(queue, &me, &entry, &outcome, now)).await?;
            done += 1;
        }
    }
    Ok(done)
}

async fn perform(house: &Arc<House>, queue: Queue, entry: &Leased) -> Outcome {
    let _ctx = Ctx::system(house);
    match (queue, entry.kind.as_str()) {
        (Queue::Outbox, crate::post::MAIL) => crate::post::deliver(house, &entry.payload).await,
        (_, kind) => Outcome::Dead(format!("unknown kind `{kind}`")),
    }
}
