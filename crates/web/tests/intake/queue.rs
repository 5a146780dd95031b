//! P02: findings in the inbox, the letter of a ruling before it leaves, the way back, assignment and snooze.

use super::{caller, fields, numbers, sent};
use serde_json::json;
use testkit::TestApp;

const PAGE: &str = "/app/reports/R-2026-0001";

#[tokio::test]
async fn the_inbox_holds_findings_beside_reports() {
    let app = TestApp::demo().await;
    let mut triage = app.browser("triage").await;
    for (lang, spread) in [("ja", "12製品 / 40リリース"), ("en", "12 products / 40 releases")] {
        triage.get(&format!("/app/language/{lang}")).await;
        let both = triage.get("/app/inbox").await.text();
        assert!(both.contains("R-2026-0031") && both.contains("CVE-1900-9001") && both.contains(spread), "{both}");
        let reports = triage.get("/app/inbox?type=report").await.text();
        assert!(reports.contains("R-2026-0031") && !reports.contains("CVE-1900-9001"));
        let findings = triage.get("/app/inbox?type=finding&vulnerability=CVE-1900-9001").await.text();
        assert!(!findings.contains("R-2026-0031") && findings.contains("/app/cases/new?vulnerability=CVE-1900-9001"), "{findings}");
        assert_eq!(findings.matches("aria-current=\"true\"").count(), 2, "the row and the language");
    }
    assert_eq!(triage.get("/app/inbox?vulnerability=CVE-1900-0000").await.status, 404);
}

#[tokio::test]
async fn a_ruling_shows_its_letter_before_it_leaves() {
    let app = TestApp::new().await;
    sent(&app, &[fields(), vec![("mail", "finder@example.com")]].concat()).await;
    let mut triage = app.browser("triage").await;
    let ruling = |name: &'static str, letter: bool| {
        let mut fields = vec![("preview", "1"), ("ruling", name), ("reason", "A lab setting."), ("duplicate_of", "")];
        fields.extend(letter.then_some(("letter", "1")));
        fields
    };
    let to = format!("{PAGE}/ruling");
    let shown = triage.post_from(PAGE, &to, &ruling("out_of_scope", true)).await;
    assert_eq!(shown.status, 200);
    let text = shown.text();
    assert!(text.contains("<pre") && text.matches("A lab setting.").count() == 2 && text.contains("About your report"), "{text}");
    let none = triage.post_from(PAGE, &to, &ruling("out_of_scope", false)).await.text();
    assert!(!none.contains("<pre") && none.matches("A lab setting.").count() == 1, "{none}");
    assert!(!triage.post_from(PAGE, &to, &ruling("spam", true)).await.text().contains("<pre"), "no letter for spam");
    let faulty = triage.post_from(PAGE, &to, &[("preview", "1"), ("ruling", "out_of_scope"), ("reason", ""), ("letter", "1")]).await;
    assert_eq!(faulty.status, 422);
    let report = app::report::show(&app.ctx("triage").await, "R-2026-0001").await.unwrap();
    assert_eq!((report.report.state.key(), report.messages.len()), ("received", 0), "nothing was recorded");
}

