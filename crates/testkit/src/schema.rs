//! The official CSAF 2.0 schema, read from the conformance suites that are never part of the repository.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

/// The archive of the suite.
const SUITE: &str = "suite-oasis-csaf.tar.zst";
/// The schema within it, and those that it refers to by address.
const CSAF: (&str, &str) =
    ("https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", "csaf_2.0/json_schema/csaf_json_schema.json");

/// What the official schema says against a document; none, and loudly so, without the suites (`HINOMI_CORPUS`).
///
/// # Panics
/// When the suite is there and cannot be read.
#[must_use]
pub fn csaf_schema_errors(document: &[u8]) -> Option<Vec<String>> {
    let files = suite()?;
    let mut registry = jsonschema::Registry::new().add(CSAF.0, files[CSAF.1].clone()).unwrap();
    for version in ["2.0", "3.0", "3.1"] {
        let cvss = files[&format!("csaf_2.0/referenced_schema/first/cvss-v{version}.json")].clone();
        registry = registry.add(format!("https://www.first.org/cvss/cvss-v{version}.json"), cvss).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let schema = jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&files[CSAF.1]).unwrap();
    let document: Value = serde_json::from_slice(document).unwrap();
    Some(schema.iter_errors(&document).map(|error| format!("{} {error}", error.instance_path())).collect())
}

/// The schemas of the suite, by their path below its root.
fn suite() -> Option<BTreeMap<String, Value>> {
    let folder = std::env::var_os("HINOMI_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    let path = folder.join(SUITE);
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED: no suite {}; set HINOMI_CORPUS to the folder that holds it", path.display());
        return None;
    };
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(zstd::Decoder::new(file).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let Some(at) = path.find("csaf_2.0/json_schema/").or_else(|| path.find("csaf_2.0/referenced_schema/")) else { continue };
        let mut text = String::new();
        if entry.read_to_string(&mut text).is_ok()
            && let Ok(schema) = serde_json::from_str(&text)
        {
            files.insert(path[at..].to_owned(), schema);
        }
    }
    Some(files)
}
