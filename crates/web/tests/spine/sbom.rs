//! A07: an SBOM is accepted, its repetition changes nothing, the same content in another format gives the same components.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Browser, TestApp};

const COMPONENTS: usize = 412;

/// Names and versions: `yamlfast` 5.3, which the demo knows to be vulnerable, and 411 that nobody heard of.
fn parts() -> Vec<(String, String)> {
    let others = (1..COMPONENTS).map(|n| (format!("part-{n:03}"), format!("1.{n}.0")));
    std::iter::once(("yamlfast".to_owned(), "5.3".to_owned())).chain(others).collect()
}

fn purl(name: &str, version: &str) -> String {
    format!("pkg:pypi/{name}@{version}")
}

fn cyclonedx() -> Vec<u8> {
    let components: Vec<Value> = parts()
        .iter()
        .map(|(name, version)| {
            let purl = purl(name, version);
            json!({ "type": "library", "bom-ref": name, "name": name, "version": version, "purl": purl })
        })
        .collect();
    json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components }).to_string().into_bytes()
}

fn spdx() -> Vec<u8> {
    let packages: Vec<Value> = parts()
        .iter()
        .map(|(name, version)| {
            let reference =
                json!({ "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl(name, version) });
            json!({
                "SPDXID": format!("SPDXRef-{name}"), "name": name, "versionInfo": version,
                "downloadLocation": "NOASSERTION", "externalRefs": [reference],
            })
        })
        .collect();
    json!({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "kd-gw10",
        "documentNamespace": "https://kakuu.example/sbom/kd-gw10-2.2.0",
        "creationInfo": { "created": "2026-11-20T00:00:00Z", "creators": ["Tool: build"] }, "packages": packages,
    })
    .to_string()
    .into_bytes()
}

async fn push(who: &mut Browser, release: &str, bytes: Vec<u8>) -> testkit::Reply {
    who.send("POST", &format!("/api/v1/releases/{release}/sboms"), Some("application/json"), bytes, &[]).await
}

/// Everything that an SBOM may add to: components, findings, the log.
async fn rows(lead: &mut Browser, app: &TestApp) -> (Value, Value, i64) {
    let components = lead.get("/api/v1/releases/kd-gw10@2.2.0/components").await.json();
    let findings = lead.get("/api/v1/releases/kd-gw10@2.2.0/findings").await.json();
    let head = app.house.store.read::<_, testkit::store::StoreError, _>(|tx| tx.chain_head()).await.unwrap();
    (components["items"].clone(), findings["items"].clone(), head.0)
}

async fn purls(who: &mut Browser, release: &str) -> BTreeSet<String> {
    let list = who.get(&format!("/api/v1/releases/{release}/components")).await.json();
    list["items"].as_array().unwrap().iter().map(|row| row["purl"].as_str().unwrap().to_owned()).collect()
}

/// A07.1, A07.2, A07.3, without the assessments that are carried from the release before.
#[tokio::test]
async fn a07_an_sbom_is_taken_once_and_its_format_does_not_matter() {
    let app = TestApp::demo().await;
    let mut owner = app.stranger().with_token(app.token("owner-net", &["sboms:write", "products:write", "catalogue:read"]).await);
    for version in ["2.2.0", "2.2.0-spdx"] {
        let made = owner.call("POST", "/api/v1/products/kd-gw10/releases", &json!({ "version": version })).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let mut program = app.stranger().with_token(app.token("owner-net", &["sboms:write"]).await);

    let taken = push(&mut program, "kd-gw10@2.2.0", cyclonedx()).await;
    assert_eq!(taken.status, 201, "A07.1: {}", taken.text());
    let told = taken.json();
    assert_eq!((told["components"].as_u64(), told["matchable"].as_u64()), (Some(412), Some(412)), "A07.1: counts and quality");
    assert!(told["findings_opened"].as_u64().unwrap() >= 1, "A07.1: {told}");
    assert_eq!(told["url"], "http://hinomi.test/app/products/kd-gw10/releases/2.2.0", "A07.1: a link");
    let mut auditor = app.stranger().with_token(app.token("auditor", &["audit:read"]).await);
    let log = auditor.get("/api/v1/audit?thing=kd-gw10@2.2.0").await.json();
    let entry = log["items"].as_array().unwrap().iter().find(|entry| entry["event"] == "sbom.accepted").unwrap_or_else(|| panic!("{log}"));
    assert_eq!(entry["actor"], "owner-net", "A07.1: {entry}");
    assert_eq!(app.browser("owner-net").await.get("/app/products/kd-gw10/releases/2.2.0").await.status, 200, "A07.1: the link leads there");

    let before = rows(&mut owner, &app).await;
    let again = push(&mut program, "kd-gw10@2.2.0", cyclonedx()).await;
    assert_eq!((again.status, &again.json()["unchanged"]), (200, &json!(true)), "A07.2");
    assert_eq!(rows(&mut owner, &app).await, before, "A07.2: no row was added");

    let other = push(&mut program, "kd-gw10@2.2.0-spdx", spdx()).await;
    assert_eq!(other.status, 201, "A07.3: {}", other.text());
    let (one, two) = (purls(&mut owner, "kd-gw10@2.2.0").await, purls(&mut owner, "kd-gw10@2.2.0-spdx").await);
    assert_eq!(one.len(), COMPONENTS, "A07.3");
    assert_eq!(one, two, "A07.3: the same purls");
    assert_eq!(other.json()["findings_opened"], told["findings_opened"], "A07.3: and what they meet is the same");
}
