//! A21: KD-SA-2026-0007 goes out: every file agrees, exactly those who asked are written to, bytes and digest are kept.

use domain::access;
use serde_json::{Value, json};
use testkit::outside::sink::SmtpSink;
use testkit::{Browser, TestApp};

const NUMBER: &str = "KD-SA-2026-0007";
const CASE: &str = "PSIRT-2026-0042";
const FILE: &str = "/csaf/white/2026/kd-sa-2026-0007.json";

/// The demo's world in a house whose mail really leaves, to a sink; a report with an address is linked to the case.
async fn mailing(sink: &SmtpSink) -> TestApp {
    let mut config = app::demo::config();
    let file = std::env::temp_dir().join(format!("hinomi-smtp-{}", &app::secret::fresh().unwrap()[..16]));
    std::fs::write(&file, sink.url()).unwrap();
    config.mail.smtp_url_file = file.to_string_lossy().into_owned();
    let app = TestApp::empty(config, false).await;
    app::demo::build(&app.house, 1).await.unwrap();
    std::fs::remove_file(file).unwrap();
    app::work::drain(&app.house).await.unwrap();
    app
}

async fn program(app: &TestApp, login: &str) -> Browser {
    app.stranger().with_token(app.token(login, &access::scopes()).await)
}

async fn report(app: &TestApp, mail: &str) -> String {
    let mut outside = app.stranger();
    let sent = json!({ "product": "KD-CAM200", "description": "No password is asked for.", "mail": mail, "credit": "night reader" });
    let told = outside.call("POST", "/public/v1/reports", &sent).await;
    assert_eq!(told.status, 201, "{}", told.text());
    told.json()["receipt_code"].as_str().unwrap().to_owned()
}

/// A21.2: who was written to, by address.
fn recipients(sink: &SmtpSink, from: usize) -> Vec<String> {
    let mut all: Vec<String> = sink.mails()[from..].iter().flat_map(|mail| mail.to.clone()).collect();
    all.sort();
    all
}

fn first_entry(atom: &str) -> &str {
    atom.split("<entry>").nth(1).unwrap_or_default().split("</entry>").next().unwrap_or_default()
}

/// A21.1 and A21.2, without the signature.
#[tokio::test]
async fn a21_one_act_publishes_pages_files_lists_and_letters() {
    let sink = SmtpSink::start().await.unwrap();
    let app = mailing(&sink).await;
    let mut lead = program(&app, "lead").await;
    let code = report(&app, "night-reader@example.com").await;
    let number = lead.get("/api/v1/reports?state=open&limit=1").await.json()["items"][0]["number"].as_str().unwrap().to_owned();
    let joined = lead.call("POST", &format!("/api/v1/reports/{number}/acceptance"), &json!({ "case": CASE })).await;
    assert!(joined.status < 300, "{}", joined.text());
    app::work::drain(&app.house).await.unwrap();
    let earlier = sink.mails().len();
    let approved = lead.get(&format!("/api/v1/advisories/{NUMBER}")).await.json()["digest"].clone();
    assert_eq!(approved.as_str().map(str::len), Some(64));

    let done = lead.call("POST", &format!("/api/v1/advisories/{NUMBER}/publication"), &json!({})).await;
    assert_eq!(done.status, 200, "{}", done.text());
    app::work::drain(&app.house).await.unwrap();

    files_agree(&app).await;

    let told = recipients(&sink, earlier);
    let expected = ["cam-user@customer.example", "night-reader@example.com", "video-team@reseller.example"];
    assert_eq!(told, expected, "A21.2: those who asked for KD-CAM200 and the reporter, one letter each");
    for mail in &sink.mails()[earlier..] {
        assert!(!mail.data.contains("R-2026") && !mail.data.contains("PSIRT-2026"), "A21.2: no inner number leaves");
    }
    app::work::drain(&app.house).await.unwrap();
    assert_eq!(sink.mails().len(), earlier + 3, "A21.2: nothing leaves twice");
    let mut outside = app.stranger();
    let status = outside.send("GET", "/public/v1/reports/status", None, Vec::new(), &[("x-receipt-code", &code)]).await;
    assert!(status.text().contains(NUMBER), "A21.2: the reporter is told: {}", status.text());

    let facts = lead.get(&format!("/api/v1/cases/{CASE}/facts")).await.json();
    let public = facts["items"].as_array().unwrap().iter().find(|fact| fact["kind"] == "public").unwrap_or_else(|| panic!("{facts}"));
    assert_eq!(public["happened_at"], "2026-11-21T00:00:00Z", "A21.2: the case has 公表済");
    let kept = lead.get(&format!("/api/v1/advisories/{NUMBER}")).await.json();
    assert_eq!((&kept["state"], &kept["digest"]), (&json!("published"), &approved), "A21.2: the digest that was approved is kept");
    let first = outside.get(FILE).await.bytes;
    app.move_clock("2026-12-24T10:00:00+09:00");
    assert_eq!(outside.get(FILE).await.bytes, first, "A21.2: bytes are kept");
    assert_eq!(outside.get(&format!("{FILE}?v=1.0")).await.bytes, first, "A21.2: under their version too");
}

async fn files_agree(app: &TestApp) {
    let mut outside = app.stranger();
    for lang in ["ja", "en"] {
        let page = outside.get(&format!("/{lang}/advisories/{NUMBER}")).await;
        assert_eq!(page.status, 200, "A21.1: /{lang}/advisories/{NUMBER}");
        assert!(!page.text().contains("PSIRT-2026"), "A21.1");
    }
    let document = outside.get(FILE).await;
    assert_eq!((document.status, document.headers["content-type"].as_str()), (200, "application/json"), "A21.1");
    assert_eq!(testkit::formats::csaf::check(&document.bytes), [], "A21.1: all mandatory tests");
    assert_eq!(testkit::csaf_schema_errors(&document.bytes).unwrap_or_default(), Vec::<String>::new(), "A21.1: the official schema");
    for (ending, digest) in [("sha256", app::secret::sha256_hex(&document.bytes)), ("sha512", sha512_hex(&document.bytes))] {
        let sum = outside.get(&format!("{FILE}.{ending}")).await.text();
        assert_eq!(sum, format!("{digest}  kd-sa-2026-0007.json\n"), "A21.1: {ending}");
    }
    let index = outside.get("/csaf/index.txt").await.text();
    assert_eq!(index.lines().next(), Some("white/2026/kd-sa-2026-0007.json"), "A21.1: index.txt lists it first");
    let changes = outside.get("/csaf/changes.csv").await.text();
    assert_eq!(changes.lines().next(), Some("\"white/2026/kd-sa-2026-0007.json\",\"2026-11-21T00:00:00Z\""), "A21.1: changes.csv");
    let rolie: Value = outside.get("/csaf/feed-tlp-white.json").await.json();
    assert_eq!(rolie["feed"]["entry"][0]["id"], NUMBER, "A21.1: ROLIE lists it first");
    assert_eq!(rolie["feed"]["updated"], "2026-11-21T00:00:00Z", "A21.1");
    for lang in ["ja", "en"] {
        let atom = outside.get(&format!("/feed/{lang}.atom")).await.text();
        assert!(first_entry(&atom).contains(NUMBER), "A21.1: Atom in {lang} lists it first: {atom}");
        let list = outside.get(&format!("/{lang}/advisories")).await.text();
        let at = |number: &str| list.find(number).unwrap_or(usize::MAX);
        assert!(at(NUMBER) < at("KD-SA-2026-0005"), "A21.1: and so does the list of /{lang}/");
    }
}

fn sha512_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha512::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
