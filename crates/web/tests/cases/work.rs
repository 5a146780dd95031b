//! The daily work on a case: scores, stage, assessments, plans, edits.

use super::{calls, deadline, fine, opened, refused, stage};
use serde_json::json;
use testkit::TestApp;

const CRITICAL_31: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const CRITICAL_40: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

/// A12.1, A12.2
#[tokio::test]
async fn vectors_are_scored_or_refused_with_the_metric_named() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Scores").await;
    fine(&mut lead, &format!("{case}/vulnerabilities"), json!({ "vulnerability": "CVE-1900-9555" })).await;
    let scores = format!("{case}/scores");
    for (vector, tenths) in [(CRITICAL_31, 98), (CRITICAL_40, 93)] {
        let scored = fine(&mut lead, &scores, json!({ "vector": vector })).await.json();
        assert_eq!((scored["score_tenths"].as_i64(), scored["word"].as_str()), (Some(tenths), Some("critical")));
    }
    for (vector, code, named) in [
        ("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss.bad_metric", "AV must be one of N, A, L, P"),
        ("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss.duplicate_metric", "AV"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "cvss.missing_metric", "A is missing"),
        ("CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss.bad_metric", "av"),
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss.bad_prefix", "CVSS:3.1/"),
    ] {
        let reply = lead.call("POST", &scores, &json!({ "vector": vector })).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, code), "{vector}");
        assert!(reply.json()["detail"].as_str().unwrap().contains(named), "{vector}: {}", reply.text());
    }
    assert_eq!(lead.get(&scores).await.json()["items"].as_array().unwrap().len(), 2, "nothing of what was refused is kept");

    // A12.2 by page: the text stays and the fault stands at the field.
    let mut page = app.browser("lead").await;
    let number = case.rsplit('/').next().unwrap();
    let address = format!("/app/cases/{number}/scores");
    let reply = page.post_from(&address, &format!("{address}/cvss"), &[("vector", "CVSS:3.1/AV:X/AC:L")]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("id=\"cvss-vector-wrong\"") && reply.text().contains("CVSS:3.1/AV:X/AC:L"));
}

/// A12.3, A12.4; all 36 rows are walked in `lib/scoring/src/ssvc.rs`.
#[tokio::test]
async fn an_immediate_decision_sets_the_fix_target_two_weeks_on() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "SSVC").await;
    fine(&mut lead, &format!("{case}/vulnerabilities"), json!({ "vulnerability": "CVE-1900-9555" })).await;
    let scores = format!("{case}/scores");
    let quiet = json!({ "exploitation": "none", "utility": "laborious", "technical_impact": "partial", "public_safety_impact": "minimal" });
    assert_eq!(fine(&mut lead, &scores, quiet).await.json()["word"], "defer");
    let grave =
        json!({ "exploitation": "active", "utility": "efficient", "technical_impact": "total", "public_safety_impact": "significant" });
    assert_eq!(fine(&mut lead, &scores, grave).await.json()["word"], "immediate");
    assert_eq!(deadline(&mut lead, &case, "fix_due").await["due_at"], "2026-12-05T00:00:00Z");
    refused(&mut lead, &scores, json!({ "exploitation": "active" }), 422, "ssvc.bad_point").await;
}

