//! Runs of feeds against small servers on the loopback address that answer as the real ones do, and as they do on bad days.

use super::{Ran, ask, bundle, list, run};
use crate::config::CustomFeed;
use crate::{Clock, Config, Ctx, House};
use domain::feed::Health;
use domain::instant::Instant;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const NOW: &str = "2026-11-21T00:30:00Z";

/// Answers by path: the last one again and again, those before it once.
type Answers = Arc<Mutex<HashMap<String, Vec<Vec<u8>>>>>;

/// A server that stands for every host, as a mirror does, and keeps what it was asked.
struct Site {
    url: String,
    answers: Answers,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (answers, asked) = (Answers::default(), Arc::new(Mutex::new(Vec::new())));
        let (given, kept) = (Arc::clone(&answers), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.windows(4).any(|w| w == b"\r\n\r\n") && socket.read_buf(&mut request).await.unwrap_or(0) > 0 {}
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = {
                    let mut given = given.lock().unwrap();
                    let of = given.get_mut(&path);
                    of.map(|of| if of.len() > 1 { of.remove(0) } else { of[0].clone() })
                };
                kept.lock().unwrap().push(request);
                let _ = socket.write_all(&answer.unwrap_or_else(|| reply("404 Not Found", b""))).await;
                let _ = socket.shutdown().await;
            }
        });
        Self { url, answers, asked }
    }

    /// Answers a path with 200; further calls for the same path follow.
    fn gives(&self, path: &str, body: impl AsRef<[u8]>) -> &Self {
        self.answers_with(path, reply("200 OK", body.as_ref()))
    }

    fn answers_with(&self, path: &str, bytes: Vec<u8>) -> &Self {
        self.answers.lock().unwrap().entry(path.to_owned()).or_default().push(bytes);
        self
    }

    /// Forgets what it answers at a path.
    fn forgets(&self, path: &str) -> &Self {
        self.answers.lock().unwrap().remove(path);
        self
    }

    /// Paths that were asked since the last look.
    fn paths(&self) -> Vec<String> {
        self.requests().iter().filter_map(|request| request.split(' ').nth(1).map(str::to_owned)).collect()
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn reply(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A house in a directory of its own, with a clock that stands still.
struct Place(PathBuf, Arc<House>);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Place {
    async fn new(site: &Site, change: impl FnOnce(&mut Config)) -> Self {
        let dir = std::env::temp_dir().join(format!("hinomi-feed-{}", &crate::secret::fresh().unwrap()[..12]));
        let mut config = Config::default();
        config.server.data_dir.clone_from(&dir);
        config.feeds.mirror.clone_from(&site.url);
        config.feeds.osv_ecosystems = vec!["npm".into()];
        change(&mut config);
        let house = House::open(config, Clock::frozen(Instant::parse(NOW).unwrap().instant), false).await.unwrap();
        Self(dir, house)
    }

    fn ctx(&self) -> Ctx {
        Ctx::system(&self.1)
    }

    async fn run(&self, feed: &str) -> Ran {
        let ran = run(&self.ctx(), feed, |_| {}).await.unwrap();
        let left = std::fs::read_dir(self.0.join("incoming")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "nothing stays behind");
        ran
    }

    async fn fine(&self, feed: &str) -> Ran {
        let ran = self.run(feed).await;
        assert_eq!(ran.trouble, None);
        ran
    }

    async fn trouble(&self, feed: &str) -> String {
        self.run(feed).await.trouble.expect("a trouble").code
    }

    fn later(&self, minutes: i64) {
        assert!(self.1.clock.move_to(Instant::from_ms(self.1.clock.now().as_ms() + minutes * 60_000)));
    }

    async fn row(&self, feed: &str) -> super::FeedRow {
        list(&self.ctx()).await.unwrap().0.into_iter().find(|row| row.feed == feed).unwrap()
    }

    fn records(&self) -> usize {
        self.1.known().unwrap().stats().records
    }
}

const KEV_PATH: &str = "/www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";

fn kev(count: usize) -> String {
    let entry = |n| format!(r#"{{"cveID":"CVE-1900-{n:04}","vulnerabilityName":"x","dateAdded":"1900-01-01"}}"#);
    let entries: Vec<String> = (1..=count).map(entry).collect();
    format!(r#"{{"catalogVersion":"1900.01.01","vulnerabilities":[{}]}}"#, entries.join(","))
}

fn osv(id: &str, modified: &str) -> String {
    format!(
        r#"{{"schema_version":"1.6.0","id":"{id}","modified":"{modified}","affected":[{{"package":{{"ecosystem":"npm","name":"left-panel"}},
        "ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"1.2.1"}}]}}]}}]}}"#
    )
}

fn cve(id: &str) -> String {
    format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{id}","state":"PUBLISHED","assignerOrgId":"00000000-0000-4000-8000-000000000000","dateUpdated":"1900-01-01T00:00:00Z"}},
        "containers":{{"cna":{{"descriptions":[{{"lang":"en","value":"A flaw."}}],"affected":[{{"vendor":"kakuu","product":"router","versions":[{{"version":"1.0","status":"affected"}}]}}]}}}}}}"#
    )
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A `.tar.zst` of files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in files {
        archive.append_data(&mut crate::backup::header(text.len() as u64), name, text.as_bytes()).unwrap();
    }
    zstd::encode_all(archive.into_inner().unwrap().as_slice(), 1).unwrap()
}

#[tokio::test]
async fn a_file_that_did_not_change_is_not_sent_again() {
    let site = Site::start().await;
    let place = Place::new(&site, |config| config.feeds.kev = "1h".into()).await;
    site.answers_with(KEV_PATH, reply("200 OK\r\nETag: \"7\"\r\nLast-Modified: Fri, 20 Nov 2026 00:00:00 GMT", kev(20).as_bytes()));
    site.answers_with(KEV_PATH, reply("304 Not Modified", b""));
    assert_eq!(place.row("kev").await.health, Health::Waiting);
    let ran = place.fine("kev").await;
    assert_eq!((ran.read, ran.new, ran.requests), (20, 20, 1));
    assert!(!site.requests()[0].to_lowercase().contains("if-"));
    place.later(60);
    let again = place.fine("kev").await;
    assert_eq!((again.read, again.requests), (0, 1));
    let asked = site.requests()[0].to_lowercase();
    assert!(asked.contains("if-none-match: \"7\"\r\n") && asked.contains("if-modified-since: fri, 20 nov 2026"), "{asked}");
    let row = place.row("kev").await;
    assert_eq!((row.health, row.records, row.fine_at), (Health::Healthy, 20, Some(place.1.clock.now())));
    place.later(4 * 60);
    assert_eq!(place.row("kev").await.health, Health::Stale);
}

#[tokio::test]
async fn a_server_whose_clock_is_ahead_is_asked_without_its_date() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    site.answers_with(KEV_PATH, reply("200 OK\r\nLast-Modified: Sun, 22 Nov 2026 00:00:00 GMT", kev(3).as_bytes()));
    place.fine("kev").await;
    place.fine("kev").await;
    assert!(site.requests().iter().all(|request| !request.to_lowercase().contains("if-modified-since")));
}

