//! Queues: one worker at a time holds an entry, a dead worker's entry comes back, nothing leaves twice.

use crate::support::{NOW, read, write};
use domain::instant::Instant;
use std::collections::BTreeSet;
use store::queue::{ATTEMPTS_MAX, Depth, LEASE_MS, Outcome, Queue};
use store::{Store, StoreError};

on_both_engines!(
    two_workers_never_hold_the_same_job,
    a_lease_that_ended_can_be_taken_and_the_old_worker_changes_nothing,
    a_lease_that_is_renewed_is_held_on,
    a_failed_try_waits_longer_each_time_and_ends_as_a_dead_letter,
    an_entry_whose_workers_all_die_ends_as_a_dead_letter,
    the_outbox_sends_nothing_twice_and_a_finished_job_can_be_asked_for_again,
);

fn after(ms: i64) -> Instant {
    Instant::from_ms(NOW.as_ms() + ms)
}

async fn claimed(store: &Store, queue: Queue, owner: &'static str, now: Instant, limit: i64) -> Vec<store::queue::Leased> {
    store.write_beside::<_, StoreError, _>(move |tx| tx.claim(queue, owner, now, limit)).await.unwrap()
}

async fn settled(store: &Store, queue: Queue, owner: &'static str, entry: &store::queue::Leased, outcome: Outcome, now: Instant) -> bool {
    let entry = entry.clone();
    store.write_beside::<_, StoreError, _>(move |tx| tx.settle(queue, owner, &entry, &outcome, now)).await.unwrap()
}

async fn two_workers_never_hold_the_same_job(store: &Store) {
    write(store, |tx| (0..100).try_for_each(|n| tx.enqueue("rematch", None, &n.to_string(), NOW).map(drop))).await;
    let mut tasks = Vec::new();
    for owner in ["one", "two", "three", "four"] {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let entries = claimed(&store, Queue::Job, owner, NOW, 3).await;
                assert!(entries.len() <= 3);
                if entries.is_empty() {
                    return mine;
                }
                mine.extend(entries.into_iter().map(|entry| entry.id));
            }
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    assert_eq!(all.len(), 100);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 100, "no job was held twice");
}

async fn a_lease_that_ended_can_be_taken_and_the_old_worker_changes_nothing(store: &Store) {
    write(store, |tx| tx.enqueue("poll", None, "{}", NOW)).await;
    assert!(claimed(store, Queue::Job, "early", after(-1), 5).await.is_empty(), "not due yet");
    let first = claimed(store, Queue::Job, "first", NOW, 5).await.remove(0);
    assert!(claimed(store, Queue::Job, "second", after(LEASE_MS - 1), 5).await.is_empty(), "still held");
    let second = claimed(store, Queue::Job, "second", after(LEASE_MS), 5).await.remove(0);
    assert_eq!((second.id, second.attempts, second.payload.as_str()), (first.id, 2, "{}"));
    assert!(!settled(store, Queue::Job, "first", &first, Outcome::Done("late".to_owned()), after(LEASE_MS)).await);
    assert!(settled(store, Queue::Job, "second", &second, Outcome::Done("ok".to_owned()), after(LEASE_MS)).await);
    assert_eq!(read(store, |tx| tx.depth(Queue::Job)).await, Depth::default());
}

async fn a_lease_that_is_renewed_is_held_on(store: &Store) {
    write(store, |tx| tx.enqueue("poll", None, "{}", NOW)).await;
    let held = claimed(store, Queue::Job, "first", NOW, 5).await.remove(0);
    let id = held.id;
    assert!(write(store, move |tx| tx.renew(Queue::Job, "first", id, after(LEASE_MS - 1))).await);
    assert!(!write(store, move |tx| tx.renew(Queue::Job, "second", id, after(LEASE_MS - 1))).await, "only by its holder");
    assert!(claimed(store, Queue::Job, "second", after(2 * LEASE_MS - 2), 5).await.is_empty(), "still held");
    assert_eq!(claimed(store, Queue::Job, "second", after(2 * LEASE_MS - 1), 5).await.len(), 1);
    assert!(!write(store, move |tx| tx.renew(Queue::Job, "first", id, after(2 * LEASE_MS))).await, "too late");
}

