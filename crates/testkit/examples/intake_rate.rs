//! Measures how many reports are taken in per second, durably: through the use case, and through the HTTP entrance on a real listener.
//!
//! `cargo run --release -p hinomi-testkit --example intake_rate -- [CALLERS] [SECONDS]`
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement for people at a terminal")]

use app::report::{Intake, Sending, send};
use app::{Clock, Config, Ctx, Error, House};
use domain::viewer::Viewer;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use words::Lang;

/// Callers at the same time where nothing else is asked.
const CALLERS: usize = 128;
/// Seconds of one measurement where nothing else is asked.
const SECONDS: u64 = 5;
/// Bytes of a head of an answer.
const HEAD_BYTES_MAX: usize = 16_384;

/// How a request ended.
enum End {
    Stored,
    Busy,
}

/// What one caller measured, in microseconds.
#[derive(Default)]
struct Tally {
    stored: Vec<u32>,
    busy: u64,
}

impl Tally {
    fn note(&mut self, since: Instant, end: &End) {
        match end {
            End::Stored => self.stored.push(u32::try_from(since.elapsed().as_micros()).unwrap_or(u32::MAX)),
            End::Busy => self.busy += 1,
        }
    }

    fn print(name: &str, callers: usize, took: Duration, tallies: Vec<Self>) {
        let busy: u64 = tallies.iter().map(|tally| tally.busy).sum();
        let mut all: Vec<u32> = tallies.into_iter().flat_map(|tally| tally.stored).collect();
        all.sort_unstable();
        let at = |share: f64| all.get(((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1))).copied().unwrap_or(0);
        let ms = |micros: u32| f64::from(micros) / 1_000.0;
        println!(
            "{name:<10} {callers:>8} {:>10.0} {:>9} {busy:>8} {:>8.1} {:>8.1} {:>8.1}",
            all.len() as f64 / took.as_secs_f64(),
            all.len(),
            ms(at(0.50)),
            ms(at(0.99)),
            ms(at(1.0))
        );
    }
}

fn main() {
    let mut given = std::env::args().skip(1);
    let callers = given.next().and_then(|text| text.parse().ok()).unwrap_or(CALLERS);
    let seconds = given.next().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    tokio::runtime::Runtime::new().unwrap().block_on(measure(callers, Duration::from_secs(seconds)));
}

async fn measure(callers: usize, span: Duration) {
    let dir = std::env::temp_dir().join(format!("hinomi-intake-{}", &app::secret::fresh().unwrap()[..12]));
    let mut config = Config::default();
    config.server.data_dir.clone_from(&dir);
    config.limits.posts_per_minute = u32::MAX;
    let house = House::open(config, Clock::Machine, false).await.unwrap();
    println!(
        "{:<10} {:>8} {:>10} {:>9} {:>8} {:>8} {:>8} {:>8}",
        "entrance", "callers", "per second", "stored", "503", "p50 ms", "p99 ms", "max ms"
    );
    through_app(&house, callers, span).await;
    through_http(&house, callers, span).await;
    let kept = Ctx::system(&house).read(|tx, viewer| Ok(tx.report_count(viewer, store::intake::Queue::Open)?)).await.unwrap();
    println!("{kept} reports in the ledger, every one acknowledged after its commit reached the disk");
    drop(house);
    let _ = std::fs::remove_dir_all(&dir);
}

fn sending() -> Sending {
    let intake = Intake {
        product: "KD-CAM200".into(),
        version: "1.3.0".into(),
        description: "The management page accepts a session that was issued before the password was changed. ".repeat(6),
        ..Intake::default()
    };
    Sending { intake, lang: Lang::En, source: "api", files: Vec::new(), refused_bytes: Vec::new() }
}

async fn through_app(house: &Arc<House>, callers: usize, span: Duration) {
    let ctx = Ctx::system(house).as_viewer(Viewer::public());
    let started = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let ctx = ctx.clone();
            tokio::spawn(async move {
                let mut tally = Tally::default();
                while started.elapsed() < span {
                    let since = Instant::now();
                    match send(&ctx, sending()).await {
                        Ok(_) => tally.note(since, &End::Stored),
                        Err(Error::Busy) => {
                            tally.note(since, &End::Busy);
                            tokio::time::sleep(Duration::from_millis(1)).await;
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
                tally
            })
        })
        .collect();
    let mut tallies = Vec::new();
    for task in tasks {
        tallies.push(task.await.unwrap());
    }
    Tally::print("app", callers, started.elapsed(), tallies);
}

async fn through_http(house: &Arc<House>, callers: usize, span: Duration) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = web::router(house).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    let intake = sending().intake;
    let body = serde_json::json!({"product": intake.product, "version": intake.version, "description": intake.description}).to_string();
    let head = format!(
        "POST /public/v1/reports HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let request: Arc<[u8]> = format!("{head}{body}").into_bytes().into();
    let started = Instant::now();
    let tasks: Vec<_> = (0..callers).map(|_| tokio::spawn(call(address, Arc::clone(&request), started, span))).collect();
    let mut tallies = Vec::new();
    for task in tasks {
        tallies.push(task.await.unwrap());
    }
    Tally::print("http", callers, started.elapsed(), tallies);
    server.abort();
}

async fn call(address: SocketAddr, request: Arc<[u8]>, started: Instant, span: Duration) -> Tally {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut tally, mut buffer) = (Tally::default(), vec![0; HEAD_BYTES_MAX]);
    while started.elapsed() < span {
        let since = Instant::now();
        stream.write_all(&request).await.unwrap();
        match answer(&mut stream, &mut buffer).await {
            201 => tally.note(since, &End::Stored),
            503 => tally.note(since, &End::Busy),
            other => panic!("status {other}"),
        }
    }
    tally
}

/// Reads one answer to its end and tells its status.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> u16 {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        filled += read;
        let text = String::from_utf8_lossy(&buffer[..filled]);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse::<usize>().unwrap()));
        if body.len() >= length.expect("a length") {
            return head.split(' ').nth(1).unwrap().parse().unwrap();
        }
    }
}