#[tokio::test]
async fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
    let site = Site::start().await;
    let place = Place::new(&site, |config| config.feeds.kev = "1h".into()).await;
    site.answers_with(KEV_PATH, reply("429 Too Many Requests\r\nRetry-After: 7200", b""));
    site.answers_with(KEV_PATH, reply("503 Service Unavailable\r\nRetry-After: Sat, 21 Nov 2026 05:30:00 GMT", b""));
    site.gives(KEV_PATH, kev(3));
    assert_eq!(place.trouble("kev").await, "busy");
    let row = place.row("kev").await;
    assert_eq!((row.health, row.due_at.unwrap().to_rfc3339().as_str()), (Health::Failing, "2026-11-21T02:30:00Z"));
    place.later(119);
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 0, "not before the rest is over");
    place.later(1);
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 1);
    assert_eq!(place.row("kev").await.due_at.unwrap().to_rfc3339(), "2026-11-21T05:30:00Z");
    place.later(3 * 60);
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 1);
    let row = place.row("kev").await;
    assert_eq!((row.health, row.records, row.trouble), (Health::Healthy, 3, None));
}

#[tokio::test]
async fn what_is_cut_damaged_or_something_else_changes_nothing() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let epss = "/epss.empiricalsecurity.com/epss_scores-current.csv.gz";
    let scores = gzip(b"#model_version:v1,score_date:2026-11-20T00:00:00Z\ncve,epss,percentile\nCVE-1900-0001,0.1,0.2\n");
    let cut = [&b"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 99\r\n\r\n"[..], &scores[..9]].concat();
    let mut damaged = scores.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    site.answers_with(epss, cut);
    site.answers_with(epss, reply("200 OK\r\nETag: \"1\"", &damaged));
    site.answers_with(epss, reply("200 OK\r\nETag: \"1\"\r\nContent-Encoding: gzip", b"no gzip at all"));
    site.answers_with(epss, reply("200 OK\r\nETag: \"1\"", b"<html>please sign in</html>"));
    site.answers_with(epss, reply("200 OK\r\nETag: \"1\"", &scores));
    for expected in ["cut", "unreadable", "cut", "unreadable"] {
        assert_eq!(place.trouble("epss").await, expected);
        assert_eq!(place.1.known().unwrap().stats().epss, 0);
    }
    assert_eq!(place.fine("epss").await.new, 1);
    assert!(site.requests().iter().all(|request| !request.to_lowercase().contains("if-none-match")), "no tag of what was not taken in");
}

