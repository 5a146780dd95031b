//! The log: every entry holds the hash of all before it.

use crate::support::{self, NOW, read, write};
use domain::event::{Event, ThingRef};
use domain::viewer::Viewer;
use store::{Store, StoreError, Tx};

on_both_engines!(
    an_untouched_log_verifies,
    an_undone_write_leaves_no_entry_and_no_gap,
    text_that_an_engine_cannot_keep_does_not_break_the_chain
);

fn event(n: i64) -> Event {
    Event::new("report", "received", ThingRef::new("report", format!("R-2026-{n:04}"))).with("lang", "ja").because("sent by form")
}

fn record(tx: &mut Tx<'_>, n: i64) -> Result<Vec<i64>, StoreError> {
    tx.record(&Viewer::system(), &[event(n)], NOW)
}

async fn an_untouched_log_verifies(store: &Store) {
    assert_eq!(read(store, |tx| tx.chain_head()).await, (0, String::new()));
    assert_eq!(read(store, |tx| tx.last_event_at()).await, None);
    assert!(read(store, |tx| tx.query_opt("SELECT seq FROM event", &[])).await.is_none());
    let seqs = write(store, |tx| tx.record(&Viewer::public(), &[event(1), event(2)], NOW)).await;
    assert_eq!(seqs, [1, 2]);
    assert_eq!(write(store, |tx| record(tx, 3)).await, [3]);
    let report = read(store, |tx| tx.verify_chain()).await;
    assert_eq!((report.entries, report.broken_at), (3, None));
    assert_eq!(read(store, |tx| tx.chain_head()).await, (3, report.head));
    assert_eq!(read(store, |tx| tx.last_event_at()).await, Some(NOW));
}

async fn an_undone_write_leaves_no_entry_and_no_gap(store: &Store) {
    let mut waiting = Vec::new();
    for n in 0..60_i64 {
        let store = store.clone();
        waiting.push(tokio::spawn(async move {
            store
                .write::<(), StoreError, _>(move |tx| {
                    record(tx, n)?;
                    if n % 3 == 0 { Err(StoreError::Column("refused by the story".to_owned())) } else { Ok(()) }
                })
                .await
        }));
    }
    let mut kept = 0;
    for task in waiting {
        kept += i64::from(task.await.unwrap().is_ok());
    }
    assert_eq!(kept, 40);
    let report = read(store, |tx| tx.verify_chain()).await;
    assert_eq!((report.entries, report.broken_at), (40, None));
}

async fn text_that_an_engine_cannot_keep_does_not_break_the_chain(store: &Store) {
    write(store, |tx| {
        let event = Event::new("note", "added", ThingRef::new("case", "a\0b")).with("text", "\0 x").because("\0why");
        tx.record(&Viewer { name: "na\0me".to_owned(), ..Viewer::system() }, &[event], NOW)
    })
    .await;
    assert_eq!(read(store, |tx| tx.verify_chain()).await.broken_at, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_byte_is_found_at_its_entry() {
    let ledger = support::sqlite().await;
    write(&ledger.store, |tx| tx.record(&Viewer::system(), &(1..=9).map(event).collect::<Vec<_>>(), NOW)).await;
    let raw = rusqlite::Connection::open(ledger.file()).unwrap();
    let changes = [
        "body = replace(body, 'ja', 'jb')",
        "actor = 'sYstem'",
        "reason = NULL",
        "at = at + 1",
        "restricted = 1",
        "case_id = 0",
        "actor_id = 0",
        "thing = 'R-2026-0006'",
        "hash = zeroblob(32)",
        "seq = 50",
    ];
    for change in changes {
        raw.execute_batch("SAVEPOINT keep").unwrap();
        assert_eq!(raw.execute(&format!("UPDATE event SET {change} WHERE seq = 5"), []).unwrap(), 1);
        raw.execute_batch("RELEASE keep").unwrap();
        let report = read(&ledger.store, |tx| tx.verify_chain()).await;
        assert_eq!((report.broken_at, report.entries), (Some(5), 4), "{change}");
        restore(&raw, &ledger.store).await;
    }
    raw.execute("DELETE FROM event WHERE seq = 5", []).unwrap();
    assert_eq!(read(&ledger.store, |tx| tx.verify_chain()).await.broken_at, Some(5), "an entry taken out");
}

/// Writes the nine entries anew.
async fn restore(raw: &rusqlite::Connection, store: &Store) {
    raw.execute("DELETE FROM event", []).unwrap();
    write(store, |tx| tx.record(&Viewer::system(), &(1..=9).map(event).collect::<Vec<_>>(), NOW)).await;
    assert_eq!(read(store, |tx| tx.verify_chain()).await.broken_at, None);
}
