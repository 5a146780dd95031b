//! Downloads into files: only a whole answer of 200 leaves one behind.

use std::path::PathBuf;
use std::time::Duration;

use outside::download::to_file;
use outside::http::{Allowed, Fetched, Guarded, HttpFault, Limits, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Downloads what a server answers with these bytes; gives also what lies there afterwards.
async fn download(answer: &'static [u8]) -> (Result<Fetched, HttpFault>, Option<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/x", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut request = Vec::new();
        while !request.windows(4).any(|w| w == b"\r\n\r\n") && socket.read_buf(&mut request).await.unwrap_or(0) > 0 {}
        let _ = socket.write_all(answer).await;
        let _ = socket.shutdown().await;
    });
    let settings = Settings { allowed: vec![Allowed::parse("127.0.0.1").expect("an exception")], ..Settings::default() };
    let client = Guarded::new(&settings).expect("a client");
    let path = place();
    let limits = Limits { bytes_max: 100, time_max: Duration::from_secs(20), redirects_max: 0 };
    let fetched = to_file(&client, &url, &[], limits, &path).await;
    let left = std::fs::read(&path).ok();
    let _ = std::fs::remove_file(&path);
    (fetched, left)
}

/// A path of its own for each call.
fn place() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    std::env::temp_dir().join(format!("hinomi-download-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}

#[tokio::test]
async fn a_whole_answer_is_a_file() {
    let (fetched, left) = download(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"1\"\r\n\r\nabc").await;
    assert_eq!((fetched.expect("an answer").header("etag"), left.as_deref()), (Some("\"1\""), Some(&b"abc"[..])));
}

#[tokio::test]
async fn anything_else_leaves_nothing_behind() {
    let answers: [&'static [u8]; 4] = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
    ];
    for answer in answers {
        let (fetched, left) = download(answer).await;
        assert_eq!(left, None, "{fetched:?}");
        assert!(fetched.is_err() || fetched.is_ok_and(|fetched| fetched.status != 200));
    }
}

#[tokio::test]
async fn what_lies_there_already_stays() {
    let path = place();
    std::fs::write(&path, "before").expect("a file");
    let client = Guarded::new(&Settings::default()).expect("a client");
    let fault = to_file(&client, "http://127.0.0.1/", &[], Limits::default(), &path).await.expect_err("no overwriting");
    assert!(matches!(fault, HttpFault::Sink(_)), "{fault}");
    assert_eq!(std::fs::read(&path).expect("still there"), b"before");
    std::fs::remove_file(&path).expect("ours");
}
