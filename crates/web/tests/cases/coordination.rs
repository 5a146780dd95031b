//! Embargo and consent, and the facts that take their ground away.

use super::{calls, fine, opened, refused};
use serde_json::{Value, json};
use testkit::{Browser, TestApp};

const PARTIES: [&str; 3] = ["Reporter", "Coordinator", "Vendor"];

fn terms() -> Value {
    json!({ "until": "2026-12-10T10:00:00+09:00", "reply_by": "2026-11-25T18:00:00+09:00", "tlp": "amber_strict", "scope": "all of it" })
}

/// A case with three required parties, invited to terms.
async fn proposed(lead: &mut Browser) -> String {
    let case = opened(lead, "Embargo").await;
    for party in PARTIES {
        fine(lead, &format!("{case}/parties"), json!({ "party": party, "kind": "vendor", "required": true })).await;
    }
    fine(lead, &format!("{case}/embargo/proposals"), terms()).await;
    case
}

async fn says(lead: &mut Browser, case: &str, party: &str, consent: &str) {
    fine(lead, &format!("{case}/embargo/consents"), json!({ "party": party, "consent": consent })).await;
}

async fn embargo(lead: &mut Browser, case: &str) -> Value {
    lead.get(&format!("{case}/embargo")).await.json()
}

#[tokio::test]
async fn terms_need_a_future_instant_with_its_zone() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Terms").await;
    let proposals = format!("{case}/embargo/proposals");
    refused(&mut lead, &proposals, json!({ "until": "2026-11-20T10:00:00+09:00" }), 422, "embargo.past").await;
    refused(&mut lead, &proposals, json!({ "until": "2026-12-10T10:00:00" }), 422, "instant.zone_required").await;
    refused(&mut lead, &proposals, json!({ "until": "2028-12-10T10:00:00+09:00" }), 422, "embargo.too_long").await;
    refused(&mut lead, &proposals, json!({}), 422, "field.required").await;
    assert_eq!(embargo(&mut lead, &case).await["state"], "undecided");

    let mut page = app.browser("lead").await;
    let number = case.rsplit('/').next().unwrap();
    let address = format!("/app/cases/{number}/embargo");
    let past = [("until_date", "2026-11-20"), ("until_time", "10:00"), ("until_zone", "+09:00"), ("scope", "my words stay")];
    let reply = page.post_from(&address, &format!("{address}/proposals"), &past).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("id=\"proposals-until-wrong\"") && reply.text().contains("my words stay"));
    let no_zone = [("until_date", "2026-12-10"), ("until_time", "10:00")];
    let reply = page.post_from(&address, &format!("{address}/proposals"), &no_zone).await;
    assert!(reply.text().contains("id=\"proposals-until-wrong\""), "the fault stands at the field");
}

#[tokio::test]
async fn terms_bind_when_the_last_required_party_has_agreed() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = proposed(&mut lead).await;
    assert_eq!(lead.get(&case).await.json()["visibility"], "restricted", "a proposal restricts at once");
    says(&mut lead, &case, "Reporter", "agreed").await;
    says(&mut lead, &case, "Coordinator", "agreed").await;
    assert_eq!(embargo(&mut lead, &case).await["state"], "proposed", "two of three");
    says(&mut lead, &case, "Vendor", "agreed").await;
    assert_eq!(embargo(&mut lead, &case).await["state"], "active");

    let revised = json!({ "until": "2026-12-20T10:00:00+09:00", "reply_by": "2026-11-25T18:00:00+09:00" });
    fine(&mut lead, &format!("{case}/embargo/proposals"), revised).await;
    says(&mut lead, &case, "Reporter", "agreed").await;
    says(&mut lead, &case, "Coordinator", "agreed").await;
    let now = embargo(&mut lead, &case).await;
    assert_eq!((now["state"].as_str(), now["until"].as_str()), (Some("revision_proposed"), Some("2026-12-10T01:00:00Z")));
    assert_eq!(now["parties"][2]["consent"], "lapsed", "consent to the old terms lapses");
    says(&mut lead, &case, "Vendor", "agreed").await;
    let now = embargo(&mut lead, &case).await;
    assert_eq!((now["state"].as_str(), now["until"].as_str()), (Some("active"), Some("2026-12-20T01:00:00Z")));

    app.move_clock("2026-12-20T10:00:00+09:00");
    let now = embargo(&mut lead, &case).await;
    assert_eq!((now["state"].as_str(), now["end_reason"].as_str()), (Some("ended"), Some("planned")), "no timer is needed");
    assert_eq!(lead.get(&case).await.json()["visibility"], "restricted");
}

#[tokio::test]
async fn silence_past_the_reply_by_instant_is_no_consent() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = proposed(&mut lead).await;
    says(&mut lead, &case, "Reporter", "agreed").await;
    assert_eq!(embargo(&mut lead, &case).await["parties"][1]["consent"], "invited");
    app.move_clock("2026-11-25T18:00:00+09:00");
    let now = embargo(&mut lead, &case).await;
    assert_eq!((now["parties"][0]["consent"].as_str(), now["parties"][1]["consent"].as_str()), (Some("agreed"), Some("lapsed")));
    says(&mut lead, &case, "Vendor", "declined").await;
    assert_eq!(embargo(&mut lead, &case).await["state"], "none", "a required party declined");
}

