//! A03: hostile and clumsy input: told with its code, nothing stored, the text kept.

use super::{caller, fields, numbers, send_form, sent};
use testkit::TestApp;

async fn stored(app: &TestApp) -> usize {
    numbers(&mut caller(app, "lead").await, "/api/v1/reports").await.len()
}

/// A03.1
#[tokio::test]
async fn a_missing_product_keeps_the_description() {
    let app = TestApp::new().await;
    for (lang, title) in [("ja", "<title>エラー: "), ("en", "<title>Error: ")] {
        let reply = send_form(&mut app.stranger(), lang, &[("description", "kept words <b>"), ("mail", "a@b@c")], &[]).await;
        let text = reply.text();
        assert_eq!(reply.status, 422);
        assert!(text.contains(title) && text.contains("kept words &#60;b&#62;"), "{text}");
        let main = &text[text.find("<main").unwrap()..];
        assert!(main.find("class=\"errors\"").unwrap() < main.find("<h1").unwrap(), "the summary comes first");
        assert!(main.contains("href=\"#product\"") && main.contains("href=\"#mail\""));
    }
    assert_eq!(stored(&app).await, 0);
}

/// A03.2, A03.3
#[tokio::test]
async fn sizes_and_numbers_have_exact_limits() {
    let app = TestApp::new().await;
    let large = vec![b'x'; 25_000_001];
    let reply = send_form(&mut app.stranger(), "en", &fields(), &[("attachments", "a.bin", "", &large)]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("25,000,001 B") && reply.text().contains("accepts an old session"), "{}", reply.text());
    let eleven: Vec<(&str, &str, &str, &[u8])> = (0..11).map(|_| ("attachments", "a", "text/plain", b"x".as_slice())).collect();
    let reply = send_form(&mut app.stranger(), "en", &fields(), &eleven).await;
    assert!(reply.status == 422 && reply.text().contains("Up to 10 attachments"), "{}", reply.text());
    let long = "a".repeat(100_001);
    let reply = send_form(&mut app.stranger(), "en", &[("product", "x"), ("description", &long)], &[]).await;
    assert!(reply.status == 422 && reply.text().contains("100,001"));
    assert_eq!(stored(&app).await, 0, "nothing of it is stored");

    let reply = send_form(&mut app.stranger(), "en", &[("product", "x"), ("description", &long[..100_000])], &[]).await;
    assert_eq!(reply.status, 303);
    let reply = send_form(&mut app.stranger(), "en", &fields(), &[("attachments", "a.bin", "", &large[..25_000_000])]).await;
    assert_eq!(reply.status, 303);
    assert_eq!(stored(&app).await, 2);
}

#[tokio::test]
async fn a_body_over_every_limit_is_refused_by_its_declared_size() {
    let app = TestApp::new().await;
    let reply = app
        .stranger()
        .send("POST", "/en/report", Some("multipart/form-data; boundary=x"), b"--x".to_vec(), &[("content-length", "999999999")])
        .await;
    assert_eq!(reply.status, 413);
    let cut = app.stranger().send("POST", "/en/report", Some("multipart/form-data; boundary=x"), b"--x\r\nnonsense".to_vec(), &[]).await;
    assert_eq!(cut.status, 400);
    assert_eq!(stored(&app).await, 0);
}

/// A03.4
#[tokio::test]
async fn hostile_text_is_inert_and_direction_marks_stay_isolated() {
    let app = TestApp::new().await;
    let text = "\u{202e}RTL 😀 \0<script>alert(1)</script> [x](javascript:alert(1))";
    sent(&app, &[("product", "<img src=x onerror=alert(1)>"), ("description", text)]).await;
    for lang in ["ja", "en"] {
        let mut lead = app.browser("lead").await;
        lead.get(&format!("/app/language/{lang}")).await;
        for path in ["/app/inbox", "/app/reports/R-2026-0001"] {
            let page = lead.get(path).await.text();
            assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("href=\"javascript"), "{page}");
            assert!(page.contains("<p dir=\"auto\">\u{202e}RTL 😀 &#60;script&#62;"), "{page}");
            assert!(page.contains(if lang == "ja" { "制御文字を1件除去" } else { "1 control character removed" }), "{page}");
        }
    }
}

/// A03.5
#[tokio::test]
async fn attachments_are_saved_and_never_rendered() {
    let app = TestApp::new().await;
    let files: [(&str, &str, &str, &[u8]); 2] =
        [("attachments", "../a.html", "text/html", b"<script>1</script>"), ("attachments", "b\u{202e}gpj.svg", "image/svg+xml", b"<svg/>")];
    let reply = send_form(&mut app.stranger(), "en", &fields(), &files).await;
    assert_eq!(reply.status, 303);
    let mut lead = app.browser("lead").await;
    let shown = app::report::show(&app.ctx("lead").await, "R-2026-0001").await.unwrap();
    assert_eq!(shown.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.html", "bgpj.svg"]);
    for file in &shown.attachments {
        let mut api = caller(&app, "lead").await;
        let paths =
            [format!("/app/reports/R-2026-0001/attachments/{}", file.id), format!("/api/v1/reports/R-2026-0001/attachments/{}", file.id)];
        for (reply, path) in [(lead.get(&paths[0]).await, &paths[0]), (api.get(&paths[1]).await, &paths[1])] {
            assert_eq!(reply.headers["content-type"], "application/octet-stream", "{path}");
            assert!(reply.headers["content-disposition"].starts_with("attachment; filename="), "{path}");
            assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
            assert!(reply.headers["content-security-policy"].starts_with("sandbox"), "{path}");
        }
    }
    assert_eq!(lead.get("/app/reports/R-2026-0001/attachments/999").await.status, 404);
}

/// A03.6
#[tokio::test]
async fn the_31st_post_within_a_minute_keeps_its_text_and_names_the_wait() {
    let app = TestApp::new().await;
    let mut browser = app.stranger();
    let token = browser.get("/ja/report").await.form_token();
    for at in 1..=30 {
        let reply = browser.post("/ja/report", &[("form_token", &token)]).await;
        assert_eq!(reply.status, 422, "post {at}");
    }
    let reply = send_form(&mut browser, "ja", &[("product", "x"), ("description", "大切な文章")], &[("attachments", "a", "", b"x")]).await;
    assert_eq!(reply.status, 429);
    let wait = reply.headers["retry-after"].clone();
    assert!(reply.text().contains(&format!("{wait}秒後")) && reply.text().contains("大切な文章"), "{}", reply.text());
    let signing_in = browser.post("/sign-in", &[("form_token", &token)]).await;
    assert_eq!(signing_in.status, 429, "other forms are refused too");
    let api = browser.call("POST", "/public/v1/reports", &super::api_report()).await;
    assert_eq!((api.status, api.code().as_str()), (429, "rate.limited"));
    assert_eq!(stored(&app).await, 0);
}

#[tokio::test]
async fn a_form_without_its_token_is_shown_again_with_its_text() {
    let app = TestApp::new().await;
    let reply = app.stranger().post_files("/en/report", &[("product", "x"), ("description", "kept words")], &[]).await;
    assert!(reply.status == 403 && reply.text().contains("kept words") && reply.text().contains("too long"), "{}", reply.text());
    assert_eq!(stored(&app).await, 0);
    assert_eq!(app.stranger().get("/xx/report").await.status, 404);
}
