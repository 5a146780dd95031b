//! The schemas, embedded without their explanations, and how they are made ready.

use super::Schema;
use jsonschema::{PatternOptions, Registry, Validator};
use serde_json::Value;

/// Files that the schemas of CycloneDX refer to, by name.
const BESIDE: [(&str, &str); 3] = [
    ("jsf-0.82.schema.json", include_str!("../data/cyclonedx-jsf-0.82.json")),
    ("spdx.schema.json", include_str!("../data/cyclonedx-spdx.json")),
    ("cryptography-defs.schema.json", include_str!("../data/cyclonedx-cryptography-defs.json")),
];

const fn text(schema: Schema) -> &'static str {
    match schema {
        Schema::CycloneDx12 => include_str!("../data/cyclonedx-1.2.json"),
        Schema::CycloneDx13 => include_str!("../data/cyclonedx-1.3.json"),
        Schema::CycloneDx14 => include_str!("../data/cyclonedx-1.4.json"),
        Schema::CycloneDx15 => include_str!("../data/cyclonedx-1.5.json"),
        Schema::CycloneDx16 => include_str!("../data/cyclonedx-1.6.json"),
        Schema::CycloneDx17 => include_str!("../data/cyclonedx-1.7.json"),
        Schema::Spdx22 => include_str!("../data/spdx-2.2.json"),
        Schema::Spdx23 => include_str!("../data/spdx-2.3.json"),
        Schema::Cve5 => include_str!("../data/cve-5.json"),
        Schema::Osv => include_str!("../data/osv.json"),
        Schema::OpenVex => include_str!("../data/openvex.json"),
    }
}

/// Makes a schema ready. Nothing is fetched: whatever is referred to is embedded. Patterns run in time linear in the text.
pub(super) fn validator(schema: Schema) -> Option<Validator> {
    let root: Value = serde_json::from_str(text(schema)).ok()?;
    let mut registry = Registry::new();
    for (name, text) in BESIDE {
        let value: Value = serde_json::from_str(text).ok()?;
        registry = registry.add(format!("http://cyclonedx.org/schema/{name}"), value).ok()?;
    }
    let registry = registry.prepare().ok()?;
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
    options.with_pattern_options(PatternOptions::regex()).build(&root).ok()
}
