//! `Idempotency-Key`: a request sent twice is done once.

use super::{api_report, caller, numbers, sent};
use serde_json::json;
use testkit::{Browser, Reply, TestApp};

async fn post(browser: &mut Browser, path: &str, key: &str, body: &serde_json::Value) -> Reply {
    browser.send("POST", path, Some("application/json"), body.to_string().into_bytes(), &[("idempotency-key", key)]).await
}

#[tokio::test]
async fn the_same_key_stores_one_report_and_gives_the_same_receipt() {
    let app = TestApp::new().await;
    let mut api = app.stranger();
    let first = post(&mut api, "/public/v1/reports", "k1", &api_report()).await;
    let second = post(&mut api, "/public/v1/reports", "k1", &api_report()).await;
    assert_eq!((first.status, second.status, first.text()), (201, 201, second.text()));
    assert_eq!(second.headers["idempotency-replayed"], "true");
    assert_eq!(second.headers["location"], first.headers["location"]);
    let other = post(&mut api, "/public/v1/reports", "k1", &json!({"product": "x", "description": "another"})).await;
    assert_eq!((other.status, other.code().as_str()), (409, "idempotency.reused"));
    assert_eq!(numbers(&mut caller(&app, "lead").await, "/api/v1/reports").await.len(), 1);
    let (one, two) = (&mut api.clone(), &mut api.clone());
    let report = api_report();
    let (a, b) = tokio::join!(post(one, "/public/v1/reports", "k2", &report), post(two, "/public/v1/reports", "k2", &report));
    assert_eq!(a.text(), b.text(), "at the same moment too");
    assert_eq!(numbers(&mut caller(&app, "lead").await, "/api/v1/reports").await.len(), 2);
    app.move_clock("2026-11-22T09:00:01+09:00");
    assert_eq!(post(&mut api, "/public/v1/reports", "k1", &api_report()).await.headers.get("idempotency-replayed"), None, "after a day");
}

#[tokio::test]
async fn the_code_of_a_kept_answer_is_not_readable_in_the_ledger() {
    let app = TestApp::new().await;
    let reply = post(&mut app.stranger(), "/public/v1/reports", "k1", &api_report()).await;
    let code = reply.json()["receipt_code"].as_str().unwrap().to_owned();
    let now = app.house.clock.now();
    let kept = app
        .house
        .store
        .read::<_, testkit::store::StoreError, _>(move |tx| tx.kept_answer("public:127.0.0.1", "k1", now))
        .await
        .unwrap()
        .unwrap();
    assert!(!String::from_utf8_lossy(&kept.answer).contains(&code));
}

#[tokio::test]
async fn a_refusal_is_not_kept_and_keys_belong_to_their_owner() {
    let app = TestApp::new().await;
    let mut api = app.stranger();
    assert_eq!(post(&mut api, "/public/v1/reports", "k1", &json!({})).await.status, 422);
    sent(&app, &super::fields()).await;
    let path = "/api/v1/reports/R-2026-0001/messages";
    let (mut triage, mut lead) = (caller(&app, "triage").await, caller(&app, "lead").await);
    let body = json!({"body": "Thank you."});
    assert_eq!(post(&mut triage, path, "same", &body).await.json()["acknowledged"], true);
    assert_eq!(post(&mut triage, path, "same", &body).await.json()["acknowledged"], true, "given again");
    assert_eq!(post(&mut lead, path, "same", &body).await.json()["acknowledged"], false, "the key of somebody else");
    assert_eq!(app::report::show(&app.ctx("lead").await, "R-2026-0001").await.unwrap().messages.len(), 2);
    let long = "k".repeat(201);
    assert_eq!(post(&mut lead, path, &long, &body).await.code(), "field.invalid");
}
