//! CRA deadlines start at awareness and nowhere else.

use super::{calls, deadline, fine, opened, refused};
use serde_json::{Value, json};
use testkit::{Browser, TestApp};

fn aware_at(aware: &str) -> Value {
    json!({
        "signal_at": "2026-11-20T21:40:00+09:00", "started_at": "2026-11-20T21:50:00+09:00", "aware_at": aware,
        "evidence": "device log", "reasoning": "only this flaw allows it",
    })
}

/// A case in scope, aware since 2026-11-20T22:15+09:00.
async fn aware(lead: &mut Browser) -> String {
    let case = opened(lead, "Filing").await;
    fine(lead, &format!("{case}/cra-question"), json!({ "value": "in_scope" })).await;
    fine(lead, &format!("{case}/awareness"), aware_at("2026-11-20T22:15:00+09:00")).await;
    case
}

fn submission(stage: &str, at: &str) -> Value {
    json!({ "stage": stage, "reference": "SRP-TEST-1", "happened_at": at, "copy_base64": "Y29weQ==" })
}

/// A15.1, A15.4, A15.6
#[tokio::test]
async fn early_warning_and_notification_count_from_awareness_in_utc() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = aware(&mut lead).await;
    assert_eq!(deadline(&mut lead, &case, "cra_early_warning").await["due_at"], "2026-11-21T13:15:00Z");
    let notification = deadline(&mut lead, &case, "cra_notification").await;
    assert_eq!(notification["due_at"], "2026-11-23T13:15:00Z", "a holiday does not move it");
    assert_eq!(notification["rules"], "2026-09-25");
    let waiting = deadline(&mut lead, &case, "cra_final_report").await;
    assert_eq!((waiting["due_at"].as_str(), waiting["waits_for"].as_str()), (None, Some("no_measure_yet")));

    let number = case.rsplit('/').next().unwrap();
    let mut page = app.browser("lead").await;
    for (lang, words) in [
        (
            "ja",
            [
                "2026-11-21(土) 22:15 JST",
                "13:15 UTC · 14:15 Brussels",
                "残 13:15",
                "是正策・緩和策がまだ提供されていません",
                "週末と祝日で延びません",
            ],
        ),
        (
            "en",
            [
                "2026-11-21 (Sat) 22:15 JST",
                "13:15 UTC · 14:15 Brussels",
                "13:15 left",
                "No corrective or mitigating measure",
                "weekends and holidays do not extend it",
            ],
        ),
    ] {
        page.get(&format!("/app/language/{lang}")).await;
        for address in [format!("/app/cases/{number}/deadlines"), "/app/deadlines".to_owned()] {
            let text = page.get(&address).await.text();
            for words in words {
                assert!(text.contains(words), "{address} in {lang} does not say {words}");
            }
            let rules =
                if lang == "ja" { "規則 2026-09-25版(確認日 2026-11-20)" } else { "Rule set 2026-09-25, checked on 2026-11-20" };
            assert!(text.contains(rules), "{address} in {lang} names its rules");
        }
    }
}

/// A15.2
#[tokio::test]
async fn awareness_has_an_order_a_zone_and_no_future() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Order").await;
    let awareness = format!("{case}/awareness");
    refused(&mut lead, &awareness, aware_at("2026-11-22T09:00:00+09:00"), 422, "awareness.in_future").await;
    let mut reversed = aware_at("2026-11-20T22:15:00+09:00");
    reversed["started_at"] = "2026-11-20T21:30:00+09:00".into();
    refused(&mut lead, &awareness, reversed, 422, "awareness.order").await;
    refused(&mut lead, &awareness, aware_at("2026-11-20T22:15:00"), 422, "instant.zone_required").await;
    refused(&mut lead, &awareness, aware_at("2026-11-20"), 422, "instant.zone_required").await;
    refused(&mut lead, &awareness, aware_at(""), 422, "field.required").await;
    assert_eq!(lead.get(&awareness).await.json()["items"], json!([]));
}

