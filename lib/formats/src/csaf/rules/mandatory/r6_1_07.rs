//! 6.1.7: a product has at most one score per version of CVSS in one vulnerability.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, ids, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let mut seen = BTreeSet::new();
        for (at, score) in list(vulnerability, "scores") {
            for key in ["cvss_v2", "cvss_v3"] {
                let Some(cvss) = score.get(key) else { continue };
                let version = text(cvss, "version").unwrap_or(key);
                for id in ids(score, "products") {
                    if !seen.insert((id, version)) {
                        found(format!("{pointer}/scores/{at}/{key}"), format!("product `{id}` has a second score of CVSS {version}"));
                    }
                }
            }
        }
    }
}
