//! 6.1.26: a category that is no profile must not look like one.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

const PROFILES: [&str; 4] = ["csaf_security_incident_response", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex"];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let category = doc.category();
    if PROFILES.contains(&category) || category == "csaf_base" {
        return;
    }
    let lower = category.to_lowercase();
    let bare: String = lower.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect();
    let alike = PROFILES.iter().map(|p| p.replace('_', "")).any(|p| bare == p || Some(bare.as_str()) == p.strip_prefix("csaf"));
    if alike || lower.starts_with("csaf_") {
        found("/document/category".to_owned(), format!("`{category}` looks like a profile"));
    }
}
