//! 6.3.1: CVSS 2 should not be the only score.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, score) in list(vulnerability, "scores") {
            if score.get("cvss_v2").is_some() && score.get("cvss_v3").is_none() {
                found(format!("{pointer}/scores/{at}"), "only CVSS 2".to_owned());
            }
        }
    }
}
