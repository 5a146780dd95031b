//! 6.1.33: a product has at most one justification in a vulnerability.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeMap;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let mut label_of: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for (at, flag) in list(vulnerability, "flags") {
            let Some(label) = text(flag, "label") else { continue };
            for id in doc.covered(flag) {
                let (first, other) = *label_of.entry(id).or_insert((at, label));
                if first != at && other != label {
                    found(format!("{pointer}/flags/{at}"), format!("product `{id}` is also `{other}`"));
                }
            }
        }
    }
}
