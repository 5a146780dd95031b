//! A08: hostile SBOMs, files of records and bodies: told with their code and place, nothing stored.

use app::Config;
use serde_json::{Value, json};
use testkit::{Browser, Reply, TestApp};

const KEY: &str = "kd-gw10@2.1.1";
const GOOD: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
 {"type":"library","bom-ref":"a","name":"left","version":"1.0.0","purl":"pkg:npm/left@1.0.0"},
 {"type":"library","bom-ref":"b","name":"right","version":"2.0.0","purl":"pkg:npm/right@2.0.0"}]}"#;

/// A release with two components, entrances of one megabyte.
async fn world() -> (TestApp, Browser) {
    let mut config = Config::default();
    (config.limits.sbom_mb, config.limits.sbom_unpacked_mb) = (1, 2);
    let app = TestApp::with(config).await;
    let token = app.token("lead", &["catalogue:read", "products:write", "sboms:write", "feeds:write", "cases:write"]).await;
    let mut lead = app.stranger().with_token(token);
    let product = json!({"slug": "kd-gw10", "name": "KD-GW10", "division": "network"});
    assert_eq!(lead.call("POST", "/api/v1/products", &product).await.status, 201);
    assert_eq!(lead.call("POST", "/api/v1/products/kd-gw10/releases", &json!({"version": "2.1.1"})).await.status, 201);
    assert_eq!(push(&mut lead, GOOD.as_bytes(), "").await.status, 201);
    (app, lead)
}

async fn push(who: &mut Browser, bytes: &[u8], query: &str) -> Reply {
    who.send("POST", &format!("/api/v1/releases/{KEY}/sboms{query}"), Some("application/octet-stream"), bytes.to_vec(), &[]).await
}

async fn components(who: &mut Browser) -> Value {
    who.get(&format!("/api/v1/releases/{KEY}")).await.json()["components"].clone()
}

fn cdx(components: &str, dependencies: &str) -> Vec<u8> {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}],"dependencies":[{dependencies}]}}"#).into_bytes()
}

const A: &str = r#"{"type":"library","bom-ref":"a","name":"a"}"#;
const B: &str = r#"{"type":"library","bom-ref":"b","name":"b"}"#;
/// Where a list nests deeper than is read: the first steps of the way.
const DEEP: &str = "/components/0/components/0/components/0/components/0/components/0/components/0/components/0/components/0";
const ROUND: &str = r#"{"ref":"a","dependsOn":["b"]},{"ref":"b","dependsOn":["a"]}"#;

