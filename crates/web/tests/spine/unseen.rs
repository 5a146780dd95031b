//! A13: whoever is no member of a restricted case cannot tell from any page, list, count, search, file or feed that it exists.

use domain::access;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{Browser, Reply, TestApp};
use web::Face;

/// What the hidden case is called, and what only it names.
const WORDS: [&str; 3] = ["PSIRT-2026-0044", "unheard-of flaw", "CVE-1900-9777"];
/// Those who are neither members nor leads; a lead learns a number, see `a13_4_a_lead_learns_a_number_and_nothing_else`.
const OUTSIDERS: [&str; 7] = ["triage", "owner-net", "owner-plc", "pr", "exec", "auditor", "admin"];
/// Addresses that are walked beside those of the routes: filters, searches, files.
const MORE: [&str; 20] = [
    "/app/cases?all=1",
    "/app/inbox?state=all",
    "/app/search?q=PSIRT-2026-0044",
    "/app/search?q=unheard-of",
    "/app/search?q=CVE-1900-9777",
    "/app/search?q=KD-GW10",
    "/app/vulnerabilities/CVE-1900-9777",
    "/app/audit?thing=PSIRT-2026-0044",
    "/app/products/kd-cam200/releases/1.4.0",
    "/app/cases/PSIRT-2026-0044",
    "/api/v1/cases?all=1&limit=200",
    "/api/v1/cases/PSIRT-2026-0044",
    "/api/v1/deadlines?met=1",
    "/api/v1/search?q=unheard-of",
    "/api/v1/search?q=PSIRT-2026-0044",
    "/api/v1/assessments?vulnerability=CVE-1900-9777",
    "/api/v1/assessments?release=kd-gw10@2.1.1",
    "/api/v1/vulnerabilities/CVE-1900-9777/affected",
    "/api/v1/audit?limit=200",
    "/api/v1/releases/kd-cam200@1.4.0/findings",
];

async fn world() -> TestApp {
    let mut config = app::demo::config();
    config.limits.posts_per_minute = 10_000_000;
    let app = TestApp::empty(config, true).await;
    app::demo::build(&app.house, 1).await.unwrap();
    app
}

/// Every address that can be read, with its places filled by things that many may see; whether it is the API's.
fn addresses() -> Vec<(String, bool)> {
    let fill = |path: &str| {
        let path = path.replace("/products/{slug}", "/products/kd-gw10").replace("/releases/{version}", "/releases/2.1.1");
        let path = path.replace("/releases/{release}", "/releases/kd-gw10@2.1.1").replace("/cases/{number}", "/cases/PSIRT-2026-0039");
        let path = path.replace("/reports/{number}", "/reports/R-2026-0031").replace("/advisories/{number}", "/advisories/KD-SA-2026-0005");
        let path = path.replace("/vulnerabilities/{id}", "/vulnerabilities/CVE-1900-9001").replace("{lang}", "ja");
        path.replace("/users/{login}", "/users/qa").replace("/people/{login}", "/people/qa")
    };
    let routes = web::routes();
    let read =
        routes.iter().filter(|route| route.method == "GET" && !route.path.starts_with("/demo/") && route.path != "/app/language/{lang}");
    // The account page offers a fresh secret each time.
    let read = read.filter(|route| route.path != "/app/settings/account");
    let mut all: Vec<_> = read.map(|route| (fill(route.path), route.face == Face::Api)).filter(|(path, _)| !path.contains('{')).collect();
    all.extend(MORE.map(|path| (path.to_owned(), path.starts_with("/api/"))));
    assert!(all.len() > 90, "{} addresses", all.len());
    all
}

/// An answer without what differs between two equal ones: its number, and the token of its forms.
fn told(reply: &Reply) -> (u16, BTreeMap<String, String>, String) {
    let (status, headers, body) = reply.indistinguishable();
    let text = String::from_utf8_lossy(&body).into_owned();
    let text = blank(&text, "name=\"form_token\" value=\"");
    (status, headers, blank(&text, "\"request_id\":\""))
}

fn blank(text: &str, mark: &str) -> String {
    let mut parts = text.split(mark);
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |out, part| out + mark + part.split_once('"').map_or("", |(_, rest)| rest))
}

