//! Writers beside each other: nobody sees the other's lock, nobody pays for the other's mistake.

use crate::support::{self, NOW, World, read, report, write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use store::{Store, StoreError, WRITE_QUEUE_MAX};

on_both_engines!(concurrent_writers_and_readers_never_see_a_lock, a_refused_write_leaves_the_others, a_panic_undoes_its_write_only);

async fn concurrent_writers_and_readers_never_see_a_lock(store: &Store) {
    let mut tasks = Vec::new();
    for n in 0..80_usize {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            if n % 4 == 3 {
                return read(&store, |tx| tx.query_value::<i64>("SELECT count(*) FROM report", &[])).await;
            }
            write(&store, move |tx| {
                let seq = tx.next_number("report")?;
                tx.add_report(&report(&format!("R-{seq}"), "KD-CAM200", "x"), NOW)?;
                Ok(seq)
            })
            .await
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let kept = read(store, |tx| tx.query_value::<i64>("SELECT count(*) FROM report", &[])).await;
    assert_eq!(kept, 60);
    assert_eq!(write(store, |tx| tx.next_number("report")).await, 61, "numbers have no gap");
}

async fn a_refused_write_leaves_the_others(store: &Store) {
    let mut tasks = Vec::new();
    for n in 0..30_i64 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            store
                .write::<(), StoreError, _>(move |tx| {
                    tx.set_meta(&format!("key-{n}"), "kept")?;
                    if n % 2 == 0 { Ok(()) } else { Err(StoreError::Column("refused".to_owned())) }
                })
                .await
                .is_ok()
        }));
    }
    let mut told = 0;
    for task in tasks {
        told += i64::from(task.await.unwrap());
    }
    let kept = read(store, |tx| tx.query_value::<i64>("SELECT count(*) FROM meta WHERE key LIKE 'key-%'", &[])).await;
    assert_eq!((told, kept), (15, 15));
}

async fn a_panic_undoes_its_write_only(store: &Store) {
    let failed = store
        .write::<(), StoreError, _>(|tx| {
            tx.set_meta("half", "done")?;
            panic!("a fault in a use case")
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Stopped(_))), "{failed:?}");
    write(store, |tx| tx.set_meta("whole", "done")).await;
    let (half, whole) = read(store, |tx| Ok((tx.meta("half")?, tx.meta("whole")?))).await;
    assert_eq!((half, whole.as_deref()), (None, Some("done")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_busy_at_once() {
    let ledger = support::sqlite().await;
    let (release, held) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel::<()>();
    let store = ledger.store.clone();
    let first = tokio::spawn(async move {
        write(&store, move |_| {
            started.send(()).unwrap();
            held.recv().unwrap();
            Ok(())
        })
        .await;
    });
    tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
    let done = Arc::new(AtomicUsize::new(0));
    let mut queued = 0;
    loop {
        let done = Arc::clone(&done);
        let write = ledger.store.write_or_busy::<(), StoreError, _>(move |_| {
            done.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        match looked_at_once(write).await {
            None => queued += 1,
            Some(answer) => {
                assert!(matches!(answer, Err(StoreError::Busy)), "{answer:?}");
                break;
            }
        }
    }
    assert_eq!(queued, WRITE_QUEUE_MAX);
    release.send(()).unwrap();
    first.await.unwrap();
    write(&ledger.store, |_| Ok(())).await;
    assert_eq!(done.load(Ordering::Relaxed), WRITE_QUEUE_MAX, "those that were queued are written, although their callers went away");
}

/// The answer of a future that is ready at its first look.
async fn looked_at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_under_load_is_whole() {
    let ledger = support::sqlite().await;
    let world = World::new(&ledger.store).await;
    let store = ledger.store.clone();
    let load = tokio::spawn(async move {
        for n in 0..120 {
            let lead = world.lead.clone();
            write(&store, move |tx| {
                tx.add_report(&report(&format!("R-{n}"), "KD-CAM200", "x"), NOW)?;
                let thing = domain::event::ThingRef::new("report", n);
                tx.record(&lead, &[domain::event::Event::new("report", "received", thing)], NOW)
            })
            .await;
        }
    });
    let folder = support::Folder::new();
    let path = folder.0.join("copy.db");
    ledger.store.copy_to(&path).await.unwrap();
    load.await.unwrap();
    let copy = Store::open(&store::Target::Sqlite { path, durable: false }).await.unwrap();
    let (reports, chain) = read(&copy, |tx| Ok((tx.query_value::<i64>("SELECT count(*) FROM report", &[])?, tx.verify_chain()?))).await;
    assert_eq!((chain.broken_at, chain.entries), (None, reports), "each report stands with its entry");
}
