//! The provider's files.

use crate::example::{advisory, listed, site};
use crate::kept::compare;
use corpus::texts as suite;
use publish::PublishedFile;
use publish::tree::SiteFacts;
use serde_json::Value;
use words::Lang;

/// A schema of the suite with those that it refers to.
pub fn official(files: &[(String, String)], name: &str) -> jsonschema::Validator {
    let read = |end: &str| serde_json::from_str::<Value>(&files.iter().find(|(path, _)| path.ends_with(end)).unwrap().1).unwrap();
    let mut registry = jsonschema::Registry::new()
        .add("https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", read("csaf_2.0/json_schema/csaf_json_schema.json"))
        .unwrap();
    for version in ["2.0", "3.0", "3.1"] {
        let cvss = read(&format!("csaf_2.0/referenced_schema/first/cvss-v{version}.json"));
        registry = registry.add(format!("https://www.first.org/cvss/cvss-v{version}.json"), cvss).unwrap();
    }
    let registry = registry.prepare().unwrap();
    jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&read(name)).unwrap()
}

fn files() -> Vec<PublishedFile> {
    publish::tree::tree(&advisory(Lang::En), &site(), &listed())
}

fn file<'a>(files: &'a [PublishedFile], path: &str) -> &'a PublishedFile {
    files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn the_files_are_the_committed_ones() {
    let mut text = String::new();
    for file in files() {
        assert_eq!(file.sha256.len(), 64);
        text.push_str(&format!("===== {} {}\n", file.path, file.media));
        // The document itself is committed on its own.
        if !file.path.ends_with("0007.json") {
            text.push_str(std::str::from_utf8(&file.bytes).unwrap());
        }
    }
    compare("tree.txt", text.as_bytes());
}

#[test]
fn digests_name_the_document_beside_them() {
    let files = files();
    let document = file(&files, "csaf/white/2026/kd-sa-2026-0007.json");
    let sum = std::str::from_utf8(&file(&files, "csaf/white/2026/kd-sa-2026-0007.json.sha256").bytes).unwrap();
    assert_eq!(sum, format!("{}  kd-sa-2026-0007.json\n", document.sha256));
    let sum = std::str::from_utf8(&file(&files, "csaf/white/2026/kd-sa-2026-0007.json.sha512").bytes).unwrap();
    assert_eq!(sum.split(' ').next().unwrap().len(), 128);
}

#[test]
fn the_newest_edition_stands_first_everywhere() {
    let files = files();
    let first = |path: &str, needle: &str| {
        let text = std::str::from_utf8(&file(&files, path).bytes).unwrap().to_lowercase();
        text.find(needle).unwrap() < text.find("kd-sa-2025-0003").unwrap()
    };
    for path in ["csaf/index.txt", "csaf/changes.csv", "csaf/feed-tlp-white.json", "feed/ja.atom", "feed/en.atom"] {
        assert!(first(path, "kd-sa-2026-0007"), "{path}");
    }
}

#[test]
fn every_listed_path_is_where_the_edition_lies() {
    let files = files();
    let index = std::str::from_utf8(&file(&files, "csaf/index.txt").bytes).unwrap();
    assert_eq!(format!("csaf/{}", index.lines().next().unwrap()), files[0].path);
}

#[test]
fn the_metadata_follows_the_official_schema() {
    let Some(suite) = suite("suite-oasis-csaf") else { return };
    let schema = official(&suite, "csaf_2.0/json_schema/provider_json_schema.json");
    let trusted = SiteFacts { signed: true, keys: vec![("A".repeat(40), "https://psirt.kakuu.example/pgp.asc".into())], ..site() };
    for (site, role) in [(site(), "csaf_provider"), (trusted, "csaf_trusted_provider")] {
        let files = publish::tree::site(&site, &listed());
        let metadata: Value = serde_json::from_slice(&file(&files, ".well-known/csaf/provider-metadata.json").bytes).unwrap();
        let errors: Vec<String> = schema.iter_errors(&metadata).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(metadata["role"], role);
    }
}
