//! Advisories, their publication, the public site, subscribers and their mail.

use domain::assessment::{Judgement, Justification, VexStatus};
use domain::embargo::{Embargo, EmbargoState};
use domain::plan::{Delivery, Plan, PlanState};
use domain::psirt_case::{CaseKind, Visibility};
use domain::report::{Intake, ReportState};
use serde_json::{Value, json};
use testkit::outside::sink::SmtpSink;
use testkit::store::catalogue::NewProduct;
use testkit::store::intake::NewReport;
use testkit::{Browser, Reply, TestApp};

const CASE: &str = "PSIRT-2026-0042";
const SCOPES: [&str; 7] =
    ["advisories:read", "advisories:write", "advisories:approve", "advisories:publish", "cases:read", "cases:write", "catalogue:read"];

fn judged(status: VexStatus) -> Judgement {
    Judgement {
        status,
        justification: (status == VexStatus::NotAffected).then_some(Justification::ComponentNotPresent),
        statement: if status == VexStatus::NotAffected { "The part is not built in.".into() } else { String::new() },
        action: String::new(),
        evidence: String::new(),
        next_update_at: None,
    }
}

/// A case about KD-CAM200 (affected, fixed in 1.4.1) and KD-PLC5 (not affected), with two accepted reports, one without an address.
async fn case(app: &TestApp) {
    app.ctx("lead")
        .await
        .transact(|tx, viewer, now| {
            let id = tx.add_case(CASE, "Authentication bypass", CaseKind::Vulnerability, viewer.person(), now)?;
            tx.ensure_vulnerability("CVE-1900-9100", "Authentication bypass", now)?;
            tx.add_case_vulnerability(id, "CVE-1900-9100", now)?;
            for (slug, division, version, status) in [
                ("kd-cam200", "video", "1.4.0", VexStatus::Affected),
                ("kd-cam200", "video", "1.4.1", VexStatus::Fixed),
                ("kd-plc5", "control", "5.1.0", VexStatus::NotAffected),
            ] {
                let division_id = tx.divisions(viewer)?.into_iter().find(|d| d.slug == division).unwrap().id;
                let (name, exposure) = (slug.to_uppercase(), "internet".to_owned());
                let new = NewProduct { division_id, slug: slug.into(), name, exposure, listed: true, owner_id: None };
                tx.add_product(&new, now)?;
                let product = tx.product(viewer, slug)?.unwrap().id;
                let release = tx.add_release(product, version, None, None, now)?.unwrap();
                tx.add_case_release(id, release, now)?;
                tx.put_assessment(viewer, "CVE-1900-9100", release, &judged(status), Some(id), now)?;
                if status == VexStatus::Affected {
                    let plan = Plan {
                        state: PlanState::Available,
                        fix_version: "1.4.1".into(),
                        due_at: None,
                        delivery: Delivery::Download,
                        reason: String::new(),
                        mitigation: String::new(),
                        evidence: "tested".into(),
                        available_at: Some(now),
                    };
                    tx.put_plan(viewer, id, release, &plan, None, now)?;
                }
            }
            let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
            tx.put_score(viewer, id, "CVE-1900-9100", "cvss31", vector, Some(98), "critical", now)?;
            for (n, mail, credit) in [(1, "finder@example.net", "Finder"), (2, "", "")] {
                let intake = Intake {
                    product: "KD-CAM200".into(),
                    version: "1.4.0".into(),
                    description: "bypass".into(),
                    impact: String::new(),
                    exploited: false,
                    already_public: false,
                    credit: credit.into(),
                    mail: mail.into(),
                    wished_at: None,
                    attachment_bytes: Vec::new(),
                };
                let new = NewReport {
                    number: format!("R-2026-000{n}"),
                    public_ref: format!("AAAA-000{n}"),
                    code_hash: vec![n],
                    lang: "en".into(),
                    source: "web".into(),
                    intake,
                    removed: 0,
                    attachments: Vec::new(),
                    ack_due_at: now,
                };
                let report = tx.add_report(&new, now)?;
                tx.set_report_state(report, ReportState::Accepted, Some(id), None, "", now)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn api(app: &TestApp, login: &str) -> Browser {
    app.stranger().with_token(app.token(login, &SCOPES).await)
}

fn words() -> Value {
    let ja = json!({ "title": "KD-CAM200 の認証回避", "summary": "認証を回避できる脆弱性があります。", "solution": "1.4.1 に更新してください。",
        "impact": "設定を変更される可能性があります。", "credits": "Finder さんに感謝します。" });
    let en = json!({ "title": "Authentication bypass in KD-CAM200", "summary": "Callers can bypass authentication.", "solution": "Update to 1.4.1.",
        "impact": "Settings may be changed.", "credits": "We thank Finder." });
    json!({ "ja": ja, "en": en, "tlp": "clear" })
}

async fn put(api: &mut Browser, number: &str, body: &Value) -> Reply {
    let path = format!("/api/v1/advisories/{number}");
    let edit = api.get(&path).await.json()["edit"].to_string();
    api.send("PUT", &path, Some("application/json"), body.to_string().into_bytes(), &[("if-match", &format!("\"{edit}\""))]).await
}

/// Drafts, writes and answers the number.
async fn drafted(lead: &mut Browser) -> String {
    let made = lead.call("POST", "/api/v1/advisories", &json!({ "case": CASE })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let number = made.json()["number"].as_str().unwrap().to_owned();
    let written = put(lead, &number, &words()).await;
    assert_eq!(written.status, 200, "{}", written.text());
    number
}

async fn approved(app: &TestApp, lead: &mut Browser, number: &str) {
    let asked = lead.call("POST", &format!("/api/v1/advisories/{number}/approval-request"), &json!({})).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let digest = asked.json()["digest"].clone();
    for hat in ["pr", "legal"] {
        let mut who = api(app, hat).await;
        let given = who.call("POST", &format!("/api/v1/advisories/{number}/approval"), &json!({ "hat": hat, "digest": digest })).await;
        assert_eq!(given.status, 200, "{}", given.text());
    }
}

async fn published(app: &TestApp, lead: &mut Browser) -> String {
    let number = drafted(lead).await;
    approved(app, lead, &number).await;
    let out = lead.call("POST", &format!("/api/v1/advisories/{number}/publication"), &json!({})).await;
    assert_eq!(out.status, 200, "{}", out.text());
    number
}

/// A21.1
#[tokio::test]
async fn what_is_published_is_what_others_approved_and_every_file_agrees() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = published(&app, &mut lead).await;
    assert_eq!(number, "KD-SA-2026-0001");

    let mut outside = app.stranger();
    for (lang, title) in [("ja", "KD-CAM200 の認証回避"), ("en", "Authentication bypass in KD-CAM200")] {
        let page = outside.get(&format!("/{lang}/advisories/{number}")).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains(title) && text.contains("1.4.1") && text.len() < 50_000, "{lang}");
        assert!(!text.contains(CASE), "the public page names no case");
        assert!(outside.get(&format!("/{lang}/advisories")).await.text().contains(&number));
        assert!(outside.get(&format!("/{lang}/")).await.text().contains(&number));
    }

    let path = "/csaf/white/2026/kd-sa-2026-0001.json";
    let document = outside.get(path).await;
    assert_eq!((document.status, document.headers["content-type"].as_str()), (200, "application/json"));
    assert_eq!(testkit::formats::csaf::check(&document.bytes), []);
    let sum = outside.get(&format!("{path}.sha256")).await.text();
    assert_eq!(sum, format!("{}  kd-sa-2026-0001.json\n", app::secret::sha256_hex(&document.bytes)));
    assert_eq!(outside.get(&format!("{path}.sha512")).await.text().split(' ').next().unwrap().len(), 128);
    let tag = document.headers["etag"].clone();
    let again = outside.send("GET", path, None, Vec::new(), &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    for list in ["/csaf/index.txt", "/csaf/changes.csv", "/csaf/feed-tlp-white.json", "/feed/ja.atom", "/feed/en.atom"] {
        let text = outside.get(list).await.text().to_lowercase();
        assert!(text.contains("kd-sa-2026-0001"), "{list}");
    }

    let (facts, messages) = app
        .ctx("lead")
        .await
        .read(|tx, viewer| {
            let case = tx.case(viewer, CASE)?.unwrap();
            let mut messages = Vec::new();
            for report in tx.reports_of_case(viewer, case.id)? {
                messages.push((report.number.clone(), tx.messages(&report)?.len()));
            }
            Ok((tx.facts(case.id)?, messages))
        })
        .await
        .unwrap();
    assert_eq!(facts.iter().map(|fact| fact.kind.key()).collect::<Vec<_>>(), ["public"]);
    assert!(messages.contains(&("R-2026-0001".to_owned(), 0)), "one with an address gets a letter");
    assert!(messages.contains(&("R-2026-0002".to_owned(), 1)), "one without reads it on the status page");
}

#[tokio::test]
async fn nobody_approves_own_words_or_other_words() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    let path = format!("/api/v1/advisories/{number}/approval");
    let asked = lead.call("POST", &format!("/api/v1/advisories/{number}/approval-request"), &json!({})).await.json();
    let digest = asked["digest"].as_str().unwrap();
    let own = lead.call("POST", &path, &json!({ "hat": "pr", "digest": digest })).await;
    assert_eq!((own.status, own.code().as_str()), (409, "approval.own"));
    let mut pr = api(&app, "pr").await;
    let other = pr.call("POST", &path, &json!({ "hat": "pr", "digest": "0".repeat(64) })).await;
    assert_eq!((other.status, other.code().as_str()), (409, "advisory.approval_void"));
    assert_eq!(pr.call("POST", &path, &json!({ "hat": "legal", "digest": digest })).await.status, 404, "a hat that is not worn");
    let mut deputy = api(&app, "deputy").await;
    assert_eq!(deputy.call("POST", &path, &json!({ "hat": "pr", "digest": digest })).await.status, 200);
    let twice = deputy.call("POST", &path, &json!({ "hat": "legal", "digest": digest })).await;
    assert_eq!(twice.code(), "second_person.required");
    let early = lead.call("POST", &format!("/api/v1/advisories/{number}/publication"), &json!({})).await;
    assert_eq!(early.code(), "advisory.not_ready");
    assert_eq!(app.stranger().get(&format!("/en/advisories/{number}")).await.status, 404);
}

#[tokio::test]
async fn one_changed_character_voids_every_approval() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    approved(&app, &mut lead, &number).await;
    let same = put(&mut lead, &number, &words()).await.json();
    assert_eq!(same["state"], "approved", "saving the same words changes nothing");
    let mut changed = words();
    changed["en"]["summary"] = "Callers can bypass authentication!".into();
    let now = put(&mut lead, &number, &changed).await.json();
    assert_eq!((now["state"].as_str(), now["missing_approvals"].as_array().unwrap().len()), (Some("draft"), 2));
    let path = format!("/api/v1/advisories/{number}/publication");
    assert_eq!(lead.call("POST", &path, &json!({})).await.code(), "advisory.approval_void");
    assert!(
        lead.get(&format!("/api/v1/advisories/{number}/approvals")).await.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|a| a["void"] == true)
    );
}

#[tokio::test]
async fn all_blockers_are_told_at_once_and_a_trial_tells_the_same() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    let mut holes = words();
    holes["en"]["solution"] = "".into();
    holes["tlp"] = "red".into();
    put(&mut lead, &number, &holes).await;
    for query in ["", "?dry_run=1"] {
        let refused = lead.call("POST", &format!("/api/v1/advisories/{number}/publication{query}"), &json!({})).await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "advisory.not_ready"));
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        for needle in ["en.solution", "TLP:RED", "pr", "legal"] {
            assert!(detail.contains(needle), "{needle}: {detail}");
        }
    }
    let checks = lead.get(&format!("/api/v1/advisories/{number}/checks")).await.json();
    let at: Vec<&str> = checks["blockers"].as_array().unwrap().iter().map(|b| b["at"].as_str().unwrap()).collect();
    assert_eq!(at, ["en.solution", "TLP:RED"]);
    let mut browser = app.browser("lead").await;
    for lang in ["ja", "en"] {
        browser.get(&format!("/app/language/{lang}?next=/app/today")).await;
        let page = browser.get(&format!("/app/advisories/{number}")).await.text();
        assert!(page.contains(&format!("/app/advisories/{number}/edit#en.solution")), "{lang}");
    }
}

