//! The scoring sheet: it records into a case and leads nowhere else, and tells nothing of cases that its reader may not know.

use testkit::TestApp;

const CRITICAL: &str = "v31=CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

/// The form that records bears the viewer's token, so its address may be one of a case and nothing else.
#[tokio::test]
async fn the_address_of_the_recording_form_cannot_be_chosen() {
    let app = TestApp::demo().await;
    let mut lead = app.browser("lead").await;
    let page = |case: &str| format!("/app/scoring?{CRITICAL}&case={case}&vulnerability=CVE-1900-9001");
    let sheet = lead.get(&page("PSIRT-2026-0042")).await.text();
    assert!(sheet.contains("action=\"/app/cases/PSIRT-2026-0042/scores/cvss\""), "{sheet}");
    for case in
        ["..%2Fadvisories%2FKD-SA-2026-0007%2Fpublication%3F", "..", "%2e%2e", "PSIRT-2026-0042%23", "%22%3E%3Cscript%3E", &"A".repeat(41)]
    {
        let reply = lead.get(&page(case)).await;
        assert_eq!(reply.status, 200, "{case}");
        assert!(!reply.text().contains("/scores/cvss"), "{case} chose where the form leads");
        assert!(!reply.text().contains("<script>"), "{case}");
    }
}

/// A number that exists, one that is hidden and one that does not exist give the same page but for the number itself.
#[tokio::test]
async fn the_sheet_tells_nothing_of_a_case() {
    let app = TestApp::demo().await;
    let mut triage = app.browser("triage").await;
    let mut seen = Vec::new();
    for case in ["PSIRT-2026-0041", "PSIRT-2026-0042", "PSIRT-2026-9999"] {
        let text = triage.get(&format!("/app/scoring?{CRITICAL}&case={case}")).await.text();
        let main = text.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.replace(case, "CASE");
        seen.push(main.split("form_token\" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect::<String>());
    }
    assert_eq!(seen[0], seen[2]);
    assert_eq!(seen[1], seen[2]);
    let mut stranger = app.stranger();
    assert_eq!(stranger.get(&format!("/app/scoring?{CRITICAL}&case=PSIRT-2026-0041")).await.status, 303);
}

/// A metric chosen after a vector was pasted in another order than the specification's is not lost.
#[tokio::test]
async fn choices_count_where_the_vector_stands_as_it_was_shown() {
    let app = TestApp::demo().await;
    let mut lead = app.browser("lead").await;
    let shown = "v31=CVSS:3.1/A:H/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H";
    let chosen: String = [("AV", "P"), ("AC", "L"), ("PR", "N"), ("UI", "N"), ("S", "U"), ("C", "H"), ("I", "H"), ("A", "H")]
        .map(|(m, v)| format!("&v31.{m}={v}"))
        .concat();
    let pasted = lead.get(&format!("/app/scoring?{shown}&v31.shown=other{chosen}")).await.text();
    assert!(pasted.contains("<b>9.8</b>"));
    let held = lead.get(&format!("/app/scoring?{shown}&v31.shown={}{chosen}", &shown[4..])).await.text();
    assert!(held.contains("<b>6.8</b>") && held.contains("CVSS:3.1/AV:P/"));
    let bad = lead.get("/app/scoring?v40=CVSS:3.1/AV:N&v31=%00&ssvc.E=zz&v31.AV=%F0").await;
    assert_eq!(bad.status, 200);
}