#[tokio::test]
async fn a_redirect_into_our_own_network_is_refused() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    site.answers_with(KEV_PATH, reply("302 Found\r\nLocation: http://169.254.169.254/latest", b""));
    let trouble = place.run("kev").await.trouble.unwrap();
    assert_eq!(trouble.code, "private_address");
    // Without a mirror of the configuration nothing internal is called at all.
    let strict = Place::new(&site, |config| {
        let from = format!("{}/records.json", config.feeds.mirror);
        config.feeds.mirror = String::new();
        config.feeds.custom = vec![CustomFeed { name: "own".into(), from, every: String::new() }];
    })
    .await;
    assert_eq!(strict.trouble("own").await, "private_address");
}

#[tokio::test]
async fn a_catalogue_that_lost_entries_is_told() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    site.gives(KEV_PATH, kev(100)).gives(KEV_PATH, kev(40));
    place.fine("kev").await;
    place.fine("kev").await;
    let row = place.row("kev").await;
    assert_eq!((row.fell, row.change), (Some((100, 40)), -60));
}

#[tokio::test]
async fn the_cve_list_is_its_baseline_and_then_its_changes() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let download = "github.com/CVEProject/cvelistV5/releases/download/cve_2026-11-21_0000Z/2026-11-21_all_CVEs_at_midnight.zip.zip";
    let asset =
        serde_json::json!({ "name": "2026-11-21_all_CVEs_at_midnight.zip.zip", "browser_download_url": format!("https://{download}") });
    site.gives("/api.github.com/repos/CVEProject/cvelistV5/releases/latest", serde_json::json!({ "assets": [asset] }).to_string());
    let inner = zip_of(&[("cves/1900/0xxx/CVE-1900-0001.json", cve("CVE-1900-0001").as_bytes())]);
    site.gives(&format!("/{download}"), zip_of(&[("cves.zip", &inner)]));
    let list = "/raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/";
    let change = |id: &str| serde_json::json!({ "cveId": id, "githubLink": "http://169.254.169.254/" });
    let log = |at: &str, ids: &[&str]| {
        serde_json::json!([
            { "fetchTime": at, "new": [change(ids[0])], "updated": ids[1..].iter().map(|id| change(id)).collect::<Vec<_>>(), "error": [] },
            { "fetchTime": "2026-10-22T00:00:00Z", "new": [change("CVE-1900-0009")], "updated": [] },
        ])
        .to_string()
    };
    let log_path = format!("{list}deltaLog.json");
    site.gives(&log_path, log("2026-11-21T00:20:00Z", &["CVE-1900-1002", "CVE-1900-0404", "../../x"]));
    site.gives(&format!("{list}1900/1xxx/CVE-1900-1002.json"), cve("CVE-1900-1002"));
    let ran = place.fine("cve").await;
    assert_eq!((ran.new, place.records()), (2, 2));
    assert_eq!(ran.notes.iter().map(|note| (note.code, note.file.as_str())).collect::<Vec<_>>(), [("feed.missing", "CVE-1900-0404")]);
    let asked = site.paths();
    assert_eq!(asked.len(), 5, "{asked:?}");
    place.later(60);
    site.forgets(&log_path).gives(&log_path, log("2026-11-21T01:10:00Z", &["CVE-1900-1003"]));
    site.gives(&format!("{list}1900/1xxx/CVE-1900-1003.json"), cve("CVE-1900-1003"));
    assert_eq!(place.fine("cve").await.new, 1);
    assert_eq!(site.paths().len(), 2, "the log and what changed");
    // After a silence longer than the log reaches back there is a new baseline.
    place.later(60 * 24 * 60);
    site.forgets(&log_path).gives(&log_path, log("2027-01-20T00:00:00Z", &["CVE-1900-1003"]).replace("2026-10-22", "2026-12-21"));
    place.fine("cve").await;
    assert!(site.paths().iter().any(|path| path.contains("midnight")));
}