/// A15.3
#[tokio::test]
async fn no_submission_moves_the_72_hours() {
    for (at, reason) in [("2026-11-21T18:00:00+09:00", ""), ("2026-11-21T23:15:00+09:00", "the person on duty was ill")] {
        let app = TestApp::new().await;
        let mut lead = calls(&app, "lead").await;
        let case = aware(&mut lead).await;
        app.move_clock("2026-11-21T23:30:00+09:00");
        let mut form = submission("early_warning", at);
        if !reason.is_empty() {
            refused(&mut lead, &format!("{case}/filings"), form.clone(), 422, "filing.late_reason_required").await;
        }
        form["reason"] = reason.into();
        fine(&mut lead, &format!("{case}/filings"), form).await;
        assert_eq!(deadline(&mut lead, &case, "cra_notification").await["due_at"], "2026-11-23T13:15:00Z");
        assert!(deadline(&mut lead, &case, "cra_early_warning").await["met_at"].is_string());
    }
}

#[tokio::test]
async fn only_a_submission_with_reference_and_copy_meets_a_deadline() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = aware(&mut lead).await;
    let filings = format!("{case}/filings");
    let at = "2026-11-21T08:50:00+09:00";
    let without = |field: &str| {
        let mut form = submission("early_warning", at);
        form[field] = "".into();
        form
    };
    refused(&mut lead, &filings, without("reference"), 422, "filing.reference_required").await;
    refused(&mut lead, &filings, without("copy_base64"), 422, "field.required").await;
    refused(&mut lead, &filings, without("happened_at"), 422, "field.required").await;
    refused(&mut lead, &filings, submission("notification", at), 409, "filing.stage_order").await;
    let attempt = json!({ "stage": "early_warning", "outcome": "attempted", "happened_at": at, "reason": "the platform was down" });
    fine(&mut lead, &filings, attempt).await;
    assert!(deadline(&mut lead, &case, "cra_early_warning").await["met_at"].is_null(), "an attempt stops nothing");
    fine(&mut lead, &filings, submission("early_warning", at)).await;
    refused(&mut lead, &filings, submission("early_warning", at), 409, "state.conflict").await;
    let kept = lead.get(&filings).await.json();
    assert_eq!(kept["items"][1]["copy_sha256"], "6f5a6034e770acbfb3f797e6a7eb7948d470d45f9928f92b7d72dc7c45e6d0cd");
}

/// A15.5
#[tokio::test]
async fn the_final_report_counts_from_the_first_measure() {
    for workaround in [true, false] {
        let app = TestApp::new().await;
        app::demo::products_only(&app.house).await.unwrap();
        let mut lead = calls(&app, "lead").await;
        let case = aware(&mut lead).await;
        fine(&mut lead, &format!("{case}/releases"), json!({ "releases": ["kd-cam200@1.4.0"] })).await;
        if workaround {
            app.move_clock("2026-11-24T15:00:00+09:00");
            let measure =
                json!({ "kind": "measure_available", "happened_at": "2026-11-24T15:00:00+09:00", "evidence": "setting published" });
            fine(&mut lead, &format!("{case}/facts"), measure).await;
            assert_eq!(deadline(&mut lead, &case, "cra_final_report").await["due_at"], "2026-12-08T06:00:00Z");
        }
        app.move_clock("2026-11-27T10:00:00+09:00");
        let fix = json!({
            "release": "kd-cam200@1.4.0", "state": "available", "available_at": "2026-11-27T10:00:00+09:00", "delivery": "ota",
        });
        fine(&mut lead, &format!("{case}/fix-plans"), fix).await;
        let due = if workaround { "2026-12-08T06:00:00Z" } else { "2026-12-11T01:00:00Z" };
        assert_eq!(deadline(&mut lead, &case, "cra_final_report").await["due_at"], due, "workaround first: {workaround}");
    }
}

