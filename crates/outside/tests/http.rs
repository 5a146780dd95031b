//! The guarded client against servers that redirect inwards, send too much, break off or never answer.

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outside::http::{Allowed, Fetched, Guarded, HttpFault, Limits, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Is a server that gives the same bytes to every request and keeps what it was asked.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers with these bytes and closes; with no bytes it stays silent.
    async fn start(answer: impl Into<Vec<u8>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (answer.into(), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.windows(4).any(|w| w == b"\r\n\r\n") {
                    if socket.read_buf(&mut request).await.unwrap_or(0) == 0 {
                        break;
                    }
                }
                kept.lock().expect("the list").push(String::from_utf8_lossy(&request).into_owned());
                if answer.is_empty() {
                    std::future::pending::<()>().await;
                }
                let _ = socket.write_all(&answer).await;
                let _ = socket.shutdown().await;
            }
        });
        Server { address, asked }
    }

    fn url(&self) -> String {
        format!("http://{}/feed.json?token=geheim", self.address)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the list").clone()
    }
}

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn client(allowed: &[&str]) -> Guarded {
    let allowed = allowed.iter().map(|text| Allowed::parse(text).expect("an exception")).collect();
    Guarded::new(&Settings { user_agent: "hinomi-test/1".into(), proxy: String::new(), allowed }).expect("a client")
}

fn brief() -> Limits {
    Limits { bytes_max: 1_000, time_max: Duration::from_secs(20), redirects_max: 2 }
}

async fn get(server: &Server) -> Result<Fetched, HttpFault> {
    client(&["127.0.0.1"]).get(&server.url(), brief()).await
}

#[tokio::test]
async fn an_answer_comes_with_status_headers_and_bytes() {
    let server = Server::start(answer("404 Not Found\r\nETag: \"7\"", "{}")).await;
    let fetched = client(&["127.0.0.0/8"]).get_with(&server.url(), &[("If-None-Match", "\"6\"")], brief()).await.expect("an answer");
    assert_eq!((fetched.status, fetched.bytes.as_slice(), fetched.length, fetched.header("etag")), (404, &b"{}"[..], 2, Some("\"7\"")));
    let asked = server.asked().concat().to_lowercase();
    assert!(asked.starts_with("get /feed.json?token=geheim http/1.1\r\n"), "{asked}");
    assert!(asked.contains("if-none-match: \"6\"\r\n") && asked.contains("user-agent: hinomi-test/1\r\n"), "{asked}");
}

