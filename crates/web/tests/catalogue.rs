//! Products, releases, SBOMs and findings by page and API.

use testkit::{Browser, TestApp};

/// An SBOM with one component that the record below hits, one that it does not, one that cannot be matched.
const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
 {"type":"library","bom-ref":"a","name":"left-panel","version":"1.2.0","purl":"pkg:npm/left-panel@1.2.0"},
 {"type":"library","bom-ref":"b","name":"right-panel","version":"2.0.0","purl":"pkg:npm/right-panel@2.0.0"},
 {"type":"library","bom-ref":"c","name":"vendor-sdk","version":"7"}]}"#;
const RECORD: &str = r#"{"schema_version":"1.6.0","id":"CVE-1900-8900","modified":"2026-11-01T00:00:00Z","summary":"left-panel pads too far",
 "affected":[{"package":{"ecosystem":"npm","name":"left-panel"},"ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.0"},{"fixed":"1.2.1"}]}]}]}"#;

async fn api(app: &TestApp, login: &str, scopes: &[&str]) -> Browser {
    app.stranger().with_token(app.token(login, scopes).await)
}

async fn stocked() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    let mut lead = api(&app, "lead", &["catalogue:read", "products:write", "sboms:write", "feeds:write"]).await;
    let made = lead.call("POST", "/api/v1/products", &serde_json::json!({"slug":"kd-cam200","name":"KD-CAM200","division":"video"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = lead.call("POST", "/api/v1/products/kd-cam200/releases", &serde_json::json!({"version":"1.4.0"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    (app, lead)
}

async fn push(who: &mut Browser, bytes: &[u8], query: &str) -> testkit::Reply {
    who.send("POST", &format!("/api/v1/releases/kd-cam200@1.4.0/sboms{query}"), Some("application/json"), bytes.to_vec(), &[]).await
}

async fn import(who: &mut Browser, bytes: &[u8]) -> testkit::Reply {
    who.send("POST", "/api/v1/feeds/osv/import?file=a.json", Some("application/json"), bytes.to_vec(), &[]).await
}

#[tokio::test]
async fn a_finding_has_its_reason_and_both_directions_agree() {
    let (app, mut lead) = stocked().await;
    assert_eq!(import(&mut lead, RECORD.as_bytes()).await.json()["new"], 1);
    let pushed = push(&mut lead, SBOM.as_bytes(), "").await;
    assert_eq!(pushed.status, 201, "{}", pushed.text());
    let body = pushed.json();
    assert_eq!((&body["components"], &body["matchable"], &body["findings_opened"]), (&3.into(), &2.into(), &1.into()));
    let affected = lead.get("/api/v1/vulnerabilities/CVE-1900-8900/affected").await.json();
    assert_eq!(affected["hits"].as_array().unwrap().len(), 1);
    assert_eq!(affected["hits"][0]["release"], affected["findings"][0]["release"]);
    let reason = affected["findings"][0]["reason"].as_str().unwrap().to_owned();
    let release = affected["findings"][0]["release"].as_str().unwrap();
    let explained = lead.get(&format!("/api/v1/vulnerabilities/CVE-1900-8900/explanation?release={release}")).await.json();
    assert_eq!(
        (explained["components"][0]["outcome"].as_str(), explained["components"][0]["reason"].as_str()),
        (Some("in"), Some(&*reason))
    );
    for (query, status) in [("", 422), ("?release=nothing", 404), ("?release=kd-cam200@99", 404)] {
        assert_eq!(lead.get(&format!("/api/v1/vulnerabilities/CVE-1900-8900/explanation{query}")).await.status, status, "{query}");
    }
    assert!(reason.contains("1.2.0") && reason.contains("CVE-1900-8900"), "{reason}");
    let mut page = app.browser("lead").await;
    let html = page.get(&format!("/app/vulnerabilities/CVE-1900-8900?release={release}")).await.text();
    assert!(html.contains("id=\"explain-caption\""));
    let html = page.get("/app/products/kd-cam200/releases/1.4.0").await.text();
    assert!(html.contains("CVE-1900-8900") && html.contains("vendor-sdk"));
}

#[tokio::test]
async fn the_order_of_record_and_sbom_does_not_matter_and_a_withdrawal_closes() {
    let (_app, mut lead) = stocked().await;
    assert_eq!(push(&mut lead, SBOM.as_bytes(), "").await.json()["findings_opened"], 0);
    assert_eq!(import(&mut lead, RECORD.as_bytes()).await.json()["findings_opened"], 1);
    let withdrawn = RECORD.replace("\"summary\"", "\"withdrawn\":\"2026-11-20T00:00:00Z\",\"summary\"");
    assert_eq!(import(&mut lead, withdrawn.as_bytes()).await.json()["findings_closed"], 1);
    let findings = lead.get("/api/v1/releases/kd-cam200@1.4.0/findings").await.json();
    assert_eq!((&findings["items"][0]["state"], &findings["items"][0]["close_reason"]), (&"closed".into(), &"record_withdrawn".into()));
}

/// A07.2
#[tokio::test]
async fn the_same_bytes_change_nothing() {
    let (_app, mut lead) = stocked().await;
    assert_eq!(push(&mut lead, SBOM.as_bytes(), "").await.status, 201);
    let again = push(&mut lead, SBOM.as_bytes(), "").await;
    assert_eq!((again.status, &again.json()["unchanged"]), (200, &true.into()));
}

#[tokio::test]
async fn each_bad_sbom_has_its_code_and_stores_nothing() {
    let (_app, mut lead) = stocked().await;
    let twice = SBOM.replace("\"bom-ref\":\"b\"", "\"bom-ref\":\"a\"");
    let zz = SBOM.replace("pkg:npm/left-panel@1.2.0", "pkg:npm/%zz");
    let cases: [(&[u8], &str, &str, u16); 7] = [
        (&SBOM.as_bytes()[..120], "", "sbom.truncated", 422),
        (b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":7}", "", "sbom.schema", 422),
        (b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1}", "", "sbom.no_components", 422),
        (twice.as_bytes(), "", "sbom.duplicate_ref", 422),
        (b"SPDXVersion: SPDX-2.1\nDataLicense: CC0-1.0\n", "", "sbom.unsupported", 415),
        (
            b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"library\",\"name\":\"\x83\x81\"}]}",
            "",
            "sbom.encoding",
            422,
        ),
        (zz.as_bytes(), "?strict=1", "sbom.bad_purl", 422),
    ];
    for (bytes, query, code, status) in cases {
        let refused = push(&mut lead, bytes, query).await;
        assert_eq!((refused.code().as_str(), refused.status), (code, status), "{}", refused.text());
        assert_eq!(lead.get("/api/v1/releases/kd-cam200@1.4.0").await.json()["components"], serde_json::Value::Null);
    }
    assert_eq!(push(&mut lead, zz.as_bytes(), "").await.json()["problems"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_bad_record_is_listed_and_the_rest_goes_in() {
    let (_app, mut lead) = stocked().await;
    let lines = format!("{}\n{{\"id\":\n{}\n", RECORD.replace('\n', ""), RECORD.replace('\n', "").replace("8900", "8901"));
    let done = lead.send("POST", "/api/v1/feeds/osv/import?file=a.jsonl", Some("application/json"), lines.into_bytes(), &[]).await.json();
    assert_eq!(done["new"], 2, "{done}");
    assert!(done["problems_total"].as_u64().unwrap() >= 1);
}

#[tokio::test]
async fn an_owner_adds_to_the_own_division_only() {
    let (app, _) = stocked().await;
    let mut net = api(&app, "owner-net", &["catalogue:read", "sboms:write"]).await;
    assert_eq!(push(&mut net, SBOM.as_bytes(), "").await.status, 404);
    let mut cam = api(&app, "owner-cam", &["sboms:write"]).await;
    assert_eq!(push(&mut cam, SBOM.as_bytes(), "").await.status, 201);
    assert_eq!(cam.get("/api/v1/products").await.status, 404, "a token reaches no further than its scopes");
    assert_eq!(app.stranger().get("/api/v1/products").await.status, 401);
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_changes_nothing() {
    let (_app, mut lead) = stocked().await;
    assert_eq!(push(&mut lead, SBOM.as_bytes(), "?dry_run=1").await.json()["components"], 3);
    assert_eq!(lead.get("/api/v1/releases/kd-cam200@1.4.0").await.json()["components"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_form_keeps_what_was_typed_and_says_what_is_wrong_in_both_languages() {
    let app = TestApp::new().await;
    for (lang, words) in [("ja", "入力してください"), ("en", "Fill in")] {
        let mut lead = app.browser("lead").await;
        lead.get(&format!("/app/language/{lang}")).await;
        let refused = lead.post_from("/app/products/new", "/app/products", &[("name", "KD-X1"), ("slug", "Ä!"), ("division", "")]).await;
        assert_eq!(refused.status, 422);
        let html = refused.text();
        assert!(html.contains("value=\"KD-X1\"") && html.contains("data-errors"), "{html}");
        let refused = lead.post_from("/app/products/new", "/app/products", &[("slug", "kd-x1"), ("division", "video")]).await.text();
        assert!(refused.contains(words), "{refused}");
    }
}

#[tokio::test]
async fn the_demo_world_has_the_releases_that_the_scenarios_count() {
    let app = TestApp::demo().await;
    let mut lead = api(&app, "lead", &["catalogue:read"]).await;
    let affected = lead.get("/api/v1/vulnerabilities/CVE-1900-9001/affected").await.json();
    let findings = affected["findings"].as_array().unwrap();
    assert_eq!((findings.len(), affected["hits"].as_array().unwrap().len()), (40, 40));
    let network = findings.iter().filter(|f| f["division"] == "network").count();
    assert_eq!(network, 7, "six supported and one past support");
}