/// A15.7: what does not exist cannot be called, so no route answers 409 to a pause.
#[tokio::test]
async fn a_correction_is_a_leads_row_with_a_reason_and_both_rows_stay() {
    let app = TestApp::new().await;
    let (mut lead, mut triage) = (calls(&app, "lead").await, calls(&app, "triage").await);
    let case = aware(&mut lead).await;
    let awareness = format!("{case}/awareness");
    let mut corrected = aware_at("2026-11-20T22:00:00+09:00");
    refused(&mut lead, &awareness, corrected.clone(), 422, "reason.required").await;
    corrected["reason"] = "the log's clock was off".into();
    refused(&mut triage, &awareness, corrected.clone(), 404, "auth.not_found").await;
    fine(&mut lead, &awareness, corrected).await;
    let rows = lead.get(&awareness).await.json();
    assert_eq!((rows["items"].as_array().unwrap().len(), rows["items"][1]["reason"].as_str()), (2, Some("the log's clock was off")));
    assert_eq!(deadline(&mut lead, &case, "cra_early_warning").await["due_at"], "2026-11-21T13:00:00Z");
    assert!(!web::routes().iter().any(|route| route.path.contains("deadlines") && route.method != "GET"), "no route pauses a deadline");
}

#[tokio::test]
async fn out_of_scope_is_a_leads_answer_and_a_newer_signal_asks_again() {
    let app = TestApp::new().await;
    let (mut lead, mut triage) = (calls(&app, "lead").await, calls(&app, "triage").await);
    let case = opened(&mut lead, "Question").await;
    let question = format!("{case}/cra-question");
    refused(&mut triage, &question, json!({ "value": "out_of_scope", "reason": "x" }), 404, "auth.not_found").await;
    refused(&mut lead, &question, json!({ "value": "out_of_scope" }), 422, "reason.required").await;
    refused(&mut lead, &question, json!({ "value": "perhaps" }), 422, "field.invalid").await;
    fine(&mut lead, &question, json!({ "value": "out_of_scope", "reason": "no sign of exploitation" })).await;
    let unmet = |stage: (String, Vec<(String, Vec<String>)>)| stage.1.iter().any(|(condition, _)| condition == "cra_question");
    assert!(!unmet(super::stage(&mut lead, &case).await));
    app.move_clock("2026-11-21T10:00:00+09:00");
    let seen = json!({ "kind": "exploited", "place": "own", "happened_at": "2026-11-21T09:30:00+09:00", "evidence": "log" });
    fine(&mut lead, &format!("{case}/facts"), seen).await;
    assert!(unmet(super::stage(&mut lead, &case).await), "the answer is older than the signal");
    fine(&mut triage, &question, json!({ "value": "undecided" })).await;
    assert!(unmet(super::stage(&mut lead, &case).await), "undecided is no answer");
}

#[tokio::test]
async fn a_filing_is_possible_in_every_state_of_an_embargo() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Under embargo").await;
    let terms = json!({ "until": "2026-12-10T10:00:00+09:00" });
    fine(&mut lead, &format!("{case}/embargo/proposals"), terms).await;
    fine(&mut lead, &format!("{case}/awareness"), aware_at("2026-11-20T22:15:00+09:00")).await;
    fine(&mut lead, &format!("{case}/filings"), submission("early_warning", "2026-11-21T08:50:00+09:00")).await;
}

/// A01.1, A13.5
#[tokio::test]
async fn the_strip_of_the_demo_shows_its_three_legal_deadlines() {
    let app = TestApp::demo().await;
    let mut page = app.browser("lead").await;
    page.get("/app/language/ja").await;
    let text = page.get("/app/today").await.text();
    let at = text.find("class=\"strip\"").expect("a strip");
    let strip = &text[at..at + text[at..].find("</div>").unwrap()];
    let expected = [("早期警告 0042", "残 13:15"), ("72時間通知 0042", "残 61:15"), ("最終報告 0038", "残 217:00")];
    assert_eq!(strip.matches("strip-item").count(), 3, "{strip}");
    let mut from = 0;
    for (words, left) in expected {
        let at = strip[from..].find(words).unwrap_or_else(|| panic!("{words} in {strip}")) + from;
        assert!(strip[at..].starts_with(words) && strip[at..at + 220.min(strip.len() - at)].contains(left), "{words} {left}: {strip}");
        from = at;
    }
    let mut outsider = app.browser("owner-net").await;
    let text = outsider.get("/app/today").await.text();
    assert!(!text.contains("0042"), "a restricted case's deadlines are for its members");
}
