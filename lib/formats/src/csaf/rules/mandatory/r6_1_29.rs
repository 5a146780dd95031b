//! 6.1.29: a remedy names products or groups.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    without_products(doc, "remediations", found);
}

/// Reports items of a list that name neither products nor groups.
pub(super) fn without_products(doc: &Doc<'_>, key: &str, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, item) in list(vulnerability, key) {
            if item.get("product_ids").is_none() && item.get("group_ids").is_none() {
                found(format!("{pointer}/{key}/{at}"), "names no product".to_owned());
            }
        }
    }
}
