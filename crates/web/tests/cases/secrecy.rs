//! A restricted case does not exist for those who are not its members.

use super::{calls, fine, opened};
use serde_json::json;
use std::collections::BTreeMap;
use testkit::{Reply, TestApp};
use web::Face;

/// Every route of a case, asked for `number`: method, address, whether it is the API.
fn addresses(number: &str) -> Vec<(&'static str, String, bool)> {
    let fill = |path: &str| {
        let path = path.replace("{number}", number).replace("{login}", "lead").replace("{id}", "1");
        path.replace("{release}", "kd-gw10@2.1.1").replace("{language}", "ja")
    };
    let of_case = |path: &str| path.starts_with("/app/cases/{number}") || path.starts_with("/api/v1/cases/{number}");
    web::routes()
        .iter()
        .filter(|route| of_case(route.path) && !route.path.contains("advisor"))
        .map(|route| (route.method, fill(route.path), route.face == Face::Api))
        .collect()
}

/// Status, headers and body as two answers must share them: what the asker typed may come back, the request's number differs.
fn what_is_told(reply: &Reply) -> (u16, BTreeMap<String, String>, String) {
    let (status, headers, body) = reply.indistinguishable();
    let text = String::from_utf8_lossy(&body).replace("PSIRT-2026-9999", "PSIRT-2026-0041");
    (status, headers, text.split("\"request_id\"").next().unwrap_or("").to_owned())
}

/// A13.3
#[tokio::test]
async fn every_route_of_a_restricted_case_answers_as_for_a_case_that_never_was() {
    let app = TestApp::demo().await;
    for login in ["triage", "deputy", "pr", "exec", "admin", "auditor"] {
        let (pages, api) = (app.browser(login).await, calls(&app, login).await);
        let token = pages.clone().get("/app/settings/account").await.form_token();
        let (held, never) = (addresses("PSIRT-2026-0041"), addresses("PSIRT-2026-9999"));
        assert!(held.len() > 60, "{} routes of a case", held.len());
        for ((method, there, is_api), (_, absent, _)) in held.iter().zip(&never) {
            let mut browser = if *is_api { api.clone() } else { pages.clone() };
            let mut told = Vec::new();
            for path in [there, absent] {
                let reply = match (*method, *is_api) {
                    ("GET", _) => browser.get(path).await,
                    (_, true) => browser.call(method, path, &json!({ "reason": "x", "visibility": "restricted", "login": "lead" })).await,
                    (_, false) => browser.post(path, &[("form_token", &token), ("reason", "x"), ("visibility", "restricted")]).await,
                };
                told.push(what_is_told(&reply));
            }
            let differing = told[0].2.lines().zip(told[1].2.lines()).find(|(a, b)| a != b);
            assert_eq!(told[0].0, told[1].0, "{login} {method} {there}");
            assert!(told[0] == told[1], "{login} {method} {there}: {differing:?} {:?} {:?}", told[0].1, told[1].1);
        }
    }
}

/// A13.1, A13.4
#[tokio::test]
async fn no_list_and_no_count_hints_at_a_restricted_case() {
    let app = TestApp::demo().await;
    for login in ["triage", "deputy", "pr"] {
        let (mut page, mut api) = (app.browser(login).await, calls(&app, login).await);
        for address in ["/app/cases?all=1", "/app/deadlines", "/app/today"] {
            assert!(!page.get(address).await.text().contains("0041"), "{login} {address}");
        }
        for address in ["/api/v1/cases?all=1&limit=200", "/api/v1/deadlines?met=1"] {
            assert!(!api.get(address).await.text().contains("2026-0041"), "{login} {address}");
        }
    }
    let mut triage = calls(&app, "triage").await;
    assert_eq!(triage.get("/api/v1/cases").await.json()["restricted_hidden"], 0);
    let mut deputy = calls(&app, "deputy").await;
    assert_eq!(deputy.get("/api/v1/cases").await.json()["restricted_hidden"], 1, "0042 is the deputy's own");
    let mut page = app.browser("deputy").await;
    page.get("/app/language/ja").await;
    assert!(page.get("/app/cases").await.text().contains("＋閲覧者限定 1件"));
    let mut page = app.browser("triage").await;
    page.get("/app/language/ja").await;
    assert!(!page.get("/app/cases").await.text().contains("＋閲覧者限定"));
    for login in ["owner-net", "lead"] {
        let mut member = app.browser(login).await;
        assert_eq!(member.get("/app/cases/PSIRT-2026-0041").await.status, 200, "{login} is a member");
        assert!(member.get("/app/cases").await.text().contains("PSIRT-2026-0041"));
    }
}