#[tokio::test]
async fn our_own_network_is_refused_before_a_connection_is_made() {
    let server = Server::start(answer("200 OK", "secret")).await;
    let port = server.address.rsplit(':').next().expect("a port");
    let strict = client(&[]);
    for host in ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost"] {
        let fault = strict.get(&format!("http://{host}:{port}/"), brief()).await.expect_err(host);
        assert!(matches!(fault, HttpFault::PrivateAddress { .. }), "{host}: {fault}");
        assert!(!fault.may_pass());
    }
    for url in
        ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://100.64.0.1/", "http://[fd00::1]/", "http://[fe80::1]/"]
    {
        let fault = strict.post(url, &[], b"{}".to_vec(), brief()).await.expect_err(url);
        assert!(matches!(fault, HttpFault::PrivateAddress { .. }), "{url}: {fault}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_listed_host_name_is_called_though_it_is_ours() {
    let server = Server::start(answer("200 OK", "ok")).await;
    let port = server.address.rsplit(':').next().expect("a port");
    let fetched = client(&["localhost"]).get(&format!("http://localhost:{port}/"), brief()).await.expect("an answer");
    assert_eq!(fetched.bytes, b"ok");
}

#[tokio::test]
async fn a_redirect_into_our_own_network_is_refused() {
    let inner = Server::start(answer("200 OK", "secret")).await;
    let targets = [format!("http://{}/", inner.address), "//127.0.0.2/".into(), "http://[::1]/".into(), "http://169.254.169.254/".into()];
    for target in targets {
        let outer = Server::start(answer(&format!("302 Found\r\nLocation: {target}"), "")).await;
        let url = outer.url().replace("127.0.0.1", "localhost");
        let fault = client(&["localhost"]).get(&url, brief()).await.expect_err(&target);
        assert!(matches!(fault, HttpFault::PrivateAddress { .. }), "{target}: {fault}");
        assert_eq!(outer.asked().len(), 1);
    }
    assert_eq!(inner.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_redirect_is_followed_without_the_callers_headers_when_it_leaves_the_host() {
    let last = Server::start(answer("200 OK", "here")).await;
    let first = Server::start(answer(&format!("307 Temporary Redirect\r\nLocation: http://{}/moved", last.address), "")).await;
    let fetched = client(&["127.0.0.1"]).get_with(&first.url(), &[("Authorization", "Bearer geheim")], brief()).await.expect("an answer");
    assert_eq!(fetched.bytes, b"here");
    assert!(first.asked().concat().contains("Bearer geheim"));
    assert!(!last.asked().concat().contains("geheim"), "{:?}", last.asked());
}

#[tokio::test]
async fn redirects_end_at_the_limit_and_keep_to_the_web() {
    let ring = Server::start(answer("302 Found\r\nLocation: /again", "")).await;
    assert_eq!(get(&ring).await, Err(HttpFault::TooManyRedirects(2)));
    assert_eq!(ring.asked().len(), 3);
    for target in ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@127.0.0.1/"] {
        let server = Server::start(answer(&format!("302 Found\r\nLocation: {target}"), "")).await;
        let fault = get(&server).await.expect_err(target);
        assert!(matches!(fault, HttpFault::BadAddress(_)), "{fault}");
    }
}

#[tokio::test]
async fn a_post_does_not_follow_a_redirect() {
    let last = Server::start(answer("200 OK", "")).await;
    let first = Server::start(answer(&format!("307 Temporary Redirect\r\nLocation: http://{}/", last.address), "")).await;
    let fetched = client(&["127.0.0.1"]).post(&first.url(), &[], b"{}".to_vec(), brief()).await.expect("an answer");
    assert_eq!(fetched.status, 307);
    assert_eq!(last.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn too_many_bytes_are_not_read() {
    let announced = Server::start("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n").await;
    assert_eq!(get(&announced).await, Err(HttpFault::TooLarge(1_000)));
    let unannounced = Server::start(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "a".repeat(1_001))).await;
    assert_eq!(get(&unannounced).await, Err(HttpFault::TooLarge(1_000)));
    let just = Server::start(answer("200 OK", &"a".repeat(1_000))).await;
    assert_eq!(get(&just).await.expect("an answer").length, 1_000);
}

#[tokio::test]
async fn a_compressed_answer_is_counted_after_decompression() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b'a'; 100_000]).expect("memory");
    let packed = gzip.finish().expect("memory");
    assert!(packed.len() < 1_000);
    let mut reply = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.len()).into_bytes();
    reply.extend(packed);
    let server = Server::start(reply).await;
    assert_eq!(get(&server).await, Err(HttpFault::TooLarge(1_000)));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_a_fault_that_may_pass() {
    for reply in ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"] {
        let fault = get(&Server::start(reply).await).await.expect_err(reply);
        assert!(matches!(fault, HttpFault::Cut(_)), "{fault}");
        assert!(fault.may_pass());
        assert!(!fault.to_string().contains("geheim"), "{fault}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_left() {
    let server = Server::start("").await;
    let limits = Limits { time_max: Duration::from_millis(200), ..brief() };
    let fault = client(&["127.0.0.1"]).get(&server.url(), limits).await.expect_err("silence");
    assert_eq!(fault, HttpFault::TimedOut(Duration::from_millis(200)));
}

#[tokio::test]
async fn a_writer_receives_the_body_as_it_comes() {
    let server = Server::start(answer("200 OK", "0123456789")).await;
    let mut kept = Vec::new();
    let fetched = client(&["127.0.0.1"]).get_into(&server.url(), &[], brief(), &mut kept).await.expect("an answer");
    assert_eq!((kept.as_slice(), fetched.length, fetched.bytes.len()), (&b"0123456789"[..], 10, 0));
}

#[tokio::test]
async fn the_proxy_is_asked_and_numbers_are_still_guarded() {
    let proxy = Server::start(answer("200 OK", "by proxy")).await;
    let settings = Settings { proxy: format!("http://{}", proxy.address), ..Settings::default() };
    let client = Guarded::new(&settings).expect("a client");
    let fetched = client.get("http://feeds.invalid/list", brief()).await.expect("an answer");
    assert_eq!(fetched.bytes, b"by proxy");
    assert!(proxy.asked().concat().starts_with("GET http://feeds.invalid/list HTTP/1.1\r\n"), "{:?}", proxy.asked());
    let fault = client.get("http://10.0.0.1/", brief()).await.expect_err("private");
    assert!(matches!(fault, HttpFault::PrivateAddress { .. }), "{fault}");
    assert_eq!(proxy.asked().len(), 1);
}

#[tokio::test]
async fn what_is_not_an_address_of_the_web_is_refused() {
    let client = client(&["127.0.0.1"]);
    for url in ["", "feed.json", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://u:pw@127.0.0.1/", "data:,x"] {
        let fault = client.get(url, brief()).await.expect_err(url);
        assert!(matches!(fault, HttpFault::BadAddress(_)), "{url}: {fault}");
    }
    let fault = client.get_with("http://127.0.0.1/", &[("X-A", "y\r\nX-B: z")], brief()).await.expect_err("a line break");
    assert_eq!(fault, HttpFault::BadHeader("X-A".into()));
}
