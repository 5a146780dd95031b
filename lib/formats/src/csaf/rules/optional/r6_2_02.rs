//! 6.2.2: what is or may be affected should have a remedy.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};
use std::collections::BTreeSet;

const STATUSES: [&str; 4] = ["first_affected", "known_affected", "last_affected", "under_investigation"];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let remedied: BTreeSet<&str> = list(vulnerability, "remediations").flat_map(|(_, remedy)| doc.covered(remedy)).collect();
        for (place, id) in doc.in_status(&pointer, vulnerability, &STATUSES) {
            if !remedied.contains(id) {
                found(place.into(), format!("product `{id}` has no remedy"));
            }
        }
    }
}
