//! 6.2.3: what is affected should have a score.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, ids, list};
use std::collections::BTreeSet;

const STATUSES: [&str; 3] = ["first_affected", "known_affected", "last_affected"];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let scored: BTreeSet<&str> = list(vulnerability, doc.scores()).flat_map(|(_, score)| ids(score, "products")).collect();
        for (place, id) in doc.in_status(&pointer, vulnerability, &STATUSES) {
            if !scored.contains(id) {
                found(place.into(), format!("product `{id}` has no score"));
            }
        }
    }
}