#[tokio::test]
async fn osv_is_an_archive_and_then_single_records() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let bucket = "/osv-vulnerabilities.storage.googleapis.com/npm/";
    let list = format!("{bucket}modified_id.csv");
    site.gives(&list, "2026-11-20T10:00:00Z,GHSA-aaaa-aaaa-aaaa\n2026-11-19T10:00:00Z,GHSA-bbbb-bbbb-bbbb\n");
    let (a, b) = (osv("GHSA-aaaa-aaaa-aaaa", "2026-11-20T10:00:00Z"), osv("GHSA-bbbb-bbbb-bbbb", "2026-11-19T10:00:00Z"));
    site.gives(&format!("{bucket}all.zip"), zip_of(&[("a.json", a.as_bytes()), ("b.json", b.as_bytes())]));
    assert_eq!(place.fine("osv").await.new, 2);
    assert_eq!(site.paths().len(), 2);
    site.forgets(&list)
        .gives(&list, "2026-11-21T00:10:00Z,GHSA-cccc-cccc-cccc\n2026-11-21T00:10:00Z,../../x\n2026-11-20T10:00:00Z,GHSA-aaaa-aaaa-aaaa\n");
    site.gives(&format!("{bucket}GHSA-cccc-cccc-cccc.json"), osv("GHSA-cccc-cccc-cccc", "2026-11-21T00:10:00Z"));
    assert_eq!(place.fine("osv").await.new, 1);
    assert_eq!(site.paths().len(), 2, "only what is new");
    assert_eq!(place.fine("osv").await.requests, 1);
    let row = place.row("osv").await;
    assert_eq!((row.records, row.with_statements), (3, Some(100)));
}

#[tokio::test]
async fn an_interrupted_reading_of_the_nvd_goes_on_where_it_stopped() {
    let site = Site::start().await;
    let key = std::env::temp_dir().join(format!("hinomi-nvd-{}", &crate::secret::fresh().unwrap()[..12]));
    std::fs::write(&key, "geheim\n").unwrap();
    let place = Place::new(&site, |config| config.feeds.nvd_key_file = key.to_string_lossy().into_owned()).await;
    let page = |index: u64, count: u64, id: &str| {
        format!(
            r#"{{"resultsPerPage":{count},"startIndex":{index},"totalResults":4000,"format":"NVD_CVE","vulnerabilities":[{{"cve":{{"id":"{id}",
            "lastModified":"2026-11-20T00:00:00.000","vulnStatus":"Analyzed","descriptions":[]}}}}]}}"#
        )
    };
    let at = |index: u64| format!("/services.nvd.nist.gov/rest/json/cves/2.0?resultsPerPage=2000&startIndex={index}");
    site.gives(&at(0), page(0, 2_000, "CVE-1900-0001"));
    site.answers_with(&at(2_000), reply("503 Service Unavailable", b""));
    site.gives(&at(2_000), page(2_000, 2_000, "CVE-1900-0002"));
    let ran = place.run("nvd").await;
    assert_eq!((ran.trouble.map(|trouble| trouble.code).as_deref(), ran.new), (Some("busy"), 1), "what came is not lost");
    site.requests();
    assert_eq!(place.fine("nvd").await.new, 1);
    let asked = site.requests();
    assert!(asked.len() == 1 && asked[0].contains("startIndex=2000") && asked[0].contains("apikey: geheim"), "{asked:?}");
    std::fs::remove_file(&key).unwrap();
}

