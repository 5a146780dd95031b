//! 6.3.2: CVSS 3.1 is used instead of 3.0.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, content) in doc.metrics() {
        if content.get("cvss_v3").is_some_and(|cvss| text(cvss, "version") == Some("3.0")) {
            found(format!("{place}/content/cvss_v3/version"), "3.0".to_owned());
        }
    }
}
