//! The workbench's check of documents, by page and API: what is sent is looked at and forgotten.

use testkit::TestApp;

const WRONG: &str = r#"{"document": {"category": "csaf_base", "csaf_version": "2.0", "title": "x",
 "publisher": {"category": "vendor", "name": "Kakuu Denki", "namespace": "https://psirt.example.co.jp"},
 "tracking": {"id": "A-1", "status": "final", "version": "2", "initial_release_date": "2026-11-01T00:00:00Z",
  "current_release_date": "2026-11-01T00:00:00Z",
  "revision_history": [{"date": "2026-11-01T00:00:00Z", "number": "1", "summary": "first"}]}}}"#;

#[tokio::test]
async fn a_csaf_document_is_checked_on_the_page_in_both_languages() {
    let app = TestApp::new().await;
    let mut lead = app.browser("lead").await;
    for (lang, word) in [("ja", "誤りがあります"), ("en", "There are errors")] {
        lead.get(&format!("/app/language/{lang}?next=/app/documents")).await;
        let token = lead.get("/app/documents").await.form_token();
        let file = ("document", "a.json", "application/json", WRONG.as_bytes());
        let reply = lead.post_files("/app/documents", &[("form_token", &token), ("depth", "basic")], &[file]).await;
        assert_eq!(reply.status, 200);
        let text = reply.text();
        assert!(text.contains(word) && text.contains("csaf.6.1.16") && text.contains("CSAF 2.0"), "{text}");
    }
}

#[tokio::test]
async fn an_edition_that_is_a_draft_says_so_and_schemas_are_looked_at() {
    let app = TestApp::new().await;
    let mut lead = app.browser("lead").await;
    let token = lead.get("/app/documents").await.form_token();
    let draft = WRONG.replace("\"2.0\"", "\"2.1\"");
    let list = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{"type": "librarry", "name": "a"}]}"#;
    for (name, bytes, words) in [
        ("a.json", draft.as_bytes(), ["csaf21.6.1.16", "CSAF 2.1", "この版はまだ草案です"]),
        ("b.json", list.as_bytes(), ["schema.cyclonedx", "/components/0/type", "公式スキーマ"]),
    ] {
        let reply = lead
            .post_files("/app/documents", &[("form_token", &token), ("depth", "basic")], &[("document", name, "application/json", bytes)])
            .await;
        assert_eq!(reply.status, 200);
        let text = reply.text();
        assert!(words.iter().all(|word| text.contains(word)), "{words:?} {text}");
    }
}

#[tokio::test]
async fn what_cannot_be_checked_is_refused_beside_the_field() {
    let app = TestApp::new().await;
    let mut lead = app.browser("lead").await;
    let token = lead.get("/app/documents").await.form_token();
    let bomb = zstd_of_blanks(300_000_000);
    for (name, bytes, word) in [
        ("a.txt", &b"hello"[..], "document.unknown"),
        ("b.json.zst", &bomb, "request.too_large"),
        ("c.gz", b"\x1f\x8bxx", "request.unreadable"),
    ] {
        let reply = lead.post_files("/app/documents", &[("form_token", &token)], &[("document", name, "text/plain", bytes)]).await;
        assert_eq!(reply.status, 422, "{name}");
        assert!(reply.text().contains("document-wrong") && reply.text().contains("data-errors"), "{name} {word}");
    }
    let reply = lead.post_files("/app/documents", &[("form_token", &token)], &[]).await;
    assert_eq!(reply.status, 422);
    assert_eq!(lead.post_files("/app/documents", &[], &[("document", "a", "text/plain", b"x")]).await.status, 403);
}

#[tokio::test]
async fn the_api_answers_the_same_findings() {
    let app = TestApp::new().await;
    let token = app.token("lead", &["catalogue:read"]).await;
    let mut program = app.stranger().with_token(token);
    let reply = program.send("POST", "/api/v1/checks?depth=basic", Some("application/octet-stream"), WRONG.into(), &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let body = reply.json();
    assert_eq!((&body["form"], &body["valid"]), (&"CSAF 2.0".into(), &false.into()));
    let finding = body["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "csaf.6.1.16").unwrap();
    assert_eq!(finding["pointer"], "/document/tracking/version");
    assert_eq!(finding["line"], 3);
    let refused = |path: &'static str, bytes: &'static [u8]| (path, bytes.to_vec());
    for (wrong, code, status) in [
        (refused("/api/v1/checks", b"hello"), "document.unknown", 415),
        (refused("/api/v1/checks?depth=deep", b"{}"), "field.invalid", 422),
    ] {
        let reply = program.send("POST", wrong.0, Some("application/octet-stream"), wrong.1, &[]).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
    let mut stranger = app.stranger();
    assert_eq!(stranger.send("POST", "/api/v1/checks", Some("application/octet-stream"), WRONG.into(), &[]).await.status, 401);
}

fn zstd_of_blanks(size: usize) -> Vec<u8> {
    zstd::encode_all(std::io::Read::take(std::io::repeat(b' '), size as u64), 1).unwrap()
}
