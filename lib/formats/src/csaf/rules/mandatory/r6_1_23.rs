//! 6.1.23: no CVE id is used by two vulnerabilities.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if let Some(cve) = text(vulnerability, "cve").filter(|cve| !seen.insert(*cve)) {
            found(format!("{pointer}/cve"), format!("`{cve}` is used more than once"));
        }
    }
}
