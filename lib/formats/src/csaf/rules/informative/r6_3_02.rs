//! 6.3.2: CVSS 3.1 should be used instead of 3.0.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, score) in list(vulnerability, "scores") {
            if score.get("cvss_v3").is_some_and(|cvss| text(cvss, "version") == Some("3.0")) {
                found(format!("{pointer}/scores/{at}/cvss_v3/version"), "3.0".to_owned());
            }
        }
    }
}