#[tokio::test]
async fn the_vulnerability_and_the_judgements_of_a_restricted_case_are_its_own() {
    let app = TestApp::demo().await;
    let (mut triage, mut lead) = (calls(&app, "triage").await, calls(&app, "lead").await);
    let form = json!({
        "vulnerability": "CVE-1900-9041", "releases": ["kd-cam200@1.4.0"], "status": "not_affected",
        "justification": "component_not_present", "statement": "x",
    });
    let known = triage.call("POST", "/api/v1/assessments", &form).await;
    let mut unheard = form.clone();
    unheard["vulnerability"] = "CVE-1900-9999".into();
    let never = triage.call("POST", "/api/v1/assessments", &unheard).await;
    assert_eq!(what_is_told(&known), what_is_told(&never));
    assert_eq!(triage.get("/api/v1/assessments?vulnerability=CVE-1900-9041").await.json()["items"], json!([]));
    assert_eq!(lead.get("/api/v1/assessments?vulnerability=CVE-1900-9041").await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(triage.get("/api/v1/assessments?release=kd-gw10@2.1.1").await.text().matches("CVE-1900-9041").count(), 0);
}

#[tokio::test]
async fn counsel_entries_are_for_lead_and_legal() {
    let app = TestApp::demo().await;
    let entries = "/api/v1/cases/PSIRT-2026-0042/entries";
    for (login, sees) in [("lead", true), ("legal", true), ("triage", false), ("owner-cam", false)] {
        let mut reader = calls(&app, login).await;
        assert_eq!(reader.get(entries).await.text().contains("counsel"), sees, "{login}");
    }
    let mut triage = calls(&app, "triage").await;
    let reply = triage.call("POST", entries, &json!({ "audience": "counsel", "body": "x" })).await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "field.invalid"));
}

#[tokio::test]
async fn a_restriction_is_lifted_by_a_lead_and_not_under_an_embargo() {
    let app = TestApp::new().await;
    let (mut lead, mut triage) = (calls(&app, "lead").await, calls(&app, "triage").await);
    let case = opened(&mut triage, "Mine").await;
    let visibility = format!("{case}/visibility");
    fine(&mut triage, &visibility, json!({ "visibility": "restricted" })).await;
    assert_eq!(lead.get(&case).await.status, 404, "a lead who is no member does not see it");
    assert_eq!(triage.call("POST", &visibility, &json!({ "visibility": "team" })).await.status, 404, "lifting is a lead's act");
    let case = opened(&mut lead, "Under embargo").await;
    let visibility = format!("{case}/visibility");
    fine(&mut lead, &format!("{case}/embargo/proposals"), json!({ "until": "2026-12-10T10:00:00+09:00" })).await;
    let reply = lead.call("POST", &visibility, &json!({ "visibility": "team" })).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "state.conflict"));
    fine(&mut lead, &format!("{case}/embargo/end"), json!({ "reason": "the offer is withdrawn" })).await;
    assert_eq!(lead.get(&case).await.json()["visibility"], "restricted", "the end of an embargo lifts nothing");
    fine(&mut lead, &visibility, json!({ "visibility": "team" })).await;
    assert_eq!(triage.get(&case).await.status, 200);
}

#[tokio::test]
async fn the_demo_tells_of_twelve_cases_over_all_stages() {
    let app = TestApp::demo().await;
    let mut lead = calls(&app, "lead").await;
    let all = lead.get("/api/v1/cases?limit=50").await.json();
    let rows = all["items"].as_array().unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect();
    for seq in 32..=43 {
        assert!(numbers.contains(&format!("PSIRT-2026-00{seq}")), "{seq} of {numbers:?}");
    }
    let stages: std::collections::BTreeSet<_> = rows.iter().map(|row| row["stage"].as_str().unwrap().to_owned()).collect();
    assert_eq!(stages.len(), 6, "{stages:?}");
    let shown = lead.get("/api/v1/cases/PSIRT-2026-0042").await.json();
    assert_eq!(shown["members"], json!(["deputy", "lead", "legal", "owner-cam", "pr", "triage"]));
    assert_eq!((shown["embargo"]["state"].as_str(), shown["embargo"]["end_reason"].as_str()), (Some("ended"), Some("exploited")));
    assert_eq!(shown["visibility"], "restricted");
    let other = lead.get("/api/v1/cases/PSIRT-2026-0041").await.json();
    assert_eq!((other["embargo"]["state"].as_str(), other["embargo"]["until"].as_str()), (Some("active"), Some("2026-12-03T01:00:00Z")));
    assert_eq!(other["members"], json!(["lead", "owner-net"]));
    let late = lead.get("/api/v1/cases/PSIRT-2026-0038/filings").await.json();
    assert!(!late["items"][0]["reason"].as_str().unwrap().is_empty() && late["items"][1]["reason"] == "");
}
