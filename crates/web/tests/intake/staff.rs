//! P02, P03: the inbox, one report, acceptance, rulings; who may know of them.

use super::{caller, fields, numbers, sent};
use serde_json::json;
use testkit::TestApp;

#[tokio::test]
async fn accepting_by_one_press_opens_a_case() {
    let app = TestApp::new().await;
    let code = sent(&app, &fields()).await;
    let mut triage = app.browser("triage").await;
    let inbox = triage.get("/app/inbox").await;
    assert!(inbox.text().contains("R-2026-0001") && inbox.text().contains("data-key=\"1\""), "{}", inbox.text());
    let reply = triage.post_from("/app/inbox", "/app/reports/R-2026-0001/acceptance", &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/app/cases/PSIRT-2026-0001"), "{}", reply.text());
    let left = triage.get("/app/inbox").await.text();
    assert!(!left.split("<main").nth(1).unwrap().contains("R-2026-0001"), "the row is gone");
    assert!(triage.get("/app/inbox?state=all").await.text().contains("R-2026-0001"));
    let case = app.ctx("triage").await.read(|tx, viewer| Ok(tx.case(viewer, "PSIRT-2026-0001")?)).await.unwrap().unwrap();
    assert_eq!(
        (case.title.as_str(), case.owner.as_deref(), case.member),
        ("KD-CAM200 The management page accepts an old session.", Some("triage"), true)
    );
    let mut reporter = app.stranger();
    assert!(super::enter(&mut reporter, "en", &code).await.text().contains("Accepted, being handled"));
    let again = triage.post_from("/app/reports/R-2026-0001", "/app/reports/R-2026-0001/acceptance", &[]).await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn a_report_joins_an_existing_case_and_takes_its_duplicates_along() {
    let app = TestApp::new().await;
    sent(&app, &fields()).await;
    sent(&app, &fields()).await;
    sent(&app, &[("product", "KD-GW10"), ("description", "something else")]).await;
    let mut triage = caller(&app, "triage").await;
    assert_eq!(triage.get("/api/v1/reports/R-2026-0001").await.json()["similar"], json!(["R-2026-0002"]));
    let own = json!({"ruling": "duplicate", "reason": "x", "duplicate_of": "R-2026-0002"});
    assert_eq!(triage.call("POST", "/api/v1/reports/R-2026-0002/ruling", &own).await.status, 422, "not of itself");
    let body = json!({"ruling": "duplicate", "reason": "The same page", "duplicate_of": "R-2026-0001"});
    let reply = triage.call("POST", "/api/v1/reports/R-2026-0002/ruling", &body).await;
    assert_eq!((reply.status, reply.json()["undo_id"].as_str()), (200, Some("ruling-1")), "{}", reply.text());
    let accepted = triage.call("POST", "/api/v1/reports/R-2026-0001/acceptance", &json!({})).await.json();
    assert_eq!(triage.get("/api/v1/reports/R-2026-0002").await.json()["case"], accepted["case"]);
    let tried = triage.call("POST", "/api/v1/reports/R-2026-0003/acceptance?dry_run=1", &json!({})).await;
    assert_eq!(tried.json()["case"], "PSIRT-2026-0002");
    let joined = triage.call("POST", "/api/v1/reports/R-2026-0003/acceptance", &accepted).await;
    assert_eq!(joined.json(), accepted, "a try took no number and opened no case");
    let absent = triage.call("POST", "/api/v1/reports/R-2026-0003/acceptance", &json!({"case": "PSIRT-2026-9999"})).await;
    assert_eq!(absent.status, 409, "already accepted");
}

#[tokio::test]
async fn a_ruling_needs_its_reason_and_spam_gets_no_letter() {
    let app = TestApp::new().await;
    let code = sent(&app, &fields()).await;
    let mut triage = app.browser("triage").await;
    let page = "/app/reports/R-2026-0001";
    let reply = triage.post_from(page, &format!("{page}/ruling"), &[("ruling", "out_of_scope"), ("reason", " ")]).await;
    assert!(reply.status == 422 && reply.text().contains("href=\"#reason\""), "{}", reply.text());
    let shown = app::report::show(&app.ctx("triage").await, "R-2026-0001").await.unwrap();
    assert_eq!((shown.report.state.key(), shown.messages.len()), ("received", 0));
    let mut api = caller(&app, "triage").await;
    let reply = api.call("POST", "/api/v1/reports/R-2026-0001/ruling", &json!({"ruling": "spam"})).await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "ruling.reason_required"));
    let reply = triage.post_from(page, &format!("{page}/ruling"), &[("ruling", "spam"), ("reason", "bulk mail"), ("letter", "1")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/app/inbox?done=ruled&undo=ruling-1"));
    let mut reporter = app.stranger();
    let text = super::enter(&mut reporter, "en", &code).await.text();
    assert!(text.contains("Closed") && !text.contains("bulk mail") && !text.contains("Appeal"), "{text}");
    assert!(app::report::show(&app.ctx("triage").await, "R-2026-0001").await.unwrap().messages.is_empty(), "no letter for spam");
}

#[tokio::test]
async fn a_letter_is_previewed_before_it_leaves() {
    let app = TestApp::new().await;
    sent(&app, &[fields(), vec![("mail", "finder@example.com")]].concat()).await;
    let mut triage = app.browser("triage").await;
    let page = "/app/reports/R-2026-0001";
    assert!(triage.get(page).await.text().contains("Thank you for your report. We have read it"), "filled in, in the reporter's language");
    let reply = triage.post_from(page, &format!("{page}/messages"), &[("preview", "1"), ("body", "my own words")]).await;
    let text = reply.text();
    assert!(reply.status == 200 && text.matches("my own words").count() >= 2 && text.contains("About your report"), "{text}");
    assert!(app::report::show(&app.ctx("triage").await, "R-2026-0001").await.unwrap().messages.is_empty());
    let reply = triage.post_from(page, &format!("{page}/messages"), &[("body", "my own words")]).await;
    assert_eq!(reply.location(), "/app/reports/R-2026-0001?done=acknowledged");
}

#[tokio::test]
async fn strangers_and_other_roles_learn_nothing() {
    let app = TestApp::new().await;
    sent(&app, &fields()).await;
    let mut stranger = app.stranger();
    assert!(stranger.get("/app/inbox").await.location().starts_with("/sign-in"));
    assert_eq!(stranger.get("/api/v1/reports").await.status, 401);
    for login in ["owner-cam", "exec", "admin", "pr"] {
        let mut browser = app.browser(login).await;
        let there = browser.get("/app/reports/R-2026-0001").await;
        let never = browser.get("/app/reports/R-2026-9999").await;
        assert_eq!(there.status, 404, "{login}");
        assert_eq!(there.text().replace("R-2026-0001", ""), never.text().replace("R-2026-9999", ""), "{login} can tell a report from none");
    }
    let token = app.token("lead", &["sboms:write"]).await;
    let mut narrow = app.stranger().with_token(token);
    assert_eq!(narrow.get("/api/v1/reports/R-2026-0001").await.status, 404);
}

#[tokio::test]
async fn a_report_of_a_restricted_case_is_its_members_only() {
    let app = TestApp::new().await;
    sent(&app, &fields()).await;
    let lead = app.ctx("lead").await;
    let case = app::report::accept(&lead, "R-2026-0001", app::report::Acceptance::New { title: "x".into() }).await.unwrap();
    lead.transact(move |tx, viewer, _| {
        let case = tx.case(viewer, &case)?.unwrap();
        Ok(tx.set_visibility(case.id, domain::psirt_case::Visibility::Restricted)?)
    })
    .await
    .unwrap();
    assert_eq!(numbers(&mut caller(&app, "lead").await, "/api/v1/reports").await, ["R-2026-0001"]);
    let mut triage = caller(&app, "triage").await;
    assert!(numbers(&mut triage, "/api/v1/reports").await.is_empty());
    let (there, never) = (triage.get("/api/v1/reports/R-2026-0001").await, triage.get("/api/v1/reports/R-2026-9999").await);
    let plain = |reply: &testkit::Reply| {
        let mut body = reply.json();
        body["request_id"] = json!("");
        (reply.status, body)
    };
    assert_eq!(plain(&there), plain(&never));
}

#[tokio::test]
async fn the_inbox_says_what_an_empty_one_means() {
    let app = TestApp::new().await;
    let mut triage = app.browser("triage").await;
    for (lang, words) in [("ja", "受信箱は空です"), ("en", "The inbox is empty")] {
        triage.get(&format!("/app/language/{lang}")).await;
        assert!(triage.get("/app/inbox").await.text().contains(words));
    }
}

#[tokio::test]
async fn the_demo_begins_with_three_new_reports_and_goes_on_with_the_next_number() {
    let app = TestApp::demo().await;
    let mut triage = caller(&app, "triage").await;
    let waiting = numbers(&mut triage, "/api/v1/reports?state=open").await;
    assert_eq!(waiting[..3], ["R-2026-0031", "R-2026-0030", "R-2026-0029"]);
    let newest = triage.get("/api/v1/reports/R-2026-0031").await.json();
    assert_eq!((newest["state"].as_str(), newest["received_at"].as_str()), (Some("received"), Some("2026-11-20T22:00:00Z")));
    assert_eq!(newest["similar"], json!(["R-2026-0019"]));
    sent(&app, &fields()).await;
    assert_eq!(numbers(&mut triage, "/api/v1/reports?state=open&limit=1").await, ["R-2026-0032"]);
    let report = app.ctx("lead").await.house.store.read::<_, testkit::store::StoreError, _>(|tx| tx.verify_chain()).await.unwrap();
    assert_eq!(report.broken_at, None);
}