#[tokio::test]
async fn a_ruling_is_taken_back_for_ten_minutes() {
    let app = TestApp::demo().await;
    let mut triage = app.browser("triage").await;
    let page = "/app/reports/R-2026-0031";
    let before = app::report::show(&app.ctx("triage").await, "R-2026-0031").await.unwrap().report;
    let ruling = [("ruling", "duplicate"), ("reason", "The same page."), ("duplicate_of", "R-2026-0019")];
    // The form that undoes bears the viewer's token, so its address is one of an undo and nothing else.
    for other in ["..%2Fadvisories%2FKD-SA-2026-0007%2Fpublication", "..", "ruling-1%3F"] {
        let inbox = triage.get(&format!("/app/inbox?done=ruled&undo={other}")).await.text();
        assert!(!inbox.contains("action=\"/app/undo/"), "{other} chose where the form leads");
    }

    let ruled = triage.post_from(page, &format!("{page}/ruling"), &ruling).await;
    assert_eq!(ruled.status, 303, "{}", ruled.text());
    let inbox = triage.get(ruled.location()).await.text();
    let undo = inbox.split("action=\"/app/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(inbox.contains("data-toast") && !inbox.contains("report=R-2026-0031"), "the row is gone");
    let joined = app::report::show(&app.ctx("triage").await, "R-2026-0031").await.unwrap();
    assert_eq!((joined.case.as_deref(), joined.duplicate_of.as_deref()), (Some("PSIRT-2026-0036"), Some("R-2026-0019")));
    assert!(triage.get(page).await.text().contains(&format!("/app/undo/{undo}")), "the report offers it too");

    let back = triage.post_from(page, &format!("/app/undo/{undo}"), &[]).await;
    assert_eq!((back.status, back.location()), (303, "/app/reports/R-2026-0031?done=undone"), "{}", back.text());
    let after = app::report::show(&app.ctx("triage").await, "R-2026-0031").await.unwrap().report;
    assert_eq!(after, app::report::ReportRow { changed_at: after.changed_at, ..before });
    assert!(triage.get("/app/inbox").await.text().contains("R-2026-0031"));
    let twice = triage.post_from(page, &format!("/app/undo/{undo}"), &[]).await;
    assert_eq!(twice.status, 409);

    let ruled = triage.post_from(page, &format!("{page}/ruling"), &ruling).await;
    let undo = ruled.location().rsplit_once("undo=").unwrap().1.to_owned();
    app.move_clock("2026-11-21T09:11:00+09:00");
    assert!(!triage.get(page).await.text().contains("/app/undo/"), "no longer offered");
    let mut api = caller(&app, "triage").await;
    let late = api.call("POST", &format!("/api/v1/undo/{undo}"), &json!({})).await;
    assert_eq!((late.status, late.code().as_str()), (409, "undo.too_late"));
    for never in ["ruling-99999", "ruling-x", "other-1"] {
        assert_eq!(api.call("POST", &format!("/api/v1/undo/{never}"), &json!({})).await.status, 404, "{never}");
    }
}

#[tokio::test]
async fn a_report_is_assigned_to_somebody_who_may_rule() {
    let app = TestApp::new().await;
    sent(&app, &fields()).await;
    let mut triage = app.browser("triage").await;
    let to = format!("{PAGE}/assignment");
    let reply = triage.post_from(PAGE, &to, &[("assignee", "triage")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/app/reports/R-2026-0001?done=assigned"), "{}", reply.text());
    assert!(triage.get("/app/inbox").await.text().contains("item-taken"));
    for other in ["auditor", "nobody"] {
        let refused = triage.post_from(PAGE, &to, &[("assignee", other)]).await;
        assert!(refused.status == 422 && refused.text().contains("href=\"#assignee\""), "{other}: {}", refused.status);
    }
    let mut api = caller(&app, "lead").await;
    assert_eq!(api.get("/api/v1/reports/R-2026-0001").await.json()["assignee"], "triage");
    assert_eq!(api.call("POST", "/api/v1/reports/R-2026-0001/assignment", &json!({})).await.status, 204);
    assert_eq!(api.get("/api/v1/reports/R-2026-0001").await.json().get("assignee"), None);
}

#[tokio::test]
async fn a_report_rests_and_wakes_by_itself() {
    let app = TestApp::new().await;
    sent(&app, &fields()).await;
    let mut triage = app.browser("triage").await;
    let to = format!("{PAGE}/snooze");
    let until = |date: &'static str| [("snoozed_until_date", date), ("snoozed_until_time", "09:00"), ("snoozed_until_zone", "+09:00")];
    let past = triage.post_from(PAGE, &to, &until("2026-11-20")).await;
    assert!(past.status == 422 && past.text().contains("value=\"2026-11-20\""), "what was typed stays");
    let reply = triage.post_from(PAGE, &to, &until("2026-11-25")).await;
    assert_eq!((reply.status, reply.location()), (303, "/app/inbox?done=snoozed"), "{}", reply.text());
    let mut api = caller(&app, "triage").await;
    assert!(numbers(&mut api, "/api/v1/reports?state=open").await.is_empty());
    assert_eq!(numbers(&mut api, "/api/v1/reports?state=snoozed").await, ["R-2026-0001"]);
    assert!(triage.get("/app/inbox?state=snoozed").await.text().contains("R-2026-0001"));
    assert!(triage.get("/app/today").await.text().contains("R-2026-0001"), "the promise to the reporter runs on");
    app.move_clock("2026-11-25T09:00:01+09:00");
    assert_eq!(numbers(&mut api, "/api/v1/reports?state=open").await, ["R-2026-0001"]);
    let again = api.call("POST", "/api/v1/reports/R-2026-0001/snooze", &json!({"snoozed_until": "2026-11-26T09:00:00+09:00"})).await;
    assert_eq!(again.status, 204, "{}", again.text());
    assert_eq!(api.send("DELETE", "/api/v1/reports/R-2026-0001/snooze", None, Vec::new(), &[]).await.status, 204);
    assert_eq!(numbers(&mut api, "/api/v1/reports?state=open").await, ["R-2026-0001"]);
}
