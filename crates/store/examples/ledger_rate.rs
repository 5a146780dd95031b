//! Measures durable intake: how many reports a second are on disk and acknowledged, and how long a caller waits.
//!
//! `cargo run -p hinomi-store --release --example ledger_rate -- [seconds] [callers] [folder]`
#![allow(missing_docs, clippy::print_stdout)]

use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::report::Intake;
use domain::viewer::Viewer;
use std::time::{Duration, Instant as Clock, SystemTime, UNIX_EPOCH};
use store::intake::NewReport;
use store::{Store, StoreError, Target};

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn report(number: String, unique: u64) -> NewReport {
    let intake = Intake {
        product: "KD-CAM200".to_owned(),
        version: "1.4.0".to_owned(),
        description: "The web interface accepts a request without a session. ".repeat(20),
        impact: "Settings can be changed by anybody in the network.".to_owned(),
        mail: "finder@example.com".to_owned(),
        ..Intake::default()
    };
    NewReport {
        public_ref: format!("P{unique:016x}"),
        code_hash: [unique.to_le_bytes(), unique.rotate_left(7).to_le_bytes()].concat(),
        number,
        lang: "ja".to_owned(),
        source: "web".to_owned(),
        intake,
        removed: 0,
        attachments: Vec::new(),
        ack_due_at: now().plus_days(2),
    }
}

/// What a report costs in the product: its number, row, entry in the log and receipt in the outbox.
async fn send(store: &Store, unique: u64) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            let number = format!("R-2026-{:06}", tx.next_number("report")?);
            tx.add_report(&report(number.clone(), unique), now())?;
            let event = Event::new("report", "received", ThingRef::new("report", &number)).with("lang", "ja");
            let seqs = tx.record(&Viewer::public(), &[event], now())?;
            tx.post("mail", &format!("report:{number}:receipt"), "{}", seqs.first().copied(), now())?;
            Ok(())
        })
        .await
}

async fn measure(store: &Store, callers: u64, time: Duration) -> Result<(), StoreError> {
    let started = Clock::now();
    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..callers {
        let store = store.clone();
        tasks.spawn(async move {
            let mut waits = Vec::new();
            while started.elapsed() < time {
                let asked = Clock::now();
                send(&store, (caller << 40) | waits.len() as u64).await?;
                waits.push(asked.elapsed());
            }
            Ok::<_, StoreError>(waits)
        });
    }
    let mut waits = Vec::new();
    for answer in tasks.join_all().await {
        waits.extend(answer?);
    }
    let took = started.elapsed();
    waits.sort_unstable();
    let at = |part: usize| waits.get(waits.len() * part / 1000).copied().unwrap_or_default();
    println!(
        "{callers:>4} callers: {:>7.0} reports/s   p50 {:>9.2?}   p99 {:>9.2?}   longest {:>9.2?}",
        waits.len() as f64 / took.as_secs_f64(),
        at(500),
        at(990),
        waits.last().copied().unwrap_or_default()
    );
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5);
    let callers: Option<u64> = arguments.next().and_then(|text| text.parse().ok());
    let folder = arguments.next().map_or_else(std::env::temp_dir, Into::into);
    for callers in callers.map_or_else(|| vec![1, 16, 128, 512], |callers| vec![callers]) {
        let path = folder.join(format!("intake-rate-{}-{callers}.db", std::process::id()));
        let store = Store::open(&Target::Sqlite { path: path.clone(), durable: true }).await?;
        measure(&store, callers, Duration::from_secs(seconds)).await?;
        let broken = store.read::<_, StoreError, _>(|tx| tx.verify_chain()).await?.broken_at;
        assert_eq!(broken, None, "the log verifies after the load");
        drop(store);
        for end in ["", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(end);
            drop(std::fs::remove_file(name));
        }
    }
    Ok(())
}