#[tokio::test]
async fn a_trial_publishes_nothing_and_an_embargo_refuses() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    approved(&app, &mut lead, &number).await;
    let path = format!("/api/v1/advisories/{number}/publication");
    let tried = lead.call("POST", &format!("{path}?dry_run=1"), &json!({})).await;
    assert_eq!((tried.status, tried.json()["reporters"].as_i64()), (200, Some(2)));
    assert_eq!(lead.get(&format!("/api/v1/advisories/{number}")).await.json()["state"], "approved");
    assert_eq!(app.stranger().get("/csaf/index.txt").await.text(), "");
    let ctx = app.ctx("lead").await;
    ctx.transact(|tx, viewer, now| {
        let case = tx.case(viewer, CASE)?.unwrap();
        let embargo = Embargo { state: EmbargoState::Active, until: Some(now.plus_days(2)), end_reason: None, first_lead: None };
        Ok(tx.put_embargo(viewer, case.id, &embargo, None, "", now)?)
    })
    .await
    .unwrap();
    let refused = lead.call("POST", &path, &json!({})).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "embargo.active"));
    assert_eq!(app.stranger().get(&format!("/ja/advisories/{number}")).await.status, 404);
}

#[tokio::test]
async fn a_publication_that_fails_at_its_last_file_leaves_nothing() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    approved(&app, &mut lead, &number).await;
    let system = app::Ctx::system(&app.house);
    let (of, before) = (number.clone(), outbox(&app).await);
    system
        .transact(move |tx, viewer, now| {
            let edition = tx.draft(viewer, &of)?.unwrap();
            let file = testkit::store::advisory::NewFile {
                path: ".well-known/security.txt".into(),
                media: "text/plain".into(),
                sha256: "x".into(),
                bytes: vec![1],
            };
            Ok(tx.put_file(edition.id, &file, now)?)
        })
        .await
        .unwrap();
    let broken = lead.call("POST", &format!("/api/v1/advisories/{number}/publication"), &json!({})).await;
    assert_eq!(broken.status, 500);
    assert_eq!(lead.get(&format!("/api/v1/advisories/{number}")).await.json()["state"], "approved");
    let mut outside = app.stranger();
    assert_eq!(outside.get(&format!("/en/advisories/{number}")).await.status, 404);
    assert_eq!(outside.get("/csaf/white/2026/kd-sa-2026-0001.json").await.status, 404);
    assert_eq!(outside.get("/csaf/index.txt").await.text(), "");
    assert_eq!(outbox(&app).await, before, "no letter");
}