#[tokio::test]
async fn jvn_is_its_years_and_then_what_myjvn_lists() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let detail = |id: &str| {
        format!(
            r#"<VULDEF-Document xmlns="http://jvn.jp/vuldef/"><Vulinfo><VulinfoID>{id}</VulinfoID><VulinfoData><Title>架空の脆弱性</Title>
            <DateLastUpdated>2026-11-20T00:00:00+09:00</DateLastUpdated></VulinfoData></Vulinfo>
            <status:Status xmlns:status="http://jvndb.jvn.jp/myjvn/Status" version="3.3" retCd="0" totalRes="1" totalResRet="1" /></VULDEF-Document>"#
        )
    };
    let year = detail("JVNDB-1900-000001");
    let sums = serde_json::json!([
        { "filename": "jvndb_detail_1900.rdf", "sha256": crate::secret::sha256_hex(year.as_bytes()).to_uppercase() },
        { "filename": "jvndb_1900.rdf", "sha256": "" },
    ]);
    site.gives("/jvndb.jvn.jp/ja/feed/checksum.txt", sums.to_string()).gives("/jvndb.jvn.jp/ja/feed/detail/jvndb_detail_1900.rdf", &year);
    let overview = r#"<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:rdf="x">
        <item rdf:about="x"><title>架空</title><sec:identifier>JVNDB-1900-000002</sec:identifier><dcterms:modified>2026-11-20T12:00:00+09:00</dcterms:modified></item>
        <status:Status xmlns:status="x" version="3.3" retCd="0" totalRes="1" totalResRet="1" /></rdf:RDF>"#;
    let listed = "/jvndb.jvn.jp/myjvn?feed=hnd&lang=ja&method=getVulnOverviewList&startItem=1&maxCountItem=50&rangeDatePublic=n&rangeDatePublished=n\
                  &rangeDateFirstPublished=n&datePublishedStartY=2026&datePublishedStartM=11&datePublishedStartD=17";
    let asked = "/jvndb.jvn.jp/myjvn?feed=hnd&lang=ja&method=getVulnDetailInfo&vulnId=JVNDB-1900-000002";
    site.gives(listed, overview).gives(asked, detail("JVNDB-1900-000002"));
    let ran = place.fine("jvn").await;
    assert_eq!((ran.new, place.records()), (2, 2));
    assert_eq!(site.paths().len(), 4);
    let other = Place::new(&site, |_| {}).await;
    site.forgets("/jvndb.jvn.jp/ja/feed/detail/jvndb_detail_1900.rdf")
        .gives("/jvndb.jvn.jp/ja/feed/detail/jvndb_detail_1900.rdf", "<changed/>");
    assert_eq!(other.trouble("jvn").await, "digest");
    assert_eq!(other.records(), 0);
}

#[tokio::test]
async fn the_european_database_is_read_page_by_page() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let page = |id: &str, total: u64| {
        format!(r#"{{"items":[{{"id":"{id}","description":"x","aliases":"CVE-1900-0001\n","enisaIdProduct":[]}}],"total":{total}}}"#)
    };
    let at = |page: u64| format!("/euvdservices.enisa.europa.eu/api/search?size=100&page={page}");
    site.gives(&at(0), page("EUVD-1900-1", 101)).gives(&at(1), page("EUVD-1900-2", 101));
    assert_eq!(place.fine("euvd").await.new, 2);
}

const PROVIDER: &str = "https://supplier.example/.well-known/csaf/provider-metadata.json";

fn csaf(number: &str) -> String {
    format!(
        r#"{{"document":{{"category":"csaf_security_advisory","csaf_version":"2.0","title":"x","publisher":{{"category":"vendor","name":"Kakuu Denki"}},
        "tracking":{{"id":"{number}","initial_release_date":"1900-01-01T00:00:00Z","current_release_date":"1900-02-01T00:00:00Z"}}}},
        "vulnerabilities":[{{"cve":"CVE-1900-0001"}}]}}"#
    )
}

