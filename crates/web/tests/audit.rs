//! The log, its check, and the outbox.

use app::Ctx;
use domain::psirt_case::CaseKind;
use serde_json::json;
use testkit::TestApp;
use testkit::store::queue::{Outcome, Queue};

/// Opens a case that only its owner knows.
async fn restricted_case(app: &TestApp, owner: &str) -> String {
    let (config, ctx) = (app.house.config.clone(), app.ctx(owner).await);
    ctx.transact(move |tx, viewer, now| {
        let opened = app::psirt_case::open(tx, viewer, now, &config, "hidden away", CaseKind::Vulnerability, viewer.person())?;
        tx.set_visibility(opened.id, domain::psirt_case::Visibility::Restricted)?;
        Ok(opened.number)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_log_tells_of_a_restricted_case_to_its_members_only() {
    let app = TestApp::new().await;
    let number = restricted_case(&app, "lead").await;
    let path = format!("/app/audit?thing={number}");
    assert!(app.browser("lead").await.get(&path).await.text().contains("case.opened"));
    for login in ["deputy", "auditor"] {
        let page = app.browser(login).await.get(&path).await;
        assert_eq!(page.status, 200, "{login}");
        assert!(!page.text().contains("case.opened"), "{login}");
        let mut program = app.stranger().with_token(app.token(login, &["audit:read", "cases:read"]).await);
        assert!(!program.get("/api/v1/audit?limit=200").await.text().contains(&number), "{login}");
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_without_gap_or_repetition() {
    let app = TestApp::new().await;
    let mut program = app.stranger().with_token(app.token("auditor", &["audit:read"]).await);
    for _ in 0..4 {
        app.browser("lead").await;
    }
    let (mut seen, mut address) = (Vec::new(), "/api/v1/audit?limit=2".to_owned());
    for _ in 0..20 {
        let page = program.get(&address).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["seq"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/api/v1/audit?limit=2&cursor={next}");
    }
    let newest = seen[0];
    assert!(newest >= 5);
    assert_eq!(seen, (1..=newest).rev().collect::<Vec<_>>());
    assert_eq!(program.get("/api/v1/audit?cursor=nonsense").await.status, 422);
    let only = program.get("/api/v1/audit?noun=session&actor=lead").await.json();
    assert_eq!(only["items"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_check_finds_the_altered_entry() {
    let app = TestApp::new().await;
    let mut auditor = app.browser("auditor").await;
    assert_eq!(auditor.post_from("/app/audit", "/app/audit/verification", &[]).await.location(), "/app/audit#chain");
    auditor.get("/app/language/ja").await;
    let whole = auditor.get("/app/audit").await.text();
    assert!(whole.contains("件 欠落なし"), "{whole}");
    let mut program = app.stranger().with_token(app.token("admin", &["audit:read"]).await);
    Ctx::system(&app.house).transact(|tx, _, _| Ok(tx.execute("UPDATE event SET actor = 'nobody' WHERE seq = 2", &[])?)).await.unwrap();
    let found = program.call("POST", "/api/v1/audit/verification", &json!({})).await.json();
    assert_eq!((found["broken_at"].clone(), found["entries"].clone()), (json!(2), json!(1)));
    let page = auditor.get("/app/audit").await.text();
    assert!(page.contains("2番の記録が一致しません"), "{page}");
    assert_eq!(program.get("/api/v1/audit").await.status, 404, "an administrator checks and does not read");
}

#[tokio::test]
async fn a_dead_letter_is_tried_again_and_its_content_never_shown() {
    let app = TestApp::new().await;
    Ctx::system(&app.house)
        .transact(|tx, _, now| {
            tx.post("mail", "one", "{\"body\":\"a secret of a restricted case\"}", None, now)?;
            let held = tx.claim(Queue::Outbox, "test", now, 1)?.remove(0);
            tx.settle(Queue::Outbox, "test", &held, &Outcome::Dead("550 finder@example.com unknown".into()), now)?;
            Ok(())
        })
        .await
        .unwrap();
    let mut admin = app.browser("admin").await;
    let at = "/app/settings/outbox";
    let page = admin.get(at).await.text();
    assert!(page.contains("550 …@… unknown") && !page.contains("finder@") && !page.contains("a secret"), "{page}");
    let retry = format!("{at}/{}", page.split("action=\"/app/settings/outbox/").nth(1).unwrap().split('"').next().unwrap());
    let mut program = app.stranger().with_token(app.token("admin", &["admin:write"]).await);
    let state = program.get("/api/v1/outbox").await;
    assert_eq!(state.json()["items"][0]["dead"], json!(1));
    assert!(!state.text().contains("a secret") && !state.text().contains("finder@"));
    let done = admin.post_from(at, &retry, &[]).await;
    assert_eq!((done.status, done.location()), (303, "/app/settings/outbox?done=1"));
    let state = program.get("/api/v1/outbox").await.json();
    assert_eq!((state["items"][0]["dead"].clone(), state["items"][0]["open"].clone()), (json!(0), json!(1)));
    assert_eq!(admin.post_from(at, &retry, &[]).await.status, 404, "it is no dead letter any more");
    assert_eq!(app.browser("lead").await.get(at).await.status, 404);
}
