//! The outbox and the jobs as an administrator sees them: how much waits, what was set aside; never what it says.

use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use store::queue::{Depth, Queue};

pub use store::queue::DeadLetter;

/// Entries shown of each queue.
pub const DEAD_SHOWN_MAX: i64 = 100;
/// Characters shown of an answer.
const ANSWER_CHARS_MAX: usize = 200;

/// One queue.
#[derive(Debug, Clone)]
pub struct QueueState {
    /// `outbox` or `job`.
    pub key: &'static str,
    /// Counts.
    pub depth: Depth,
    /// What was set aside, the newest first.
    pub dead: Vec<DeadLetter>,
}

/// The key of a queue in addresses.
const QUEUES: [(&str, Queue); 2] = [("outbox", Queue::Outbox), ("job", Queue::Job)];

/// Both queues.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn list(ctx: &Ctx) -> Result<Vec<QueueState>> {
    ctx.enter(Act::Manage)?;
    ctx.read(|tx, _| {
        QUEUES
            .into_iter()
            .map(|(key, queue)| {
                let mut dead = tx.dead_letters(queue, DEAD_SHOWN_MAX)?;
                dead.iter_mut().for_each(|letter| letter.last_answer = masked(&letter.last_answer));
                Ok(QueueState { key, depth: tx.depth(queue)?, dead })
            })
            .collect()
    })
    .await
}

/// An answer without mail addresses: whoever runs the machine need not learn who reported.
fn masked(answer: &str) -> String {
    let words = answer.split_whitespace().map(|word| if word.contains('@') { "…@…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(ANSWER_CHARS_MAX).collect()
}

/// Puts an entry that was set aside back into its queue.
///
/// # Errors
/// No such entry, the refusal of the access table, or a failure of the ledger.
pub async fn retry(ctx: &Ctx, key: &str, id: i64) -> Result<()> {
    ctx.enter(Act::Manage)?;
    let (key, queue) = QUEUES.into_iter().find(|(name, _)| *name == key).ok_or_else(Error::not_found)?;
    ctx.transact(move |tx, viewer, now| {
        if !tx.retry_dead_letter(queue, id, now)? {
            return Err(Error::not_found());
        }
        tx.record(viewer, &[Event::new("dead_letter", "retried", ThingRef::new("dead_letter", format!("{key}/{id}")))], now)?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shown_without_addresses_and_bounded() {
        assert_eq!(masked("550 5.1.1 <finder@example.com>: unknown user"), "550 5.1.1 …@… unknown user");
        assert_eq!(masked(&"a ".repeat(500)).chars().count(), ANSWER_CHARS_MAX);
    }
}
