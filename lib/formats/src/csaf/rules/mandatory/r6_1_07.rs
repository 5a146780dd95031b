//! 6.1.7: a product has at most one score per version of CVSS in one vulnerability.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, ids, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let mut seen = BTreeSet::new();
        for (place, entry, cvss) in doc.scored(&pointer, vulnerability) {
            let version = text(cvss, "version").unwrap_or_else(|| place.rsplit('/').next().unwrap_or(""));
            // CSAF 2.1: scores of different sources stand beside each other.
            let source = text(entry, "source");
            for id in ids(entry, "products") {
                if !seen.insert((id, source, version.to_owned())) {
                    found(place.clone(), format!("product `{id}` has a second score of CVSS {version}"));
                }
            }
        }
    }
}