#[tokio::test]
async fn the_stage_follows_the_data_and_no_act_sets_it() {
    let app = TestApp::demo().await;
    let mut lead = calls(&app, "lead").await;
    let case = "/api/v1/cases/PSIRT-2026-0042";
    let (now, unmet) = stage(&mut lead, case).await;
    assert_eq!(now, "analysis");
    let waiting = vec!["kd-gw10@2.1.1".to_owned(), "kd-hmi7@3.0.0".to_owned()];
    assert_eq!(unmet[0], ("assessed".to_owned(), waiting.clone()), "under investigation does not count");

    let mut page = app.browser("lead").await;
    let text = page.get("/app/cases/PSIRT-2026-0042").await.text();
    for release in ["KD-GW10 2.1.1", "KD-HMI7 3.0.0"] {
        assert!(text.contains(release), "{release} is named on the page");
    }
    assert!(text.contains("href=\"/app/cases/PSIRT-2026-0042/releases#assessment\""));

    let closing = lead.call("POST", &format!("{case}/closure?dry_run=1"), &json!({})).await;
    assert_eq!((closing.status, closing.code().as_str()), (409, "case.conditions_unmet"));
    assert!(closing.text().contains("kd-gw10@2.1.1"), "{}", closing.text());
    let token = page.get("/app/cases/PSIRT-2026-0042").await.form_token();
    let closing = page.post("/app/cases/PSIRT-2026-0042/closure", &[("form_token", &token)]).await;
    assert_eq!(closing.status, 422);

    let judged = json!({
        "vulnerability": "CVE-1900-9100", "case": "PSIRT-2026-0042", "releases": waiting, "status": "not_affected",
        "justification": "component_not_present", "statement": "The component is not built in.",
    });
    let assess = "/api/v1/assessments";
    let tried = lead.call("POST", &format!("{assess}?dry_run=1"), &judged).await;
    assert_eq!(tried.status, 200);
    assert_eq!(stage(&mut lead, case).await.0, "analysis", "a trial changes nothing");
    fine(&mut lead, assess, judged.clone()).await;
    assert_eq!(stage(&mut lead, case).await.0, "remediation");
    let mut again = judged;
    again["status"] = "under_investigation".into();
    again["releases"] = json!(["kd-hmi7@3.0.0"]);
    fine(&mut lead, assess, again).await;
    let (now, unmet) = stage(&mut lead, case).await;
    assert_eq!((now.as_str(), unmet[0].1.clone()), ("analysis", vec!["kd-hmi7@3.0.0".to_owned()]));
    let events = lead.get(&format!("{case}/events")).await.json();
    let moved: Vec<_> = events["items"].as_array().unwrap().iter().filter(|e| e["event"] == "case.stage_changed").collect();
    assert_eq!(moved.last().unwrap()["fields"]["to"], "analysis");
    assert!(moved.len() >= 2);

    assert!(!web::routes().iter().any(|route| route.path.ends_with("/stage") && route.method != "GET"), "no route sets a stage");
}

