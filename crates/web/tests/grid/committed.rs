//! Committed texts that the inventory of routes prints: the list of routes and the document of the API.

use std::fmt::Write as _;
use std::path::Path;

/// Asserts that a committed file equals `text`; with `HINOMI_BLESS` set it is written anew.
#[allow(clippy::disallowed_methods, reason = "tests read their expected text from disk")]
fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("HINOMI_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differing =
        kept.lines().zip(text.lines()).position(|(kept, now)| kept != now).unwrap_or(kept.lines().count().min(text.lines().count()));
    assert!(kept == text, "{name} differs from the routes at line {}; run with HINOMI_BLESS=1 and review the diff", differing + 1);
}

#[test]
fn the_routes_and_their_acts_are_the_committed_ones() {
    let mut lines: Vec<String> =
        web::routes().iter().map(|route| format!("{:<7} {:<70} {}", route.method, route.path, route.act.key())).collect();
    lines.sort_by(|a, b| a[8..].cmp(&b[8..]).then(a.cmp(b)));
    let count = lines.len();
    lines.dedup();
    assert_eq!(count, lines.len(), "a route is written twice");
    let text = lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    compare("routes.txt", &text);
}

#[test]
fn the_document_of_the_api_is_the_committed_one() {
    compare("../../docs/openapi.json", &web::openapi());
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document: serde_json::Value = serde_json::from_str(&web::openapi()).unwrap();
    let mut wanted = Vec::new();
    references(&document, &mut wanted);
    for pointer in wanted {
        assert!(document.pointer(&pointer).is_some(), "{pointer} is referred to and absent");
    }
}

fn references(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            into.extend(map.get("$ref").and_then(|to| to.as_str()).map(|to| to.trim_start_matches('#').to_owned()));
            map.values().for_each(|value| references(value, into));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| references(value, into)),
        _ => {}
    }
}