fn provider(distributions: &str) -> String {
    format!(
        r#"{{"canonical_url":"{PROVIDER}","last_updated":"1900-01-01T00:00:00Z","metadata_version":"2.0","role":"csaf_provider",
        "publisher":{{"category":"vendor","name":"Kakuu Denki","namespace":"https://supplier.example"}},"distributions":[{distributions}]}}"#
    )
}

#[tokio::test]
async fn a_document_of_a_supplier_is_held_against_its_digest() {
    let site = Site::start().await;
    let place = Place::new(&site, |config| config.feeds.csaf = vec![PROVIDER.into()]).await;
    let rolie = r#"{"rolie":{"feeds":[{"summary":"x","tlp_label":"WHITE","url":"https://supplier.example/csaf/feed.json"},
        {"summary":"x","tlp_label":"RED","url":"https://supplier.example/csaf/red.json"}]}}"#;
    site.gives("/supplier.example/.well-known/csaf/provider-metadata.json", provider(rolie));
    let entry = |n: u8| {
        let url = format!("https://supplier.example/csaf/{n}.json");
        serde_json::json!({ "id": format!("KD-{n}"), "updated": "2026-11-20T00:00:00Z", "content": { "src": url },
            "link": [{ "rel": "self", "href": url }, { "rel": "hash", "href": format!("{url}.sha256") }, { "rel": "signature", "href": format!("{url}.asc") }] })
    };
    site.gives("/supplier.example/csaf/feed.json", serde_json::json!({ "feed": { "entry": [entry(1), entry(2), entry(3)] } }).to_string());
    for n in 1..=3 {
        site.gives(&format!("/supplier.example/csaf/{n}.json"), csaf(&format!("KD-{n}")));
    }
    let digest = crate::secret::sha256_hex(csaf("KD-1").as_bytes());
    site.gives("/supplier.example/csaf/1.json.sha256", format!("{digest}  1.json\n"));
    site.gives("/supplier.example/csaf/2.json.sha256", format!("{digest}  2.json\n"));
    let ran = place.fine("csaf-supplier-example").await;
    let notes: Vec<_> = ran.notes.iter().map(|note| (note.code, note.file.rsplit('/').next().unwrap())).collect();
    assert_eq!(notes, [("csaf.digest_differs", "2.json"), ("csaf.no_digest", "3.json")]);
    assert_eq!(ran.new, 2);
    assert!(site.paths().iter().all(|path| !path.contains("red.json") && !path.ends_with(".asc")));
    assert_eq!(place.fine("csaf-supplier-example").await.requests, 2, "what is known is not fetched again");
    assert!(place.row("csaf-supplier-example").await.signed, "and nobody is told that a signature was verified");
}

#[tokio::test]
async fn a_folder_without_a_list_of_changes_is_read_by_its_index() {
    let site = Site::start().await;
    let place = Place::new(&site, |config| config.feeds.csaf = vec![PROVIDER.into()]).await;
    site.gives(
        "/supplier.example/.well-known/csaf/provider-metadata.json",
        provider(r#"{"directory_url":"https://supplier.example/csaf/"}"#),
    );
    site.gives("/supplier.example/csaf/index.txt", "2026/kd-1.json\n../../../etc/passwd\n");
    site.gives("/supplier.example/csaf/2026/kd-1.json", csaf("KD-1"));
    site.gives("/supplier.example/csaf/2026/kd-1.json.sha512", "0".repeat(128));
    let ran = place.fine("csaf-supplier-example").await;
    assert_eq!((ran.new, ran.notes.len(), ran.notes[0].code), (0, 1, "csaf.digest_differs"));
}

#[tokio::test]
async fn own_files_and_directories_are_feeds_too() {
    let site = Site::start().await;
    let dir = std::env::temp_dir().join(format!("hinomi-own-{}", &crate::secret::fresh().unwrap()[..12]));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("a.json"), osv("OWN-1", "2026-01-01T00:00:00Z")).unwrap();
    let from = dir.to_string_lossy().into_owned();
    let place = Place::new(&site, |config| {
        config.feeds.custom = vec![
            CustomFeed { name: "own".into(), from, every: "1d".into() },
            CustomFeed { name: "partner".into(), from: "https://partner.example/osv.jsonl?token=geheim".into(), every: String::new() },
        ];
    })
    .await;
    site.gives("/partner.example/osv.jsonl?token=geheim", format!("{}\n", osv("PARTNER-1", "2026-01-01T00:00:00Z").replace('\n', " ")));
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 1, "only what has a cadence runs by itself");
    assert_eq!(place.fine("partner").await.new, 1);
    assert_eq!(place.records(), 2);
    assert!(dir.join("a.json").exists(), "an own directory is read, never emptied");
    site.forgets("/partner.example/osv.jsonl?token=geheim");
    let trouble = place.run("partner").await.trouble.unwrap();
    assert_eq!((trouble.code.as_str(), trouble.detail.contains("geheim")), ("missing", false));
    std::fs::remove_dir_all(&dir).unwrap();
}

