//! 6.1.8: CVSS objects follow their own JSON schema, and their vector the rules of its version.

use super::cvss_names as names;
use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, text};
use scoring::cvss::Vector;

/// Scores of any version.
const SCORES: [&str; 4] = ["baseScore", "temporalScore", "threatScore", "environmentalScore"];
/// Severity words of versions 3 and 4.
const SEVERITIES: [&str; 4] = ["baseSeverity", "temporalSeverity", "threatSeverity", "environmentalSeverity"];
/// What early schemas of version 4 had.
const GONE_IN_V4: [&str; 4] = ["threatScore", "threatSeverity", "environmentalScore", "environmentalSeverity"];
const WORDS: [&str; 5] = ["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

/// Every CVSS object with its pointer.
pub(super) fn objects<'a>(doc: &Doc<'a>) -> Vec<(String, &'a Value<'a>)> {
    let all = doc.vulnerabilities().flat_map(|(pointer, vulnerability)| doc.scored(&pointer, vulnerability));
    all.map(|(pointer, _, cvss)| (pointer, cvss)).collect()
}

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, cvss) in objects(doc) {
        let v2 = pointer.ends_with("cvss_v2");
        let mandatory: &[&str] =
            if v2 { &["version", "vectorString", "baseScore"] } else { &["version", "vectorString", "baseScore", "baseSeverity"] };
        for key in mandatory.iter().filter(|key| cvss.get(key).is_none()) {
            found(format!("{pointer}/{key}"), "missing".to_owned());
        }
        let kind = pointer.rsplit('/').next().unwrap_or("");
        match (text(cvss, "version"), kind) {
            (Some("2.0"), "cvss_v2") | (Some("3.0" | "3.1"), "cvss_v3") | (Some("4.0"), "cvss_v4") | (None, _) => {}
            _ => found(format!("{pointer}/version"), "not the version of this object".to_owned()),
        }
        for key in SCORES.iter().filter(|key| cvss.get(key).is_some_and(|v| !v.as_f64().is_some_and(|s| (0.0..=10.0).contains(&s)))) {
            found(format!("{pointer}/{key}"), "expected a number from 0 to 10".to_owned());
        }
        for key in GONE_IN_V4.iter().filter(|key| kind == "cvss_v4" && cvss.get(key).is_some()) {
            found(format!("{pointer}/{key}"), "CVSS 4.0 has one score and one severity".to_owned());
        }
        for key in SEVERITIES {
            if cvss.get(key).is_some_and(|v| !v.as_str().is_some_and(|word| WORDS.contains(&word))) {
                found(format!("{pointer}/{key}"), format!("expected one of {}", WORDS.join(", ")));
            }
        }
        if let Some(vector) = cvss.get("vectorString") {
            match vector.as_str().map(Vector::parse) {
                None => found(format!("{pointer}/vectorString"), "expected a text".to_owned()),
                Some(Err(fault)) => found(format!("{pointer}/vectorString"), fault.to_string()),
                Some(Ok(vector)) if text(cvss, "version").is_some_and(|version| version != vector.version().key()) => {
                    found(format!("{pointer}/vectorString"), format!("a vector of CVSS {}", vector.version().key()));
                }
                Some(Ok(_)) => {}
            }
        }
        names::check(&pointer, cvss, found);
    }
}
