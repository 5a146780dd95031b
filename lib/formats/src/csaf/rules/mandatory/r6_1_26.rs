//! 6.1.26: a category that is no profile must not look like one.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, Edition};

/// The last three are new in CSAF 2.1.
const PROFILES: [&str; 7] = [
    "csaf_security_incident_response",
    "csaf_informational_advisory",
    "csaf_security_advisory",
    "csaf_vex",
    "csaf_deprecated_security_advisory",
    "csaf_superseded",
    "csaf_withdrawn",
];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let category = doc.category();
    let profiles = if doc.edition == Edition::V2_0 { &PROFILES[..4] } else { &PROFILES };
    if profiles.contains(&category) || category == "csaf_base" {
        return;
    }
    let lower = category.to_lowercase();
    let bare: String = lower.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
    let alike = profiles.iter().map(|p| p.replace('_', "")).any(|p| bare == p || Some(bare.as_str()) == p.strip_prefix("csaf"));
    if alike || lower.starts_with("csaf_") {
        found("/document/category".to_owned(), format!("`{category}` looks like a profile"));
    }
}

/// Hyphens, dashes and low lines in all their shapes.
const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff3f}' | '\u{332}' | '\u{fe4d}'..='\u{fe4f}')
}
