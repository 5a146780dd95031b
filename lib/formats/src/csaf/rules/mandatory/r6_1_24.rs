//! 6.1.24: a party is involved at most once at any date.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let mut seen = BTreeSet::new();
        for (at, involvement) in list(vulnerability, "involvements") {
            let (Some(party), Some(date)) = (text(involvement, "party"), text(involvement, "date").and_then(instant)) else { continue };
            if !seen.insert((party, date)) {
                found(format!("{pointer}/involvements/{at}"), format!("`{party}` is involved twice at the same date"));
            }
        }
    }
}