async fn outbox(app: &TestApp) -> i64 {
    app::Ctx::system(&app.house).read(|tx, _| Ok(tx.posted("case:")?)).await.map(|p| p.sent + p.simulated + p.waiting + p.failed).unwrap()
}

#[tokio::test]
async fn a_draft_is_unknown_to_outsiders_and_non_members() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    app.ctx("lead")
        .await
        .transact(|tx, viewer, now| {
            let case = tx.case(viewer, CASE)?.unwrap();
            tx.add_member(case.id, viewer.person().unwrap(), now)?;
            Ok(tx.set_visibility(case.id, Visibility::Restricted)?)
        })
        .await
        .unwrap();
    let mut outside = app.stranger();
    let absent = outside.get("/ja/advisories/KD-SA-2026-0009").await.text();
    assert_eq!(outside.get(&format!("/ja/advisories/{number}")).await.text(), absent.replace("KD-SA-2026-0009", &number));
    for login in ["triage", "owner-cam", "pr", "deputy", "auditor"] {
        let mut who = api(&app, login).await;
        let (draft, none) = (who.get(&format!("/api/v1/advisories/{number}")).await, who.get("/api/v1/advisories/KD-SA-2026-0009").await);
        assert_eq!(draft.status, 404, "{login}");
        assert_eq!(draft.code(), none.code());
        assert_eq!(who.get("/api/v1/advisories").await.json()["items"], json!([]), "{login}");
        let mut browser = app.browser(login).await;
        assert_eq!(browser.get(&format!("/app/advisories/{number}")).await.status, 404, "{login}");
        assert!(!browser.get("/app/advisories").await.text().contains(&number), "{login}");
    }
    assert_eq!(app.browser("lead").await.get(&format!("/app/advisories/{number}")).await.status, 200);
}