#[tokio::test]
async fn a_run_that_is_asked_for_is_a_job_and_never_twice() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    site.gives(KEV_PATH, kev(3));
    assert!(ask(&place.ctx(), "kev").await.unwrap());
    assert!(!ask(&place.ctx(), "kev").await.unwrap(), "it waits already");
    assert_eq!(ask(&place.ctx(), "nobody").await.unwrap_err().refusal().unwrap().code(), "auth.not_found");
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 1);
    let row = place.row("kev").await;
    assert_eq!((row.records, row.health), (3, Health::Off), "asked for once, not from now on");
    assert!(ask(&place.ctx(), "kev").await.unwrap(), "it can be asked for again");
}

#[tokio::test]
async fn a_bundle_brings_everything_to_a_network_that_no_feed_reaches() {
    let site = Site::start().await;
    let (here, there) = (Place::new(&site, |_| {}).await, Place::new(&site, |_| {}).await);
    site.gives(KEV_PATH, kev(3));
    site.gives(
        "/epss.empiricalsecurity.com/epss_scores-current.csv.gz",
        gzip(b"#model_version:v1,score_date:2026-11-20T00:00:00Z\ncve,epss,percentile\nCVE-1900-0001,0.1,0.2\n"),
    );
    for feed in ["kev", "epss"] {
        here.fine(feed).await;
    }
    let records = here.0.join("records.jsonl");
    let lines: Vec<String> = ["A-1", "A-2"].map(|id| osv(id, "2026-01-01T00:00:00Z").replace('\n', " ")).to_vec();
    std::fs::write(&records, lines.join("\n")).unwrap();
    super::import(&here.ctx(), records, "osv", |_| {}, |_, _| {}).await.unwrap();
    let file = here.0.join("feeds.tar.zst");
    let manifest = bundle::create(&here.ctx(), &file).await.unwrap();
    assert_eq!(
        manifest.files.iter().map(|kept| kept.path.as_str()).collect::<Vec<_>>(),
        ["feeds/epss.tar.zst", "feeds/kev.tar.zst", "feeds/osv.tar.zst"]
    );
    assert!(bundle::is_one(&file) && !bundle::is_one(&here.0.join("records.jsonl")));
    let done = bundle::take_in(&there.ctx(), &file).await.unwrap();
    assert_eq!(done.iter().map(|(feed, done)| (feed.as_str(), done.taken.new)).collect::<Vec<_>>(), [("epss", 1), ("kev", 3), ("osv", 2)]);
    let (one, two) = (here.1.known().unwrap(), there.1.known().unwrap());
    assert_eq!(
        (one.ids(), one.kev("CVE-1900-0002"), one.epss("CVE-1900-0001")),
        (two.ids(), two.kev("CVE-1900-0002"), two.epss("CVE-1900-0001"))
    );
    assert_eq!(one.records_of("A-1"), two.records_of("A-1"), "byte by byte");
    let again = bundle::take_in(&there.ctx(), &file).await.unwrap();
    assert!(again.iter().all(|(_, done)| done.taken.new + done.taken.changed == 0), "a second time nothing is new");
}