#[tokio::test]
async fn a_judgement_stops_at_the_edge_of_the_own_division() {
    let app = TestApp::new().await;
    app::demo::products_only(&app.house).await.unwrap();
    let (mut lead, mut triage) = (calls(&app, "lead").await, calls(&app, "triage").await);
    let case = opened(&mut lead, "Fan-out").await;
    fine(&mut lead, &format!("{case}/vulnerabilities"), json!({ "vulnerability": "CVE-1900-9555" })).await;
    let releases = ["kd-cam200@1.4.0", "kd-plc5@5.1.0", "kd-gw10@2.1.1"];
    fine(&mut lead, &format!("{case}/releases"), json!({ "releases": releases })).await;
    let number = case.rsplit('/').next().unwrap();
    let mut form = json!({ "vulnerability": "CVE-1900-9555", "case": number, "releases": releases, "status": "not_affected" });
    refused(&mut triage, "/api/v1/assessments", form.clone(), 422, "vex.justification_required").await;
    form["justification"] = "component_not_present".into();
    refused(&mut triage, "/api/v1/assessments", form.clone(), 422, "field.required").await;
    form["statement"] = "Not built in.".into();
    let done = fine(&mut triage, "/api/v1/assessments", form.clone()).await.json();
    assert_eq!(done["decided"].as_array().unwrap().len(), 2);
    assert_eq!(done["skipped"], json!(["kd-gw10@2.1.1"]));
    let kept = lead.get("/api/v1/assessments?vulnerability=CVE-1900-9555").await.json();
    let kept: Vec<_> = kept["items"].as_array().unwrap().iter().map(|row| row["release"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kept, ["kd-cam200@1.4.0", "kd-plc5@5.1.0"], "nothing changed outside the scope");
    form["releases"] = json!(["kd-gw10@2.1.1"]);
    refused(&mut triage, "/api/v1/assessments", form, 404, "auth.not_found").await;
    refused(&mut lead, "/api/v1/assessments", json!({ "vulnerability": "CVE-1900-9555", "status": "fixed" }), 422, "vex.evidence_required")
        .await;

    // The page says how many were reached and how many were not.
    let mut page = app.browser("triage").await;
    page.get("/app/language/ja").await;
    let address = format!("/app/cases/{number}/releases");
    let fields = [
        ("vulnerability", "CVE-1900-9555"),
        ("releases", "kd-cam200@1.4.0"),
        ("releases", "kd-gw10@2.1.1"),
        ("status", "affected"),
        ("action", "更新してください"),
    ];
    let reply = page.post_from(&address, &format!("/app/cases/{number}/assessments"), &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    let text = page.get(reply.location()).await.text();
    assert!(text.contains("1件に適用しました。1件は権限がないため変更していません。"), "the notice counts");
}

#[tokio::test]
async fn a_plan_is_verified_by_somebody_else() {
    let app = TestApp::new().await;
    app::demo::products_only(&app.house).await.unwrap();
    let (mut lead, mut qa, mut owner) = (calls(&app, "lead").await, calls(&app, "qa").await, calls(&app, "owner-cam").await);
    let case = opened(&mut lead, "Plans").await;
    fine(&mut lead, &format!("{case}/releases"), json!({ "releases": ["kd-cam200@1.4.0"] })).await;
    let plans = format!("{case}/fix-plans");
    let mut plan = json!({ "release": "kd-cam200@1.4.0", "state": "planned", "delivery": "ota" });
    refused(&mut owner, &plans, plan.clone(), 422, "field.required").await;
    plan["due_at"] = "2026-12-20T10:00:00".into();
    refused(&mut owner, &plans, plan.clone(), 422, "instant.zone_required").await;
    plan["due_at"] = "2026-12-20T10:00:00+09:00".into();
    fine(&mut owner, &plans, plan).await;
    let verified = json!({ "release": "kd-cam200@1.4.0", "state": "verified", "evidence": "regression run 12" });
    refused(&mut owner, &plans, verified.clone(), 409, "second_person.required").await;
    fine(&mut qa, &plans, verified).await;
    let available = json!({ "release": "kd-cam200@1.4.0", "state": "available", "available_at": "2026-11-21T08:00:00+09:00" });
    fine(&mut owner, &plans, available).await;
    let back = json!({ "release": "kd-cam200@1.4.0", "state": "planned", "reason": "again" });
    refused(&mut owner, &plans, back, 409, "state.conflict").await;
    let other = json!({ "release": "kd-gw10@2.1.1", "state": "planned", "due_at": "2026-12-20T10:00:00+09:00" });
    refused(&mut owner, &plans, other, 404, "auth.not_found").await;
    let kept = lead.get(&plans).await.json();
    assert_eq!((kept["items"][0]["state"].as_str(), kept["items"][0]["delivery"].as_str()), (Some("available"), Some("ota")));
}

#[tokio::test]
async fn an_edit_says_what_it_was_based_on() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Edit").await;
    let tag = lead.get(&case).await.headers["etag"].clone();
    let body = json!({ "title": "Edited", "tlp": "amber", "owner": "triage" }).to_string().into_bytes();
    let kind = Some("application/json");
    let bare = lead.send("PATCH", &case, kind, body.clone(), &[]).await;
    assert_eq!((bare.status, bare.code().as_str()), (428, "edit.precondition_required"));
    let first = lead.send("PATCH", &case, kind, body.clone(), &[("if-match", &tag)]).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_ne!(first.headers["etag"], tag);
    let second = lead.send("PATCH", &case, kind, body, &[("if-match", &tag)]).await;
    assert_eq!((second.status, second.code().as_str()), (412, "edit.conflict"));
    assert!(second.text().contains("lead"), "{}", second.text());
    let shown = lead.get(&case).await.json();
    assert_eq!((shown["title"].as_str(), shown["owner"].as_str(), shown["tlp"].as_str()), (Some("Edited"), Some("triage"), Some("amber")));
    assert_eq!(shown["members"], json!(["lead", "triage"]), "an owner is a member");
}

#[tokio::test]
async fn a_case_is_opened_by_page_in_both_languages() {
    let app = TestApp::new().await;
    for (lang, wrong) in [("ja", "エラー: "), ("en", "Error: ")] {
        let mut page = app.browser("lead").await;
        page.get(&format!("/app/language/{lang}")).await;
        let reply = page.post_from("/app/cases/new", "/app/cases", &[("title", ""), ("kind", "vulnerability")]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text().contains(&format!("<title>{wrong}")), "{lang}");
        let reply =
            page.post_from("/app/cases/new", "/app/cases", &[("title", "認証の迂回"), ("kind", "vulnerability"), ("tlp", "amber")]).await;
        assert_eq!(reply.status, 303);
        let case = reply.location().to_owned();
        for tab in ["", "/releases", "/scores", "/embargo", "/plans", "/deadlines", "/record", "/review"] {
            let reply = page.get(&format!("{case}{tab}")).await;
            assert_eq!(reply.status, 200, "{lang} {tab}");
            assert!(reply.text().contains("認証の迂回"), "{lang} {tab}");
        }
        let reply =
            page.post_from(&case, &format!("{case}/answers"), &[("condition", "ruled"), ("value", "reproduced"), ("text", "")]).await;
        assert_eq!(reply.status, 422, "an answer needs its words");
        let fields = [("condition", "ruled"), ("value", "reproduced"), ("text", "検証機で再現")];
        assert_eq!(page.post_from(&case, &format!("{case}/answers"), &fields).await.status, 303);
        assert!(page.get(&case).await.text().contains("検証機で再現"));
        let note = [("audience", "internal"), ("body", "<script>alert(1)</script>")];
        assert_eq!(page.post_from(&format!("{case}/record"), &format!("{case}/entries"), &note).await.status, 303);
        let record = page.get(&format!("{case}/record")).await.text();
        assert!(record.contains("&#60;script&#62;") && !record.contains("<script>alert"), "an entry stays inert");
    }
}

#[tokio::test]
async fn a_case_of_a_vulnerability_takes_its_releases_and_what_the_form_said() {
    let app = TestApp::demo().await;
    let mut lead = app.browser("lead").await;
    let from = "/app/cases/new?vulnerability=CVE-1900-9001";
    let form = lead.get(from).await.text();
    assert!(
        form.contains("KD-CAM200 1.4.0") && form.contains("name=\"vulnerability\" value=\"CVE-1900-9001\""),
        "the form names the scope"
    );
    let fields = [("vulnerability", "CVE-1900-9001"), ("title", ""), ("kind", "vulnerability"), ("tlp", "green"), ("restricted", "1")];
    let opened = lead.post_from(from, "/app/cases", &fields).await;
    assert_eq!(opened.status, 303);
    let releases = lead.get(&format!("{}/releases", opened.location())).await.text();
    assert!(releases.contains("CVE-1900-9001") && releases.contains("kd-cam200@1.4.0"));
    let mut api = calls(&app, "lead").await;
    let case: serde_json::Value = api.get(&format!("/api/v1{}", opened.location().trim_start_matches("/app"))).await.json();
    assert_eq!((case["visibility"].as_str(), case["tlp"].as_str()), (Some("restricted"), Some("green")));
    let mut stranger = app.browser("triage").await;
    assert_eq!(stranger.get(opened.location()).await.status, 404);
    let unknown = lead.get("/app/cases/new?vulnerability=CVE-1900-0000").await;
    assert_eq!(unknown.status, 404, "a vulnerability that nobody knows opens nothing");
}

#[tokio::test]
async fn a_case_that_ended_is_reopened_before_it_is_worked_on() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Ends").await;
    refused(&mut lead, &format!("{case}/declining"), json!({}), 422, "reason.required").await;
    fine(&mut lead, &format!("{case}/declining"), json!({ "reason": "not our product" })).await;
    let vulnerabilities = format!("{case}/vulnerabilities");
    refused(&mut lead, &vulnerabilities, json!({ "vulnerability": "CVE-1900-9555" }), 409, "state.conflict").await;
    fine(&mut lead, &format!("{case}/reopening"), json!({ "reason": "it is ours after all" })).await;
    fine(&mut lead, &vulnerabilities, json!({ "vulnerability": "CVE-1900-9555" })).await;
    let mut triage = calls(&app, "triage").await;
    refused(&mut triage, &format!("{case}/declining"), json!({ "reason": "x" }), 404, "auth.not_found").await;
}
