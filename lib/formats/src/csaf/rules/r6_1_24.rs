//! 6.1.24: a party is involved at most once at any date.

use super::super::revision::instant;
use super::super::view::{Doc, list, text};
use super::Found;
use std::collections::BTreeSet;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
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
