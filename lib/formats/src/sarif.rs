//! SARIF 2.1.0: findings in files, as the code scanning of CI systems reads them.

use serde::Serialize;

/// Findings kept of one run; code scanning services take no more.
pub const RESULTS_MAX: usize = 25_000;

/// How grave a finding is, §3.27.10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Must be mended.
    Error,
    /// Should be mended.
    Warning,
    /// Worth a look.
    Note,
}

/// A finding.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// Path or address of the file.
    pub uri: &'a str,
    /// The rule that it breaks, such as `csaf.6.1.1`.
    pub rule: &'a str,
    /// How grave.
    pub level: Level,
    /// What is wrong and what to do.
    pub message: &'a str,
    /// Line, counted from 1, where known.
    pub line: Option<usize>,
    /// Place within the document, such as a JSON pointer.
    pub place: &'a str,
}

/// Writes the log of one run of a tool.
#[must_use]
pub fn write(tool: &str, version: &str, findings: &[Finding<'_>]) -> Vec<u8> {
    let findings = &findings[..findings.len().min(RESULTS_MAX)];
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results = findings
        .iter()
        .map(|finding| ResultObject {
            rule_id: finding.rule,
            rule_index: rules.binary_search(&finding.rule).unwrap_or_default(),
            level: finding.level,
            message: Text { text: finding.message },
            locations: [Location {
                physical_location: Physical {
                    artifact_location: Artifact { uri: address(finding.uri) },
                    region: finding.line.map(|start_line| Region { start_line }),
                },
                logical_locations: [Logical { fully_qualified_name: finding.place }]
                    .into_iter()
                    .filter(|logical| !logical.fully_qualified_name.is_empty())
                    .collect(),
            }],
        })
        .collect();
    let driver = Driver { name: tool, version, rules: rules.iter().map(|id| Rule { id }).collect() };
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, results }],
    };
    crate::pretty::bytes(&log)
}

/// A path as a relative or absolute URI reference: what URIs do not allow is escaped.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool<'a>,
    results: Vec<ResultObject<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: Level,
    message: Text<'a>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
}

#[cfg(test)]
mod tests {
    use super::{Finding, Level, write};

    #[test]
    fn a_log_names_rule_place_and_line() {
        let of = |rule, line| Finding { uri: "a b/é.json", rule, level: Level::Error, message: "m", line, place: "/document" };
        let log: serde_json::Value =
            serde_json::from_slice(&write("hinomi", "1", &[of("z", Some(3)), of("a", None), of("z", None)])).unwrap();
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], serde_json::json!([{ "id": "a" }, { "id": "z" }]));
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), 3);
        assert_eq!(results[0]["ruleIndex"], 1);
        let place = &results[0]["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "a%20b/%C3%A9.json");
        assert_eq!(place["physicalLocation"]["region"]["startLine"], 3);
        assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "/document");
        assert!(results[1]["locations"][0]["physicalLocation"].get("region").is_none());
    }
}
