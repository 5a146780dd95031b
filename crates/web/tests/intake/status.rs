//! A02: a report without an account, its receipt, its status page.

use super::{api_report, caller, code_on, enter, fields, numbers, send_form, sent};
use serde_json::json;
use testkit::TestApp;

fn is_code(code: &str) -> bool {
    let groups: Vec<_> = code.split('-').collect();
    groups.len() == 4 && groups.iter().all(|group| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A02.1, A02.2, A02.3, A02.4
#[tokio::test]
async fn a_report_without_an_account_gives_a_receipt_code_once() {
    for lang in ["ja", "en"] {
        let app = TestApp::new().await;
        let mut browser = app.stranger();
        let reply = send_form(&mut browser, lang, &fields(), &[("attachments", "a.png", "image/png", b"\x89PNG")]).await;
        assert_eq!((reply.status, reply.location()), (303, format!("/{lang}/report/receipt").as_str()), "{}", reply.text());
        let page = browser.get(reply.location()).await;
        let code = code_on(&page);
        assert!(is_code(&code), "{code}");
        assert!(!page.text().contains("R-2026"), "the running number stays inside");
        let again = browser.get(reply.location()).await;
        assert!(again.status == 200 && !again.text().contains(&code), "a reload shows the code again");
        let status = enter(&mut browser, lang, &code.replace('-', "")).await;
        assert!(status.text().contains(if lang == "ja" { "受付しました" } else { "Received" }), "{}", status.text());
        assert!(!format!("{:?}", status.headers).contains("R-2026") && !status.text().contains("R-2026"));
        assert_eq!(status.headers["x-robots-tag"], "noindex");

        let mut triage = caller(&app, "triage").await;
        let report = triage.get("/api/v1/reports/R-2026-0001").await.json();
        assert_eq!(report["ack_due_at"], "2026-11-25T09:00:00Z", "two business days: the 24th and 25th, 18:00 in Tokyo");
        assert_eq!(report["attachments"][0]["name"], "a.png");
        assert_eq!(numbers(&mut triage, "/api/v1/reports?state=open").await, ["R-2026-0001"]);
    }
}

/// A02.5
#[tokio::test]
async fn only_words_of_a_person_acknowledge() {
    let app = TestApp::new().await;
    let code = sent(&app, &[fields(), vec![("mail", "finder@example.com")]].concat()).await;
    let mut reporter = app.stranger();
    assert!(enter(&mut reporter, "en", &code).await.text().contains("Received"));
    let mut triage = caller(&app, "triage").await;
    assert!(triage.get("/api/v1/reports/R-2026-0001").await.json()["acknowledged_at"].is_null(), "the automatic receipt does not count");
    let written = triage.call("POST", "/api/v1/reports/R-2026-0001/messages", &json!({"body": "Thank you."})).await;
    assert_eq!(written.json()["acknowledged"], true);
    let second = triage.call("POST", "/api/v1/reports/R-2026-0001/messages", &json!({"body": "More."})).await;
    assert_eq!(second.json()["acknowledged"], false);
    let page = reporter.get("/en/report/status").await.text();
    assert!(page.contains("<b>Acknowledged</b>") && page.contains("Thank you."), "{page}");
    assert!(!page.contains("triage"), "the reporter does not read who wrote");
}

/// A02.4
#[tokio::test]
async fn letters_carry_the_public_reference_and_never_the_number_or_the_code() {
    let app = TestApp::new().await;
    let code = sent(&app, &[fields(), vec![("mail", "finder@example.com")]].concat()).await;
    let triage = app.ctx("triage").await;
    app::report::message(&triage, "R-2026-0001", "Thank you.").await.unwrap();
    let shown = app::report::show(&triage, "R-2026-0001").await.unwrap();
    let now = app.house.clock.now();
    let posted = app
        .house
        .store
        .write::<_, testkit::store::StoreError, _>(move |tx| tx.claim(testkit::store::queue::Queue::Outbox, "test", now, 10))
        .await
        .unwrap();
    assert_eq!(posted.len(), 2, "the receipt and the message");
    for letter in posted {
        assert_eq!(letter.kind, "mail");
        assert!(letter.payload.contains("finder@example.com") && letter.payload.contains(&shown.report.public_ref), "{}", letter.payload);
        assert!(!letter.payload.contains("R-2026") && !letter.payload.contains(&code), "{}", letter.payload);
    }
}

/// A02.6: byte-identical answers; `bench/receipt-codes` measures their time.
#[tokio::test]
async fn a_wrong_code_and_an_unknown_code_are_one_answer() {
    let app = TestApp::new().await;
    let code = sent(&app, &fields()).await;
    let digit = if code.ends_with('0') { "1" } else { "0" };
    let near = format!("{}{digit}", &code[..18]);
    let answers: Vec<_> = {
        let mut found = Vec::new();
        for typed in [near.as_str(), "0000-0000-0000-0000", "no code at all"] {
            let mut browser = app.stranger();
            let reply = browser.post_from("/en/report/status", "/en/report/status", &[("code", typed)]).await;
            assert_eq!(reply.status, 422);
            found.push(reply.indistinguishable());
        }
        found
    };
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    let mut api = app.stranger();
    let wrong = api.send("GET", "/public/v1/reports/status", None, Vec::new(), &[("x-receipt-code", &near)]).await;
    let none = api.get("/public/v1/reports/status").await;
    assert_eq!((wrong.status, wrong.code(), none.status), (404, "receipt.unknown".to_owned(), 404));
}

#[tokio::test]
async fn a_report_by_the_api_is_followed_by_its_header() {
    let app = TestApp::new().await;
    let mut api = app.stranger();
    let tried = api.call("POST", "/public/v1/reports?dry_run=1", &api_report()).await;
    assert_eq!(tried.status, 201);
    assert!(numbers(&mut caller(&app, "lead").await, "/api/v1/reports").await.is_empty(), "a try stores nothing");
    let reply = api.call("POST", "/public/v1/reports", &api_report()).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let code = reply.json()["receipt_code"].as_str().unwrap().to_owned();
    assert!(is_code(&code) && !reply.text().contains("R-2026"));
    let status = api.send("GET", "/public/v1/reports/status", None, Vec::new(), &[("x-receipt-code", &code)]).await;
    assert_eq!((status.json()["state"].as_str(), status.text().contains("R-2026")), (Some("received"), false));
    let bad = api.call("POST", "/public/v1/reports", &json!({"mail": "a@b@c", "wished_at": null})).await;
    assert_eq!(bad.status, 422);
    let pointers: Vec<_> = bad.json()["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap().to_owned()).collect();
    assert_eq!(pointers, ["/product", "/description", "/mail"]);
    let zoneless =
        api.call("POST", "/public/v1/reports", &json!({"product": "x", "description": "x", "wished_at": "2027-01-01T00:00:00"})).await;
    assert_eq!((zoneless.status, zoneless.code().as_str()), (422, "instant.zone_required"));
    assert_eq!(numbers(&mut caller(&app, "lead").await, "/api/v1/reports").await.len(), 1, "bad input stores nothing");
}

#[tokio::test]
async fn the_holder_replies_withdraws_and_appeals() {
    let app = TestApp::new().await;
    let code = sent(&app, &fields()).await;
    let mut reporter = app.stranger();
    enter(&mut reporter, "en", &code).await;
    let page = "/en/report/status";
    let token = reporter.get(page).await.form_token();
    let empty = reporter.post_files(&format!("{page}/messages"), &[("form_token", &token), ("body", " ")], &[]).await;
    assert_eq!(empty.status, 422);
    let files: [(&str, &str, &str, &[u8]); 1] = [("attachments", "log.txt", "text/plain", b"log")];
    let reply = reporter.post_files(&format!("{page}/messages"), &[("form_token", &token), ("body", "More facts")], &files).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    let triage = app.ctx("triage").await;
    let shown = app::report::show(&triage, "R-2026-0001").await.unwrap();
    assert!(shown.messages[0].body.starts_with("More facts") && shown.attachments.len() == 1);

    let ruling = app::report::Ruling {
        ruling: app::report::ReportState::OutOfScope,
        reason: "A lab setting.".into(),
        duplicate_of: String::new(),
        letter: true,
    };
    app::report::rule(&triage, "R-2026-0001", ruling).await.unwrap();
    let ruled = reporter.get(page).await.text();
    assert!(ruled.contains("Closed – out of scope") && ruled.contains("A lab setting.") && ruled.contains("Appeal"), "{ruled}");
    let appeal = reporter.post_from(page, &format!("{page}/appeal"), &[("body", "It is the default setting")]).await;
    assert_eq!(appeal.status, 303, "{}", appeal.text());
    let shown = app::report::show(&triage, "R-2026-0001").await.unwrap();
    assert_eq!(shown.report.state, app::report::ReportState::InAssessment);
    assert!(shown.messages.iter().any(|message| message.body.contains("default setting")));
    assert_eq!(reporter.post_from(page, &format!("{page}/withdrawal"), &[]).await.status, 303);
    assert!(reporter.get(page).await.text().contains("Withdrawn"));
    let late = reporter.post_from(page, &format!("{page}/withdrawal"), &[]).await;
    assert_eq!(late.status, 409);
    reporter.post_from(page, &format!("{page}/leaving"), &[]).await;
    assert!(!reporter.get(page).await.text().contains("Withdrawn"), "the page is left");
}