/// Bytes, the question behind the path, and the status, code and place of the answer.
type Refused = (Vec<u8>, &'static str, u16, &'static str, Option<&'static str>);

#[tokio::test]
async fn each_refused_sbom_has_its_code_and_its_place_and_leaves_everything_as_it_was() {
    let (_app, mut lead) = world().await;
    let zz = cdx(r#"{"type":"library","name":"z","purl":"pkg:npm/%zz"}"#, "");
    let xml = b"<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"library\"><name>&b;</name></component></components></bom>";
    let cases: Vec<Refused> = vec![
        (GOOD.as_bytes()[..200].to_vec(), "", 422, "sbom.truncated", None),
        (Vec::new(), "", 422, "sbom.truncated", None),
        (br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":7}"#.to_vec(), "", 422, "sbom.schema", Some("/components")),
        (cdx(r#"{"type":"library","name":["a"]}"#, ""), "", 422, "sbom.schema", Some("/components/0/name")),
        (b"[]".to_vec(), "", 422, "sbom.schema", None),
        (cdx(r#"{"type":"library","name":"a","name":"b"}"#, ""), "", 422, "sbom.schema", Some("/components/0")),
        (xml.to_vec(), "", 422, "sbom.schema", None),
        (cdx("", ""), "", 422, "sbom.no_components", None),
        (cdx(&format!("{A},{A}"), ""), "", 422, "sbom.duplicate_ref", Some("/components/1")),
        (vec![b' '; 1_000_001], "", 413, "sbom.too_large", None),
        (b"SPDXVersion: SPDX-2.1\nDataLicense: CC0-1.0\n".to_vec(), "", 415, "sbom.unsupported", None),
        (b"PK\x03\x04".to_vec(), "", 415, "sbom.unsupported", None),
        (cdx("\"\x00\"", ""), "", 422, "sbom.schema", None),
        ([b"{\"bomFormat\":\"", &b"\x83\x81"[..], b"\"}"].concat(), "", 422, "sbom.encoding", None),
        (zz.clone(), "?strict=1", 422, "sbom.bad_purl", Some("/components/0/purl")),
        (cdx(&format!("{A},{B}"), ROUND), "?strict=1", 422, "sbom.cycle", None),
        ([&cdx("", "")[..59], &b"[".repeat(100_000)[..]].concat(), "", 422, "sbom.truncated", None),
        (
            cdx(&format!("{}{}", r#"{"type":"library","name":"a","components":["#.repeat(100), "]}".repeat(100)), ""),
            "",
            422,
            "sbom.schema",
            Some(DEEP),
        ),
    ];
    for (bytes, query, status, code, pointer) in cases {
        let refused = push(&mut lead, &bytes, query).await;
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert_eq!((refused.status, refused.code().as_str()), (status, code), "{shown}: {}", refused.text());
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        let at = refused.json()["errors"][0]["pointer"].as_str().map(str::to_owned);
        match pointer {
            Some("") => assert!(at.is_some(), "{shown}"),
            wanted => assert_eq!(at.as_deref(), wanted, "{shown}: {}", refused.text()),
        }
        assert_eq!(components(&mut lead).await, 2, "{shown}");
    }
}

#[tokio::test]
async fn what_is_welcome_or_only_odd_is_taken_with_its_problems() {
    let (app, mut lead) = world().await;
    let zz = cdx(r#"{"type":"library","name":"zz-part","purl":"pkg:npm/%zz"}"#, "");
    let taken = push(&mut lead, &zz, "").await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    let problem = taken.json()["problems"][0].clone();
    assert_eq!((&problem["code"], &problem["pointer"]), (&json!("sbom.bad_purl"), &json!("/components/0/purl")));
    let held = lead.get(&format!("/api/v1/releases/{KEY}/components")).await.json();
    assert!(held["items"][0]["unmatchable"].is_string(), "{held}");
    let page = app.browser("lead").await.get("/app/products/kd-gw10/releases/2.1.1").await.text();
    assert!(page.contains("zz-part") && page.contains("/components/0/purl"), "{page}");
    let taken = push(&mut lead, &cdx(&format!("{A},{B}"), ROUND), "").await;
    assert_eq!((taken.status, &taken.json()["problems"][0]["code"]), (201, &json!("sbom.cycle")));
    let taken = push(&mut lead, &cdx("", ""), "?allow_empty=1").await;
    assert_eq!((taken.status, &taken.json()["components"]), (201, &json!(0)), "{}", taken.text());
}

#[tokio::test]
async fn an_upload_on_a_page_is_bounded_and_worded_alike() {
    let (app, mut api) = world().await;
    let mut lead = app.browser("lead").await;
    let to = "/app/products/kd-gw10/releases/2.1.1";
    let token = lead.get(to).await.form_token();
    let large = vec![b'x'; 1_000_001];
    for (bytes, status, words) in
        [(&large[..], 413, "1MB"), (b"{}", 422, "CycloneDX / SPDX"), (b"SPDXVersion: SPDX-2.1", 422, "SPDX 2.1 tag-value")]
    {
        let reply =
            lead.post_files(&format!("{to}/sboms"), &[("form_token", &token)], &[("sbom", "a.json", "application/json", bytes)]).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert!(reply.text().contains(words), "{words}: {}", reply.text());
    }
    let token = lead.get("/app/settings/feeds").await.form_token();
    let reply =
        lead.post_files("/app/settings/feeds/imports", &[("form_token", &token), ("feed", "osv")], &[("file", "a.json", "", &large)]).await;
    assert_eq!(reply.status, 413, "{}", reply.text());
    let without = lead.post_files(&format!("{to}/sboms"), &[], &[("sbom", "a.json", "application/json", GOOD.as_bytes())]).await;
    assert_eq!(without.status, 403, "a file before its token is not looked at");
    assert_eq!(components(&mut api).await, 2);
}

#[tokio::test]
async fn a_broken_file_of_records_is_told_and_stays_out() {
    let (app, mut lead) = world().await;
    let mut import = async |file: &str, query: &str, bytes: &[u8]| {
        let path = format!("/api/v1/feeds/osv/import?file={file}{query}");
        lead.send("POST", &path, Some("application/octet-stream"), bytes.to_vec(), &[]).await
    };
    for (file, bytes) in [
        ("a.zip", &b"PK\x03\x04 and nothing"[..]),
        ("a.json.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0half"),
        ("a.tar.zst", b"\x28\xb5\x2f\xfd\x04\0"),
    ] {
        let refused = import(file, "", bytes).await;
        assert_eq!((refused.status, refused.code().as_str()), (400, "request.unreadable"), "{file}: {}", refused.text());
    }
    let tried = import("a.json", "&dry_run=1", br#"{"id":"CVE-1900-1","modified":"2026-01-01T00:00:00Z"}"#).await;
    assert_eq!((tried.status, tried.code().as_str()), (422, "field.invalid"), "records cannot be tried");
    let nested = format!(r#"{{"id":"CVE-1900-1","modified":"x","affected":{}"#, "[".repeat(100_000));
    for (bytes, least) in [
        (nested.as_bytes(), 1),
        (br#"{"id":"CVE-1900-1","id":"CVE-1900-2","modified":"x"}"#, 1),
        (b"\0\0\0\0", 1),
        (b"[[[{\"id\":\"A\"}]]]", 1),
    ] {
        let done = import("a.json", "", bytes).await.json();
        assert_eq!(done["new"], 0, "{done}");
        assert!(done["problems_total"].as_u64() >= Some(least), "{done}");
    }
    let left = std::fs::read_dir(app.house.config.server.data_dir.join("incoming")).unwrap().count();
    assert_eq!(left, 0, "nothing of a refused file stays");
}

#[tokio::test]
async fn a_hostile_body_of_the_api_is_unreadable_or_invalid_and_never_a_failure() {
    let (_app, mut lead) = world().await;
    let deep = format!(r#"{{"slug":{}"#, "[".repeat(100_000));
    let nul = r#"{"slug":"kd-\u0000","name":"a\u0000b","division":"network"}"#;
    let cases: [(&[u8], u16); 9] = [
        (deep.as_bytes(), 400),
        (br#"{"slug":"a","slug":"b"}"#, 400),
        (br#"{"slug":1e999999}"#, 400),
        (b"{\"slug\":\"\xff\"}", 400),
        (br#"{"slug":"a""#, 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\0", 400),
        (nul.as_bytes(), 422),
    ];
    for (bytes, status) in cases {
        let refused = lead.send("POST", "/api/v1/products", Some("application/json"), bytes.to_vec(), &[]).await;
        assert_eq!(refused.status, status, "{}", refused.text());
    }
    for path in
        ["/api/v1/products/%00", "/api/v1/releases/a%00@1", "/api/v1/releases/%FF@1", "/api/v1/vulnerabilities?limit=99999999999999999999"]
    {
        let refused = lead.get(path).await;
        assert!((400..500).contains(&refused.status), "{path}: {}", refused.status);
    }
    let large = vec![b' '; 2_000_001];
    assert_eq!(lead.send("POST", "/api/v1/products", Some("application/json"), large, &[]).await.code(), "request.too_large");
    assert_eq!(lead.get("/api/v1/products").await.json()["items"].as_array().unwrap().len(), 1);
}
