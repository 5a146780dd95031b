//! How feeds stand and a run of one, by page and API.

use app::Config;
use testkit::TestApp;

const PAGE: &str = "/app/settings/feeds";

/// An address of this machine where nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn a_run_is_asked_for_and_its_end_is_told_in_words() {
    let mut config = Config::default();
    config.feeds.mirror = nobody();
    config.feeds.kev = "1h".into();
    config.feeds.required = vec!["kev".into()];
    let app = TestApp::empty(config, false).await;
    app::demo::people_only(&app.house).await.unwrap();
    let mut lead = app.stranger().with_token(app.token("lead", &["catalogue:read", "feeds:write"]).await);
    let row = |feeds: serde_json::Value| feeds["items"].as_array().unwrap().iter().find(|row| row["feed"] == "kev").unwrap().clone();
    let before = row(lead.get("/api/v1/feeds").await.json());
    assert_eq!((&before["health"], &before["every"], &before["required"]), (&"waiting".into(), &"1h".into(), &true.into()));
    assert_eq!(lead.call("POST", "/api/v1/feeds/kev/run", &serde_json::json!({})).await.status, 202);
    assert_eq!(lead.call("POST", "/api/v1/feeds/nobody/run", &serde_json::json!({})).await.status, 404);
    app::work::drain(&app.house).await.unwrap();
    let after = row(lead.get("/api/v1/feeds").await.json());
    assert_eq!((&after["health"], &after["trouble"]["code"]), (&"failing".into(), &"unreachable".into()));
    assert!(!after["trouble"]["text"].as_str().unwrap().is_empty() && !after.to_string().contains("127.0.0.1:"), "{after}");
    let mut reader = app.stranger().with_token(app.token("lead", &["catalogue:read"]).await);
    assert_eq!(reader.get("/api/v1/feeds").await.status, 200);
    assert_eq!(reader.call("POST", "/api/v1/feeds/kev/run", &serde_json::json!({})).await.status, 404, "its scope is missing");
}

#[tokio::test]
async fn the_page_shows_every_feed_and_a_demo_asks_nobody() {
    let app = TestApp::new().await;
    let mut lead = app.browser("lead").await;
    let page = lead.get(PAGE).await.text();
    for part in ["KEV", "EPSS", "JVN", "自動取得なし", "action=\"/app/settings/feeds/kev/runs\"", "今すぐ取得する"] {
        assert!(page.contains(part), "{part}");
    }
    let refused = lead.post_from(PAGE, "/app/settings/feeds/kev/runs", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("デモでは外部に接続しません"));
    assert!(lead.get(&format!("{PAGE}?asked=kev")).await.text().contains("KEVの取得を受け付けました"));
    let foreign = lead.get(&format!("{PAGE}?asked=%3Cb%3Enobody")).await;
    assert!(foreign.status == 200 && !foreign.text().contains("受け付けました"), "only a feed of ours is named back");
}