struct Reader {
    name: &'static str,
    pages: Browser,
    program: Browser,
}

impl Reader {
    async fn of(app: &TestApp, name: &'static str) -> Self {
        let program = app.stranger().with_token(app.token(name, &access::scopes()).await);
        Self { name, pages: app.browser(name).await, program }
    }

    async fn ask(&mut self, path: &str, is_api: bool) -> (u16, BTreeMap<String, String>, String) {
        let who = if is_api { &mut self.program } else { &mut self.pages };
        told(&who.get(path).await)
    }
}

async fn fine(lead: &mut Browser, path: &str, body: Value) -> Reply {
    let reply = lead.call("POST", path, &body).await;
    assert!(matches!(reply.status, 200 | 201 | 204), "{path}: {} {}", reply.status, reply.text());
    reply
}

/// A restricted case of the lead with everything that a case can have: scope, scores, judgements, a plan, an embargo, facts,
/// awareness, a filing, an advisory.
async fn hide(lead: &mut Browser) {
    let opened = fine(lead, "/api/v1/cases", json!({ "title": WORDS[1] })).await;
    let case = opened.location().to_owned();
    assert!(case.ends_with(WORDS[0]), "{case}");
    fine(lead, &format!("{case}/visibility"), json!({ "visibility": "restricted" })).await;
    fine(lead, &format!("{case}/vulnerabilities"), json!({ "vulnerability": WORDS[2] })).await;
    fine(lead, &format!("{case}/releases"), json!({ "releases": ["kd-gw10@2.1.1", "kd-cam200@1.4.0"] })).await;
    fine(lead, &format!("{case}/scores"), json!({ "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" })).await;
    let ssvc =
        json!({ "exploitation": "active", "utility": "efficient", "technical_impact": "total", "public_safety_impact": "significant" });
    fine(lead, &format!("{case}/scores"), ssvc).await;
    let judged =
        json!({ "vulnerability": WORDS[2], "case": WORDS[0], "releases": ["kd-gw10@2.1.1"], "status": "affected", "action": "wait" });
    fine(lead, "/api/v1/assessments", judged).await;
    let plan = json!({ "release": "kd-gw10@2.1.1", "state": "planned", "delivery": "ota", "due_at": "2026-11-22T10:00:00+09:00" });
    fine(lead, &format!("{case}/fix-plans"), plan).await;
    fine(lead, &format!("{case}/embargo/proposals"), json!({ "until": "2026-11-22T10:00:00+09:00" })).await;
    fine(lead, &format!("{case}/entries"), json!({ "audience": "internal", "body": WORDS[1] })).await;
    let seen = json!({ "kind": "exploited", "place": "own", "happened_at": "2026-11-21T08:00:00+09:00", "evidence": "log" });
    fine(lead, &format!("{case}/facts"), seen).await;
    fine(lead, &format!("{case}/cra-question"), json!({ "value": "in_scope" })).await;
    let aware = json!({
        "signal_at": "2026-11-20T20:00:00+09:00", "started_at": "2026-11-20T20:10:00+09:00", "aware_at": "2026-11-20T20:20:00+09:00",
        "evidence": "log", "reasoning": "only this flaw allows it",
    });
    fine(lead, &format!("{case}/awareness"), aware).await;
    let filed =
        json!({ "stage": "early_warning", "reference": "SRP-1", "happened_at": "2026-11-21T08:30:00+09:00", "copy_base64": "Y29weQ==" });
    fine(lead, &format!("{case}/filings"), filed).await;
    fine(lead, "/api/v1/advisories", json!({ "case": WORDS[0] })).await;
    let seen = lead.get("/api/v1/search?q=unheard-of").await.text();
    assert!(seen.contains(WORDS[0]), "the lead finds it: {seen}");
}