#[tokio::test]
async fn a_next_edition_keeps_number_address_and_old_bytes() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = published(&app, &mut lead).await;
    let path = "/csaf/white/2026/kd-sa-2026-0001.json";
    let mut outside = app.stranger();
    let (first, feed) = (outside.get(path).await.bytes, outside.get("/csaf/feed-tlp-white.json").await.bytes);
    app.move_clock("2026-11-25T10:00:00+09:00");
    let next = lead.call("POST", &format!("/api/v1/advisories/{number}/editions"), &json!({})).await;
    assert_eq!((next.status, next.json()["version"].as_str()), (201, Some("1.1")));
    let asked = lead.call("POST", &format!("/api/v1/advisories/{number}/approval-request"), &json!({})).await;
    assert_eq!(asked.code(), "advisory.not_ready", "a next edition says what changed");
    let mut body = words();
    body["change_ja"] = "回避策を追記しました。".into();
    body["change_en"] = "A workaround was added.".into();
    body["ja"]["workaround"] = "社内網に限ってください。".into();
    body["en"]["workaround"] = "Limit access to your own network.".into();
    assert_eq!(put(&mut lead, &number, &body).await.status, 200);
    approved(&app, &mut lead, &number).await;
    assert_eq!(lead.call("POST", &format!("/api/v1/advisories/{number}/publication"), &json!({})).await.status, 200);
    let page = outside.get(&format!("/en/advisories/{number}")).await.text();
    assert!(page.contains("A workaround was added.") && page.contains("Limit access") && page.contains("?v=1.0"));
    assert_ne!(outside.get(path).await.bytes, first);
    assert_eq!(outside.get(&format!("{path}?v=1.0")).await.bytes, first);
    assert!(!outside.get(&format!("/en/advisories/{number}?v=1.0")).await.text().contains("Limit access"));
    assert_eq!(outside.get(&format!("/en/advisories/{number}?v=1.2")).await.status, 404);
    assert_ne!(outside.get("/csaf/feed-tlp-white.json").await.bytes, feed);
    let editions = lead.get(&format!("/api/v1/advisories/{number}/editions")).await.json();
    let states: Vec<&str> = editions["items"].as_array().unwrap().iter().map(|e| e["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["published", "superseded"]);
}

#[tokio::test]
async fn a_withdrawal_stands_on_the_same_page() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = published(&app, &mut lead).await;
    assert_eq!(lead.call("POST", &format!("/api/v1/advisories/{number}/withdrawal"), &json!({})).await.status, 201);
    let mut body = words();
    body["change_ja"] = "取り下げます。".into();
    body["change_en"] = "Withdrawn.".into();
    put(&mut lead, &number, &body).await;
    approved(&app, &mut lead, &number).await;
    assert_eq!(lead.call("POST", &format!("/api/v1/advisories/{number}/publication"), &json!({})).await.status, 200);
    let mut outside = app.stranger();
    assert!(outside.get(&format!("/ja/advisories/{number}")).await.text().contains("取り下げました"));
    assert!(outside.get("/csaf/white/2026/kd-sa-2026-0001.json").await.text().contains("Withdrawn"));
}

