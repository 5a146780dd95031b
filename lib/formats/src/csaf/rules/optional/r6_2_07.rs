//! 6.2.7: an involvement should have a date.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, involvement) in list(vulnerability, "involvements") {
            if involvement.get("date").is_none() {
                found(format!("{pointer}/involvements/{at}/date"), "missing".to_owned());
            }
        }
    }
}