/// A13.1: every readable address answers the same bytes before and after the case came into being.
#[tokio::test]
async fn a13_1_no_page_list_count_search_file_or_feed_changes_with_a_restricted_case() {
    let app = world().await;
    let mut lead = app.stranger().with_token(app.token("lead", &access::scopes()).await);
    // An administrator sees when a token was last used.
    lead.get("/api/v1/me").await;
    let mut readers = Vec::new();
    for name in OUTSIDERS {
        readers.push(Reader::of(&app, name).await);
    }
    readers.push(Reader { name: "stranger", pages: app.stranger(), program: app.stranger() });
    let addresses = addresses();
    let mut before = Vec::new();
    for reader in &mut readers {
        for (path, is_api) in &addresses {
            // Twice: the first look may itself be noted, such as the last use of a token.
            reader.ask(path, *is_api).await;
        }
    }
    for reader in &mut readers {
        for (path, is_api) in &addresses {
            before.push(reader.ask(path, *is_api).await);
        }
    }
    hide(&mut lead).await;
    let (mut earlier, mut telling) = (before.iter(), Vec::new());
    for reader in &mut readers {
        for (path, is_api) in &addresses {
            let (then, now) = (earlier.next().unwrap(), reader.ask(path, *is_api).await);
            let differing = then.2.lines().zip(now.2.lines()).find(|(a, b)| a != b);
            if *then != now {
                telling.push(format!("{} {path}: {} {} {differing:?}", reader.name, then.0, now.0));
            }
        }
    }
    assert!(telling.is_empty(), "{}", telling.join("\n"));
}

/// A13.1: nothing that a person who is no member can read names PSIRT-2026-0041, its title or its vulnerability.
#[tokio::test]
async fn a13_1_the_embargoed_case_of_the_demo_is_named_nowhere() {
    let app = world().await;
    for name in ["triage", "pr", "exec", "admin", "auditor", "deputy"] {
        let mut reader = Reader::of(&app, name).await;
        for (path, is_api) in addresses() {
            let (_, _, text) = reader.ask(&path, is_api).await;
            for word in ["2026-0041", "設定画面のコマンド注入", "CVE-1900-9041"] {
                assert!(!text.contains(word), "{name} {path} names {word}");
            }
        }
    }
}

/// A13.4: a lead who is no member reads how many there are, in both languages; only a member opens the case.
#[tokio::test]
async fn a13_4_a_lead_learns_a_number_and_nothing_else() {
    let app = world().await;
    let mut deputy = app.browser("deputy").await;
    for (lang, words) in [("ja", "＋閲覧者限定 1件"), ("en", "1 restricted")] {
        deputy.get(&format!("/app/language/{lang}")).await;
        let list = deputy.get("/app/cases").await.text();
        assert!(list.contains(words), "{lang}: {list}");
        assert!(!list.contains("2026-0041"), "{lang}");
    }
    assert_eq!(deputy.get("/app/cases/PSIRT-2026-0041").await.status, 404);
    for (login, status) in [("owner-net", 200), ("triage", 404)] {
        let mut page = app.browser(login).await;
        assert_eq!(page.get("/app/cases/PSIRT-2026-0041").await.status, status, "{login}");
        assert!(!page.get("/app/cases").await.text().contains("＋閲覧者限定"), "{login} learns no number");
    }
}

/// A13.5: the two deadlines of PSIRT-2026-0042 stand in the strip of its members, and in nobody else's.
#[tokio::test]
async fn a13_5_the_strip_shows_a_restricted_case_to_its_members_only() {
    let app = world().await;
    for (login, sees) in [
        ("lead", true),
        ("deputy", true),
        ("triage", true),
        ("owner-cam", true),
        ("pr", true),
        ("legal", true),
        ("owner-net", false),
        ("owner-plc", false),
        ("qa", false),
        ("exec", false),
        ("auditor", false),
        ("admin", false),
    ] {
        let mut page = app.browser(login).await;
        for (lang, words) in [("ja", ["早期警告 0042", "72時間通知 0042"]), ("en", ["Early warning 0042", "72 h notification 0042"])]
        {
            page.get(&format!("/app/language/{lang}")).await;
            let text = page.get("/app/today").await.text();
            let strip = text.split("class=\"strip\"").nth(1).map_or("", |rest| rest.split("</div>").next().unwrap_or(""));
            assert!(words.iter().all(|words| strip.contains(words) == sees), "{login} {lang}: {strip}");
            assert!(sees || !text.contains("2026-0042"), "{login} {lang}");
        }
    }
}
