//! The workers: take entries of the outbox and the job queue, do them, record how they ended.

use crate::{House, Result, feed};
use std::sync::Arc;
use std::time::Duration;
use store::queue::{LEASE_MS, Leased, Outcome, Queue};

/// Entries taken at once: one, so that its lease outlasts the longest delivery and nobody does it beside us.
const CLAIM_MAX: i64 = 1;
/// Rest between looks when nobody wakes a worker.
const REST: Duration = Duration::from_secs(5);
/// Time between two renewals of a lease.
const RENEW: Duration = Duration::from_millis(LEASE_MS.unsigned_abs() / 4);

/// Works until the process ends. Several processes on one PostgreSQL ledger never take the same entry.
/// Letters do not wait for jobs, which may take long.
pub async fn run(house: Arc<House>) {
    let owner = format!("worker-{}", crate::secret::fresh().unwrap_or_default());
    tokio::join!(work(&house, Queue::Outbox, &owner), work(&house, Queue::Job, &owner));
}

async fn work(house: &Arc<House>, queue: Queue, owner: &str) {
    loop {
        match once(house, queue, owner).await {
            Ok(0) => {
                let _ = tokio::time::timeout(REST, house.woken(queue)).await;
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
        match once(house, Queue::Job, "drain").await? + once(house, Queue::Outbox, "drain").await? {
            0 => return Ok(done),
            n => done += n,
        }
    }
}

async fn once(house: &Arc<House>, queue: Queue, owner: &str) -> Result<usize> {
    if queue == Queue::Job {
        feed::put_due(house).await?;
    }
    let (me, now) = (owner.to_owned(), house.clock.now());
    let entries = house.store.write_beside::<_, store::StoreError, _>(move |tx| tx.claim(queue, &me, now, CLAIM_MAX)).await?;
    let done = entries.len();
    for entry in entries {
        let outcome = leased(house, queue, owner, &entry).await;
        if let Outcome::Retry(text) | Outcome::Dead(text) = &outcome {
            tracing::warn!(kind = %entry.kind, id = entry.id, attempts = entry.attempts, answer = %text, "a queued entry did not end well");
        }
        let (me, now) = (owner.to_owned(), house.clock.now());
        house.store.write_beside::<_, store::StoreError, _>(move |tx| tx.settle(queue, &me, &entry, &outcome, now)).await?;
    }
    Ok(done)
}

/// Does an entry and renews its lease for as long as that takes.
async fn leased(house: &Arc<House>, queue: Queue, owner: &str, entry: &Leased) -> Outcome {
    let mut work = std::pin::pin!(perform(house, queue, entry));
    loop {
        tokio::select! {
            outcome = &mut work => return outcome,
            () = tokio::time::sleep(RENEW) => {
                let (me, id, now) = (owner.to_owned(), entry.id, house.clock.now());
                let renewed = house.store.write_beside::<_, store::StoreError, _>(move |tx| tx.renew(queue, &me, id, now)).await;
                if let Err(error) = renewed {
                    tracing::warn!(%error, id, "a lease could not be renewed");
                }
            }
        }
    }
}

async fn perform(house: &Arc<House>, queue: Queue, entry: &Leased) -> Outcome {
    match (queue, entry.kind.as_str()) {
        (Queue::Outbox, crate::post::MAIL) => crate::post::deliver(house, &entry.payload).await,
        (Queue::Job, feed::POLL) => feed::perform(house, entry).await,
        (_, kind) => Outcome::Dead(format!("unknown kind `{kind}`")),
    }
}