#[tokio::test]
async fn the_whole_way_goes_by_pages_without_script() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = app.browser("lead").await;
    let tab = format!("/app/cases/{CASE}/advisories");
    let to = lead.post_from(&tab, &tab, &[]).await.location().to_owned();
    assert_eq!(to, "/app/advisories/KD-SA-2026-0001/edit?done=drafted");
    let editor = lead.get(&to).await.text();
    assert!(editor.contains("Update KD-CAM200 to version 1.4.1.") && editor.contains("We thank these reporters: Finder"), "prefilled");
    let edit = editor.split("name=\"edit\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let body = words();
    let mut fields = vec![("edit".to_owned(), edit.clone()), ("tlp".to_owned(), "clear".to_owned())];
    for lang in ["ja", "en"] {
        for (name, text) in body[lang].as_object().unwrap() {
            fields.push((format!("{lang}.{name}"), text.as_str().unwrap().to_owned()));
        }
    }
    let all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(lead.post_from(&to, "/app/advisories/KD-SA-2026-0001/edit", &all).await.status, 303);
    let stale = lead.post_from(&to, "/app/advisories/KD-SA-2026-0001/edit", &[&all[..], &[("en.details", "mine")]].concat()).await;
    assert_eq!(stale.status, 422, "somebody changed it since");
    assert!(stale.text().contains("mine"), "the text is kept");

    let page = "/app/advisories/KD-SA-2026-0001";
    assert_eq!(lead.post_from(page, &format!("{page}/approval-request"), &[]).await.location(), format!("{page}?done=requested"));
    for hat in ["pr", "legal"] {
        let mut who = app.browser(hat).await;
        let sheet = who.get(&format!("{page}/approval")).await.text();
        assert!(sheet.contains("認証回避") && sheet.contains("Callers can bypass"), "both languages are rendered");
        let digest = sheet.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let given = who.post_from(&format!("{page}/approval"), &format!("{page}/approval"), &[("hat", hat), ("digest", &digest)]).await;
        assert_eq!(given.status, 303, "{}", given.text());
    }
    assert_eq!(lead.post_from(page, &format!("{page}/publication"), &[]).await.location(), format!("{page}?done=published"));
    assert_eq!(app.stranger().get("/ja/advisories/KD-SA-2026-0001").await.status, 200);
    assert_eq!(app.browser("triage").await.get("/app/advisories").await.status, 200);
}