#[tokio::test]
async fn two_leads_end_an_embargo_early_and_the_case_stays_restricted() {
    let app = TestApp::new().await;
    let (mut lead, mut deputy) = (calls(&app, "lead").await, calls(&app, "deputy").await);
    let case = proposed(&mut lead).await;
    for party in PARTIES {
        says(&mut lead, &case, party, "agreed").await;
    }
    let end = format!("{case}/embargo/end");
    refused(&mut lead, &end, json!({}), 422, "reason.required").await;
    assert_eq!(fine(&mut lead, &end, json!({ "reason": "a fix is out" })).await.json()["ended"], false);
    assert_eq!(embargo(&mut lead, &case).await["awaits_second_lead"], true);
    refused(&mut lead, &end, json!({ "reason": "again" }), 409, "second_person.required").await;
    refused(&mut deputy, &end, json!({ "reason": "me too" }), 404, "auth.not_found").await;
    fine(&mut lead, &format!("{case}/members"), json!({ "login": "deputy" })).await;
    assert_eq!(fine(&mut deputy, &end, json!({ "reason": "agreed" })).await.json()["end_reason"], "agreed_early");
    let shown = lead.get(&case).await.json();
    assert_eq!((shown["embargo"]["state"].as_str(), shown["visibility"].as_str()), (Some("ended"), Some("restricted")));
    let events = lead.get(&format!("{case}/events")).await.json();
    let ended = events["items"].as_array().unwrap().iter().find(|event| event["fields"]["end_reason"] == "agreed_early").unwrap();
    assert_eq!((ended["fields"]["by"].as_str(), ended["fields"]["first_lead"].as_str()), (Some("deputy"), Some("lead")));
}

#[tokio::test]
async fn a_fact_that_breaks_the_premise_lets_one_lead_end_it() {
    for (fact, reason) in [("public", "public"), ("exploit_public", "exploit_public"), ("exploited", "exploited")] {
        let app = TestApp::new().await;
        let mut lead = calls(&app, "lead").await;
        let case = proposed(&mut lead).await;
        for party in PARTIES {
            says(&mut lead, &case, party, "agreed").await;
        }
        let known =
            json!({ "kind": fact, "happened_at": "2026-11-21T08:30:00+09:00", "place": "own", "evidence": "https://example.com/x" });
        fine(&mut lead, &format!("{case}/facts"), known).await;
        assert_eq!(embargo(&mut lead, &case).await["premise_broken_by"], reason);
        let number = case.rsplit('/').next().unwrap();
        let mut page = app.browser("lead").await;
        page.get("/app/language/ja").await;
        let text = page.get(&format!("/app/cases/{number}/plans")).await.text();
        let (band, title) = (text.find("制限の前提が崩れました").unwrap(), text.find("<h1").unwrap());
        assert!(band < title, "it stands above everything");
        refused(&mut lead, &format!("{case}/embargo/proposals"), terms(), 409, "embargo.premise_broken").await;
        let ended = fine(&mut lead, &format!("{case}/embargo/end"), json!({ "reason": "it is known" })).await.json();
        assert_eq!((ended["ended"].as_bool(), ended["end_reason"].as_str()), (Some(true), Some(reason)));
    }
}

#[tokio::test]
async fn a_public_exploit_makes_it_public_and_a_mistake_is_withdrawn_with_a_reason() {
    let app = TestApp::new().await;
    let mut lead = calls(&app, "lead").await;
    let case = opened(&mut lead, "Facts").await;
    let facts = format!("{case}/facts");
    let mut known = json!({ "kind": "exploit_public", "happened_at": "2026-11-21T08:30:00", "evidence": "https://example.com/x" });
    refused(&mut lead, &facts, known.clone(), 422, "instant.zone_required").await;
    known["happened_at"] = "2026-11-21T09:30:00+09:00".into();
    refused(&mut lead, &facts, known.clone(), 422, "field.invalid").await;
    known["happened_at"] = "2026-11-21T08:30:00+09:00".into();
    fine(&mut lead, &facts, known).await;
    let kept = lead.get(&facts).await.json();
    let kinds: Vec<_> = kept["items"].as_array().unwrap().iter().map(|fact| fact["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["exploit_public", "public"]);
    let withdrawal = format!("{facts}/{}/withdrawal", kept["items"][1]["id"]);
    refused(&mut lead, &withdrawal, json!({}), 422, "reason.required").await;
    fine(&mut lead, &withdrawal, json!({ "reason": "another product" })).await;
    let kept = lead.get(&facts).await.json();
    assert_eq!((kept["items"].as_array().unwrap().len(), kept["items"][1]["withdrawn_reason"].as_str()), (2, Some("another product")));
    refused(&mut lead, &format!("{facts}/99999/withdrawal"), json!({ "reason": "x" }), 404, "auth.not_found").await;
    refused(
        &mut lead,
        &facts,
        json!({ "kind": "exploited", "happened_at": "2026-11-21T08:30:00+09:00", "evidence": "x" }),
        422,
        "field.required",
    )
    .await;
}