async fn a_failed_try_waits_longer_each_time_and_ends_as_a_dead_letter(store: &Store) {
    assert!(write(store, |tx| tx.post("mail", "report:1:receipt", "{}", None, NOW)).await);
    let mut now = NOW;
    let mut waits = Vec::new();
    for attempt in 1..=ATTEMPTS_MAX {
        let entry = claimed(store, Queue::Outbox, "w", now, 1).await.remove(0);
        assert_eq!(entry.attempts, attempt);
        assert!(settled(store, Queue::Outbox, "w", &entry, Outcome::Retry("451".to_owned()), now).await);
        let row = read(store, |tx| tx.query_one("SELECT state, due_at, last_answer FROM outbox", &[])).await;
        assert_eq!(row.get::<String>("last_answer").unwrap(), "451");
        let due: Instant = row.get("due_at").unwrap();
        if attempt < ATTEMPTS_MAX {
            assert!(claimed(store, Queue::Outbox, "w", Instant::from_ms(due.as_ms() - 1), 1).await.is_empty());
            waits.push(due.as_ms() - now.as_ms());
            now = due;
        } else {
            assert_eq!(row.get::<String>("state").unwrap(), "dead");
        }
    }
    assert_eq!(waits[..3], [15_000, 30_000, 60_000]);
    assert!(claimed(store, Queue::Outbox, "w", now.plus_days(30), 1).await.is_empty());
    assert_eq!(read(store, |tx| tx.depth(Queue::Outbox)).await, Depth { open: 0, dead: 1 });
    assert!(!write(store, |tx| tx.post("mail", "report:1:receipt", "{}", None, NOW)).await, "a dead letter keeps its key");
}

async fn an_entry_whose_workers_all_die_ends_as_a_dead_letter(store: &Store) {
    write(store, |tx| tx.enqueue("import", Some("import:1"), "{}", NOW)).await;
    let mut now = NOW;
    for _ in 0..ATTEMPTS_MAX {
        assert_eq!(claimed(store, Queue::Job, "dies", now, 1).await.len(), 1);
        now = Instant::from_ms(now.as_ms() + LEASE_MS);
    }
    assert!(claimed(store, Queue::Job, "dies", now, 1).await.is_empty());
    assert_eq!(read(store, |tx| tx.depth(Queue::Job)).await, Depth { open: 0, dead: 1 });
    assert!(write(store, |tx| tx.enqueue("import", Some("import:1"), "{}", NOW)).await, "it can be asked for again");
}

async fn the_outbox_sends_nothing_twice_and_a_finished_job_can_be_asked_for_again(store: &Store) {
    for (expected, queue) in [(false, Queue::Outbox), (true, Queue::Job)] {
        let add = move |tx: &mut store::Tx<'_>| match queue {
            Queue::Outbox => tx.post("mail", "key", "{}", Some(1), NOW),
            Queue::Job => tx.enqueue("rematch", Some("key"), "{}", NOW),
        };
        assert!(write(store, add).await);
        assert!(!write(store, add).await, "an equal one waits");
        let entry = claimed(store, queue, "w", NOW, 10).await.remove(0);
        assert!(!write(store, add).await, "an equal one is being worked on");
        assert!(settled(store, queue, "w", &entry, Outcome::Done(String::new()), NOW).await);
        assert_eq!(write(store, add).await, expected);
    }
    let entry = claimed(store, Queue::Job, "w", NOW, 10).await.remove(0);
    assert!(settled(store, Queue::Job, "w", &entry, Outcome::Dead("never".to_owned()), NOW).await);
    assert_eq!(read(store, |tx| tx.depth(Queue::Job)).await.dead, 1);
}