#[tokio::test]
async fn a_bundle_that_is_laid_into_a_directory_is_taken_in_once() {
    let site = Site::start().await;
    let here = Place::new(&site, |_| {}).await;
    let dir = here.0.join("bundles");
    std::fs::create_dir_all(&dir).unwrap();
    let there = Place::new(&site, |config| config.feeds.offline_dir = dir.to_string_lossy().into_owned()).await;
    assert_eq!(there.fine("offline").await.read, 0, "there is none yet");
    let records = here.0.join("a.json");
    std::fs::write(&records, osv("A-1", "2026-01-01T00:00:00Z")).unwrap();
    super::import(&here.ctx(), records, "osv", |_| {}, |_, _| {}).await.unwrap();
    let file = dir.join("1.tar.zst");
    bundle::create(&here.ctx(), &file).await.unwrap();
    std::fs::write(dir.join("readme.txt"), "no bundle").unwrap();
    assert_eq!((there.fine("offline").await.new, there.records()), (1, 1));
    assert_eq!(there.fine("offline").await.read, 0, "the same one is not read again");
    let manifest = r#"{"layout":1,"program":"x","made_at":"x","files":[{"path":"feeds/osv.tar.zst","bytes":3,"sha256":""}]}"#;
    std::fs::write(&file, archive(&[("bundle.json", manifest), ("feeds/osv.tar.zst", "abc")])).unwrap();
    assert_eq!(there.trouble("offline").await, "bundle");
    assert_eq!(there.trouble("offline").await, "bundle", "what was not taken in is not done");
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(run(&there.ctx(), "offline", |_| {}).await.is_err(), "a directory that is gone is a failure of the machine");
}

#[tokio::test]
async fn a_bundle_that_is_not_what_it_says_brings_nothing() {
    let site = Site::start().await;
    let place = Place::new(&site, |_| {}).await;
    let file = place.0.join("x.tar.zst");
    let manifest = |path: &str, sha256: &str| {
        let files = serde_json::json!([{ "path": path, "bytes": 3, "sha256": sha256 }]);
        serde_json::json!({ "layout": 1, "program": "x", "made_at": "x", "files": files }).to_string()
    };
    let good = crate::secret::sha256_hex(b"abc");
    let cases: Vec<(Vec<(&str, String)>, &str)> = vec![
        (vec![], "empty"),
        (vec![("bundle.json", "{".into())], "manifest"),
        (vec![("bundle.json", manifest("feeds/../x.tar.zst", &good))], "no feed"),
        (vec![("bundle.json", manifest("hinomi.db", &good))], "no feed"),
        (vec![("bundle.json", manifest("feeds/kev.tar.zst", &good))], "missing"),
        (vec![("bundle.json", manifest("feeds/kev.tar.zst", "")), ("feeds/kev.tar.zst", "abc".into())], "digest"),
        (vec![("bundle.json", manifest("feeds/kev.tar.zst", &good)), ("feeds/osv.tar.zst", "abc".into())], "not in its manifest"),
    ];
    for (entries, expected) in cases {
        let entries: Vec<_> = entries.iter().map(|(name, text)| (*name, text.as_str())).collect();
        std::fs::write(&file, archive(&entries)).unwrap();
        let refusal = bundle::take_in(&place.ctx(), &file).await.unwrap_err().refusal().unwrap();
        assert_eq!(refusal.code(), "bundle.damaged");
        let detail = refusal.args().remove(0).1;
        assert!(detail.contains(expected), "{expected}: {detail}");
        assert_eq!(place.records(), 0);
    }
}

#[tokio::test]
async fn a_demo_asks_nobody() {
    let site = Site::start().await;
    let dir = std::env::temp_dir().join(format!("hinomi-feed-{}", &crate::secret::fresh().unwrap()[..12]));
    let mut config = Config::default();
    config.server.data_dir.clone_from(&dir);
    config.feeds.mirror.clone_from(&site.url);
    config.feeds.kev = "1h".into();
    let house = House::open(config, Clock::Machine, true).await.unwrap();
    let place = Place(dir, house);
    assert_eq!(run(&place.ctx(), "kev", |_| {}).await.unwrap_err().refusal().unwrap().code(), "feed.demo");
    assert_eq!(ask(&place.ctx(), "kev").await.unwrap_err().refusal().unwrap().code(), "feed.demo");
    assert_eq!(crate::work::drain(&place.1).await.unwrap(), 0);
    assert_eq!(site.paths(), Vec::<String>::new());
}