#[tokio::test]
async fn an_approver_returns_with_a_comment_only() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    let number = drafted(&mut lead).await;
    approved(&app, &mut lead, &number).await;
    let mut legal = app.browser("legal").await;
    let (page, act) = (format!("/app/advisories/{number}/approval"), format!("/app/advisories/{number}/return"));
    assert_eq!(legal.post_from(&page, &act, &[("comment", " ")]).await.status, 422);
    assert_eq!(lead.get(&format!("/api/v1/advisories/{number}")).await.json()["state"], "approved");
    assert_eq!(legal.post_from(&page, &act, &[("comment", "Say which version.")]).await.status, 303);
    assert_eq!(lead.get(&format!("/api/v1/advisories/{number}")).await.json()["state"], "draft");
    assert!(app.browser("lead").await.get(&format!("/app/advisories/{number}/edit")).await.text().contains("Say which version."));
}

#[tokio::test]
async fn the_lists_exist_before_the_first_publication() {
    let app = TestApp::new().await;
    let mut outside = app.stranger();
    for (path, kind) in [
        ("/.well-known/csaf/provider-metadata.json", "application/json"),
        ("/csaf/provider-metadata.json", "application/json"),
        ("/csaf/feed-tlp-white.json", "application/json"),
        ("/csaf/service.json", "application/json"),
        ("/csaf/index.txt", "text/plain; charset=utf-8"),
        ("/csaf/changes.csv", "text/csv; charset=utf-8"),
        ("/feed/ja.atom", "application/atom+xml"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
    ] {
        let reply = outside.get(path).await;
        assert_eq!((reply.status, reply.headers["content-type"].as_str()), (200, kind), "{path}");
        assert!(reply.headers.contains_key("etag") && reply.headers["cache-control"].starts_with("public"), "{path}");
    }
    let text = outside.get("/.well-known/security.txt").await.text();
    for field in ["Contact: ", "Expires: 2027-06-01T00:00:00Z", "Preferred-Languages: ja, en", "Policy: ", "Canonical: ", "CSAF: "] {
        assert!(text.contains(field), "{field}: {text}");
    }
    assert_eq!(outside.get("/csaf/white/2026/none.json").await.status, 404);
    assert_eq!(outside.get("/").await.location(), "/en/");
    for path in ["/ja/", "/en/", "/ja/advisories", "/en/subscribe"] {
        assert_eq!(outside.get(path).await.status, 200, "{path}");
    }
    assert_eq!(outside.get("/de/").await.status, 404);
}

/// A house that sends mail to a sink.
async fn mailing(sink: &SmtpSink) -> TestApp {
    let mut config = app::demo::config();
    let file = std::env::temp_dir().join(format!("hinomi-smtp-{}", &app::secret::fresh().unwrap()[..16]));
    std::fs::write(&file, sink.url()).unwrap();
    config.mail.smtp_url_file = file.to_string_lossy().into_owned();
    let app = TestApp::empty(config, false).await;
    app::demo::people_only(&app.house).await.unwrap();
    std::fs::remove_file(file).unwrap();
    case(&app).await;
    app
}

fn decoded(body: &str) -> String {
    let packed: String = body.split_whitespace().collect();
    testkit::from_base64(&packed).unwrap_or_else(|| body.to_owned())
}

fn link(text: &str, kind: &str) -> String {
    let at = text.find(&format!("/{kind}/")).unwrap_or_else(|| panic!("no {kind} link: {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

/// A21.2
#[tokio::test]
async fn one_letter_goes_to_each_subscriber_of_the_product_and_none_to_others() {
    let sink = SmtpSink::start().await.unwrap();
    let app = mailing(&sink).await;
    for (mail, fields) in [
        ("cam@example.net", vec![("products", "kd-cam200")]),
        ("plc@example.net", vec![("products", "kd-plc5")]),
        ("all@example.net", vec![("all", "1"), ("products", "kd-cam200")]),
        ("never@example.net", vec![("products", "kd-cam200")]),
    ] {
        let mut who = app.stranger();
        let mut all = vec![("mail", mail)];
        all.extend(fields);
        let reply = who.post_from("/ja/subscribe", "/ja/subscribe", &all).await;
        assert_eq!(reply.location(), "/ja/subscribe/sent", "{}", reply.text());
    }
    app::work::drain(&app.house).await.unwrap();
    let asked = sink.mails();
    assert_eq!(asked.len(), 4);
    for mail in &asked {
        if mail.to == ["never@example.net"] {
            continue;
        }
        let path = link(&decoded(mail.body()), "confirm");
        let mut who = app.stranger();
        assert_eq!(who.get(&path).await.status, 200, "opening the link changes nothing");
        assert_eq!(who.post_from(&path, &path, &[]).await.status, 200);
        assert_eq!(who.post_from(&path, &path, &[]).await.status, 404, "a link confirms once");
    }

    let mut lead = api(&app, "lead").await;
    published(&app, &mut lead).await;
    app::work::drain(&app.house).await.unwrap();
    app::work::drain(&app.house).await.unwrap();
    let sent: Vec<_> = sink.mails().split_off(4);
    let to = |address: &str| sent.iter().filter(|mail| mail.to == [address]).count();
    for address in ["cam@example.net", "all@example.net", "finder@example.net"] {
        assert_eq!(to(address), 1, "{address}");
    }
    for address in ["plc@example.net", "never@example.net"] {
        assert_eq!(to(address), 0, "{address}");
    }
    let letter = sent.iter().find(|mail| mail.to == ["cam@example.net"]).unwrap();
    assert!(letter.header("list-unsubscribe-post").is_some());
    let text = decoded(letter.body());
    assert!(text.contains("KD-SA-2026-0001") && !text.contains(CASE));
    let path = link(&text, "leave");
    let mut who = app.stranger();
    assert_eq!(who.get(&path).await.status, 200);
    assert_eq!(who.post(&path, &[]).await.status, 200, "one press, no form of ours");
    assert_eq!(who.post(&path, &[]).await.status, 404);
    assert_eq!(who.post("/leave/AAAA.AAAA", &[]).await.status, 404);
}

#[tokio::test]
async fn a_letter_waits_without_a_mail_server_and_ends_inside_a_demo() {
    let app = TestApp::empty(app::demo::config(), false).await;
    app::demo::people_only(&app.house).await.unwrap();
    case(&app).await;
    let mut lead = api(&app, "lead").await;
    published(&app, &mut lead).await;
    app::work::drain(&app.house).await.unwrap();
    let waiting = app::Ctx::system(&app.house).read(|tx, _| Ok(tx.posted("case:")?)).await.unwrap();
    assert_eq!((waiting.waiting, waiting.sent, waiting.failed), (1, 0, 0));

    let demo = TestApp::new().await;
    case(&demo).await;
    let mut lead = api(&demo, "lead").await;
    published(&demo, &mut lead).await;
    app::work::drain(&demo.house).await.unwrap();
    let ended = app::Ctx::system(&demo.house).read(|tx, _| Ok(tx.posted("case:")?)).await.unwrap();
    assert_eq!((ended.simulated, ended.waiting, ended.sent), (1, 0, 0));
}

#[tokio::test]
async fn a_wish_without_address_or_product_keeps_nothing() {
    let app = TestApp::new().await;
    case(&app).await;
    let mut who = app.stranger();
    for fields in
        [vec![("mail", "nobody"), ("all", "1")], vec![("mail", "a@example.net")], vec![("mail", "a@example.net"), ("products", "none")]]
    {
        let reply = who.post_from("/en/subscribe", "/en/subscribe", &fields).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text().contains(fields[0].1), "what was typed stays");
    }
    let kept = app::Ctx::system(&app.house).read(|tx, _| Ok(tx.posted("subscribe:")?)).await.unwrap();
    assert_eq!(kept.waiting, 0);
}

#[tokio::test]
async fn the_demo_has_nine_advisories_and_the_approved_one_goes_out() {
    let app = TestApp::demo().await;
    let mut outside = app.stranger();
    let before = outside.get("/csaf/index.txt").await.text();
    assert_eq!(before.lines().count(), 7);
    for line in before.lines() {
        let document = outside.get(&format!("/csaf/{line}")).await;
        assert_eq!(testkit::formats::csaf::check(&document.bytes), [], "{line}");
    }
    let mut lead = api(&app, "lead").await;
    let listed = lead.get("/api/v1/advisories").await.json();
    let states: Vec<(&str, &str)> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["number"].as_str().unwrap(), item["state"].as_str().unwrap()))
        .take(3)
        .collect();
    assert_eq!(states, [("KD-SA-2026-0007", "approved"), ("KD-SA-2026-0006", "awaiting_approval"), ("KD-SA-2026-0005", "published")]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 9);
    let done = lead.call("POST", "/api/v1/advisories/KD-SA-2026-0007/publication", &json!({})).await;
    assert_eq!((done.status, done.json()["subscribers"].as_i64()), (200, Some(2)), "those of KD-CAM200, not of KD-PLC5");
    assert_eq!(outside.get("/csaf/index.txt").await.text().lines().next(), Some("white/2026/kd-sa-2026-0007.json"));
    for lang in ["ja", "en"] {
        assert_eq!(outside.get(&format!("/{lang}/advisories/KD-SA-2026-0007")).await.status, 200);
    }
}
