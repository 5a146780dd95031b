//! Today: what needs the viewer, and nothing that is not the viewer's to know.

use domain::psirt_case::{CaseKind, Visibility};
use testkit::TestApp;

async fn own_case(app: &TestApp, owner: &str, title: &'static str, visibility: Visibility) -> String {
    let (config, ctx) = (app.house.config.clone(), app.ctx(owner).await);
    ctx.transact(move |tx, viewer, now| {
        let opened = app::psirt_case::open(tx, viewer, now, &config, title, CaseKind::Vulnerability, viewer.person())?;
        tx.set_visibility(opened.id, visibility)?;
        Ok(opened.number)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn an_empty_installation_names_its_first_steps() {
    let app = TestApp::new().await;
    let lead = app.browser("lead").await.get("/app/today").await.text();
    for part in ["はじめの4つの手順", "href=\"/app/products/new\"", "href=\"/app/settings/feeds\"", "脆弱性情報がまだありません"]
    {
        assert!(lead.contains(part), "{part}");
    }
    let pr = app.browser("pr").await.get("/app/today").await.text();
    assert!(!pr.contains("はじめの4つの手順") && !pr.contains("/app/products/new"));
    let admin = app.browser("admin").await.get("/app/today").await.text();
    assert!(admin.contains("<s>2人目の利用者を追加する</s>"), "that step is done");
    assert!(!admin.contains("担当案件"), "an administrator reads no case");
}

#[tokio::test]
async fn own_cases_say_what_they_need_and_others_are_not_named() {
    let app = TestApp::new().await;
    let mine = own_case(&app, "lead", "mine to do", Visibility::Team).await;
    let hidden = own_case(&app, "deputy", "hidden away", Visibility::Restricted).await;
    let page = app.browser("lead").await.get("/app/today").await.text();
    assert!(page.contains(&mine) && page.contains("TLPの選択"), "{page}");
    assert!(!page.contains(&hidden) && !page.contains("hidden away"));
    for login in ["exec", "admin", "owner-net"] {
        let page = app.browser(login).await.get("/app/today").await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("hidden away") && !page.text().contains("mine to do"), "{login}");
    }
}

#[tokio::test]
async fn both_languages_say_the_same_blocks() {
    let app = TestApp::demo().await;
    let mut lead = app.browser("lead").await;
    let ja = lead.get("/app/today").await.text();
    lead.get("/app/language/en").await;
    let en = lead.get("/app/today").await.text();
    let blocks = |page: &str| page.matches("<section class=\"panel\"").count();
    assert!(blocks(&ja) >= 4);
    assert_eq!(blocks(&ja), blocks(&en));
    assert!(ja.contains("<h1>今日</h1>") && en.contains("<h1>Today</h1>"));
}
